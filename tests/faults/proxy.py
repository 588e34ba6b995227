"""A bad network between phones and the server: a small TCP proxy on this machine that refuses, swallows, cuts, slows down."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

UPGRADE = re.compile(rb"\r\nupgrade: *websocket", re.IGNORECASE)
PIECE = 1400  # bytes: what fits into one packet
REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass
class Network:
    """What the network does to those who use it. `rate` is in bytes a second each way, `delay` in seconds each way."""

    port: int  # of the server
    sockets: str = "pass"  # or "refuse", "swallow"
    cut_after: float = 0.0  # seconds after which a socket is cut; 0: never
    rate: float = 0.0
    delay: float = 0.0
    base: str = ""
    carried: dict[str, int] = field(default_factory=lambda: {"up": 0, "down": 0})
    _free: dict[str, float] = field(default_factory=lambda: {"up": 0.0, "down": 0.0})  # when the next byte may go
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _ends: set[asyncio.StreamWriter] = field(default_factory=set)  # of everything that was ever open

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection from a phone, to its end."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._ends.add(writer)
        with suppress(OSError, asyncio.CancelledError):  # cut by `end`: its caller waits for it, and nothing else has to know
            await asyncio.sleep(2 * self.delay)  # the handshake of TCP
            await self.between(reader, writer)
        writer.close()

    async def between(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry both ways until one of them ends."""
        answers, requests = await asyncio.open_connection("127.0.0.1", self.port)
        self._ends.add(requests)
        both = [asyncio.create_task(self.up(reader, requests, writer)), asyncio.create_task(self.carry("down", answers, writer))]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            requests.close()
            for way in both:
                way.cancel()
            await asyncio.gather(*both, return_exceptions=True)

    async def up(self, reader: asyncio.StreamReader, requests: asyncio.StreamWriter, writer: asyncio.StreamWriter) -> None:
        """From a phone to the server, with an eye on upgrades."""
        with suppress(TimeoutError):
            async with asyncio.timeout(None) as patience:
                async for piece in self.pieces(reader):
                    if UPGRADE.search(piece):
                        if self.sockets == "refuse":
                            writer.write(REFUSAL)
                            return
                        if self.sockets == "swallow":
                            await asyncio.sleep(3600)
                        if self.cut_after:
                            patience.reschedule(asyncio.get_running_loop().time() + self.cut_after)
                    await self.send("up", piece, requests)

    async def carry(self, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Everything one way, to its end."""
        async for piece in self.pieces(reader):
            await self.send(way, piece, writer)
        await asyncio.sleep(self.delay)  # until the last of it has arrived

    async def pieces(self, reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
        """What comes, in packets."""
        while piece := await reader.read(PIECE):
            yield piece

    async def send(self, way: str, piece: bytes, writer: asyncio.StreamWriter) -> None:
        """One packet: it waits until those before it are through, and arrives a while later. All that goes the same way shares the rate."""
        self.carried[way] += len(piece)
        if not self.rate:
            writer.write(piece)
            await writer.drain()
            return
        loop = asyncio.get_running_loop()
        self._free[way] = max(loop.time(), self._free[way]) + len(piece) / self.rate
        loop.call_at(self._free[way] + self.delay, writer.write, piece)
        await asyncio.sleep(self._free[way] - loop.time())

    async def end(self) -> None:
        """Cut everything that is still open."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for end in self._ends:  # also of those that were cut twice
            end.close()


@asynccontextmanager
async def network(port: int, **how: object) -> AsyncIterator[Network]:
    """A network to the server on this port, for as long as it is needed."""
    bad = Network(port, **how)  # type: ignore[arg-type]
    listening = await asyncio.start_server(bad.connected, "127.0.0.1", 0)
    bad.base = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield bad
    finally:
        listening.close()
        await bad.end()
