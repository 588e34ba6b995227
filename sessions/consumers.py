"""The push-only consumer: it joins, relays, leaves. Nothing is ever decided here, and nothing a browser sends is read."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from sessions import access, push, seats, wire
from sessions.edge import GONE, NOT_YOURS, TOO_MANY, behind
from sessions.exercise import Audience
from sessions.hub import address, hub
from sessions.models import LiveSession
from sessions.models.live import SCREEN
from sessions.screens import pieces


class StageConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One screen's socket."""

    channel_layer_alias = "none"  # no channel of its own: the hub is the only one that listens to the layer
    where: tuple[str, ...] = ()
    write: Callable[[bytes], None] | None = None
    is_busy: Callable[[], bool] | None = None
    drop_if_slow: Callable[[], bool] | None = None
    opened = 0.0
    late: dict[str, bytes] = {}  # noqa: RUF012 for each address the newest frame that waits; a fresh one for each socket that needs it

    async def connect(self) -> None:
        """Accept in any case: a refusal looks like a lost connection to a browser, which then never stops trying.

        Nothing waits between accepting and joining. A page asks once its socket is open, so what it is not told then is pushed to it.
        """
        name = self.scope["url_route"]["kwargs"]["name"]
        changes = seats.changes(name)
        found = await self._known_seat() or await database_sync_to_async(self._find)()
        await self.accept()
        way = wire.short_way(self.base_send)
        self.write, self.is_busy, self.opened = way, way.is_busy if way else None, time.monotonic()
        self.drop_if_slow = getattr(behind(self.base_send), "drop_if_slow", None)
        if isinstance(found, int):
            await self.close(code=found)
            return
        self.where = found
        for where in found:
            await hub().join(where, self)
        if self.scope["url_route"]["kwargs"]["audience"] == Audience.PHONES:
            await self._make_room(found[1])
            if seats.changes(name) != changes:  # somebody was told to go while this one came in
                await self.goodbye(push.COME_BACK)
                return
            await self._show_what_was_missed(name)

    async def _known_seat(self) -> tuple[str, ...] | None:
        """The addresses of a phone whose seat this process remembers."""
        name = self.scope["url_route"]["kwargs"]["name"]
        token = access.seat_token(access.scope_cookies(self.scope), name)
        if token is None or self.scope["url_route"]["kwargs"]["audience"] != Audience.PHONES:
            return None
        seat = (await seats.room(name)).get(access.hashed(token))
        if seat is None:
            return None
        return tuple(address(name, each) for each in (Audience.PHONES, f"seat-{seat.pk}", *seat.addresses))

    async def _show_what_was_missed(self, key: str) -> None:
        """Send what was pushed last to a page that says it shows something older."""
        seen = parse_qs(self.scope.get("query_string", b"").decode("latin-1")).get("seen", [""])[0]
        shown = hub().last_shown(key)
        if shown is not None and seen.isdecimal() and seen.isascii() and 0 < int(seen[:10]) < shown.revision:
            await self.relay(shown.text, wire.frame(shown.text), address(key, Audience.PHONES))

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
            live = LiveSession.behind(SCREEN, name).first()
            return (address(live.key, audience),) if live else GONE
        live = LiveSession.objects.filter(key=name).first()
        if live is None:
            return GONE
        cookies = access.scope_cookies(self.scope)
        if audience == Audience.PHONES:
            seat = access.participant(cookies, live)
            if seat is None:
                return NOT_YOURS
            return tuple(address(live.key, name) for name in (audience, f"seat-{seat.pk}", *pieces.addresses(live, seat)))
        if audience == Audience.CONSOLE:
            return (address(live.key, audience),) if access.scope_facilitator(cookies, live) else NOT_YOURS
        return GONE

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing is ever sent to us on purpose; whatever comes changes nothing."""

    async def relay(self, text: str, framed: bytes, where: str = "") -> bool:
        """Pass a finished fragment on, the short way where there is one: two hundred of these are one slide.

        False: the reader still has an older one to take in. Then the newest for each address waits, and nothing piles up.
        """
        if self.drop_if_slow is not None and self.drop_if_slow():
            raise ConnectionError
        if self.write is None:
            await self.base_send({"type": "websocket.send", "text": text})
        elif self.is_busy is not None and (self.late or self.is_busy()):
            self.late = {each: waiting for each, waiting in self.late.items() if each != where} | {where: framed}
            return self.catch_up()
        else:
            self.write(framed)
        return True

    def catch_up(self) -> bool:
        """Write what waits, in order, once the reader has taken in what came before; False while it has not."""
        while self.late and self.write is not None and self.is_busy is not None and not self.is_busy():
            first = next(iter(self.late))
            self.write(self.late.pop(first))
        return not self.late

    async def goodbye(self, code: int) -> None:
        """Close from our side, after leaving the table: nothing more is sent to a screen that was told to go."""
        self._leave()
        with contextlib.suppress(Exception):
            await self.close(code=code)

    async def disconnect(self, code: int) -> None:
        """Leave the table; the page comes back by itself."""
        self._leave()

    def _leave(self) -> None:
        self.late = {}
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
