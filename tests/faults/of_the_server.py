"""The server is killed, restarted or frozen."""

from __future__ import annotations

import asyncio
import time

from tests.faults.catalogue import fault
from tests.faults.load import Load
from tests.faults.room import BREAKOUT, VOTE, Room


async def comes_back(room: Room) -> None:
    """Start the server again, press something, and note how long each screen takes to show it. Nobody else does anything."""
    await room.server.start()
    await room.press("extend", {"minutes": "1"})
    await room.heal(room.server.started_at)
    await room.until(room.all_connected)
    room.note("every socket is open again after", time.perf_counter() - room.server.started_at)


@fault(short=1, long=20)
async def the_server_is_killed_just_before_a_commit(room: Room) -> None:
    await room.open(VOTE)
    async with Load(room):
        room.server.order("die before 7")
        await room.server.ended()
        await comes_back(room)


@fault(short=1, long=20)
async def the_server_is_killed_between_a_commit_and_its_push(room: Room) -> None:
    await room.go(BREAKOUT)
    async with Load(room):
        room.server.order("die after 7")
        await room.server.ended()
        await comes_back(room)


@fault(short=1, long=20)
async def the_server_is_killed_between_the_commit_of_a_press_and_its_push(room: Room) -> None:
    await room.go(BREAKOUT)
    room.server.order("die after 1")
    assert await room.press("extend", {"minutes": "1"}) is None
    await room.server.ended()
    await comes_back(room)


@fault(short=1, long=20)
async def the_server_is_killed_in_mid_vote(room: Room) -> None:
    await room.open(VOTE)
    async with Load(room):
        await asyncio.sleep(1)
        await room.server.kill()
        await comes_back(room)


@fault(short=1, long=20)
async def the_server_is_killed_in_mid_breakout(room: Room) -> None:
    await room.go(BREAKOUT)
    async with Load(room):
        await asyncio.sleep(1)
        await room.server.kill()
        await comes_back(room)
