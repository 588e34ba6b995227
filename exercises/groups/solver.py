"""A suggestion from private wishes: who sits with whom. Pure: ids and wishes in, a placement and a few counts out.

What counts, in this order (`Score`):

1. no two people together of whom one would rather not;
2. as few people as possible without anyone they named and away from every table they named;
3. as many wishes granted as possible;
4. groups of about the same size.

The search is simulated annealing: move one person or swap two, keep what is better, sometimes what is a little worse, and less so as
time goes on. It knows no proof of the best answer, but was as good or better than an exact solver within the second a room will wait.

Wishes stay in here: neither the answer nor an error nor a `repr` says who named whom.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Generic, NamedTuple, TypeVar

from exercises.groups.sizes import Limit, bounds, even

P = TypeVar("P", bound=Hashable)  # a person's id
G = TypeVar("G", bound=Hashable)  # a group's id

# What an annealing step weighs against each other. The order of `Score` is kept by comparing scores, not by these: with weights that
# far apart, the search could not pass through a worse placement to reach a better one.
CLASH, ALONE, GRANTED, SQUARES = 12.0, 4.0, 1.0, 0.05
HOT, COLD = 2.0, 0.15  # temperatures, in granted wishes
BLOCK = 64  # steps between two looks at the clock
BREATH = 0.0002  # seconds of rest after each block


@dataclass(frozen=True)
class Wish(Generic[P, G]):
    """What one person told their phone. Left out of every `repr`, so that no log or error report can tell."""

    people: Collection[P] = field(default=(), repr=False)  # at ease with them
    groups: Collection[G] = field(default=(), repr=False)  # at ease at these tables, whoever comes
    apart: Collection[P] = field(default=(), repr=False)  # rather not with them


class Score(NamedTuple):
    """How good a placement is: the lower tuple is the better one."""

    clashes: int  # pairs together of whom one would rather not
    alone: int  # people who named somebody or a table, and got none of them
    granted: int  # minus the number of wishes granted
    squares: int  # sum of the squared sizes: least when they are even


@dataclass(frozen=True)
class Suggestion(Generic[P, G]):
    """A placement and what may be told about it: counts, never names."""

    placement: dict[P, G]
    alone: int  # people who sit without anyone they named
    clashes: int  # "rather not" pairs together
    without_wish: int  # people who wished for nothing at all
    smallest: int  # people in the smallest group that has any
    largest: int
    off_limits: tuple[G, ...]  # groups that are smaller (or empty) or larger than asked, because the numbers left no other way

    @property
    def keeps_limits(self) -> bool:
        """Whether every group is as large as asked."""
        return not self.off_limits


def give_way() -> None:
    """Let other threads of the process work for a moment: a search that never rests would hold up a room full of phones."""
    time.sleep(BREATH)


def suggest(
    people: Sequence[P],
    groups: Sequence[tuple[G, int, int]],
    wishes: Mapping[P, Wish[P, G]],
    *,
    seed: int,
    seconds: float = 1.0,
    steps: int | None = None,
    now: Callable[[], float] = time.monotonic,
    rest: Callable[[], None] = give_way,
) -> Suggestion[P, G]:
    """Suggest who sits where.

    `groups` are `(id, least, most)`. Wishes of or for people who are not (or no longer) in `people` are passed over, as are tables that
    are not among the groups. The same arguments give the same answer as long as the `steps` (by default as many as the size of the room
    is worth) are done within `seconds`; the clock `now` only cuts a search short on a slow machine. With no steps the answer is a random
    placement, and no answer is worse than that.

    Call it off the event loop; it holds one processor core, and calls `rest` about every millisecond.
    Raises `ValueError` for an id given twice, limits that contradict themselves, or people without any group.
    """
    if len(set(people)) < len(people) or len({group for group, _, _ in groups}) < len(groups):
        raise ValueError("A person or a group was given twice.")
    until = now() + seconds
    room = Room(people, [group for group, _, _ in groups], wishes)
    asked = [(least, most) for _, least, most in groups]
    limits = bounds(len(people), asked, room.wanted)
    where = search(room, limits, Random(seed), STEPS(len(people)) if steps is None else steps, lambda: now() >= until, rest)  # noqa: S311
    score = room.score(where)
    sizes = [where.count(group) for group in range(len(groups))]
    in_use = [size for size in sizes if size] or [0]
    return Suggestion(
        placement={person: groups[group][0] for person, group in zip(people, where, strict=True)},
        alone=score.alone,
        clashes=score.clashes,
        without_wish=sum(not room.wished[person] for person in range(len(people))),
        smallest=min(in_use),
        largest=max(in_use),
        off_limits=tuple(
            group for (group, least, most), size in zip(groups, sizes, strict=True) if not least <= size <= most
        ),
    )
