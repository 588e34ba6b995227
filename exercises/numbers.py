"""The small-number rule: a count that could single somebody out is not shown, nor is any that gives it away.

A split or a theme is shown in cells. A cell under `LEAST` people is hidden. Whoever knows the sums could often work it out again by
taking away what is shown, so further cells are hidden, the smallest first and all that are as small as it together, until

- no hidden cell can have one value only, given everything that is shown, and
- no group of hidden cells with a shown sum adds up to fewer than `LEAST`: a rest is a cell as well.

Cells that are alike are always treated alike, wherever they stand, so that knowing these rules does not help either: what is hidden
together could be the other way round. The tallies of the whole room are shown as they are; the rule is for what is split or thematic.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

LEAST = 5
"""People. Fewer are never shown as a number of their own."""

Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


# ------------------------------------------------------------------ one row of cells
def hide(counts: Mapping[Row, int], least: int = LEAST) -> dict[Row, int | None]:
    """Counts of people that add up to a number everybody may know; None where one is hidden.

    The sum itself is known, or can be, only from `least` people on; below, show nothing at all.
    """
    hidden = {key for key, count in counts.items() if count < least}
    while hidden and len(hidden) < len(counts) and not _is_safe_rest([counts[key] for key in hidden], least):
        smallest = min(count for key, count in counts.items() if key not in hidden)
        hidden |= {key for key, count in counts.items() if count == smallest}
    return {key: None if key in hidden else count for key, count in counts.items()}


def _is_safe_rest(rest: list[int], least: int) -> bool:
    """Whether hidden cells whose sum is known can stay hidden, also from somebody who knows that small ones are hidden first."""
    if len(rest) < 2 or sum(rest) < least:
        return False
    return max(rest) >= least or sum(rest) < len(rest) * (least - 1)


# ------------------------------------------------------------------ rows and columns
@dataclass(frozen=True)
class Table(Generic[Row, Column]):
    """A two-way table as it may be shown; None where a number is hidden."""

    cells: dict[Row, dict[Column, int | None]]
    rows: dict[Row, int | None]
    columns: dict[Column, int | None]
    total: int | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it may be shown but its total: then leave it out and say why."""
        return all(count is None for row in self.cells.values() for count in row.values())


def hide_table(counts: Mapping[Row, Mapping[Column, int]], least: int = LEAST) -> Table[Row, Column]:
    """A split of people by two things, with its sums. Every row has the same columns."""
    rows = list(counts)
    columns = list(counts[rows[0]]) if rows else []
    grid = [[counts[row][column] for column in columns] for row in rows]
    grid = [[*line, sum(line)] for line in grid]
    grid.append([sum(line[at] for line in grid) for at in range(len(columns) + 1)])
    hidden = _hidden(grid, least)

    def shown(at: int, beside: int) -> int | None:
        return None if (at, beside) in hidden else grid[at][beside]

    return Table(
        cells={row: {column: shown(at, beside) for beside, column in enumerate(columns)} for at, row in enumerate(rows)},
        rows={row: shown(at, len(columns)) for at, row in enumerate(rows)},
        columns={column: shown(len(rows), beside) for beside, column in enumerate(columns)},
        total=shown(len(rows), len(columns)),
    )


Place = tuple[int, int]
Grid = list[list[int]]  # the last row and the last column are sums


