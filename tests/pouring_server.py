"""A guarded Daphne of its own for the tests of slow readers: `python -m tests.pouring_server`. Prints its port, and stops on SIGTERM.

Every request gets a long answer. Whoever opens a socket is sent a long text twenty times a second, the short way if their address says
so, until they are gone.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

import django
from daphne.server import Server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from sessions import wire  # noqa: E402 apps must be loaded first
from sessions.management.guarding import LARGEST_TEXT, guard  # noqa: E402

LONG = "ü" * 50_000
ANSWER = b"a" * 4_000_000  # bytes, to every request: more than the operating system takes at once
EVERY = 0.05  # seconds


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await receive()
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(ANSWER))]})
        await send({"type": "http.response.body", "body": ANSWER})
        return
    await send({"type": "websocket.accept"})
    write, drop_if_slow = wire.short_way(send), send.args[0].drop_if_slow
    gone = asyncio.ensure_future(receive())
    while not gone.done():
        if scope["path"] == "/short/" and write:
            if drop_if_slow():
                break
            write(wire.frame(LONG))
        else:
            await send({"type": "websocket.send", "text": LONG})
        await asyncio.sleep(EVERY)
    sys.stdout.write("dropped\n")
    sys.stdout.flush()


def main() -> None:
    def ready() -> None:
        guard(server)
        sys.stdout.write(f"{server.listening_addresses[0][1]}\n")
        sys.stdout.flush()

    server = Server(
        application=app,
        endpoints=["tcp:port=0:interface=127.0.0.1"],
        ready_callable=ready,
        verbosity=0,
        websocket_max_message_size=LARGEST_TEXT,
    )
    server.run()


if __name__ == "__main__":
    main()
