"""Where faults are tried: processes that share them out may give any of them to any room."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.faults.catalogue import assert_sound
from tests.faults.everything import FAULTS
from tests.faults.houses import Rooms

pytestmark = pytest.mark.asyncio(loop_scope="module")

FEW = 6  # phones


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rooms() -> AsyncIterator[Rooms]:
    rooms = Rooms(FEW)
    yield rooms
    await rooms.close()


async def test_another_fault_of_the_same_house_can_come_after_the_end_of_a_workshop(rooms: Rooms) -> None:
    the_end = next(fault for fault in FAULTS if fault.is_the_end)
    another = next(fault for fault in FAULTS if fault.house == the_end.house and not fault.is_the_end)
    for fault in (the_end, another):
        await assert_sound(fault, rooms)
