"""The small-number rule, against somebody who tries every table that would look the same."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest

from exercises.numbers import LEAST, Table, ThemeCount, hide, hide_table, theme_counts

Cells = list[list[int]]


# ------------------------------------------------------------------ one row of cells
@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([], []),
        ([5, 9, 12], [5, 9, 12]),
        ([3, 9, 12], [None, None, 12]),  # 3 alone would be the rest
        ([3, 2, 9], [None, None, 9]),  # together five, and nobody knows which is which
        ([2, 1, 9], [None, None, None]),  # together three: a rest of three is a small number too
        ([1, 2, 9, 7], [None, None, 9, None]),
        ([3, 7, 7, 12], [None, None, None, 12]),  # what is alike is treated alike
        ([4, 4, 20], [None, None, None]),  # two under five that make eight can be nothing but four and four
        ([0, 0, 30], [None, None, None]),
        ([0, 12, 30], [None, None, 30]),
        ([4], [None]),
    ],
)
def test_a_small_cell_is_hidden_together_with_what_would_give_it_away(counts: list[int], shown: list[int | None]) -> None:
    assert list(hide(dict(enumerate(counts))).values()) == shown


def split(people: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Every way to put so many people into so many cells."""
    if cells == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in split(people - first, cells - 1):
            yield (first, *rest)


@pytest.mark.parametrize(("cells", "most"), [(2, 30), (3, 20), (4, 14)])
def test_somebody_who_knows_the_sum_and_the_rule_works_out_no_hidden_cell(cells: int, most: int) -> None:
    hidden = 0
    for people in range(LEAST, most):
        alike: dict[tuple[int | None, ...], list[tuple[int, ...]]] = defaultdict(list)
        for counts in split(people, cells):
            alike[tuple(hide(dict(enumerate(counts))).values())].append(counts)
        for shown, tables in alike.items():
            for at in [at for at, count in enumerate(shown) if count is None]:
                hidden += 1
                assert len({table[at] for table in tables}) > 1, (shown, tables)
    assert hidden > 20


# ------------------------------------------------------------------ rows and columns
def published(cells: Cells) -> Table[int, int]:
    return hide_table({at: dict(enumerate(line)) for at, line in enumerate(cells)})


def test_a_table_without_a_small_number_is_shown_whole() -> None:
    assert published([[5, 6], [7, 8]]) == Table(
        cells={0: {0: 5, 1: 6}, 1: {0: 7, 1: 8}}, rows={0: 11, 1: 15}, columns={0: 12, 1: 14}, total=26
    )


def test_a_small_cell_hides_one_in_its_row_one_in_its_column_and_the_one_across() -> None:
    table = published([[3, 9, 11], [8, 12, 10], [13, 14, 15]])
    assert table.cells == {0: {0: None, 1: None, 2: 11}, 1: {0: None, 1: None, 2: 10}, 2: {0: 13, 1: 14, 2: 15}}
    assert (table.rows, table.columns, table.total) == ({0: 23, 1: 30, 2: 42}, {0: 24, 1: 35, 2: 36}, 95)


def test_where_no_cell_can_be_shown_nothing_but_the_total_is() -> None:
    table = published([[1, 2], [2, 1]])
    assert (table.is_empty, table.rows, table.columns, table.total) == (True, {0: None, 1: None}, {0: None, 1: None}, 6)


def test_fewer_than_five_people_are_not_shown_as_a_total_either() -> None:
    assert published([[1, 2], [1, 0]]).total is None


def tables_like(table: Table[int, int], truth: Cells, away: int) -> Iterator[Cells]:
    """Every table that would be published with the same numbers and has no row further than `away` from the truth. It knows nothing of
    how they were hidden. Two tables that look the same differ by rings of one more and one fewer, so that two is far enough to find one.
    """
    last = len(truth) - 1

    def rows(at: int) -> Iterator[list[int]]:
        near = []
        for known, real in zip(table.cells[at].values(), truth[at], strict=True):
            near.append([known] if known is not None else list(range(max(0, real - away), real + away + 1)))
        for line in map(list, product(*near)):
            moved = sum(abs(n - real) for n, real in zip(line, truth[at], strict=True))
            if moved <= away and table.rows[at] in {None, sum(line)}:
                yield line

    choices = [list(rows(at)) for at in range(len(truth))]

    def fill(so_far: Cells, sums: list[int]) -> Iterator[Cells]:
        at = len(so_far)
        if at > last:
            if table.total in {None, sum(sums)}:
                yield so_far
            return
        for line in choices[at]:
            after = [a + b for a, b in zip(sums, line, strict=True)]
            known = [table.columns[beside] for beside in range(len(after))]
            if all(k is None or (n == k if at == last else n <= k) for n, k in zip(after, known, strict=True)):
                yield from fill([*so_far, line], after)

    yield from fill([], [0] * len(truth[0]))


