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
    """Let other threads of the process work for a moment.

    Without it a burst of messages to 200 phones took up to 200 ms while a search was on, with it 2 ms: as long as in an idle process.
    """
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
    placement, and with the same seed no answer is worse than that one.

    Call it off the event loop; it holds one processor core, and calls `rest` about every millisecond.
    Raises `ValueError` for an id given twice, limits that contradict themselves, or people without any group.
    """
    if len(set(people)) < len(people) or len({group for group, _, _ in groups}) < len(groups):
        raise ValueError("A person or a group was given twice.")
    until = now() + seconds
    room = Room(people, [group for group, _, _ in groups], wishes)
    limits = bounds(len(people), [(least, most) for _, least, most in groups], room.wanted)
    rng = Random(seed)  # noqa: S311 - a search, not a secret

    def may_go_on() -> bool:
        rest()
        return now() < until

    where = search(room, limits, rng, worth(len(people)) if steps is None else steps, may_go_on)
    score = room.score(where)
    sizes = [where.count(group) for group in range(len(groups))]
    in_use = [size for size in sizes if size] or [0]
    return Suggestion(
        placement={person: groups[group][0] for person, group in zip(people, where, strict=True)},
        alone=score.alone,
        clashes=score.clashes,
        without_wish=room.wished.count(False),
        smallest=min(in_use),
        largest=max(in_use),
        off_limits=tuple(group for (group, least, most), size in zip(groups, sizes, strict=True) if not least <= size <= most),
    )


def worth(people: int) -> int:
    """How many steps a room of this size is worth: a good answer, well within a second."""
    return min(max(15_000, 1_500 * people), 120_000)


class Room:
    """The wishes by index instead of id, in an order that does not depend on how sets are laid out in memory."""

    def __init__(self, people: Sequence[P], groups: Sequence[G], wishes: Mapping[P, Wish[P, G]]) -> None:
        person_at = {person: index for index, person in enumerate(people)}
        group_at = {group: index for index, group in enumerate(groups)}
        given = [wishes.get(person, Wish[P, G]()) for person in people]
        self.wished = [bool(wish.people or wish.groups or wish.apart) for wish in given]
        self.hoping = [bool(wish.people or wish.groups) for wish in given]
        self.names = [sorted({person_at[who] for who in wish.people if who in person_at} - {me}) for me, wish in enumerate(given)]
        self.tables = [sorted({group_at[which] for which in wish.groups if which in group_at}) for wish in given]
        self.wanted = [sum(group in tables for tables in self.tables) for group in range(len(groups))]
        named = [set(names) for names in self.names]
        apart = [{person_at[who] for who in wish.apart if who in person_at} - {me} for me, wish in enumerate(given)]
        near: list[set[int]] = [named[me] | apart[me] for me in range(len(people))]
        for me in range(len(people)):
            for other in tuple(near[me]):
                near[other].add(me)
        # Everybody who matters to a person: (who, do I name them, do they name me, are we better apart).
        self.ties = [
            [(other, other in named[me], me in named[other], other in apart[me] or me in apart[other]) for other in sorted(near[me])]
            for me in range(len(people))
        ]

    def granted(self, where: Sequence[int], me: int) -> int:
        """How many of a person's wishes a placement grants."""
        return sum(where[other] == where[me] for other in self.names[me]) + (where[me] in self.tables[me])

    def score(self, where: Sequence[int]) -> Score:
        """How good a placement is, counted from the start."""
        granted = [self.granted(where, me) for me in range(len(where))]
        return Score(
            clashes=sum(
                apart and me < other and where[me] == where[other] for me, ties in enumerate(self.ties) for other, _, _, apart in ties
            ),
            alone=sum(hoping and not got for hoping, got in zip(self.hoping, granted, strict=True)),
            granted=-sum(granted),
            squares=sum(where.count(group) ** 2 for group in set(where)),
        )

    def best_thinkable(self, limits: Sequence[Limit]) -> Score:
        """A score nothing can beat: every wish granted, sizes even. Often out of reach."""
        granted = sum(len(names) + bool(tables) for names, tables in zip(self.names, self.tables, strict=True))
        hopeless = sum(
            hoping and not names and not tables for hoping, names, tables in zip(self.hoping, self.names, self.tables, strict=True)
        )
        return Score(0, hopeless, -granted, sum(size * size for size in even(len(self.names), limits)))


class Weights(NamedTuple):
    """What a search step weighs against each other, as one number. The parts are those of `Score`."""

    clash: float
    alone: float
    granted: float
    square: float


# With the order of `Score` in full strength a search cannot pass through a worse placement to reach a better one, so it first runs
# with gentle weights while it cools, and then makes the best of what it met with strict ones.
GENTLE = Weights(6.0, 4.0, 1.0, 0.05)
STRICT = Weights(1e14, 1e10, 1e5, 1.0)
HOT, COLD, FROZEN = 3.0, 0.15, 1e-9  # temperatures, in granted wishes
STRICT_SHARE = 5  # one step in so many is a strict one


