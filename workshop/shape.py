"""The shape a deck file must have, said in small pieces: `table({"title": text(200)}, {"tip": text()})`.

A piece is a function that takes a value and where it stands, and notes what is wrong with it. Nothing is raised on the way, so
that one reading names every problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

LONGEST_TEXT = 20_000  # characters
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # everything but newline and tab
KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,78}\.(?:md|toml)")
WEB = re.compile(r"https?://[^\s<>\"'\\]+")
MAIL = re.compile(r"[^\s@<>\"'\\:]+@[^\s@<>\"'\\:]+")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a deck file. `slide` is empty for what belongs to the whole deck."""

    file: str
    slide: str
    field: str
    expected: str
    found: str

    def __str__(self) -> str:
        place = {"file": self.file, "slide": self.slide, "field": self.field, "expected": self.expected, "found": self.found}
        if self.slide:
            return _("%(file)s, slide %(slide)s, field “%(field)s”: expected %(expected)s, found %(found)s.") % place
        if self.field:
            return _("%(file)s, field “%(field)s”: expected %(expected)s, found %(found)s.") % place
        return _("%(file)s: expected %(expected)s, found %(found)s.") % place


@dataclass(frozen=True)
class Where:
    """A place in a deck file, and the list its problems go to."""

    problems: list[Problem]
    file: str
    slide: str = ""
    field: str = ""

    def at(self, name: str) -> Where:
        """A field of the table here."""
        return replace(self, field=f"{self.field}.{name}" if self.field else name)

    def item(self, number: int) -> Where:
        """An item of the list here, counted from 1."""
        return replace(self, field=f"{self.field}[{number}]")

    def on(self, slide: Mapping[str, Any], number: int) -> Where:
        """The slide at place `number` of the file; named by what it says about itself, as far as that can be read."""
        said = slide.get("number")
        name = str(said if isinstance(said, int) else number)
        key = slide.get("key")
        return replace(self, slide=f"{name} “{shown(key)}”" if isinstance(key, str) else name, field="")

    def wanted(self, expected: str, found: object) -> None:
        """Note a problem. `found` is a phrase, or any value through `shown`."""
        self.problems.append(Problem(self.file, self.slide, self.field, expected, str(found)))


Piece = Callable[[Any, Where], None]


def shown(value: object) -> str:
    """A value as an error may show it: short, on one line, without control characters."""
    match value:
        case None:
            return _("nothing")
        case bool():
            return "true" if value else "false"
        case str():
            return Truncator(CONTROL.sub("�", value).replace("\n", " ").replace("\t", " ")).chars(60) or _("an empty text")
        case int() | float():
            return Truncator(str(value) if abs(value) < 10**15 else f"{float(min(value, 10**300)):.0e}").chars(30)
        case list():
            return _("a list")
        case dict():
            return _("a table")
    return _("a date or time")


def text(longest: int = LONGEST_TEXT, *, may_be_empty: bool = False) -> Piece:
    """Text of at most `longest` characters, without control characters other than newline and tab."""

    def check(value: Any, where: Where) -> None:
        if not isinstance(value, str):
            where.wanted(_("text in quotes"), shown(value))
        elif len(value) > longest:
            where.wanted(_("at most %(n)s characters") % {"n": f"{longest:,}"}, f"{len(value):,}")
        elif not may_be_empty and not value.strip():
            where.wanted(_("some text"), shown(""))
        elif bad := CONTROL.search(value):
            where.wanted(_("text without control characters"), f"U+{ord(bad[0]):04X}")

    return check


def pattern(form: re.Pattern[str], expected: Callable[[], str], longest: int = 80) -> Piece:
    """Text of a fixed form."""

    def check(value: Any, where: Where) -> None:
        if not isinstance(value, str) or len(value) > longest or not form.fullmatch(value):
            where.wanted(expected(), shown(value))

    return check


key = pattern(KEY, lambda: _("a key of small letters, digits and hyphens, at most 80"))
file_name = pattern(FILE_NAME, lambda: _("a file name ending in .md or .toml, without a folder"))
web = pattern(WEB, lambda: _("an address that starts with https:// or http://"), 300)
mail = pattern(MAIL, lambda: _("an email address"), 200)


def whole(least: int, most: int) -> Piece:
    """A whole number from `least` to `most`."""

    def check(value: Any, where: Where) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            where.wanted(_("a whole number from %(least)s to %(most)s") % {"least": least, "most": most}, shown(value))

    return check


def flag(value: Any, where: Where) -> None:
    """true or false."""
    if not isinstance(value, bool):
        where.wanted(_("true or false"), shown(value))


def one_of(allowed: Collection[str]) -> Piece:
    """One of a few words."""

    def check(value: Any, where: Where) -> None:
        if not isinstance(value, str) or value not in allowed:
            where.wanted(_("one of %(words)s") % {"words": ", ".join(allowed)}, shown(value))

    return check


def many(piece: Piece, least: int = 1, most: int = 50) -> Piece:
    """A list of `least` to `most` of the same piece."""

    def check(value: Any, where: Where) -> None:
        if not isinstance(value, list):
            where.wanted(_("a list"), shown(value))
        elif not least <= len(value) <= most:
            where.wanted(_("a list of %(least)s to %(most)s") % {"least": least, "most": most}, len(value))
        else:
            for number, item in enumerate(value, start=1):
                piece(item, where.item(number))

    return check


def table(required: Mapping[str, Piece], optional: Mapping[str, Piece] | None = None) -> Piece:
    """A table with all of the `required` fields, any of the `optional` ones and no other."""
    pieces = {**required, **(optional or {})}

    def check(value: Any, where: Where) -> None:
        if not isinstance(value, dict):
            where.wanted(_("a table"), shown(value))
            return
        for name in required:
            if name not in value:
                where.at(name).wanted(_("this field"), shown(None))
        for name, held in value.items():
            if name in pieces:
                pieces[name](held, where.at(name))
            else:
                where.at(shown(name)).wanted(_("no field of this name"), shown(held))

    return check


def repeated(values: list[Any]) -> Iterator[tuple[int, Any]]:
    """The places, counted from 1, of values that came before, and the values."""
    seen: set[Any] = set()
    for number, value in enumerate(values, start=1):
        if value in seen:
            yield number, value
        seen.add(value)
