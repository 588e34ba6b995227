"""The short version: every fault once or twice, in a workshop of sixty phones. `make faults` is the long one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from tests.faults.catalogue import Fault, run
from tests.faults.everything import FAULTS
from tests.faults.history import Verdict
from tests.faults.houses import house
from tests.faults.room import Room

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("faults")]


class Rooms:
    """One room at a time, kept as long as the next fault is tried in the same kind of house."""

    def __init__(self) -> None:
        self._kind = ""
        self._open = AsyncExitStack()
        self._room: Room | None = None

    async def at(self, kind: str) -> Room:
        """The room in a house of this kind; leaving another kind closes it."""
        if self._room is None or self._kind != kind:
            await self.close()
            self._kind, self._room = kind, await self._open.enter_async_context(house(kind))
        return self._room

    async def close(self) -> None:
        await self._open.aclose()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rooms() -> AsyncIterator[Rooms]:
    rooms = Rooms()
    yield rooms
    await rooms.close()


@pytest.mark.parametrize("fault", [pytest.param(f, id=f.name) for f in sorted(FAULTS, key=lambda f: f.house) if f.short])
async def test_nothing_is_lost_doubled_or_made_up_and_every_screen_heals_when(rooms: Rooms, fault: Fault) -> None:
    outcome = await run(fault, await rooms.at(fault.house), fault.short)
    assert (outcome.verdict, outcome.healing.never) == (Verdict(), 0)
