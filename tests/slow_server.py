"""A Daphne, or with the word “uvicorn” a uvicorn, of its own for the test of a slow reader: prints its port, and stops on SIGTERM.

Whoever opens a socket is sent a hundred long texts for one address and a short one now and then for another, as the hub sends them.
Then it says the most that ever waited for the reader, in bytes, and that the reader may begin.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup(set_prefix=False)

from sessions import wire  # noqa: E402 apps must be loaded first
from sessions.consumers import StageConsumer  # noqa: E402

STAGES = [f"stage {n} {'ü' * 30_000}" for n in range(100)]


def waiting(way: wire.Way) -> int:
    """Bytes this process holds for the reader."""
    transport: Any = way.transport
    if isinstance(way, wire.UvicornsWay):
        return int(transport.get_write_buffer_size())
    return int(len(transport.dataBuffer) - transport.offset + transport._tempDataLen)


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    consumer, way, most = StageConsumer(), wire.short_way(send), 0
    assert way is not None
    consumer.write, consumer.is_busy = way, way.is_busy
    for n, text in enumerate(STAGES):
        await consumer.relay(text, wire.frame(text), "stage")
        if n % 10 == 9:
            await consumer.relay(f"piece {n}", wire.frame(f"piece {n}"), "piece")
        await asyncio.sleep(0)
        most = max(most, waiting(way))
    say(f"{most}")
    while not consumer.catch_up():  # noqa: ASYNC110 as the hub does: it waits for the reader, who says nothing
        await asyncio.sleep(0.01)
    while (await receive())["type"] != "websocket.disconnect":
        pass


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    if sys.argv[1:] == ["uvicorn"]:
        import uvicorn

        listening = socket.create_server(("127.0.0.1", 0))
        say(str(listening.getsockname()[1]))
        config = uvicorn.Config(app, ws="websockets-sansio", ws_per_message_deflate=False, lifespan="off", log_level="error")
        uvicorn.Server(config).run(sockets=[listening])
        return
    from daphne.server import Server

    server: Server = Server(
        application=app,
        endpoints=["tcp:port=0:interface=127.0.0.1"],
        ready_callable=lambda: say(str(server.listening_addresses[0][1])),
        verbosity=0,
    )
    server.run()


if __name__ == "__main__":
    main()
