"""Who is served next, when more ask than can be served at once.

Every seat, facilitator and big screen has a line of its own, and they are served in turn: nobody waits behind somebody else's flood,
not even from the same address. Strangers come after them, in few of the places, so that a room goes on whoever is at the door. Now and
then one of them has a turn all the same: a server that has just started does not know its facilitators yet. Whoever asks faster than a
person can is made to wait, and only then refused. See docs/security.md, “The edge”.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from sessions.known import Client, client_of
from workshop.handler import THREADS

STRANGERS_AT_ONCE = 2  # of the handler's threads
MEMBERS_IN_A_ROW = 8  # are called before a stranger who waits; it keeps a busy room from shutting out whom nobody knows yet
EACH_AT_ONCE = 3  # of them for one member
LINE = 20  # requests of one member that wait
CROWD = 500  # requests of all strangers that wait; a room that scans the code at once is a crowd too
BURST, PER_SECOND = 20, 4.0  # presses of one seat at once, and from then on
PATIENCE = 5.0  # seconds a press is kept waiting for that before it is refused
RETRY_SECONDS = 2
MOST_SEATS = 10_000
LOOKS = {"GET", "HEAD"}  # nothing is lost where they are not answered

Scope = MutableMapping[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]
Line = deque["asyncio.Future[None]"]


class Full(Exception):
    """There is no place to wait."""


class Gone(Exception):
    """Whoever asked has closed the page, or asked anew."""


class Lines:
    """The lines of one process. Lives on its event loop."""

    def __init__(self, at_once: int = THREADS, strangers: int = STRANGERS_AT_ONCE) -> None:
        self.at_once, self.strangers = at_once, strangers
        self.members_waiting: dict[str, Line] = {}  # in the order of their turns
        self.strangers_waiting: dict[str, Line] = {}
        self.crowd = self.in_a_row = 0
        self.served: Counter[str] = Counter()
        self.running = self.strangers_running = 0

    async def turn(self, client: Client) -> None:
        """Wait until this client is served; `done` has to follow. Raises `Full`."""
        if self.may(client):
            self._begin(client.name, client.is_member)
            return
        line = self._place(client)
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(mine)
        try:
            await mine
        except asyncio.CancelledError:  # whoever asked has gone
            if mine.done() and not mine.cancelled() and not mine.exception():  # it had just been called
                self.done(client)
            raise

    def done(self, client: Client) -> None:
        """This client has been served: the next one's turn."""
        self.running -= 1
        self.strangers_running -= not client.is_member
        self.served[client.name] -= 1
        if not self.served[client.name]:
            del self.served[client.name]
        while self._call_next():
            pass

    def may(self, client: Client) -> bool:
        """Whether it would be served at once."""
        return self._may(client.name, client.is_member)

    def _may(self, name: str, is_member: bool) -> bool:
        if self.running >= self.at_once:
            return False
        return self.served[name] < EACH_AT_ONCE if is_member else self.strangers_running < self.strangers

    def _begin(self, name: str, is_member: bool) -> None:
        self.running += 1
        self.strangers_running += not is_member
        self.served[name] += 1

    def _place(self, client: Client) -> Line:
        """The line this client waits in. A full crowd makes room for a newcomer at the end of its longest line."""
        if client.is_member:
            line = self.members_waiting.setdefault(client.name, deque())
            if len(line) >= LINE:
                raise Full
            return line
        line = self.strangers_waiting.setdefault(client.name, deque())
        if self.crowd >= CROWD:
            longest = max(self.strangers_waiting.values(), key=len)
            if len(longest) <= len(line) + 1:
                if not line:
                    del self.strangers_waiting[client.name]
                raise Full
            last = longest.pop()
            if not last.done():
                last.set_exception(Full())
            self.crowd -= 1
        self.crowd += 1
        return line

    def _call_next(self) -> bool:
        """Call whoever is next, members first as a rule. False when nobody can be called."""
        order = ((self.members_waiting, True), (self.strangers_waiting, False))
        for lines, is_member in order if self.in_a_row < MEMBERS_IN_A_ROW else order[::-1]:
            name = next((name for name in lines if self._may(name, is_member)), None)
            if name is None:
                continue
            line = lines.pop(name)
            first = line.popleft()
            self.crowd -= not is_member
            self.in_a_row = self.in_a_row + 1 if is_member else 0
            if line:
                lines[name] = line  # to the end: the others have their turns first
            if not first.done():  # else whoever asked has gone
                self._begin(name, is_member)
                first.set_result(None)
            return True
        return False


