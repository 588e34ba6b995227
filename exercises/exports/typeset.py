"""Turns the outline of a hand-over into a PDF: data on standard input, the file on standard output.

Runs as a process of its own, started by `pdf.py`: typesetting a long file takes memory that is given back only when the process ends,
and one that never ends can be stopped. Needs nothing of Django.

PDF/UA allows no character that the fonts of the file cannot draw. Only the fonts that come with the typesetter are used, so that a file
looks the same wherever it is made. What they cannot draw (emoji, Chinese) is written as its Unicode name in square brackets.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typst

MOST_PROBES = 2000  # unusual characters that are tried one by one; any further ones are named untried


class Typesetter:
    """One typesetter with its fonts, for one process."""

    def __init__(self, template: bytes) -> None:
        self.template = template
        self.compiler = typst.Compiler(ignore_system_fonts=True)

    def write(self, data: dict[str, Any], made: dt.datetime) -> bytes:
        """The PDF. First as written, then with the names of undrawable characters, then with the names of all that are not Latin."""
        try:
            return self._compile(self.template, data, made)
        except typst.TypstError:
            undrawable = self._undrawable(data)
        try:
            return self._compile(self.template, _named(data, lambda c: c in undrawable), made)
        except typst.TypstError:
            return self._compile(self.template, _named(data, lambda c: not _is_plain(c)), made)

    def _compile(self, template: bytes, data: dict[str, Any], made: dt.datetime) -> bytes:
        files = {"main.typ": template, "data.json": json.dumps(data).encode()}
        result = self.compiler.compile(files, format="pdf", pdf_standards="ua-1", timestamp=made)  # type: ignore[type-var]
        if not isinstance(result, bytes):
            raise TypeError("the typesetter gave no file")
        return result

    def _undrawable(self, data: dict[str, Any]) -> set[str]:
        """The characters of these texts that the fonts have no shape for. Each is tried in a file of its own."""
        unusual = [c for c, _n in Counter(c for text in _texts(data) for c in text if not _is_plain(c)).most_common()]
        return set(unusual[MOST_PROBES:]) | {c for c in unusual[:MOST_PROBES] if not self._can_draw(c)}

    def _can_draw(self, character: str) -> bool:
        probe = (
            b'#set document(title: "x")\n#set text(font: ("Libertinus Serif", "DejaVu Sans Mono", "New Computer Modern"))\n'
            b'#json("data.json").text'
        )
        try:
            self._compile(probe, {"text": f"a{character}"}, dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
        except typst.TypstError:
            return False
        return True


def _is_plain(character: str) -> bool:
    """Letters and signs of western languages, Welsh and Polish included, which the fonts are known to have."""
    return character in "\n\u200b" or " " <= character <= "~" or "\xa1" <= character <= "\u017f" or character in "–—‘’‚“”„•…€"


def _name(character: str) -> str:
    """“[waving hand sign]”. Joiners and variation marks between the parts of an emoji have nothing to say."""
    if unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return ""
    name = unicodedata.name(character, "")
    if not name or " IDEOGRAPH-" in name:
        return f"[U+{ord(character):04X}]"
    return f"[{name.lower()}]"


def _named(data: dict[str, Any], undrawable: Callable[[str], bool]) -> dict[str, Any]:
    names: dict[str, str] = {}

    def spell(character: str) -> str:
        if character not in names:
            names[character] = _name(character) if undrawable(character) else character
        return names[character]

    def walk(thing: Any) -> Any:
        if isinstance(thing, str):
            return "".join(map(spell, thing))
        if isinstance(thing, list):
            return [walk(part) for part in thing]
        if isinstance(thing, dict):
            return {key: walk(part) for key, part in thing.items()}
        return thing

    return {**walk(data), "named": True}


def _texts(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, list):
        for part in thing:
            yield from _texts(part)
    elif isinstance(thing, dict):
        yield from _texts(list(thing.values()))


def main() -> None:
    given = json.load(sys.stdin.buffer)
    template = Path(__file__).with_name("report.typ").read_bytes()
    sys.stdout.buffer.write(Typesetter(template).write(given["data"], dt.datetime.fromisoformat(given["made"])))


if __name__ == "__main__":
    main()
