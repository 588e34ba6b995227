"""A Daphne of its own for the tests of the short way: `python -m tests.wire_server`. Prints its port, and stops on SIGTERM.

With a folder that holds `key.pem` and `certificate.pem` it speaks TLS by itself.

Whoever opens a socket is told as an ASGI message whether there is a short way, and then gets numbered texts: frames written the short way
and ASGI messages in turn, far more than the system takes at once.
"""

from __future__ import annotations

import sys
from typing import Any

from daphne.server import Server

from sessions import wire

LONG = "ü" * 60_000
TEXTS = [f"{n} {'' if n % 3 else LONG}" for n in range(60)]


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    write = wire.short_way(send)
    await send({"type": "websocket.send", "text": "the short way" if write else "the long way"})
    for n, text in enumerate(TEXTS):
        if write is None or n % 5 == 0:
            await send({"type": "websocket.send", "text": text})
        else:
            write(wire.frame(text))
    while (await receive())["type"] != "websocket.disconnect":
        pass
    try:
        if write:
            write(wire.frame("too late"))
    except ConnectionError:
        sys.stdout.write("closed\n")
        sys.stdout.flush()


def main() -> None:
    def ready() -> None:
        sys.stdout.write(f"{server.listening_addresses[0][1]}\n")
        sys.stdout.flush()

    endpoint = "tcp:port=0:interface=127.0.0.1"
    if folder := "".join(sys.argv[1:]):
        endpoint = f"ssl:port=0:interface=127.0.0.1:privateKey={folder}/key.pem:certKey={folder}/certificate.pem"
    server = Server(application=app, endpoints=[endpoint], ready_callable=ready, verbosity=0)
    server.run()


if __name__ == "__main__":
    main()
