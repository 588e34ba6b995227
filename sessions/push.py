"""The only module that talks to the channel layer. It never decides anything and never fails the request that called it.

`show` renders the stage once per audience and sends it to every process, `piece` sends a small region to a group, `counts` asks for
the numbers to be sent again soon. All of them wait for the commit: what is not committed is never shown.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from asgiref.sync import async_to_sync
from django.db import transaction

from sessions import hub, metrics, presence, revisions, screens
from sessions.exercise import Audience
from sessions.models import LiveSession, Participant, SlideRun
from sessions.screens import pieces
from sessions.screens.counts import counts_by_key

COME_BACK = 4012  # ours: the server below us sends no code between 1001 and 2999, and a refused close leaves the socket open
LARGEST_TEXT = 256 * 1024  # bytes; nothing we draw comes near, and a socket takes no longer one
log = logging.getLogger("hymnsheet.push")
_for_console: dict[str, tuple[int, float, str]] = {}  # live key -> revision, when, the fragment


def _send(message: dict[str, Any]) -> None:
    """Losing a push may cost seconds, never a fact: the poll brings what is missed here."""
    async_to_sync(_hand_over)(message)


def _send_aside(message: dict[str, Any]) -> None:
    """The same for what nobody waits for: neither does the thread that stores a whole room's answers."""
    if not hub.hub().begin(partial(_hand_over, message)):
        _send(message)


async def _hand_over(message: dict[str, Any]) -> None:
    largest = max((len(text.encode()) for text in (*message.get("texts", {}).values(), message.get("text", ""))), default=0)
    if largest > LARGEST_TEXT:
        log.error("a push of %d KB is too large to send; screens will ask for it", largest // 1024)
        return
    try:
        taken = await hub.group_send(message)
    except Exception as problem:
        metrics.lost.inc()
        log.warning("a push was lost (%s); screens will catch up by asking", type(problem).__name__, extra={"event": "push-lost"})
    else:
        (metrics.pushes.labels(message["type"].removeprefix("hub.")) if taken else metrics.lost).inc()


def show(live: LiveSession, *, clock_only: bool = False, stays: bool = False) -> None:
    """After the commit, send the stage as it is then to every screen. `clock_only`: phones keep what they show and get the clock.
    `stays`: the same page goes on under another slide, so phones get which one besides.

    Phones first: they are many, and the console takes longest to render.
    """
    claimed = live.revision

    def send() -> None:
        fresh = LiveSession.objects.select_related("deck", "owner").get(pk=live.pk)
        revisions.believe(fresh.key, fresh.revision)
        alone = fresh.revision == claimed  # otherwise somebody has changed the stage meanwhile, and this push tells of both
        for message in _stage(fresh, clock_only=clock_only and alone, stays=stays and alone):
            _send(message)

    transaction.on_commit(send, robust=True)


def _stage(live: LiveSession, *, clock_only: bool = False, stays: bool = False) -> Iterator[dict[str, Any]]:
    """The stage of every audience, each rendered when it is asked for."""
    for audience in (Audience.PHONES, Audience.PROJECTOR, Audience.CONSOLE):
        text = screens.push_fragment(live, audience, clock_only=clock_only, stays=stays)
        if audience is Audience.CONSOLE:
            _for_console[live.key] = (live.revision, time.monotonic(), text)
        yield {"type": "hub.show", "key": live.key, "revision": live.revision, "texts": {str(audience): text}}


def again(key: str, audience: Audience) -> dict[str, Any]:
    """What an audience would have been told had the last push not been lost. Raises `LiveSession.DoesNotExist`."""
    live = LiveSession.objects.select_related("deck", "owner").get(key=key)
    return {"type": "hub.show", "key": key, "revision": live.revision, "texts": {str(audience): screens.push_fragment(live, audience)}}


def just_shown(live: LiveSession) -> str | None:
    """What every console was sent a moment ago, if that is how things stand: whoever pressed need not wait for it to be rendered again."""
    revision, at, text = _for_console.pop(live.key, (0, 0.0, ""))
    return text if revision == live.revision and time.monotonic() - at < 1 else None


def counts(live: LiveSession, *, own: bool = False) -> None:
    """After the commit, have the counts on console and projector refreshed soon, together with whatever else changes meanwhile.

    `own`: somebody has something of their own on the stage now, so that phones no longer all see the same.
    """

    def send() -> None:
        presence.tell()  # whichever process counts, it knows of whoever has just come
        if own:
            hub.hub().somebody_has_their_own(live.key)  # here at once: the answer to whoever it was is not out yet
        _send_aside({"type": "hub.counts", "key": live.key, **({"own": True} if own else {})})

    transaction.on_commit(send, robust=True)


def piece(run: SlideRun, address: str, *, soon: bool = False) -> None:
    """After the commit, send the small region of an address, such as a group, to everybody there.

    `soon`: for what a whole room changes at once. What changes within a third of a second after a sending goes out together, as it is then.
    """

    def send(run: SlideRun = run) -> None:
        found = pieces.piece(run, address)
        if found is not None:
            where = hub.address(run.live.key, found.address)
            revisions.believe_piece(where, found.version)
            _send({"type": "hub.piece", "key": run.live.key, "where": where, "version": found.version, "text": found.html})

    def send_as_it_is_then() -> None:
        fresh = SlideRun.objects.select_related("live__deck", "live__owner").filter(pk=run.pk).first()
        if fresh is not None:
            send(fresh)

    def together() -> None:
        hub.hub().together(hub.address(run.live.key, address), send, send_as_it_is_then)

    transaction.on_commit(together if soon else send, robust=True)


def come_back(live: LiveSession, seat: Participant) -> None:
    """After the commit, let one seat's sockets open again, because it listens to other addresses now."""
    goodbye(live, seat, COME_BACK)


def all_come_back(live: LiveSession) -> None:
    """After the commit, let every phone's socket open again, because the room has been put into groups. One message, however many."""
    where = hub.address(live.key, Audience.PHONES)
    transaction.on_commit(lambda: _send({"type": "hub.goodbye", "key": live.key, "where": where, "code": COME_BACK}), robust=True)


def ask_again(live: LiveSession) -> None:
    """After the commit, let every console's socket open again, so that each is asked anew who it is."""
    where = hub.address(live.key, Audience.CONSOLE)
    transaction.on_commit(lambda: _send({"type": "hub.goodbye", "key": live.key, "where": where, "code": COME_BACK}), robust=True)


def goodbye(live: LiveSession, seat: Participant, code: int) -> None:
    """After the commit, close the sockets of one seat; its page is forgotten, so that its next poll is looked at closely."""
    where, page = hub.address(live.key, f"seat-{seat.pk}"), seat.token_hash

    def send() -> None:
        presence.gone(live.key, Audience.PHONES, page)  # even when the layer is down
        presence.tell()
        _send({"type": "hub.goodbye", "key": live.key, "where": where, "page": page, "code": code})

    transaction.on_commit(send, robust=True)


hub.hub().render_counts = counts_by_key