def _hidden(grid: Grid, least: int) -> set[Place]:
    """What to hide of a table with its sums."""
    places = [(at, beside) for at, line in enumerate(grid) for beside, _count in enumerate(line)]
    hidden = {place for place in places if _count(grid, place) < least}
    while len(hidden) < len(places) and (at_risk := _at_risk(grid, hidden, least)):
        across, down = {at for at, _beside in at_risk}, {beside for _at, beside in at_risk}

        def rank(place: Place, across: set[int] = across, down: set[int] = down) -> tuple[int, int, int]:
            """Cells before sums, the grand total last; then what helps both a row and a column; then the smaller count."""
            sums = (place[0] == len(grid) - 1) + (place[1] == len(grid[0]) - 1)
            return sums, -((place[0] in across) + (place[1] in down)), _count(grid, place)

        first = min(rank(place) for place in places if place not in hidden)
        hidden |= {place for place in places if place not in hidden and rank(place) == first}
    corner = (len(grid) - 1, len(grid[0]) - 1)
    inside = {(at, beside) for at, beside in places if at < corner[0] and beside < corner[1]}
    if inside <= hidden:
        hidden |= set(places) - {corner}  # no cell is left: sums by themselves would only help to guess
    return hidden


def _count(grid: Grid, place: Place) -> int:
    return grid[place[0]][place[1]]


def _is_sum(grid: Grid, place: Place) -> bool:
    return (place[0] == len(grid) - 1) != (place[1] == len(grid[0]) - 1)


def _at_risk(grid: Grid, hidden: set[Place], least: int) -> set[Place]:
    """Hidden numbers that can be worked out, and those of a rest too small to be known."""
    found = {place for place in hidden if not _can_differ(grid, hidden, place)}
    for line in _lines(grid):
        *parts, total = line
        rest = [place for place in parts if place in hidden]
        if rest and total not in hidden and not _is_safe_rest([_count(grid, place) for place in rest], least):
            found |= set(rest)
    return found


def _lines(grid: Grid) -> list[list[Place]]:
    """Every row and every column, its sum at the end."""
    across = [[(at, beside) for beside in range(len(grid[0]))] for at in range(len(grid))]
    down = [[(at, beside) for at in range(len(grid))] for beside in range(len(grid[0]))]
    return across + down


def _can_differ(grid: Grid, hidden: set[Place], place: Place) -> bool:
    """Whether another table with the same shown numbers has one more or one fewer at a place.

    Adding one at a place of a row must be made up for in its row and in its column, and so on round a ring of hidden places, none of
    which may fall below nothing. Sums count against their lines, so with them the signs are turned.
    """
    return _ring(grid, hidden, place, up=True) or _ring(grid, hidden, place, up=False)


def _ring(grid: Grid, hidden: set[Place], start: Place, *, up: bool) -> bool:
    """Whether a ring begins with one more (`up`) or one fewer at a hidden place.

    Rows and columns take turns: from a row to a column by adding, from a column to a row by taking away.
    """
    adds = up != _is_sum(grid, start)
    if not up and _count(grid, start) == 0:
        return False
    goal = ("row", start[0]) if adds else ("column", start[1])
    seen = {("column", start[1]) if adds else ("row", start[0])}
    waiting = list(seen)
    while waiting:
        kind, number = waiting.pop()
        for place in hidden - {start}:
            if place[0 if kind == "row" else 1] != number:
                continue
            more = (kind == "row") != _is_sum(grid, place)  # whether its own number goes up on this step
            if not more and _count(grid, place) == 0:
                continue
            after = ("column", place[1]) if kind == "row" else ("row", place[0])
            if after == goal:
                return True
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return False


# ------------------------------------------------------------------ themes
@dataclass(frozen=True)
class ThemeCount:
    """How many notes, from how many people, have a tag."""

    tag: str
    notes: int
    people: int


def theme_counts(notes: Iterable[tuple[Hashable, Iterable[str]]], least: int = LEAST) -> list[ThemeCount]:
    """Tags of at least `least` notes from at least `least` people, the most frequent first. Each note: whose it is, and its tags."""
    found: dict[str, list[Hashable]] = {}
    for who, tags in notes:
        for tag in set(tags):
            found.setdefault(tag, []).append(who)
    counts = [ThemeCount(tag, len(whose), len(set(whose))) for tag, whose in found.items()]
    return sorted((c for c in counts if c.notes >= least and c.people >= least), key=lambda c: (-c.notes, c.tag))
