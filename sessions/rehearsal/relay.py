"""The bare ASGI relay everything is measured against: `python -m sessions.rehearsal.relay`.

The least that can be done on Daphne: whoever opens a socket gets every text that is posted, and there is no Django in between. It
listens on a free port of this machine alone, prints it, and stops on SIGTERM.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import Any

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]
BACKLOG = 2048  # the same as the product's

_sockets: set[Send] = set()


async def body_of(receive: Receive) -> str:
    """A request's whole body."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body.decode()


async def done(send: Send) -> None:
    """Nothing more to say."""
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """A socket is kept until it closes; a POST is sent to all of them."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        _sockets.add(send)
        try:
            while (await receive())["type"] != "websocket.disconnect":
                pass
        finally:
            _sockets.discard(send)
        return
    text = await body_of(receive)
    for each in tuple(_sockets):
        try:
            await each({"type": "websocket.send", "text": text})
        except Exception:  # it is just closing
            _sockets.discard(each)
    await done(send)


def on_daphne(app: App) -> None:
    """Serve on a free port, print it, and stop on SIGTERM."""
    from daphne.server import Server

    def ready() -> None:
        sys.stdout.write(f"{server.listening_addresses[0][1]}\n")
        sys.stdout.flush()

    server = Server(
        application=app,
        endpoints=[f"tcp:port=0:interface=127.0.0.1:backlog={BACKLOG}"],
        ready_callable=ready,
        websocket_timeout=-1,
        verbosity=0,
    )
    server.run()


if __name__ == "__main__":
    on_daphne(app)