def worked_out(table: Table[int, int], truth: Cells, away: int = 2) -> list[tuple[int, int]]:
    """The hidden cells that have the same number in every table that looks the same."""
    hidden = {(at, beside) for at, line in table.cells.items() for beside, count in line.items() if count is None}
    for other in tables_like(table, truth, away):
        hidden = {(at, beside) for at, beside in hidden if other[at][beside] == truth[at][beside]}
        if not hidden:
            break
    return sorted(hidden)


def test_the_attacker_recovers_what_is_hidden_carelessly() -> None:
    truth = [[3, 9], [8, 12]]
    careless = Table(cells={0: {0: None, 1: 9}, 1: {0: 8, 1: 12}}, rows={0: 12, 1: 20}, columns={0: 11, 1: 21}, total=32)
    assert worked_out(careless, truth, away=30) == [(0, 0)]
    zero = Table(cells={0: {0: None, 1: None}, 1: {0: None, 1: None}}, rows={0: 0, 1: 20}, columns={0: 11, 1: 9}, total=20)
    assert worked_out(zero, [[0, 0], [11, 9]], away=20) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def a_session(chance: random.Random) -> Cells:
    """Agencies by answers, in a room that may be small or large."""
    busy = chance.choice([2, 5, 9, 14])
    columns = chance.randint(2, 4)
    return [
        [chance.randint(0, busy) if chance.random() < 0.7 else chance.randint(5, 20) for _answer in range(columns)]
        for _agency in range(chance.randint(2, 3))
    ]


def test_no_hidden_cell_of_a_thousand_sessions_can_be_worked_out() -> None:
    chance = random.Random(20270114)
    hidden = shown = 0
    for truth in [a_session(chance) for _session in range(1000)]:
        table = published(truth)
        for at, line in table.cells.items():
            for beside, count in line.items():
                hidden, shown = hidden + (count is None), shown + (count is not None)
                assert count is None or count == truth[at][beside] >= LEAST
        assert worked_out(table, truth) == [], (truth, table)
    assert (hidden > 3000, shown > 1000) == (True, True), (hidden, shown)


def test_knowing_the_rule_does_not_help_with_a_table_of_two_by_two() -> None:
    hidden = 0
    for people in range(LEAST, 24):
        alike: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
        for a, b, c, d in split(people, 4):
            table = published([[a, b], [c, d]])
            key = (*(n for row in table.cells.values() for n in row.values()), *table.rows.values(), *table.columns.values())
            alike[key].append((a, b, c, d))
        for shown, tables in alike.items():
            for at in [at for at in range(4) if shown[at] is None]:
                hidden += 1
                assert len({table[at] for table in tables}) > 1, (shown, tables)
    assert hidden > 50


# ------------------------------------------------------------------ themes
def notes(*tags: str, people: int, each: int = 1) -> list[tuple[int, list[str]]]:
    return [(who, list(tags)) for who in range(people) for _n in range(each)]


def test_a_theme_shows_from_five_notes_of_five_people_on() -> None:
    assert theme_counts(notes("time", people=5)) == [ThemeCount("time", 5, 5)]
    assert theme_counts(notes("time", people=4, each=3)) == []
    assert theme_counts([*notes("time", people=5, each=2), *notes("power", people=4), *notes("space", "time", people=6)]) == [
        ThemeCount("time", 16, 6),
        ThemeCount("space", 6, 6),
    ]


def test_a_tag_named_twice_on_one_note_counts_once() -> None:
    assert theme_counts(notes("time", "time", people=5)) == [ThemeCount("time", 5, 5)]
