"""One layer subscription per process, fanned out to this process's sockets.

Every socket joins a table (address → open sockets) instead of a channel-layer group, and the hub alone listens to the layer. Sending
to a thousand consumers through the layer costs eight times a bare relay; through this table it costs the same as one.
Works with any Channels layer: in-memory for one process, Redis pub/sub for several.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from contextvars import Context
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from sessions import presence, revisions, seats, wire

GROUP = "hymnsheet-hubs"
COUNT_SECONDS = 0.35  # counts go out at most about three times a second
SEND_SECONDS = 2.0  # a layer that does not answer keeps no request waiting longer
LATE_SECONDS = 0.1  # how often a slow reader is looked after
MOST_REMEMBERED = 2000  # live sessions whose last text to phones is kept, of every process; at most 20 KB each, so 40 MB
BASE = re.compile(r'id="pulse"[^>]* data-base="(\d+)"')
COUNTED = ("console", "projector")  # who is shown counts
log = logging.getLogger("hymnsheet.hub")


class Socket(Protocol):
    """What the hub needs of a consumer."""

    async def relay(self, text: str, framed: bytes, where: str = "") -> bool:
        """Pass a text on. False: its reader still has an older one to take in, and gets the newest once it has."""
        ...

    def catch_up(self) -> bool:
        """Pass on what waits for a slow reader; False while it is still slow."""
        ...

    async def goodbye(self, code: int) -> None: ...


@dataclass(frozen=True)
class Shown:
    """What phones were last sent: a stage, or a pulse that says from which revision on it is enough."""

    revision: int
    text: str

    @property
    def is_stage(self) -> bool:
        return 'id="stage"' in self.text

    def is_enough_for(self, seen: int) -> bool:
        """Whether a page that shows this revision needs only this pulse, because its stage has not changed since."""
        base = BASE.search(self.text)
        return base is not None and not self.is_stage and int(base[1]) <= seen < self.revision


def address(key: str, audience: str) -> str:
    """Where the fragments for an audience of one live session are sent."""
    return f"{key}.{audience}"


class Hub:
    """The table of this process's sockets and its one subscription. Lives on one event loop; use `hub()`."""

    def __init__(self) -> None:
        self.table: dict[str, set[Socket]] = {}
        self.told: dict[str, int] = {}  # address → the newest revision its sockets have been sent
        self.loop: asyncio.AbstractEventLoop | None = None
        self._listening: asyncio.Task[None] | None = None
        self._counting: set[str] = set()
        self._resting: dict[str, Callable[[], None] | None] = {}  # what was done a moment ago → what to do after it
        self._lock = Lock()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._hellos: dict[str, asyncio.Future[None]] = {}  # words sent to ourselves through the layer
        self._late: set[Socket] = set()
        self._last: OrderedDict[str, Shown] = OrderedDict()
        self.away_until = 0.0  # on the loop's clock: nobody waits again and again for a layer that did not answer
        self.render_counts: Callable[[str], dict[str, str]] = lambda key: {}

    async def join(self, where: str, socket: Socket) -> None:
        """Put a socket into the table, and start listening if nothing does yet."""
        await self.listen()
        self.table.setdefault(where, set()).add(socket)

    def leave(self, where: str, socket: Socket) -> None:
        """Take a socket out of the table; leaving twice is harmless."""
        sockets = self.table.get(where)
        if sockets is not None:
            sockets.discard(socket)
            if not sockets:
                del self.table[where]
                self.told.pop(where, None)

    def is_behind(self, where: str, revision: int | None) -> bool:
        """Whether the sockets at an address have not been sent this revision. Whoever is heard of for the first time has fetched it."""
        return revision is not None and self.told.setdefault(where, revision) < revision

    def last_shown(self, key: str) -> Shown | None:
        """What phones were last sent, as long as that is what everybody would see."""
        return self._last.get(key)

    def somebody_has_their_own(self, key: str) -> None:
        """From now on not everybody would see the stage that was last shown; a pulse holds for all. May be called from another thread."""
        shown = self._last.get(key)
        if shown is not None and shown.is_stage:
            self._last.pop(key, None)

    def _remember(self, key: str, shown: Shown) -> None:
        known = self._last.get(key)
        if known is None or shown.revision >= known.revision:
            self._last[key] = shown
            self._last.move_to_end(key)
            if len(self._last) > MOST_REMEMBERED:
                self._last.popitem(last=False)

    def forget(self) -> None:
        """Forget what was shown, and that the layer was away, as a new process would."""
        self._last.clear()
        self.away_until = 0.0

    async def listen(self) -> None:
        """Subscribe once per event loop."""
        loop = asyncio.get_running_loop()
        if self.loop is not loop or self._listening is None or self._listening.done():
            if self.loop is not loop:
                self.table, self._resting = {}, {}
            self.loop, self._counting = loop, set()
            self._late = set()
            ready = loop.create_future()
            self._listening = loop.create_task(self._listen(ready))
            await ready

    async def _listen(self, ready: asyncio.Future[None]) -> None:
        """Receive for ever; a layer that fails is subscribed to again after a moment. Polls cover the gap."""
        while True:
            try:
                layer = get_channel_layer()
                channel = await layer.new_channel("hub")
                await layer.group_add(GROUP, channel)
                if not ready.done():
                    ready.set_result(None)
                while True:
                    message = await layer.receive(channel)
                    try:
                        await self.deliver(message)
                    except Exception as problem:  # one odd message, of an older process perhaps, is no reason to stop listening
                        log.warning("a push could not be handed on (%s)", type(problem).__name__)
            except asyncio.CancelledError:
                raise
            except Exception as problem:  # the layer is gone for now
                log.warning("the channel layer does not answer (%s); trying again", type(problem).__name__)
                if not ready.done():
                    ready.set_result(None)
                await asyncio.sleep(1)

    async def answers(self, seconds: float) -> bool:
        """Whether the layer takes a message within so many seconds and, where this process listens to it, brings it back."""
        word = secrets.token_hex(4)
        heard = self._hellos[word] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await get_channel_layer().group_send(GROUP, {"type": "hub.hello", "key": word})
                if self._listens():
                    await heard
        except Exception:  # whatever the layer has to say: it does not answer
            return False
        finally:
            del self._hellos[word]
        return True

    def _listens(self) -> bool:
        return self.loop is asyncio.get_running_loop() and self._listening is not None and not self._listening.done()

    async def deliver(self, message: dict[str, Any]) -> None:
        """Hand one message to the sockets it is for. One bad socket never stops the others."""
        key = message["key"]
        match message["type"]:
            case "hub.show":
                revisions.believe(key, message["revision"])
                for audience, text in message["texts"].items():
                    if audience == "phones":
                        self._remember(key, Shown(message["revision"], text))
                    where = address(key, audience)
                    self.told[where] = max(message["revision"], self.told.get(where, 0))
                    await self._send(where, text)
            case "hub.piece":
                revisions.believe_piece(message["where"], message["version"])
                self.somebody_has_their_own(key)  # a stage holds the piece as it was
                await self._send(message["where"], message["text"])
            case "hub.counts":
                if message.get("own"):
                    self.somebody_has_their_own(key)
                self.count_soon(key)
            case "hub.hello":
                if key in self._hellos and not self._hellos[key].done():
                    self._hellos[key].set_result(None)
            case "hub.goodbye":
                presence.gone(key, "phones", message.get("page", ""))
                seats.forget(key)
                self._last.pop(key, None)
                for socket in tuple(self.table.get(message["where"], ())):
                    with contextlib.suppress(Exception):  # closed under us
                        await socket.goodbye(message["code"])

    async def _send(self, where: str, text: str) -> None:
        framed = wire.frame(text)
        for socket in tuple(self.table.get(where, ())):
            try:
                if not await socket.relay(text, framed, where):
                    self._look_after(socket)
            except Exception:  # closed under us: it leaves the table, its page comes back by itself
                self.leave(where, socket)

    def together(self, name: str, now: Callable[[], None], later: Callable[[], None]) -> None:
        """Do `now`, unless the like was done a moment ago: then `later`, once, when the moment is over. Called from a request's thread."""
        loop = self.loop
        if loop is None or loop.is_closed():
            now()  # nobody listens in this process
            return
        with self._lock:
            if name in self._resting:
                self._resting[name] = later
                return
            self._resting[name] = None
        # In a context of its own: that of the request would forbid the database's thread, in which the request itself is running.
        loop.call_soon_threadsafe(loop.call_later, COUNT_SECONDS, self._rested, name, context=Context())
        now()

    def _rested(self, name: str) -> None:
        with self._lock:
            later = self._resting.pop(name)
            if later is not None:
                self._resting[name] = None
        if later is not None and self.loop is not None:
            self.loop.call_later(COUNT_SECONDS, self._rested, name)
            self._begin(self._do(later))

    async def _do(self, work: Callable[[], None]) -> None:
        with contextlib.suppress(Exception):  # the poll brings what is missed here
            await database_sync_to_async(work)()

    def begin(self, work: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        """Have something done on the hub's loop, without waiting for it. Called from another thread; False when there is no such loop."""
        loop = self.loop
        if loop is None or not loop.is_running():
            return False
        loop.call_soon_threadsafe(lambda: self._begin(work()), context=Context())
        return True

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Go on with it beside everything else; on the hub's loop."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _look_after(self, socket: Socket) -> None:
        """A slow reader: the newest text waits until there is room for it."""
        self._late.add(socket)
        if len(self._late) == 1 and self.loop is not None:
            self.loop.call_later(LATE_SECONDS, self._catch_up)

    def _catch_up(self) -> None:
        for socket in tuple(self._late):
            try:
                done = socket.catch_up()
            except Exception:  # closed under us
                done = True
            if done:
                self._late.discard(socket)
        if self._late and self.loop is not None:
            self.loop.call_later(LATE_SECONDS, self._catch_up)

    def count_soon(self, key: str) -> None:
        """Coalesce counts: one rendering per interval, and only where a console or projector is listening."""
        if key in self._counting or self.loop is None or self.loop.is_closed():
            return
        self._counting.add(key)
        self.loop.call_later(COUNT_SECONDS, self._count, key)

    def _count(self, key: str) -> None:
        self._counting.discard(key)
        if self.loop is not None and any(address(key, audience) in self.table for audience in COUNTED):
            self._begin(self._send_counts(key))

    async def _send_counts(self, key: str) -> None:
        with contextlib.suppress(Exception):
            texts = await database_sync_to_async(self.render_counts)(key)
            for audience, text in texts.items():
                await self._send(address(key, audience), text)


_hub = Hub()


def hub() -> Hub:
    """This process's hub."""
    return _hub


async def group_send(message: dict[str, Any]) -> bool:
    """Send a message to the hub of every process, and let the one of this process hand it on before the sender's thread goes on.

    Otherwise that thread, which renders for the next audience, and the hub, which writes to two hundred sockets, would take the
    interpreter from each other at every write. While the layer is away, this process's own sockets get it all the same, and the others
    notice by themselves (`ticker`). Says whether the layer took it; raises whatever it raised the first time that it did not.
    """
    now = asyncio.get_running_loop().time()
    if now < _hub.away_until:
        await _hub.deliver(message)
        return False
    try:
        async with asyncio.timeout(SEND_SECONDS):
            await get_channel_layer().group_send(GROUP, message)
    except Exception:
        _hub.away_until = now + SEND_SECONDS
        await _hub.deliver(message)
        raise
    await asyncio.sleep(0)
    return True
