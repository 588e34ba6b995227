"""Last time's action points, as a follow-up brings them up. The read side; nothing here writes.

What the room says of a point goes to every phone as one piece, which holds buttons and no field.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from exercises.handover import building
from exercises.models import ActionPoint, FollowUp
from sessions.exercise import Piece
from sessions.models import LiveSession, SlideRun

ADDRESS = "last-time"
SLUG = "follow-up"  # of its deck
STATES = ActionPoint.Status.choices


@dataclass(frozen=True)
class Step:
    """An action point in its place. `is_talked_about`: it is on, was on before, or the room has said something of it."""

    point: ActionPoint
    number: int  # from 1, as people count those that are there
    place: int  # from 0, among all that were brought along
    is_now: bool
    is_said: bool
    is_talked_about: bool


@dataclass(frozen=True)
class LastTime:
    """The action points of a follow-up in order; points that have been taken back since are left out."""

    row: FollowUp
    steps: tuple[Step, ...]

    @property
    def now(self) -> Step | None:
        """The one that is on; None where there is none."""
        return next((step for step in self.steps if step.is_now), None)

    @property
    def next(self) -> Step | None:
        """The one after it."""
        here = self.now
        return next((step for step in self.steps if here and step.number == here.number + 1), None)

    @property
    def held(self) -> date:
        """The day of the workshop that is followed up."""
        return building.held_on(self.row.first)

    def find(self, number: int) -> Step | None:
        """The step of an action point, if it is one that was brought along."""
        return next((step for step in self.steps if step.point.pk == number), None)

    @property
    def counts(self) -> dict[str, int]:
        """How many are done, begun and let go of those talked about; the others are still to come or not started."""
        told = [step.point.status for step in self.steps if step.is_talked_about]
        S = ActionPoint.Status
        done, begun, let_go = (told.count(state) for state in (S.DONE, S.BEGUN, S.LET_GO))
        return {"all": len(self.steps), "done": done, "begun": begun, "let_go": let_go, "rest": len(self.steps) - done - begun - let_go}

    @property
    def bar(self) -> list[tuple[str, int]]:
        """The parts of the bar that are there, each with its whole per cent."""
        counts = self.counts
        parts = (("done", counts["done"]), ("begun", counts["begun"]), ("let-go", counts["let_go"]), ("none", counts["rest"]))
        return [(name, max(1, round(100 * n / counts["all"]))) for name, n in parts if n]


def last_time(live: LiveSession) -> LastTime | None:
    """What a live session brings up; None when it follows nothing up, or that workshop has been deleted."""
    row = FollowUp.objects.select_related("first__deck", "first__owner").filter(live=live).first()
    if row is None:
        return None
    there = {point.pk: point for point in building.points_of(row.first)}
    left = [(place, there[number]) for place, number in enumerate(row.points) if number in there]
    last_place = left[-1][0] if left else 0
    turn = next((place for place, _point in left if place >= row.turn), last_place)  # one that has gone hands on to the next
    said = set(row.said)
    steps = (
        Step(point, n, place, place == turn, point.pk in said, place <= turn or point.pk in said)
        for n, (place, point) in enumerate(left, start=1)
    )
    return LastTime(row, tuple(steps))


def state_context(live: LiveSession, last: LastTime | None) -> dict[str, Any]:
    """What the regions that change with every word of the room need."""
    return {"live": live, "last": last, "states": STATES}


def piece(run: SlideRun) -> Piece | None:
    """Where the point that is on stands, for every phone."""
    last = last_time(run.live)
    if last is None:
        return None
    return Piece(ADDRESS, last.row.version, state_html(run.live, last))


def state_html(live: LiveSession, last: LastTime) -> str:
    """The same, ready to be put in place by id."""
    return render_to_string("exercises/follow-up/_state.html", state_context(live, last) | {"news": True, "oob": True})
