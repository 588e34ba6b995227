"""The push-only consumer: it joins, relays, leaves. Nothing is ever decided here, and nothing a browser sends is read."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from sessions import access, screens, wire
from sessions.edge import GONE, NOT_YOURS, TOO_MANY, behind
from sessions.exercise import Audience
from sessions.hub import address, hub
from sessions.models import LiveSession


class StageConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One screen's socket."""

    channel_layer_alias = "none"  # no channel of its own: the hub is the only one that listens to the layer
    where: tuple[str, ...] = ()
    write: wire.Write | None = None
    drop_if_slow: Callable[[], bool] | None = None
    opened = 0.0

    async def connect(self) -> None:
        """Accept in any case: a refusal looks like a lost connection to a browser, which then never stops trying.

        Nothing waits between accepting and joining. A page asks once its socket is open, so what it is not told then is pushed to it.
        """
        found = await database_sync_to_async(self._find)()
        await self.accept()
        self.write, self.opened = wire.short_way(self.base_send), time.monotonic()
        self.drop_if_slow = getattr(behind(self.base_send), "drop_if_slow", None)
        if isinstance(found, int):
            await self.close(code=found)
            return
        self.where = found
        for where in found:
            await hub().join(where, self)
        if self.scope["url_route"]["kwargs"]["audience"] == Audience.PHONES:
            await self._make_room(found[1])

    async def _make_room(self, seat: str) -> None:
        """A seat has a few sockets at most: the ones opened longest ago go, and their pages go on by asking."""
        ours = [one for one in hub().table.get(seat, ()) if isinstance(one, StageConsumer)]
        for one in sorted(ours, key=lambda one: one.opened)[: -settings.SOCKETS_OF_A_SEAT]:
            await one.goodbye(TOO_MANY)

    def _find(self) -> tuple[str, ...] | int:
        """The addresses this socket listens to, or a close code."""
        kwargs = self.scope["url_route"]["kwargs"]
        name, audience = kwargs["name"], kwargs["audience"]
        if audience == Audience.PROJECTOR:
            live = LiveSession.objects.filter(screen_token=name).first()
            return (address(live.key, audience),) if live else GONE
        live = LiveSession.objects.filter(key=name).first()
        if live is None:
            return GONE
        cookies = access.scope_cookies(self.scope)
        if audience == Audience.PHONES:
            seat = access.participant(cookies, live)
            if seat is None:
                return NOT_YOURS
            return tuple(address(live.key, name) for name in (audience, f"seat-{seat.pk}", *screens.addresses(live, seat)))
        if audience == Audience.CONSOLE:
            return (address(live.key, audience),) if access.scope_facilitator(cookies, live) else NOT_YOURS
        return GONE

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing is ever sent to us on purpose; whatever comes changes nothing."""

    async def relay(self, text: str, framed: bytes) -> None:
        """Pass a finished fragment on, the short way where there is one: two hundred of these are one slide."""
        if self.drop_if_slow is not None and self.drop_if_slow():
            raise ConnectionError
        if self.write is not None:
            self.write(framed)
        else:
            await self.base_send({"type": "websocket.send", "text": text})

    async def goodbye(self, code: int) -> None:
        """Close from our side, after leaving the table: nothing more is sent to a screen that was told to go."""
        self._leave()
        with contextlib.suppress(Exception):
            await self.close(code=code)

    async def disconnect(self, code: int) -> None:
        """Leave the table; the page comes back by itself."""
        self._leave()

    def _leave(self) -> None:
        for where in self.where:
            hub().leave(where, self)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Hand a message to its handler.

        Channels' own dispatch hops to the database thread before every message to close old connections; no handler here but
        `connect` touches the database, and that one cleans up by itself.
        """
        handler = getattr(self, message["type"].replace(".", "_"), None)
        if handler:
            await handler(message)
