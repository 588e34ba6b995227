"""Counts made ready to be drawn. Pure: options and totals in, rows out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The order of every stacked bar and of the answer buttons. It never changes with the numbers.
LETTERS = ("b", "x", "e", "u")
APPROACH_OF = {"b": "behaviour-based", "x": "both", "e": "ecological", "u": "unsure"}
NAMES = {
    "behaviour-based": gettext_lazy("Behaviour-based"),
    "both": gettext_lazy("Both"),
    "ecological": gettext_lazy("Ecological"),
    "unsure": gettext_lazy("Not sure"),
}
IN_A_SENTENCE = {
    "behaviour-based": gettext_lazy("%(n)s behaviour-based"),
    "both": gettext_lazy("%(n)s both"),
    "ecological": gettext_lazy("%(n)s ecological"),
    "unsure": gettext_lazy("%(n)s not sure"),
}
APPROACHES = ("behaviour-based", "both", "ecological")

Option = Mapping[str, Any]


@dataclass(frozen=True)
class Bar:
    """One option and its picks. `share` is its length in whole per cent of the longest bar of the chart."""

    number: int
    label: str
    short: str
    approach: str
    picks: int
    share: int


def share(n: float, whole: float) -> int:
    """Whole per cent; something is never nothing."""
    return max(1, min(100, round(100 * n / whole))) if n and whole else 0


def picks_of(options: Sequence[Option], choice: Mapping[str, int]) -> list[Bar]:
    """A bar for each option, in the order people saw them, all on one scale."""
    counts = [choice.get(str(o["number"]), 0) for o in options]
    most = max(counts, default=0)
    return [
        Bar(o["number"], o["label"], o["short"], o.get("approach", ""), n, share(n, most)) for o, n in zip(options, counts, strict=True)
    ]


@dataclass(frozen=True)
class Side:
    """One approach: its options, most picked first, and how the room leans towards it."""

    approach: str
    name: str
    bars: tuple[Bar, ...]
    picks: int
    of_a_hand: str  # of each person's picks, on average: "1.5"
    by_chance: str  # what as many picks at random would give: "1.6"


def sides(bars: Sequence[Bar], pick: int) -> list[Side]:
    """The lists with the room's lean: behaviour-based, both, ecological."""
    total = sum(bar.picks for bar in bars)
    found = []
    for approach in APPROACHES:
        mine = sorted((bar for bar in bars if bar.approach == approach), key=lambda bar: (-bar.picks, bar.number))
        picks = sum(bar.picks for bar in mine)
        found.append(
            Side(
                approach,
                str(NAMES[approach]),
                tuple(mine),
                picks,
                f"{pick * picks / total:.1f}" if total else "",
                f"{pick * len(mine) / len(bars):.1f}" if bars else "",
            )
        )
    return found


def in_a_sentence(numbers: Mapping[str, Any]) -> str:
    """“36 behaviour-based, 13 both, 23 ecological”, without what is none."""
    return ", ".join(str(IN_A_SENTENCE[approach]) % {"n": n} for approach, n in numbers.items() if n)


def half_sentence(behaviour: int, total: int) -> str:
    """How large a part of the picks asks her to act differently, in plain words."""
    if not total:
        return ""
    part = behaviour / total
    for limit, words in (
        (0.005, _("None of the room’s picks asks her to do something differently.")),
        (0.22, _("A small part of the room’s picks asks her to do something differently.")),
        (0.29, _("About a quarter of the room’s picks ask her to do something differently.")),
        (0.37, _("About a third of the room’s picks ask her to do something differently.")),
        (0.46, _("Nearly half of the room’s picks ask her to do something differently.")),
        (0.54, _("About half of the room’s picks ask her to do something differently.")),
        (0.63, _("More than half of the room’s picks ask her to do something differently.")),
        (0.71, _("About two thirds of the room’s picks ask her to do something differently.")),
        (0.79, _("About three quarters of the room’s picks ask her to do something differently.")),
        (0.995, _("Most of the room’s picks ask her to do something differently.")),
    ):
        if part < limit:
            return words
    return _("All of the room’s picks ask her to do something differently.")


@dataclass(frozen=True)
class Sorted:
    """How the room sorted one option. `parts` leaves out what nobody said; `top` is empty where two answers are level."""

    number: int
    label: str
    short: str
    parts: tuple[tuple[str, int, int], ...]  # approach, people, whole per cent
    words: str
    top: str
    top_n: int


def sorted_by_room(options: Sequence[Option], choice: Mapping[str, int]) -> list[Sorted]:
    """A row for each option, in the order people saw them."""
    rows = []
    for option in options:
        counts = {APPROACH_OF[letter]: choice.get(f"{option['number']}:{letter}", 0) for letter in LETTERS}
        whole, most = sum(counts.values()), max(counts.values())
        tops = [approach for approach, n in counts.items() if n == most and n]
        rows.append(
            Sorted(
                option["number"],
                option["label"],
                option["short"],
                tuple((approach, n, share(n, whole)) for approach, n in counts.items() if n),
                in_a_sentence(counts) or _("nobody has sorted this one"),
                tops[0] if len(tops) == 1 else "",
                most,
            )
        )
    return rows
