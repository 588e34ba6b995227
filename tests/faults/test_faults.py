"""The short version: each fault once or twice and races up to a dozen times, with sixty phones. `make faults` is the long one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.faults.catalogue import Fault, assert_sound
from tests.faults.everything import FAULTS
from tests.faults.houses import Rooms

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rooms() -> AsyncIterator[Rooms]:
    rooms = Rooms()
    yield rooms
    await rooms.close()


@pytest.mark.parametrize("fault", [pytest.param(f, id=f.name) for f in sorted(FAULTS, key=lambda f: f.house)])
async def test_nothing_is_lost_doubled_or_made_up_and_every_screen_heals_when(rooms: Rooms, fault: Fault) -> None:
    await assert_sound(fault, rooms)
