"""What ten thousand people in three hundred rooms would need, reckoned from what one and two processes cost.

Pure arithmetic: `bench.rooms` measures, this draws its lines on. At rest a process has work of its own (ticker, lookout, hub) and work for
each person. Some of both is done again by every further process, and so is some of a press or a ballot, because each hears of everything:
what two processes use more than one is taken for each further process. Where two used less, which is the disturbance of the measuring, the
dearer figure holds for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from statistics import linear_regression
from typing import Literal, get_args

Who = Literal["web", "PostgreSQL", "Redis", "nginx"]
WHO: tuple[Who, ...] = get_args(Who)

PEOPLE, ROOMS = 10_000, 300
COMING_IN = PEOPLE / 600  # each second: all begin in the same ten minutes
PRESSES = ROOMS / 120  # each facilitator every two minutes
BALLOTS = 4 * PEOPLE / 300  # three ticks and a send of everybody, in five minutes
BUSY = 0.5  # of its processor, so that nobody waits for a process
MOST = 100  # processes; whoever needs more needs another plan


@dataclass
class Cost:
    """Processor seconds of a stretch, by who used them."""

    web: float = 0.0
    postgres: float = 0.0
    redis: float = 0.0
    nginx: float = 0.0
    seconds: float = 0.0

    def of(self, who: Who) -> float:
        """Those of one kind."""
        return {"web": self.web, "PostgreSQL": self.postgres, "Redis": self.redis, "nginx": self.nginx}[who]


@dataclass(frozen=True)
class Each:
    """Processor seconds: each second, fixed and for a person at rest; then for a person coming in, a press and a ballot."""

    fixed: float
    person: float
    joining: float
    press: float
    ballot: float


@dataclass(frozen=True)
class Costs:
    """What so many processes and their helpers were found to use."""

    processes: int
    of: dict[Who, Each]


@dataclass(frozen=True)
class Need:
    """Processors, by what they are used for."""

    fixed: float
    people: float
    joining: float
    presses: float
    ballots: float

    @property
    def coming_in(self) -> float:
        """While all come in, in processors."""
        return self.fixed + self.people + self.joining + self.presses

    @property
    def voting(self) -> float:
        """While all vote, in processors."""
        return self.fixed + self.people + self.presses + self.ballots


def at_rest(points: Sequence[tuple[int, float]]) -> tuple[float, float]:
    """What is fixed and what is for each person, from processor seconds a second at two sizes or more. Neither is less than nothing."""
    person, fixed = linear_regression([float(people) for people, _used in points], [used for _people, used in points])
    return max(0.0, fixed), max(0.0, person)


def each_with(processes: int, one: Each, two: Each) -> Each:
    """What each thing costs with so many processes."""
    return Each(*(first + (processes - 1) * max(0.0, second - first) for first, second in zip(astuple(one), astuple(two), strict=True)))


def need(processes: int, who: Who, one: Costs, two: Costs) -> Need:
    """What the ten thousand need of a kind of processors, with so many processes."""
    each = each_with(processes, one.of[who], two.of[who])
    return Need(each.fixed, PEOPLE * each.person, COMING_IN * each.joining, PRESSES * each.press, BALLOTS * each.ballot)


def enough(one: Costs, two: Costs) -> int | None:
    """How many processes do, half idle and with one of them away. None where every further one brings more work than it takes."""
    for processes in range(2, MOST):
        web = need(processes, "web", one, two)
        if max(web.coming_in, web.voting) <= BUSY * (processes - 1):
            return processes
    return None


def say(one: Costs, two: Costs) -> str:
    """The plan, in Markdown."""
    processes = enough(one, two)
    if processes is None:
        return f"No number of processes below {MOST} does: every further one brings more work than it takes."
    needs = {who: need(processes, who, one, two) for who in WHO}
    rows = [
        f"{PEOPLE:,} people in {ROOMS} rooms: **{processes} processes**, each half idle while one is away.",
        "",
        f"| processors, with {processes} processes | {' | '.join(WHO)} |",
        "|---|" + "---|" * len(WHO),
    ]
    rows += [f"| {name} | {' | '.join(f'{getattr(needs[who], part):.2f}' for who in WHO)} |" for name, part in PARTS.items()]
    return "\n".join(rows)


PARTS = {
    "at rest: fixed": "fixed",
    f"at rest: {PEOPLE:,} people": "people",
    f"coming in, {COMING_IN:.1f} a second": "joining",
    f"presses, {PRESSES:.1f} a second": "presses",
    f"answers, {BALLOTS:.0f} a second": "ballots",
    "while all come in": "coming_in",
    "while all vote": "voting",
}
