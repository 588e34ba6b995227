"""Planned against actual, and where minutes can be won back. Pure: minutes in, minutes out.

The room's position is the plan's minutes already played: all bars before the one that is on, and of that one as much as has been
spent, at most its whole length. A room that overruns stays at the bar's end while the clock walks on: that gap is "behind".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workshop.models import Kind
from workshop.plans import Bar

NEAR = 1.0  # minutes: closer than this is "with the plan"


@dataclass(frozen=True)
class Pace:
    """Where the room is and where the clock is, in minutes of the plan."""

    total: int  # planned minutes as they stand now
    room: float
    clock: float
    behind: float  # minutes late at the end if the rest goes to plan; negative: ahead
    finish: datetime | None  # at this pace; None before the start
    planned_finish: datetime | None


@dataclass(frozen=True)
class Trim:
    """A unit that could be shorter. `keep` units are never offered."""

    unit: str
    position: int
    title: str
    minutes: int
    to: int
    hint: str
    is_offered: bool  # part of the suggestion that ends on time

    @property
    def wins(self) -> int:
        return self.minutes - self.to


def measure(
    bars: Sequence[Bar],
    *,
    before: float,
    here_planned: float,
    here_spent: float,
    started_at: datetime | None,
    now: datetime,
    planned_total: int,
) -> Pace:
    """Compare the room with the clock.

    `before` is the planned minutes of everything ahead of the countdown that is on, `here_planned` and `here_spent` its own planned
    and spent minutes. `planned_total` is the length that was promised at set-up: the finish is compared with that, so accepted trims
    win back what was lost instead of hiding it. `started_at` is from when the clock counts.
    """
    total = sum(bar.minutes for bar in bars)
    room = before + min(here_spent, here_planned)
    if started_at is None:
        return Pace(total, 0.0, 0.0, 0.0, None, None)
    rest = total - room
    finish = now + timedelta(minutes=rest)
    promised = started_at + timedelta(minutes=planned_total)
    return Pace(
        total=total,
        room=room,
        clock=(now - started_at).total_seconds() / 60,
        behind=(finish - promised).total_seconds() / 60,
        finish=finish,
        planned_finish=promised,
    )


FLOORS: Mapping[str, int] = {Kind.CONTENT: 1, Kind.VOTE: 2, Kind.REVEAL: 4}


def trims(bars: Sequence[Bar], *, kinds: Mapping[str, str], hints: Mapping[str, str], behind: float, first: int) -> list[Trim]:
    """Units after position `first` that could be shorter, with the suggestion that wins back `behind` minutes.

    Reading slides give first, longest first, then the group exercise in proportion. Next steps is never offered: it is the part the
    team takes home. `kinds` maps a unit to its slide's kind, `hints` to a sentence.
    """
    wanted = max(0, round(behind))
    ahead = [b for b in bars if b.position > first and kinds.get(b.unit) not in {Kind.NEXT_STEPS, Kind.CLOSE}]
    floors = {b.unit: floor_of(b, kinds.get(b.unit, "")) for b in ahead}
    room = {b.unit: b.minutes - floors[b.unit] for b in ahead}
    given: dict[str, int] = {b.unit: 0 for b in ahead}

    def take(from_units: list[Bar], most: Callable[[Bar], float]) -> None:
        nonlocal wanted
        while wanted and (able := [b for b in from_units if room[b.unit] > given[b.unit]]):
            giver = max(able, key=lambda b: (most(b), b.minutes, -b.position))
            given[giver.unit] += 1
            wanted -= 1

    take([b for b in ahead if kinds.get(b.unit) == Kind.CONTENT], lambda b: b.minutes - given[b.unit])
    take([b for b in ahead if kinds.get(b.unit) != Kind.CONTENT], lambda b: (b.minutes - given[b.unit]) / b.minutes)
    found = []
    for bar in ahead:
        if room[bar.unit] <= 0:
            continue
        offered = given[bar.unit] > 0
        to = bar.minutes - given[bar.unit] if offered else max(floors[bar.unit], bar.minutes - max(1, bar.minutes // 3))
        found.append(Trim(bar.unit, bar.position, bar.title, bar.minutes, to, hints.get(bar.unit, ""), offered))
    return found


def floor_of(bar: Bar, kind: str) -> int:
    """The fewest minutes a unit can sensibly have: half of a group exercise, a minute of reading."""
    if kind in FLOORS:
        return min(bar.minutes, FLOORS[kind])
    return max(1, (bar.minutes + 1) // 2)
