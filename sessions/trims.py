"""Where minutes can be won back: what is offered to the facilitators, and what taking it would do to the hour.

Only reads. Nothing is offered for what has been on, and next steps keeps its minutes: it is the part the team takes home.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sessions import pace
from sessions.models import LiveSession
from workshop.models import Kind
from workshop.plans import LONGEST, Bar, bars

WORTH_IT = 2  # minutes behind from which on winning some back is offered

HINTS: Mapping[str, str | Promise] = {
    "what-is-behind-these-approaches": _("Say the first two points, and let them read the rest later."),
    "in-summary": _("Your discussion may have covered most of this."),
    "what-is-the-problem": _("Could be read afterwards."),
    "going-deeper": _("Say in one sentence what comes next."),
    Kind.CONTENT: _("Say the first point, and let them read the rest later."),
    Kind.REVEAL: _("Go from the lists straight to the question in bold."),
    Kind.VOTE: _("Read the scenario, then go straight to the quiet minute."),
    "talk": _("One page of questions instead of two."),
    "feedback": _("One shared point from each group."),
}


@dataclass(frozen=True)
class Offer:
    """What can be shorter, with what is ticked (`is_offered`), and the hour without and with it."""

    wanted: int  # whole minutes behind the plan
    trims: tuple[pace.Trim, ...]
    finish: datetime | None  # if nothing changes
    planned_finish: datetime | None
    kept: Bar | None  # next steps
    before: tuple[Bar, ...]  # the stave as it has really gone, the rest as planned
    after: tuple[Bar, ...]  # the same with the ticked trims
    room: float  # minutes of both staves that have been played

    @property
    def ticked(self) -> int:
        """How many trims are ticked."""
        return sum(t.is_offered for t in self.trims)

    @property
    def won(self) -> int:
        """Minutes the ticked trims win back."""
        return sum(t.wins for t in self.trims if t.is_offered)

    @property
    def most(self) -> int:
        """Minutes that all trims together would win back."""
        return sum(t.wins for t in self.trims)

    @property
    def new_finish(self) -> datetime | None:
        """When the workshop ends with the ticked trims."""
        return self.finish - timedelta(minutes=self.won) if self.finish else None

    @property
    def share(self) -> int:
        """How long the stave with trims is beside the one without, in per cent."""
        whole = sum(bar.minutes for bar in self.before)
        return round(100 * sum(bar.minutes for bar in self.after) / whole) if whole else 100


def kinds_of(live: LiveSession) -> dict[str, str]:
    """The kind of the slide behind each unit of the stave."""
    by_key = {part.slide.key: part.slide.kind for part in live.parts}
    return {bar.unit: by_key[bar.slide_key] for bar in live.bars}


def hints_of(kinds: Mapping[str, str]) -> dict[str, str]:
    """A sentence for each unit: its own, that of its half of a group exercise, or its kind's."""
    return {unit: str(HINTS.get(unit) or HINTS.get(unit.rpartition(".")[2]) or HINTS.get(kind, "")) for unit, kind in kinds.items()}


def possible(live: LiveSession, measured: pace.Pace) -> list[pace.Trim]:
    """Every trim of what is still to come, with the suggestion that wins back what has been lost."""
    kinds = kinds_of(live)
    first = live.part.position if live.part else 0
    return pace.trims(live.bars, kinds=kinds, hints=hints_of(kinds), behind=measured.behind, first=first)


def is_worth_it(live: LiveSession, measured: pace.Pace) -> bool:
    """Whether to offer it: well behind the plan, and something left that can be shorter."""
    return live.started_at is not None and not live.is_over and round(measured.behind) >= WORTH_IT and bool(possible(live, measured))


def offer(live: LiveSession, measured: pace.Pace, spent: float, ticked: Mapping[str, int] | None = None) -> Offer:
    """What to show on the page.

    `spent` is minutes spent on what is on; `ticked` maps ticked units to their new minutes, and without it the suggestion is ticked.
    """
    found = possible(live, measured)
    if ticked is not None:
        found = [replace(t, is_offered=t.unit in ticked, to=ticked.get(t.unit, t.to)) for t in found]
    else:
        found.sort(key=lambda t: not t.is_offered)  # the suggestion first, what else could be shorter after it
    new = {t.unit: t.to for t in found if t.is_offered}
    played, room = as_played(live, spent)
    return Offer(
        wanted=max(0, round(measured.behind)),
        trims=tuple(found),
        finish=measured.finish,
        planned_finish=measured.planned_finish,
        kept=next((bar for bar in live.bars if kinds_of(live)[bar.unit] == Kind.NEXT_STEPS), None),
        before=tuple(played),
        after=tuple(replace(bar, minutes=new.get(bar.unit, bar.minutes)) for bar in played),
        room=room,
    )


def minutes_taken(live: LiveSession) -> dict[str, float]:
    """Minutes every unit has had so far, without those since what is on came on."""
    taken: dict[str, float] = {}
    for run in live.runs.all():
        part = live.find(run.slide_key)
        for unit in part.units if part else ():
            taken[unit] = taken.get(unit, 0.0) + run.seconds / 60
    return taken


def as_played(live: LiveSession, spent: float) -> tuple[list[Bar], float]:
    """The stave with what has been played as long as it took, and how many of its minutes that is."""
    here = live.part
    taken = minutes_taken(live)
    drawn: list[Bar] = []
    room = 0.0
    for bar in bars(live.parts, live.minutes):
        minutes = bar.minutes
        if here and bar.unit in here.units:
            minutes = max(minutes, round(spent))
            room += min(spent, minutes)
        elif here and bar.position < here.position:
            minutes = max(1, round(taken.get(bar.unit, bar.minutes)))
            room += minutes
        drawn.append(replace(bar, minutes=min(minutes, LONGEST)))
    return drawn, room
