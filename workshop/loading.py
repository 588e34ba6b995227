"""A deck file becomes rows, or an error that names the file, the slide, the field and what was expected.

First the shape of everything in the file is checked, then how its parts agree with each other (references, sums, the lists of the
reveal). Each step reports all it found. Nothing is written before both are clean.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workshop.agreement import agreement, sources
from workshop.deck_shape import BESIDE, DECK, TIMES, minutes_of
from workshop.models import Deck, QuestionSet, Slide
from workshop.shape import Problem, Where, shown

BUILT_IN = Path(__file__).resolve().parent / "decks" / "hymn-sheet.toml"
FOLLOW_UP = BUILT_IN.with_name("follow-up.toml")
LARGEST_FILE = 512 * 1024  # bytes
MOST_PROBLEMS = 20  # a file of the wrong kind has thousands; nobody reads them


class DeckError(Exception):
    """A deck file that cannot be used. `problems` holds one entry for each thing to put right; str() is one sentence a line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems[:MOST_PROBLEMS]
        self.more = len(problems) - len(self.problems)
        super().__init__(problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems]
        if self.more:
            lines.append(_("And %(n)s more.") % {"n": self.more})
        return "\n".join(lines)


# -------------------------------------------------------------------- reading
def _toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file of a bearable size, or DeckError."""

    def refused(expected: str, found: object) -> DeckError:
        return DeckError([Problem(str(path), "", "", expected, str(found))])

    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as problem:
        raise refused(_("a file that can be read"), problem.strerror or problem) from problem
    if len(raw) > LARGEST_FILE:
        raise refused(_("a file of at most %(n)s KB") % {"n": LARGEST_FILE // 1024}, _("a larger one"))
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as problem:
        raise refused(_("UTF-8 text"), _("other bytes at %(n)s") % {"n": problem.start}) from problem
    except RecursionError as problem:
        raise refused(_("valid TOML"), _("lists or tables nested too deeply")) from problem
    except ValueError as problem:  # tomllib's own error, and Python's for a number of thousands of digits
        raise refused(_("valid TOML"), shown(str(problem)) if len(str(problem)) < 60 else f"{str(problem)[:200]}") from problem


def check(deck: dict[str, Any], file: str) -> list[Problem]:
    """Everything that is wrong with the content of a deck file; `file` is the name to call it by."""
    problems: list[Problem] = []
    DECK(deck, Where(problems, file))
    if not problems:
        agreement(deck, Where(problems, file))
    return problems


def read(path: str | PathLike[str]) -> dict[str, Any]:
    """The content of a deck file and of the glossary and examples beside it, checked. Raises DeckError with all it found."""
    path = Path(path)
    deck = _toml(path)
    problems = check(deck, str(path))
    for name, (rows, piece) in BESIDE.items() if not problems else ():
        beside = path.parent / deck.get(name, "")
        if beside.is_file():
            content = _toml(beside)
            found: list[Problem] = []
            where = Where(found, str(beside))
            piece(content, where)
            if not found:
                sources(deck, content[rows], where.at(rows))
            problems += found
    if problems:
        raise DeckError(problems)
    return deck


# -------------------------------------------------------------------- storing
_OWN_COLUMNS = {"slug", "title", "slides", "question_sets"}
_SLIDE_COLUMNS = {"number", "key", "kind", "title", "cue", "instructions", "body", "clock", "set", *TIMES}


def _slide(deck: Deck, slide: Mapping[str, Any]) -> Slide:
    data = {name: value for name, value in slide.items() if name not in _SLIDE_COLUMNS}
    if isinstance(slide["minutes"], dict):
        data["split"] = {name: slide[name] for name in TIMES}
    return Slide(
        deck=deck,
        number=slide["number"],
        key=slide["key"],
        kind=slide["kind"],
        title=slide["title"],
        cue=slide["cue"],
        instructions=slide["instructions"],
        body=slide["body"],
        clock=slide.get("clock", ""),
        question_set=slide.get("set", ""),
        data=data,
        **{name: minutes_of(slide[name]) for name in TIMES},
    )


def store(content: dict[str, Any]) -> tuple[Deck, bool]:
    """Make checked content the current edition of its deck; say whether that changed anything.

    An edition that was there before becomes current again; its rows stay as they are. All or nothing, in one transaction.
    """
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    with transaction.atomic():
        editions = {deck.digest: deck for deck in Deck.objects.select_for_update().filter(slug=content["slug"])}
        deck = editions.get(digest)
        if deck and deck.is_current:
            return deck, False
        Deck.objects.filter(slug=content["slug"], is_current=True).update(is_current=False)
        if deck:
            deck.is_current = True
            deck.save(update_fields=["is_current"])
            return deck, True
        deck = Deck.objects.create(
            slug=content["slug"],
            title=content["title"],
            digest=digest,
            data={name: value for name, value in content.items() if name not in _OWN_COLUMNS},
        )
        Slide.objects.bulk_create(_slide(deck, slide) for slide in content["slides"])
        QuestionSet.objects.bulk_create(
            QuestionSet(
                deck=deck,
                number=row["number"],
                key=row["key"],
                title=row["title"],
                who_for=row.get("who_for", ""),
                tip=row.get("tip", ""),
            )
            for row in content.get("question_sets", ())
        )
    return deck, True


def load_beside(path: str | PathLike[str]) -> Deck:
    """Check a deck file and store its edition without offering it for new workshops: for decks the product itself starts."""
    with transaction.atomic():
        deck, _changed = store(read(path))
        Deck.objects.filter(pk=deck.pk).update(is_current=False)
    deck.is_current = False
    return deck


def load(path: str | PathLike[str] = BUILT_IN) -> Deck:
    """Check a deck file and make it the current edition. Raises DeckError, with nothing changed, when the file is broken."""
    deck, _changed = store(read(path))
    return deck
