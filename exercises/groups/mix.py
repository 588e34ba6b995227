"""A mix across agencies: every agency spread over the groups as evenly as it can be. Pure: ids in, a placement out.

It is dealt like cards. The people lie agency by agency, the seats go round the groups, and each takes the next seat: so the people of
one agency, who follow each other, land in as many groups as there are of them.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Generic, TypeVar

from exercises.groups.sizes import bounds, even

P = TypeVar("P", bound=Hashable)  # a person's id
G = TypeVar("G", bound=Hashable)  # a group's id


@dataclass(frozen=True)
class Mix(Generic[P, G]):
    """Who sits where."""

    placement: dict[P, G]
    off_limits: tuple[G, ...]  # groups that are smaller (or empty) or larger than asked, because the numbers left no other way

    @property
    def keeps_limits(self) -> bool:
        """Whether every group is as large as asked."""
        return not self.off_limits


def mix(people: Sequence[tuple[P, str]], groups: Sequence[tuple[G, int, int]], *, seed: int) -> Mix[P, G]:
    """Spread every agency as evenly as possible over groups of even sizes.

    `people` are `(id, agency)`; those who gave none, `""`, are spread like an agency of their own. `groups` are `(id, least, most)`.
    Where the limits allow even sizes, no two groups differ by more than one person of the same agency, nor by more than one in all;
    where they force uneven sizes, each group has about its share. The same arguments give the same answer.
    Raises `ValueError` for an id given twice, limits that contradict themselves, or people without any group.
    """
    if len({person for person, _ in people}) < len(people) or len({group for group, _, _ in groups}) < len(groups):
        raise ValueError("A person or a group was given twice.")
    rng = Random(seed)  # noqa: S311 - a fair mix, not a secret
    limits = bounds(len(people), [(least, most) for _, least, most in groups])
    turn = rng.sample(range(len(groups)), len(groups))  # whose turn comes first is left to chance
    sizes = dict(zip(turn, even(len(people), [limits[group] for group in turn]), strict=True))
    placement = {
        person: groups[group][0]
        for person, group in zip(by_agency(people, rng), deal([(group, sizes[group]) for group in turn]), strict=True)
    }
    off = tuple(group for index, (group, least, most) in enumerate(groups) if not least <= sizes[index] <= most)
    return Mix({person: placement[person] for person, _ in people}, off)


def by_agency(people: Sequence[tuple[P, str]], rng: Random) -> list[P]:
    """The people agency by agency; the agencies, and the people of each, in a random order."""
    agencies = sorted({agency for _, agency in people})
    rng.shuffle(agencies)
    found: list[P] = []
    for agency in agencies:
        colleagues = [person for person, theirs in people if theirs == agency]
        rng.shuffle(colleagues)
        found += colleagues
    return found


def deal(sizes: Sequence[tuple[int, int]]) -> list[int]:
    """The seats of `(group, size)` in turn, as the group each belongs to; a larger group's seats come round more often."""
    seats = [((seat + 0.5) / size, turn, group) for turn, (group, size) in enumerate(sizes) for seat in range(size)]
    return [group for _, _, group in sorted(seats)]
