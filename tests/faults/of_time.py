"""The server stands still, its clock jumps, or it is restarted while time runs."""

from __future__ import annotations

import asyncio
import time

from tests.faults.catalogue import fault
from tests.faults.load import Load
from tests.faults.of_the_server import comes_back
from tests.faults.room import BREAKOUT, VOTE, Room

OPEN_FOR = 60.0  # seconds a vote is open
GRACE = 2.0  # seconds after the end in which an answer still counts


@fault(short=1, long=10)
async def the_server_is_restarted_while_a_countdown_runs(room: Room) -> None:
    await room.open(VOTE)
    await room.heal()
    before = {screen.closes for screen in room.screens}
    assert room.wrong_clocks() == [], "a countdown was different before"
    async with Load(room):
        await room.server.stop()
        await comes_back(room)
    assert "" not in before
    assert {screen.closes for screen in room.screens} == before, "a countdown has changed"


@fault(short=1, long=1, each=70)
async def time_runs_out_while_the_server_is_down(room: Room) -> None:
    await room.open(VOTE)
    await room.press("close")
    room.server.order(f"clock {min(0.0, room.patience - OPEN_FOR)}")  # opened by a clock that is behind, it has less than a minute left
    await asyncio.sleep(0.2)
    await room.press("open")
    _run, _phase, closes = room.store.run(room.live, VOTE)
    assert closes is not None
    async with Load(room):
        await asyncio.sleep(closes.timestamp() - time.time() - 3)
        await room.server.kill()
        await asyncio.sleep(closes.timestamp() - time.time() + GRACE)
        await room.server.start()
        await room.until(lambda: room.store.run(room.live, VOTE)[1] == "closed")
        room.note("the start of the server has closed it after", time.perf_counter() - room.server.started_at)
    room.history.by_clock += 1


@fault(short=1, long=2, each=80)
async def the_server_stands_still_for_a_while(room: Room) -> None:
    await room.go(BREAKOUT)
    async with Load(room):
        room.server.freeze()
        await asyncio.sleep(room.patience)
        room.server.thaw()
        since = time.perf_counter()
        await room.press("extend", {"minutes": "1"})
        await room.heal(since)
        await room.sockets_heal()


@fault(short=1, long=8, each=7)
async def the_servers_clock_jumps_by_two_minutes_and_back(room: Room) -> None:
    await room.open(VOTE)
    async with Load(room):
        for ahead in (120, -120, 0):
            room.server.order(f"clock {ahead}")
            await asyncio.sleep(1)
            await room.press("extend", {"minutes": "1"})
            await room.heal()
    assert room.store.run(room.live, VOTE)[1] == "open", "with minutes to spare a jump closes nothing"
