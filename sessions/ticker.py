"""Notices, twice a second, that time is up. It decides nothing: it calls the same `settle` as everybody else."""

from __future__ import annotations

import asyncio
import logging

from channels.db import database_sync_to_async

from sessions.actions import stage

SECONDS = 0.5
log = logging.getLogger("hymnsheet.ticker")
_ticking: dict[asyncio.AbstractEventLoop, asyncio.Task[None]] = {}


def start() -> None:
    """Start ticking on the running event loop, once."""
    loop = asyncio.get_running_loop()
    if loop not in _ticking or _ticking[loop].done():
        _ticking[loop] = loop.create_task(tick())


async def tick() -> None:
    """Settle what is due, for ever. A tick that fails is logged and the next one comes all the same."""
    while True:
        try:
            for live_id in await database_sync_to_async(stage.due)():
                await database_sync_to_async(stage.settle)(live_id)
        except Exception as problem:
            log.warning("a tick failed (%s)", type(problem).__name__)
        await asyncio.sleep(SECONDS)
