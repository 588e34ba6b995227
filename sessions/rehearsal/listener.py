"""Reading a socket: a phone's, and a bare one on the relay."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

import aiohttp

from sessions.rehearsal.log import Log
from sessions.rehearsal.site import PULSE, Site


async def listen(socket: aiohttp.ClientWebSocketResponse, receive: Callable[[str], None]) -> None:
    """Hand on every text until the socket closes."""
    async for message in socket:
        if message.type is aiohttp.WSMsgType.TEXT:
            receive(message.data)


class Listener:
    """A bare socket on the relay, read by the same code as a phone's."""

    def __init__(self, site: Site, log: Log, number: int) -> None:
        self.site, self.log, self.number = site, log, number
        self.is_open = asyncio.Event()
        self.task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        try:
            async with self.site.http.ws_connect(f"{self.site.base}/") as socket:
                self.is_open.set()
                await listen(socket, self.receive)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            self.log.problem("a socket of the relay failed", error)
            self.is_open.set()

    def receive(self, text: str) -> None:
        news = PULSE.search(text)
        if news:
            self.log.arrived(self.number, int(news[1]), text)

    async def close(self) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task
