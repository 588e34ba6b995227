"""The short version: every fault once or twice, in a workshop of sixty phones. `make faults` is the long one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.faults.catalogue import Fault, run
from tests.faults.everything import FAULTS
from tests.faults.history import Verdict
from tests.faults.houses import house
from tests.faults.room import Room

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("faults")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(request: pytest.FixtureRequest) -> AsyncIterator[Room]:
    async with house(request.param) as room:
        yield room


@pytest.mark.parametrize(("room", "fault"), [pytest.param(f.house, f, id=f.name) for f in FAULTS], indirect=["room"])
async def test_nothing_is_lost_doubled_or_made_up_and_every_screen_heals_when(room: Room, fault: Fault) -> None:
    outcome = await run(fault, room, fault.short)
    assert (outcome.verdict, outcome.healing.never) == (Verdict(), 0)
