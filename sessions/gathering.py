"""Answers that come in together are stored together: one transaction, one write to the disk, for a room that acts at once.

Whoever hands in an answer waits until it is committed, or is told to take the ordinary way. One thread writes, with a connection it
keeps while answers come in. See docs/adr/0019-answers-in-groups.md.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby

from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection, transaction
from django.http import QueryDict

from sessions.actions.answer import answers
from sessions.exercise import exercise_for
from sessions.models import LiveSession, Participant

WINDOW = 0.02  # seconds in which answers gather; those that come while others are written gather too
MOST = 500  # answers to a transaction
IDLE_SECONDS = 5.0  # after so long without an answer the connection is closed
log = logging.getLogger("hymnsheet.answers")


@dataclass(frozen=True)
class Slip:
    """One answer on its way in."""

    key: str
    slide_key: str
    token_hash: str
    data: QueryDict


@dataclass(frozen=True)
class Stored:
    """What became of a slip that was committed."""

    live: LiveSession
    who: Participant


class Gathering:
    """Belongs to one event loop."""

    def __init__(self, idle: Callable[[], object] = lambda: None) -> None:
        self.idle = idle  # called when there has been no answer for a while
        self.waiting: list[tuple[Slip, asyncio.Future[Stored | None]]] = []
        self.writer = ThreadPoolExecutor(1, thread_name_prefix="answers")
        self._write = sync_to_async(store, thread_sensitive=False, executor=self.writer)
        self._task: asyncio.Task[None] | None = None
        self._closing: asyncio.TimerHandle | None = None

    async def put(self, slip: Slip) -> Stored | None:
        """Wait until the answer is committed. None: it was not stored this way, and the ordinary way will say why."""
        loop = asyncio.get_running_loop()
        receipt: asyncio.Future[Stored | None] = loop.create_future()
        self.waiting.append((slip, receipt))
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._run())
        return await receipt

    async def _run(self) -> None:
        """Write what has gathered until nothing is waiting."""
        if self._closing:
            self._closing.cancel()
        await asyncio.sleep(WINDOW)
        while self.waiting:
            batch, self.waiting = self.waiting[:MOST], self.waiting[MOST:]
            try:
                found = await self._write([slip for slip, _receipt in batch])
            except BaseException:
                for _slip, receipt in batch:
                    receipt.cancel()
                raise
            for (_slip, receipt), stored in zip(batch, found, strict=True):
                if not receipt.done():  # whoever waited may have gone
                    receipt.set_result(stored)
            if len(self.waiting) < MOST:
                await asyncio.sleep(WINDOW if self.waiting else 0)
        self._closing = asyncio.get_running_loop().call_later(IDLE_SECONDS, self.let_go)

    def let_go(self) -> None:
        """Close the writer's connection; the next answer opens another."""
        self.writer.submit(close_connection)
        self.idle()


def close_connection() -> None:
    """That of the thread which runs this: `connection.close` is another thread's as soon as it is named there."""
    connection.close()


def store(slips: list[Slip]) -> list[Stored | None]:
    """Store slips in one transaction; where that fails, one by one, so that a bad one never takes others with it."""
    try:
        return _together(slips)
    except Exception as problem:
        log.warning("answers could not be stored together (%s); storing them one by one", type(problem).__name__)
        fresh_connection()
    found: list[Stored | None] = []
    for slip in slips:
        try:
            found += _together([slip])
        except Exception as problem:
            log.warning("an answer takes the ordinary way (%s)", type(problem).__name__)
            fresh_connection()
            found.append(None)
    return found


def fresh_connection() -> None:
    """After an error nobody knows what state a connection is in."""
    try:
        close_connection()
    except DatabaseError:
        connection.connection = None


@transaction.atomic
def _together(slips: list[Slip]) -> list[Stored | None]:
    """All slips, slide by slide, in the order they came."""
    found: dict[int, Stored] = {}
    order = sorted(range(len(slips)), key=lambda n: (slips[n].key, slips[n].slide_key, n))
    for (key, slide_key), numbers in groupby(order, key=lambda n: (slips[n].key, slips[n].slide_key)):
        here = list(numbers)
        live = LiveSession.objects.select_related("deck", "owner").filter(key=key).first()
        if live is None or not takes_many(live, slide_key):
            continue
        hashes = {slips[n].token_hash for n in here}
        seats = {seat.token_hash: seat for seat in Participant.objects.filter(live=live, token_hash__in=hashes, removed_at=None)}
        known = [n for n in here if slips[n].token_hash in seats]
        refusals = answers(live, slide_key, [(seats[slips[n].token_hash], slips[n].data) for n in known])
        for n, refusal in zip(known, refusals, strict=True):
            if refusal is None:
                found[n] = Stored(live, seats[slips[n].token_hash])
    return [found.get(n) for n in range(len(slips))]


def takes_many(live: LiveSession, slide_key: str) -> bool:
    """Whether the exercise of a slide stores many answers for the price of one."""
    part = live.find(slide_key)
    exercise = exercise_for(part.slide.kind) if part else None
    return exercise is not None and exercise.takes_many