class Pace:
    """How fast one seat may press. What is too fast waits; nothing a person does comes near."""

    def __init__(self) -> None:
        self.free_at: dict[str, float] = {}

    def wait(self, name: str) -> float:
        """Seconds this press has to wait. Raises `Full` when that is too long."""
        now = time.monotonic()
        free_at = max(self.free_at.get(name, 0.0), now)
        wait = free_at - now - (BURST - 1) / PER_SECOND
        if wait > PATIENCE:
            raise Full
        if len(self.free_at) >= MOST_SEATS:
            self.free_at = {seat: at for seat, at in self.free_at.items() if at > now}
        self.free_at[name] = free_at + 1 / PER_SECOND
        return max(0.0, wait)


class InTurn:
    """Lets requests through to the handler, each in its turn."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.lines = Lines()
        self.pace = Pace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = client_of(scope)
        try:
            if client.is_seat and scope["method"] == "POST" and (wait := self.pace.wait(client.name)):
                await asyncio.sleep(wait)
            if self.lines.may(client) or scope["method"] not in LOOKS:
                await self.lines.turn(client)
            else:
                receive = await self.turn_or_gone(client, receive)
        except Full:
            await say_busy(scope, send)
            return
        except Gone:
            return
        try:
            await self.app(scope, receive, send)
        finally:
            self.lines.done(client)

    async def turn_or_gone(self, client: Client, receive: Receive) -> Receive:
        """Wait for the turn of somebody who only looks, and give back the request as it came. Raises `Gone`, `Full`.

        A server that stood still finds all the looks that pages have given up meanwhile, and whoever still waits would wait for those.
        """
        came = [await receive()]
        turn = asyncio.ensure_future(self.lines.turn(client))
        leaving = asyncio.ensure_future(receive())
        try:
            await asyncio.wait((turn, leaving), return_when=asyncio.FIRST_COMPLETED)
            if leaving.done():
                came.append(leaving.result())
            if not turn.done() and came[-1]["type"] == "http.disconnect":
                raise Gone
            await turn
        except BaseException:
            if not turn.cancel() and not turn.cancelled() and turn.exception() is None:  # it had just been called
                self.lines.done(client)
            raise
        finally:
            leaving.cancel()

        async def again() -> Message:
            return came.pop(0) if came else await receive()

        return again


async def say_busy(scope: Scope, send: Send) -> None:
    """503: pages of ours try again by themselves, and so does a page that is just being opened."""
    headers = [(b"Content-Type", b"text/html; charset=utf-8"), (b"Retry-After", b"%d" % RETRY_SECONDS), (b"Cache-Control", b"no-store")]
    if scope["method"] in {"GET", "HEAD"}:
        headers.append((b"Refresh", b"%d" % (RETRY_SECONDS + 1)))
        words = _("Many people are at the door at once. This page tries again by itself in a few seconds.")
    else:
        words = _("So many presses came in at once that we left this one out. Nothing was changed. Go back and press once more.")
    page = '<!doctype html><html lang="en-GB"><meta name="viewport" content="width=device-width"><title>{0}</title><h1>{0}</h1><p>{1}</p>'
    content = format_html(page, _("Very busy just now"), words).encode()
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": content})
