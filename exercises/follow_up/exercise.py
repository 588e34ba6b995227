"""The first slide of a follow-up: last time's action points one by one, and what the room says of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.follow_up import actions, board
from sessions.exercise import Audience, Exercise, Piece, Press, Tool, register
from sessions.models import LiveSession, Participant, SlideRun
from workshop.models import Kind


class LastTime(Exercise):
    """Everybody in the room may say where the point that is on stands: they have talked about it."""

    slug = "follow-up"
    label = gettext_lazy("Action points from last time")
    kinds = frozenset({Kind.FOLLOW_UP.value})
    has_console_side: ClassVar[bool] = True
    foot_template: ClassVar[str] = "exercises/follow-up/_foot.html"
    over_template: ClassVar[str] = "exercises/follow-up/_over.html"

    def press(self, run: SlideRun) -> Press | None:
        """The next action point; after the last one, "Next"."""
        last = board.last_time(run.live)
        step = last.next if last else None
        if step is None:
            return None
        return Press(_("Action point %(n)d") % {"n": step.number}, "exercises:last-time", values={"point": str(step.point.pk)})

    def after_links(self, live: LiveSession) -> list[Tool]:
        if not live.is_follow_up:
            return []
        return [Tool(_("What the room said"), reverse("exercises:last-time-said", args=[live.key]), "file")]

    def purge(self, now: datetime) -> int:
        """The net below `belonging`: nothing of a workshop that has gone stays, not even its title."""
        return actions.purge(now)

    def belonging(self, lives: Sequence[int]) -> list[LiveSession]:
        return actions.follow_ups_of(lives)

    # ------------------------------------------------------------- news
    def addresses(self, live: LiveSession, who: Participant) -> list[str]:
        return [board.ADDRESS] if live.is_follow_up else []

    def piece(self, run: SlideRun, address: str) -> Piece | None:
        return board.piece(run) if address == board.ADDRESS else None

    # ------------------------------------------------------------- screens
    def counts(self, run: SlideRun, audience: Audience) -> dict[str, Any]:
        """Where the points stand."""
        if audience is Audience.PHONES:
            return {}
        last = board.last_time(run.live)
        return {"last": last, "version": last.row.version if last else 0}

    def context(self, run: SlideRun, audience: Audience, me: Participant | None = None) -> dict[str, Any]:
        last = board.last_time(run.live)
        return {
            "last": last,
            "states": board.STATES,
            "prompts": run.slide.part("projector").get("points", []),
        }


register(LastTime())
