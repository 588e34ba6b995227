"""A mix across agencies: everybody meets somebody from somewhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises.groups.mix import Mix, mix
from exercises.groups.sizes import split

AGENCIES = ("Health", "Police", "School", "")


def table(placement: Mapping[int, str], people: Sequence[tuple[int, str]], groups: Sequence[tuple[str, int, int]]) -> dict[str, list[int]]:
    """How many people of each agency sit in each group."""
    counts = Counter((agency, placement[person]) for person, agency in people)
    return {agency: [counts[agency, group] for group, _, _ in groups] for agency in sorted({agency for _, agency in people})}


@given(st.lists(st.sampled_from(AGENCIES), min_size=3, max_size=80), st.integers())
@settings(max_examples=200, deadline=None)
def test_every_agency_is_spread_as_evenly_as_it_can_be(agencies: list[str], seed: int) -> None:
    people = list(enumerate(agencies))
    groups = [(f"Table {n}", 3, 6) for n in range(len(split(len(people))))]

    found = mix(people, groups, seed=seed)

    spread = table(found.placement, people, groups)
    assert {agency: max(counts) - min(counts) <= 1 for agency, counts in spread.items()} == dict.fromkeys(spread, True)
    assert sorted((sum(column) for column in zip(*spread.values(), strict=True)), reverse=True) == split(len(people))
    assert list(found.placement) == [person for person, _ in people]
    assert found.off_limits == ()


@given(
    st.lists(st.sampled_from(AGENCIES), min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9)).map(lambda pair: (min(pair), max(pair))), min_size=1, max_size=6),
    st.integers(),
)
@settings(max_examples=200, deadline=None)
def test_everybody_sits_in_one_group_and_sizes_keep_their_limits_where_they_can(
    agencies: list[str], limits: list[tuple[int, int]], seed: int
) -> None:
    people = list(enumerate(agencies))
    groups = [(f"Table {n}", least, most) for n, (least, most) in enumerate(limits)]

    found = mix(people, groups, seed=seed)

    sizes = Counter(found.placement.values())
    assert list(found.placement) == [person for person, _ in people]
    assert found.off_limits == tuple(group for group, least, most in groups if not least <= sizes[group] <= most)
    if sum(least for least, _ in limits) <= len(people) <= sum(most for _, most in limits):
        assert found.keeps_limits


def test_a_group_that_must_be_larger_takes_its_share_of_every_agency() -> None:
    people = list(enumerate(["Police"] * 6 + ["Health"] * 3))
    groups = [("In the room", 6, 6), ("On the call", 3, 3)]

    found = mix(people, groups, seed=4)

    assert table(found.placement, people, groups) == {"Health": [2, 1], "Police": [4, 2]}


def test_the_same_seed_gives_the_same_mix_and_another_seed_another() -> None:
    people = list(enumerate(["Police"] * 8 + ["Health"] * 7 + ["School"] * 6 + [""] * 3))
    groups = [(f"Table {n}", 3, 6) for n in range(5)]

    first, again, other = (mix(people, groups, seed=seed) for seed in (1, 1, 2))

    assert first == again
    assert first.placement != other.placement


def test_which_group_is_the_smaller_one_is_left_to_chance() -> None:
    people = list(enumerate(["Police"] * 9))
    groups = [("Window table", 3, 6), ("Door table", 3, 6)]

    small = {min(Counter(mix(people, groups, seed=seed).placement.values()).items(), key=lambda pair: pair[1])[0] for seed in range(20)}

    assert small == {"Window table", "Door table"}


@pytest.mark.parametrize(
    ("people", "expected", "off"),
    [
        (0, [0, 0], ("Window table", "Door table")),
        (1, [1, 0], ("Window table", "Door table")),
        (2, [2, 0], ("Window table", "Door table")),
        (4, [4, 0], ("Door table",)),
        (14, [7, 7], ("Window table", "Door table")),
    ],
)
def test_impossible_sizes_are_met_as_nearly_as_can_be_and_it_says_so(people: int, expected: list[int], off: tuple[str, ...]) -> None:
    found = mix([(person, "Health") for person in range(people)], [("Window table", 3, 6), ("Door table", 3, 6)], seed=1)

    counts = Counter(found.placement.values())
    assert ([counts["Window table"], counts["Door table"]], found.off_limits, found.keeps_limits) == (expected, off, False)


def test_nobody_and_no_groups_make_an_empty_mix() -> None:
    assert mix([], [], seed=1) == Mix({}, ())


@pytest.mark.parametrize(
    ("people", "groups"),
    [
        ([(1, "Health")], []),
        ([(1, "Health"), (1, "Police")], [("Window table", 0, 6)]),
        ([(1, "Health")], [("Window table", 0, 6), ("Window table", 0, 6)]),
        ([(1, "Health")], [("Window table", 6, 3)]),
    ],
)
def test_arguments_that_make_no_sense_are_refused(people: list[tuple[int, str]], groups: list[tuple[str, int, int]]) -> None:
    with pytest.raises(ValueError, match=r"given twice|no groups|at least"):
        mix(people, groups, seed=1)