class Seating:
    """A placement that is being changed. The score is kept up with every change instead of counted again."""

    def __init__(self, room: Room, where: Sequence[int], groups: int) -> None:
        self.room = room
        self.where = list(where)
        self.members = [[person for person, group in enumerate(where) if group == here] for here in range(groups)]
        self.place = [self.members[group].index(person) for person, group in enumerate(where)]
        self.got = [room.granted(where, person) for person in range(len(where))]
        self.clashes, self.alone, minus_granted, self.squares = room.score(where)
        self.granted = -minus_granted

    @property
    def score(self) -> Score:
        """The score as it stands."""
        return Score(self.clashes, self.alone, -self.granted, self.squares)

    def energy(self, weights: Weights) -> float:
        """The score as one number; lower is better."""
        return weights[0] * self.clashes + weights[1] * self.alone - weights[2] * self.granted + weights[3] * self.squares

    def lonely(self) -> list[int]:
        """People without anyone they named, where somebody or a table they named is there to sit at."""
        names, tables = self.room.names, self.room.tables
        return [me for me, got in enumerate(self.got) if not got and (names[me] or tables[me])]

    def move(self, me: int, to: int) -> None:
        """Seat a person in another group. Moving them back undoes it."""
        where, got = self.where, self.got
        here, before = where[me], got[me]
        mine = before
        for other, i_name, names_me, apart in self.room.ties[me]:
            there = where[other]
            if there == here:
                change = -1
            elif there == to:
                change = 1
            else:
                continue
            if i_name:
                mine += change
            if names_me:
                got[other] += change
                self.granted += change
                if got[other] == (change > 0):  # their first wish came true, or their last one went
                    self.alone -= change
            if apart:
                self.clashes += change
        tables = self.room.tables[me]
        if tables:
            mine += (to in tables) - (here in tables)
        got[me] = mine
        self.granted += mine - before
        if self.room.hoping[me]:
            self.alone += (not mine) - (not before)
        leaving, joining = self.members[here], self.members[to]
        self.squares += 2 * (len(joining) - len(leaving) + 1)
        last = leaving.pop()
        if last != me:
            leaving[self.place[me]] = last
            self.place[last] = self.place[me]
        self.place[me] = len(joining)
        joining.append(me)
        where[me] = to


def search(room: Room, limits: Sequence[Limit], rng: Random, steps: int, may_go_on: Callable[[], bool]) -> list[int]:
    """The best placement found: for each person the group's index. Several tries, each from a new random placement."""
    people = len(room.names)
    best = scatter(people, limits, rng)
    if not people or sum(most > 0 for _, most in limits) < 2:
        return best
    ideal = room.best_thinkable(limits)
    tries = min(20, max(1, steps // (12 * people**2)))  # a small room has few placements, but is easily caught in a dead end
    strict = steps // tries // STRICT_SHARE
    for turn in range(tries):
        if room.score(best) == ideal or (turn and not may_go_on()):
            break
        where = scatter(people, limits, rng) if turn else best
        where = walk(room, where, limits, rng, steps // tries - strict, GENTLE, (HOT, COLD), may_go_on)
        where = walk(room, where, limits, rng, strict, STRICT, (FROZEN, FROZEN), may_go_on)
        best = min(best, where, key=room.score)
    return best


def scatter(people: int, limits: Sequence[Limit], rng: Random) -> list[int]:
    """A random placement within the limits, as even as they allow."""
    where = [group for group, size in enumerate(even(people, limits)) for _ in range(size)]
    rng.shuffle(where)
    return where


def walk(
    room: Room,
    start: Sequence[int],
    limits: Sequence[Limit],
    rng: Random,
    steps: int,
    weights: Weights,
    temperatures: tuple[float, float],
    may_go_on: Callable[[], bool],
) -> list[int]:
    """Change the placement step by step, from the first temperature to the second; the best placement met on the way."""
    seating = Seating(room, start, len(limits))
    where, members = seating.where, seating.members
    best, best_score = list(start), seating.score
    energy = seating.energy(weights)
    hot, cold = temperatures
    warmth, lonely = hot, seating.lonely()
    for step in range(steps):
        if step % BLOCK == 0:
            if not may_go_on():
                break
            warmth = hot * (cold / hot) ** (step / steps)
            lonely = seating.lonely()
        me, to, named = proposal(seating, lonely, rng)
        here = where[me]
        least, most = limits[here][0], limits[to][1]
        if to == here or not most:
            continue
        other = -1
        if len(members[to]) == most or len(members[here]) == least or rng.random() < 0.5:
            if not members[to]:
                continue
            other = members[to][int(rng.random() * len(members[to]))]
            if other == named:
                continue
        seating.move(me, to)
        if other >= 0:
            seating.move(other, here)
        after = seating.energy(weights)
        if after <= energy or rng.random() < math.exp((energy - after) / warmth):
            energy = after
            if seating.score < best_score:
                best, best_score = where.copy(), seating.score
        else:
            if other >= 0:
                seating.move(other, to)
            seating.move(me, here)
    return best


def proposal(seating: Seating, lonely: Sequence[int], rng: Random) -> tuple[int, int, int]:
    """Whom to seat in which group, and who is not to be swapped out of it (-1: anybody may).

    Half of the time somebody lonely (of a list that may be a few steps old) goes to someone or to a table they named.
    """
    if lonely and rng.random() < 0.5:
        me = lonely[int(rng.random() * len(lonely))]
        names, tables = seating.room.names[me], seating.room.tables[me]
        pick = int(rng.random() * (len(names) + len(tables)))
        if pick < len(names):
            return me, seating.where[names[pick]], names[pick]
        return me, tables[pick - len(names)], -1
    return int(rng.random() * len(seating.where)), int(rng.random() * len(seating.members)), -1
