"""What comes in together is stored together: one transaction, one write to the disk, for a room that acts at once.

That is answers, and whatever `store_together` names. Whoever hands something in waits until it is committed, or is told to take the
ordinary way. One thread writes, with a connection it keeps while things come in. See docs/adr/0019-answers-in-groups.md.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby

from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection, transaction
from django.http import QueryDict

from sessions.actions.answer import answers
from sessions.exercise import Exercise, exercise_for
from sessions.models import LiveSession, Participant

WINDOW = 0.02  # seconds in which answers gather; those that come while others are written gather too
LONG_WINDOW = 0.25  # the same where nobody waits to see anything
MOST = 500  # answers to a transaction
IDLE_SECONDS = 5.0  # after so long without an answer the connection is closed
ANSWER = "answer"
log = logging.getLogger("hymnsheet.answers")


@dataclass(frozen=True)
class Slip:
    """One answer on its way in, or something else of a kind that is stored together. `slide_key`: empty where it is about no slide."""

    key: str
    slide_key: str
    token_hash: str
    data: QueryDict
    kind: str = ANSWER


@dataclass(frozen=True)
class Stored:
    """What became of a slip that was committed. `stages_alike`: whoever sent the same sees the same."""

    live: LiveSession
    who: Participant
    stages_alike: bool = False


Given = tuple[Participant, QueryDict]
Taker = Callable[[LiveSession, str, Sequence[Given]], Sequence[bool]]
_takers: dict[str, Taker] = {}
_can_wait: set[str] = set()


def store_together(kind: str, taker: Taker, *, can_wait: bool = False) -> None:
    """Let what phones send to `/w/<key>/<kind>/` be stored together.

    `taker` takes the live session, a slide's key and who gave what, inside the transaction, and says for each whether it was stored; what
    was not takes the ordinary way. `can_wait`: nobody waits to see what becomes of it, so that more of it may gather.
    """
    _takers[kind] = taker
    if can_wait:
        _can_wait.add(kind)


def is_stored_together(kind: str) -> bool:
    return kind in _takers


class Gathering:
    """Belongs to one event loop."""

    def __init__(self, idle: Callable[[], object] = lambda: None) -> None:
        self.idle = idle  # called when there has been no answer for a while
        self.waiting: list[tuple[Slip, asyncio.Future[Stored | None]]] = []
        self.writer = ThreadPoolExecutor(1, thread_name_prefix="answers")
        self._write = sync_to_async(store, thread_sensitive=False, executor=self.writer)
        self._somebody_waits = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closing: asyncio.TimerHandle | None = None

    async def put(self, slip: Slip) -> Stored | None:
        """Wait until the answer is committed. None: it was not stored this way, and the ordinary way will say why."""
        loop = asyncio.get_running_loop()
        receipt: asyncio.Future[Stored | None] = loop.create_future()
        self.waiting.append((slip, receipt))
        if slip.kind not in _can_wait:
            self._somebody_waits.set()
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._run())
        return await receipt

    async def _run(self) -> None:
        """Write what has gathered until nothing is waiting."""
        if self._closing:
            self._closing.cancel()
        while self.waiting:
            if len(self.waiting) < MOST:
                await self._gather()
            batch, self.waiting = self.waiting[:MOST], self.waiting[MOST:]
            if all(slip.kind in _can_wait for slip, _receipt in self.waiting):  # else whoever is left over waits already
                self._somebody_waits.clear()
            try:
                found = await self._write([slip for slip, _receipt in batch])
            except BaseException:
                for _slip, receipt in batch:
                    receipt.cancel()
                raise
            for (_slip, receipt), stored in zip(batch, found, strict=True):
                if not receipt.done():  # whoever waited may have gone
                    receipt.set_result(stored)
            await asyncio.sleep(0)
        self._closing = asyncio.get_running_loop().call_later(IDLE_SECONDS, self.let_go)

    async def _gather(self) -> None:
        """Let more come, for as long as what is here can wait."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LONG_WINDOW):
                await self._somebody_waits.wait()
                await asyncio.sleep(WINDOW)

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
    """All slips, kind by kind and slide by slide, in the order they came.

    Answers lock a slide of the live session, other kinds perhaps the session itself: so they come first, as a press locks the two.
    """
    found: dict[int, Stored] = {}

    def pile(n: int) -> tuple[str, bool, str, str]:
        return slips[n].key, slips[n].kind == ANSWER, slips[n].kind, slips[n].slide_key

    for (key, _is_answer, kind, slide_key), numbers in groupby(sorted(range(len(slips)), key=pile), key=pile):
        here = list(numbers)
        live = LiveSession.objects.select_related("deck", "owner").filter(key=key).first()
        if live is None:
            continue
        hashes = {slips[n].token_hash for n in here}
        seats = {seat.token_hash: seat for seat in Participant.objects.filter(live=live, token_hash__in=hashes, removed_at=None)}
        known = [n for n in here if slips[n].token_hash in seats]
        stored = _takers[kind](live, slide_key, [(seats[slips[n].token_hash], slips[n].data) for n in known])
        exercise = exercise_on(live, slide_key)
        for n, is_stored in zip(known, stored, strict=True):
            if is_stored:
                found[n] = Stored(live, seats[slips[n].token_hash], bool(exercise and exercise.stages_alike))
    return [found.get(n) for n in range(len(slips))]


def exercise_on(live: LiveSession, slide_key: str) -> Exercise | None:
    part = live.find(slide_key)
    return exercise_for(part.slide.kind) if part else None


def take_answers(live: LiveSession, slide_key: str, given: Sequence[Given]) -> list[bool]:
    """Answers to the exercise of a slide, where it takes many together."""
    exercise = exercise_on(live, slide_key)
    if exercise is None or not exercise.takes_many:
        return [False] * len(given)
    return [refusal is None for refusal in answers(live, slide_key, given)]


store_together(ANSWER, take_answers)
