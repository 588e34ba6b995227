"""Everybody who floods the room's server from the room's own address: `python -m tests.attacks.attackers PORT SECONDS RATE SOCKETS`.

They knock at loopback only, stop by themselves, and print as JSON what became of it. Requests are sent at their rate whether or not the
ones before have been answered.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

HOST = "127.0.0.1"
BATCHES = 50  # a second
PATIENCE = 5.0  # seconds until an attacker gives an answer up
MOST_IN_FLIGHT = 2500
REOPEN = 10.0  # seconds until a socket that was closed is opened again
BODY = 200 * 1024 * 1024
BODIES_AT_ONCE = 2
HALF_SENT = 200  # connections that each hold half a request, and begin anew as soon as they are ended
HALVES = (
    "G",
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-",
    "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\n\r\ncode=",
)
WAYS = (
    "GET / HTTP/1.1\r\n",
    "GET /sign-in/ HTTP/1.1\r\n",
    "GET /nowhere/{n}/ HTTP/1.1\r\n",
    "GET /w/{n}/stage/?seen=1 HTTP/1.1\r\nCookie: seat={n}\r\n",
    "GET /console/{n}/ HTTP/1.1\r\nCookie: facilitator={n}\r\n",
    "GET /healthz HTTP/1.1\r\n",
    "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\n",
)


class Attack:
    """One attack, and what became of it."""

    def __init__(self, port: int, chance: random.Random) -> None:
        self.port, self.chance = port, chance
        self.answers: Counter[str] = Counter()
        self.idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.tasks: set[asyncio.Task[Any]] = set()
        self.is_on = True

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def request(self) -> None:
        """One request, on a connection that is free or on a new one."""
        reader = writer = None
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = self.idle.pop() if self.idle else await asyncio.open_connection(HOST, self.port)
                way = self.chance.choice(WAYS).format(n=self.chance.randrange(10**9))
                body = f"code={self.chance.randrange(10**6):06}" if way.startswith("POST") else ""
                writer.write(f"{way}Host: {HOST}:{self.port}\r\nAccept: text/html\r\n\r\n{body}".encode())
                head = await reader.readuntil(b"\r\n\r\n")
                self.answers[head.split(b" ", 2)[1].decode()] += 1
                await self.rest(reader, head)
                self.idle.append((reader, writer))
        except (OSError, TimeoutError, asyncio.IncompleteReadError, IndexError) as problem:
            self.answers[type(problem).__name__] += 1
            if writer:
                writer.close()

    async def rest(self, reader: asyncio.StreamReader, head: bytes) -> None:
        """The body of an answer, unread otherwise."""
        lower = head.lower()
        if b"content-length:" in lower:
            await reader.readexactly(int(lower.partition(b"content-length:")[2].split(b"\r\n")[0]))
        elif b"chunked" in lower:
            while size := int(await reader.readline(), 16):
                await reader.readexactly(size + 2)
            await reader.readline()

    async def requests(self, rate: int) -> None:
        """So many a second, whatever becomes of them."""
        began, sent = time.perf_counter(), 0
        while self.is_on:
            due = int((time.perf_counter() - began) * rate)
            for _request in range(due - sent):
                if len(self.tasks) < MOST_IN_FLIGHT:
                    self.spawn(self.request())
                else:
                    self.answers["not sent"] += 1
            sent = due
            await asyncio.sleep(1 / BATCHES)

    async def socket(self) -> None:
        """A socket that never reads, opened again some time after it was closed."""
        await asyncio.sleep(self.chance.random() * REOPEN / 2)
        while self.is_on:
            with suppress(OSError):
                reader, writer = await asyncio.open_connection(HOST, self.port)
                name = f"{self.chance.randrange(10**9)}"
                path = self.chance.choice([f"/live/phones/{name}/", f"/live/projector/{name}/", f"/live/console/{name}/", "/"])
                writer.write(
                    f"GET {path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nOrigin: http://{HOST}:{self.port}\r\nUpgrade: websocket\r\n"
                    "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
                )
                self.answers["sockets"] += 1
                with suppress(OSError):
                    while await reader.read(65_536):
                        pass
                writer.close()
            await asyncio.sleep(REOPEN)

    async def half_sent(self) -> None:
        """Half a request, and nothing more until the server ends it."""
        while self.is_on:
            with suppress(OSError):
                reader, writer = await asyncio.open_connection(HOST, self.port)
                writer.write(self.chance.choice(HALVES).encode())
                self.answers["half-sent"] += 1
                with suppress(OSError):
                    await reader.read()
                writer.close()
            await asyncio.sleep(0.2)

    async def bodies(self) -> None:
        """One enormous form after the other."""
        piece = b"x" * 65_536
        while self.is_on:
            sent = 0
            with suppress(OSError):
                _reader, writer = await asyncio.open_connection(HOST, self.port)
                writer.write(f"POST / HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {BODY}\r\n\r\n".encode())
                with suppress(OSError):
                    while sent < BODY:
                        writer.write(piece)
                        await writer.drain()
                        sent += len(piece)
                writer.close()
            self.answers["bodies"] += 1
            self.answers["megabytes"] += sent // 1024 // 1024
            await asyncio.sleep(0.2)


async def attack(port: int, seconds: float, rate: int, sockets: int) -> Counter[str]:
    """The whole of it, for so long."""
    chance = random.Random(1)
    everything = Attack(port, chance)
    whole = [asyncio.create_task(everything.requests(rate))]
    whole += [asyncio.create_task(everything.socket()) for _socket in range(sockets)]
    whole += [asyncio.create_task(everything.half_sent()) for _half in range(HALF_SENT)]
    whole += [asyncio.create_task(everything.bodies()) for _body in range(BODIES_AT_ONCE)]
    await asyncio.sleep(seconds)
    everything.is_on = False
    for task in [*whole, *everything.tasks]:
        task.cancel()
    await asyncio.gather(*whole, *everything.tasks, return_exceptions=True)
    return everything.answers


def main() -> None:
    port, seconds, rate, sockets = sys.argv[1:5]
    answers = asyncio.run(attack(int(port), float(seconds), int(rate), int(sockets)))
    sys.stdout.write(json.dumps(answers) + "\n")


if __name__ == "__main__":
    main()
