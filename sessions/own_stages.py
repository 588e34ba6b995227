"""A phone's own stage after its answer, drawn once for everybody who answered the same.

Only for exercises that say so (`Exercise.stages_alike`): there a phone's stage depends on what is on and on what it last sent, and on
nothing else. Kept for ten seconds, by what was sent and never by who sent it. Of the others each stage is drawn by itself.

A stage is drawn a moment after the answer was stored. By then the room may have moved on, or whoever it is drawn for may have chosen
something else: it is shared only if, once it is drawn, both are still as they were. Otherwise everybody's own is drawn.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from asgiref.sync import sync_to_async
from django.db import Error
from django.http import QueryDict

from sessions import screens
from sessions.actions.answer import stands
from sessions.exercise import Audience
from sessions.gathering import Slip, Stored, close_connection, fresh_connection
from sessions.models import LiveSession

KEPT_SECONDS = 10.0  # a conference that sends its ballots at once takes longer than two
MOST = 500
Likeness = tuple[Any, ...]
NOT_CHOICES = {"turn", "quiet", "csrfmiddlewaretoken"}


class Drawn(NamedTuple):
    """A stage, and whether it is that of everybody who sent the same."""

    html: str
    is_everybodys: bool


class OwnStages:
    """Belongs to one event loop."""

    def __init__(self) -> None:
        self.kept: dict[Likeness, tuple[float, int, asyncio.Future[Drawn]]] = {}  # -> when, the turn it was drawn for, the stage
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="stages")
        self._draw = sync_to_async(draw, thread_sensitive=False, executor=self.thread)

    async def get(self, slip: Slip, stored: Stored) -> str:
        """The stage of whoever handed in this slip. One drawn for a later turn will do: its form only counts on from there."""
        if not stored.stages_alike:
            return (await self._draw(slip, stored)).html
        like, turn = likeness(slip, stored), turn_of(slip.data)
        at, drawn_for, drawing = self.kept.get(like, (0.0, -1, None))
        is_mine = drawing is None or drawn_for < turn or time.monotonic() - at > KEPT_SECONDS
        if drawing is None or is_mine:
            if len(self.kept) >= MOST:
                self.kept.clear()
            drawing = asyncio.ensure_future(self._draw(slip, stored))
            self.kept[like] = (time.monotonic(), turn, drawing)
        try:
            drawn = await asyncio.shield(drawing)
        except BaseException:
            self._drop(like, drawing)
            raise
        if drawn.is_everybodys or is_mine:
            return drawn.html
        self._drop(like, drawing)
        return (await self._draw(slip, stored)).html

    def _drop(self, like: Likeness, drawing: asyncio.Future[Drawn]) -> None:
        if self.kept.get(like, (0.0, 0, None))[2] is drawing:
            del self.kept[like]

    def let_go(self) -> None:
        """Close the thread's connection; the next stage opens another."""
        self.thread.submit(close_connection)


def likeness(slip: Slip, stored: Stored) -> Likeness:
    """Two slips with the same lead to the same stage."""
    said = tuple(sorted((name, tuple(slip.data.getlist(name))) for name in slip.data if name not in NOT_CHOICES))
    return slip.key, stored.live.revision, slip.slide_key, stored.who.agency, said


def turn_of(data: QueryDict) -> int:
    turn = str(data.get("turn", ""))
    return int(turn) if turn.isdecimal() and turn.isascii() and len(turn) < 10 else 0


def draw(slip: Slip, stored: Stored) -> Drawn:
    """The stage as it is now. After an error the kept connection is given up: a database that was started again has cut it."""
    try:
        live = LiveSession.objects.select_related("deck", "owner").get(pk=stored.live.pk)
        html = screens.fragment(live, Audience.PHONES, stored.who)
        # Asked afterwards. A revision only rises, and so does the turn of an answer: what is as it was now was so all the while.
        is_everybodys = (
            stored.stages_alike
            and LiveSession.objects.filter(pk=live.pk, revision=stored.live.revision).exists()
            and stands(stored.live, stored.who, slip.slide_key, slip.data)
        )
    except Error:
        fresh_connection()
        raise
    return Drawn(html, is_everybodys)
