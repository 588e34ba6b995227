"""The servers everything is compared with: `python -m bench.floors NAME`. Each listens on a free loopback port and prints it.

`daphne`, `uvicorn`: the least one can do, an ASGI relay that sends every POST to every socket, and the last text to whoever comes back.
`hub`, `hub-asgi`: the product's hub and consumers with nothing around them, on the short way and with plain ASGI messages.
`channels`, `channels-redis`: one consumer for each socket and `group_send`, as Channels' tutorial has it.
`django`: the product's own pages behind Django's own ASGI handler. `plain`: the same behind the product's handler, without its short ways.
"""

from __future__ import annotations

import sys
from typing import Any

from sessions.rehearsal.relay import BACKLOG, App, Receive, Send, body_of, done, on_daphne

LAYERS = {
    "channels": "channels.layers.InMemoryChannelLayer",
    "channels-redis": "channels_redis.pubsub.RedisPubSubChannelLayer",
}

_sockets: set[Send] = set()
_last = ""


async def relay(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """A socket is kept until it closes; a POST is sent to all of them. With `?last` a socket gets the last text at once."""
    global _last
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        _sockets.add(send)
        if scope["query_string"] and _last:
            await send({"type": "websocket.send", "text": _last})
        try:
            while (await receive())["type"] != "websocket.disconnect":
                pass
        finally:
            _sockets.discard(send)
        return
    _last = await body_of(receive)
    for each in tuple(_sockets):
        try:
            await each({"type": "websocket.send", "text": _last})
        except Exception:  # it is just closing
            _sockets.discard(each)
    await done(send)


def through_channels(layer: str, redis_url: str) -> App:
    """One consumer for each socket, all in one group; a POST is sent to the group."""
    from django.conf import settings

    config: dict[str, Any] = {"hosts": [redis_url]} if redis_url else {}
    settings.configure(CHANNEL_LAYERS={"default": {"BACKEND": LAYERS[layer], "CONFIG": config}}, DATABASES={})
    import django

    django.setup()
    from channels.generic.websocket import AsyncWebsocketConsumer
    from channels.layers import get_channel_layer

    class Consumer(AsyncWebsocketConsumer):  # type: ignore[misc]
        async def connect(self) -> None:
            await self.channel_layer.group_add("room", self.channel_name)
            await self.accept()

        async def disconnect(self, code: int) -> None:
            await self.channel_layer.group_discard("room", self.channel_name)

        async def room_text(self, event: dict[str, Any]) -> None:
            await self.send(text_data=event["text"])

    consumer = Consumer.as_asgi()

    async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await consumer(scope, receive, send)
            return
        await get_channel_layer().group_send("room", {"type": "room.text", "text": await body_of(receive)})
        await done(send)

    return app


def through_hub(name: str) -> App:
    """The product's way from a text to the sockets."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")
    import django

    django.setup()
    from sessions import wire
    from sessions.consumers import StageConsumer
    from sessions.hub import hub

    async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            consumer = StageConsumer()
            consumer.base_send = send
            way = wire.short_way(send) if name == "hub" else None
            consumer.write, consumer.is_busy = way, way.is_busy if way else None
            await hub().join("room", consumer)
            while (await receive())["type"] != "websocket.disconnect":
                pass
            hub().leave("room", consumer)
            return
        await hub().deliver({"type": "hub.piece", "key": "", "where": "room", "version": 0, "text": await body_of(receive)})
        await done(send)

    return app


def product(name: str) -> App:
    """The product's pages: behind Django's own handler, or behind ours without what stands in front of it."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")
    import django
    from django.conf import settings

    if name == "django":  # a thread for each request, which would leave its connection open
        settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    django.setup()
    from channels.routing import ProtocolTypeRouter
    from django.core.asgi import get_asgi_application

    from sessions.edge import Edge
    from sessions.lines import InTurn
    from workshop.handler import Handler

    return Edge(ProtocolTypeRouter({"http": get_asgi_application() if name == "django" else InTurn(Handler())}))


def on_uvicorn(app: App) -> None:
    """The same on uvicorn, without compression."""
    import socket

    import uvicorn

    listening = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(
        app,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        backlog=BACKLOG,
        log_level="error",
        lifespan="off",
    )
    uvicorn.Server(config).run(sockets=[listening])


def main(name: str, redis_url: str = "") -> None:
    if name == "uvicorn":
        on_uvicorn(relay)
    elif name in LAYERS:
        on_daphne(through_channels(name, redis_url))
    elif name in {"hub", "hub-asgi"}:
        on_daphne(through_hub(name))
    else:
        on_daphne(relay if name == "daphne" else product(name))


if __name__ == "__main__":
    main(*sys.argv[1:])
