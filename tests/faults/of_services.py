"""The same server on PostgreSQL and Redis, and each of them goes away."""

from __future__ import annotations

import asyncio
import time

from tests.faults.catalogue import fault
from tests.faults.houses import SCALE
from tests.faults.load import Load
from tests.faults.of_the_server import is_killed_while_everybody_writes
from tests.faults.room import BREAKOUT, VOTE, Room

GONE = 4.0  # seconds


@fault(short=1, long=15, each=7, house=SCALE)
async def redis_is_killed_and_comes_back_empty(room: Room) -> None:
    assert room.redis is not None
    await room.go(BREAKOUT)
    async with Load(room):
        await asyncio.sleep(0.5)
        await asyncio.to_thread(room.redis.kill)
        await room.press("extend", {"minutes": "1"})
        await room.heal()
        await asyncio.sleep(GONE)
        await asyncio.to_thread(room.redis.start)
        since = time.perf_counter()
        await room.press("extend", {"minutes": "1"})
        await room.heal(since)
        await room.sockets_heal()


@fault(short=1, long=20, each=3, house=SCALE)
async def postgresql_is_restarted_at_once(room: Room) -> None:
    assert room.database is not None
    await room.open(VOTE)
    async with Load(room):
        await asyncio.sleep(0.5)
        await asyncio.to_thread(room.database.kill)
        await asyncio.to_thread(room.database.start)
        since = time.perf_counter()
        await room.press("extend", {"minutes": "1"})
        await room.heal(since)


@fault(short=1, long=10, house=SCALE)
async def the_server_on_postgresql_and_redis_is_killed_in_mid_vote(room: Room) -> None:
    await room.open(VOTE)
    await is_killed_while_everybody_writes(room)
