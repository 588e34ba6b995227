"""Where a workshop is held: on a laptop, on one whose disk is nearly full, on PostgreSQL and Redis, or on uvicorn."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path

from sessions.rehearsal.site import Site
from tests import services
from tests.faults.disk import small_disk
from tests.faults.room import PHONES, Room, open_room
from tests.faults.server import Server

LAPTOP, SMALL_DISK, SCALE, UVICORN = "laptop", "small disk", "scale", "uvicorn"


@asynccontextmanager
async def house(kind: str, phones: int = PHONES) -> AsyncIterator[Room]:
    """A server of its own with a workshop in which everybody has come in. Everything is stopped and removed at the end."""
    with ExitStack() as around:
        folder = Path(around.enter_context(tempfile.TemporaryDirectory(prefix="hymn-sheet-faults-")))
        more: dict[str, str] = {}
        database = store = None
        if kind == SCALE:
            database = await asyncio.to_thread(around.enter_context, services.postgres())
            store = await asyncio.to_thread(around.enter_context, services.redis())
            more = {"DATABASE_URL": database.url, "REDIS_URL": store.url}
        disk = around.enter_context(small_disk(folder / "data")) if kind == SMALL_DISK else None
        server = Server(folder / "data", is_on_uvicorn=kind == UVICORN, **more)
        try:
            await server.start()
            async with Site(server.base) as site:
                room = await open_room(server, site, await server.sign_in(), phones)
                room.database, room.redis, room.disk = database, store, disk
                try:
                    yield room
                finally:
                    await room.close()
        finally:
            await server.stop()


class Rooms:
    """One room at a time, kept for as long as the next fault is tried in the same one."""

    def __init__(self, phones: int = PHONES, patience: float | None = None) -> None:
        self.phones, self.patience = phones, patience
        self._which: tuple[str, ...] = ()
        self._open = AsyncExitStack()
        self._room: Room | None = None

    async def at(self, kind: str, *which: str) -> Room:
        """The room in a house of this kind; `which` tells several of a kind apart. Asking for another one closes it.

        A room whose workshop has ended is not given out again: faults may come in any order.
        """
        if self._room is None or self._room.is_over or self._which != (kind, *which):
            await self.close()
            self._which, self._room = (kind, *which), await self._open.enter_async_context(house(kind, self.phones))
            self._room.patience = self.patience or self._room.patience
        return self._room

    async def close(self) -> None:
        """Close it; the next one asked for is a new one."""
        self._room = None
        await self._open.aclose()
