"""Notices, twice a second, that time is up, and once an hour that something is due to be deleted.

It decides nothing: it calls the same `settle` as everybody else, and the same `purge` as the command. Every process has one: `settle`
claims what it does, so however many notice, it happens once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings

from sessions import presence
from sessions.actions import purging, stage
from sessions.exercise import registered
from sessions.garbage import Garbage
from sessions.hub import hub
from sessions.lookout import Lookout
from sessions.warming import warm_up

SECONDS = 0.5
TIDY_SECONDS = 60
PURGE_SECONDS = 60 * 60
log = logging.getLogger("hymnsheet.ticker")
_ticking: dict[asyncio.AbstractEventLoop, asyncio.Task[None]] = {}


def start() -> None:
    """Start ticking on the running event loop, once."""
    loop = asyncio.get_running_loop()
    if loop not in _ticking or _ticking[loop].done():
        _ticking[loop] = loop.create_task(tick())


async def lifespan(_scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
    """Start ticking where the server says that it has begun, as uvicorn does; Daphne does not, and `manage.py live` starts it there."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            warm_up()
            start()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def tick() -> None:
    """Settle what is due, for ever. A tick that fails is logged and the next one comes all the same.

    The first purge comes at once: a server that is only ever started for an hour's workshop must delete what is due too.
    """
    loop = asyncio.get_running_loop()
    next_purge, next_tidy = loop.time(), loop.time() + TIDY_SECONDS  # tidying has just been done: it is part of starting
    lookout, garbage = Lookout(hub()), Garbage()
    while True:
        try:
            await hub().listen()  # before the first screen is back: what is pressed meanwhile is remembered for all of them
            garbage.look()
            await lookout.look(loop.time())
            if loop.time() >= next_purge:
                next_purge = loop.time() + PURGE_SECONDS
                await database_sync_to_async(purging.purge)()
            if loop.time() >= next_tidy:
                next_tidy = loop.time() + TIDY_SECONDS
                await database_sync_to_async(tidy)()
            if settings.REDIS_URL:
                await database_sync_to_async(presence.tell)()
            for live_id in await database_sync_to_async(stage.due)():
                await database_sync_to_async(stage.settle)(live_id)
        except Exception as problem:
            log.warning("a tick failed (%s)", type(problem).__name__)
        await asyncio.sleep(SECONDS)


def tidy() -> None:
    """Let every exercise finish what it could not at the time. One that fails does not keep the others from it."""
    for exercise in registered():
        try:
            exercise.tidy()
        except Exception as problem:
            log.warning("tidying “%s” failed (%s)", exercise.slug, type(problem).__name__)
