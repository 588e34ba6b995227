"""How large groups should be. Pure: numbers in, numbers out.

A limit is a pair `(least, most)` of people in one group. Where the limits cannot be kept, the nearest sizes are used: a group of two
people too few is worse than two groups of one too few, and a group nobody sits in is no group at all, so it is better left empty
than filled with one or two.
"""

from __future__ import annotations

from collections.abc import Sequence

Limit = tuple[int, int]


def split(people: int, least: int = 3, most: int = 6, groups: int | None = None) -> list[int]:
    """The sizes of the groups for so many people, as even as can be, larger ones first.

    Without `groups` it chooses the number: about the middle of the limits in each, rather below it than above, so that somebody who
    comes late finds a place. With `groups` it gives exactly so many sizes, with 0 for a group there are too few people for.
    Raises `ValueError` for limits that contradict themselves or a number below nought.
    """
    if groups is None:
        groups = number(people, least, most)
    return sorted(even(people, bounds(people, [(least, most)] * groups)), reverse=True)


def number(people: int, least: int = 3, most: int = 6) -> int:
    """How many groups so many people make. Few people make one group, even if it is too small."""
    check(people, [(least, most)])
    if not people:
        return 0
    middle = max(1, (least + most + 1) // 2)
    fewest = -(-people // max(most, 1))
    return max(1, fewest, min(-(-people // middle), people // max(least, 1)))


def bounds(people: int, limits: Sequence[Limit], wanted: Sequence[int] = ()) -> list[Limit]:
    """The limits that can be kept: those given if so many people can keep them all, else the nearest that they can.

    Any sizes within the answer that add up to `people` will do. `wanted` says for each group how many people asked for it: where some
    must stay empty, those most asked for stay in use, then the earlier ones. Raises `ValueError` for limits that contradict themselves,
    a number below nought, or people without any group.
    """
    check(people, limits)
    if people and not limits:
        raise ValueError("There are people, but no groups to place them in.")
    if sum(least for least, _ in limits) <= people <= sum(most for _, most in limits):
        return list(limits)
    sizes = nearest(people, limits, wanted or [0] * len(limits))
    return [(least, most) if least <= size <= most else (size, size) for size, (least, most) in zip(sizes, limits, strict=True)]


def nearest(people: int, limits: Sequence[Limit], wanted: Sequence[int]) -> list[int]:
    """The sizes nearest to limits that cannot all be kept, found by trying every size of one group after the other.

    Nearest: the least sum of squared distances of the groups in use, then the fewest left empty, then `wanted`, then the order given.
    """
    excess = max(0, people - sum(most for _, most in limits))
    over = -(-excess // len(limits))
    Cost = tuple[int, int, int, int]
    best: dict[int, tuple[Cost, tuple[int, ...]]] = {0: ((0, 0, 0, 0), ())}  # people placed so far → the best way to have done it
    for index, (least, most) in enumerate(limits):
        found: dict[int, tuple[Cost, tuple[int, ...]]] = {}
        for placed, (cost, sizes) in best.items():
            for size in range(min(people - placed, most + max(least, over)) + 1):
                away = max(least - size, size - most, 0) if size else 0
                empty = int(not size and least > 0)
                in_use = bool(size)
                total = (cost[0] + away * away, cost[1] + empty, cost[2] - wanted[index] * in_use, cost[3] + index * in_use)
                if placed + size not in found or total < found[placed + size][0]:
                    found[placed + size] = (total, (*sizes, size))
        best = found
    return list(best[people][1])


def even(people: int, limits: Sequence[Limit]) -> list[int]:
    """Sizes within the limits that add up to `people`, as even as the limits allow; the earlier groups get the odd ones.

    The limits must be keepable: see `bounds`.
    """
    sizes = [least for least, _ in limits]
    for _ in range(people - sum(sizes)):
        open_ones = [index for index, (_, most) in enumerate(limits) if sizes[index] < most]
        sizes[min(open_ones, key=sizes.__getitem__)] += 1
    return sizes


def check(people: int, limits: Sequence[Limit]) -> None:
    """Raise `ValueError` for numbers that make no sense."""
    if people < 0:
        raise ValueError(f"{people} people cannot be placed.")
    for least, most in limits:
        if not 0 <= least <= most:
            raise ValueError(f"A group cannot have at least {least} and at most {most} people.")
