"""A deck file becomes rows, or an error that names the file, the slide, the field and what was expected.

First the shape of everything in the file is checked, then how its parts agree with each other (references, sums, the lists of the
reveal). Each step reports all it found. Nothing is written before both are clean.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workshop import shape
from workshop.models import Cue, Deck, Kind, QuestionSet, Slide
from workshop.plans import FIELDS, LONGEST
from workshop.shape import Piece, Problem, Where, flag, many, one_of, repeated, shown, table, text, whole

BUILT_IN = Path(__file__).resolve().parent / "decks" / "hymn-sheet.toml"
FOLLOW_UP = BUILT_IN.with_name("follow-up.toml")
LARGEST_FILE = 512 * 1024  # bytes
MOST_PROBLEMS = 20  # a file of the wrong kind has thousands; nobody reads them
APPROACHES = ("behaviour-based", "ecological", "both")
TIMES = tuple(FIELDS.values())  # minutes_full, minutes_short, minutes
GENERAL = "general"  # the glossary's source for a meaning that is common knowledge


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


# ------------------------------------------------------------------ the shape
_LINE = text(300)
_TITLE = text(200)
_NUMBER = whole(1, 200)
_MINUTES = whole(0, LONGEST)
_SPLIT = table({"discussion": _MINUTES, "feedback": _MINUTES})


def _time(value: Any, where: Where) -> None:
    (_SPLIT if isinstance(value, dict) else _MINUTES)(value, where)


_PROJECTOR = table(
    {},
    {
        "lead": _LINE,
        "points": many(_LINE, most=6),
        "scenario_short": _LINE,
        "example": table({"situation": _LINE, "behaviour_based": _LINE, "ecological": _LINE}),
        "columns": many(table({"level": shape.key, "heading": _TITLE, "prompts": many(_LINE, most=6)}), most=4),
    },
)
_OPTION = table({"number": _NUMBER, "label": _LINE, "short": text(80), "approach": one_of(APPROACHES)})
_VOTE = table(
    {"scenario": text(), "question": _LINE, "pick": whole(1, 29), "options": many(_OPTION, least=3, most=30)},
    {"quiet_minutes": whole(1, LONGEST), "alone": flag, "hint": _LINE},
)
_REVEAL = table(
    {"vote": shape.key, "discussion_question": _LINE, "behaviour_based": many(_NUMBER, 0), "ecological": many(_NUMBER, 0)},
    {"steps": many(_LINE), "both_note": text(), "care_note": text()},
)
_BLOCK = table({"key": shape.key, "heading": _TITLE, "questions": many(text()), "short": many(_LINE)})
_LEVEL_FIELD = table({"key": shape.key, "label": _TITLE, "type": one_of(("text", "long-text", "list", "date"))}, {"count": whole(1, 20)})
_LEVEL = table({"key": shape.key, "heading": _TITLE, "shared": flag, "prompts": many(text()), "fields": many(_LEVEL_FIELD)})

_EVERY_SLIDE: dict[str, Piece] = {
    "number": _NUMBER,
    "key": shape.key,
    "title": _TITLE,
    "kind": one_of([kind for kind in Kind.values if kind != Kind.FEEDBACK]),
    "cue": one_of(Cue.values),
    **dict.fromkeys(TIMES, _time),
    "instructions": text(),
    "body": text(may_be_empty=True),
}
_ANY_SLIDE: dict[str, Piece] = {
    "instructions_from": one_of(("source", "app")),
    "instructions_short": text(),
    "short_tip": text(),
    "subtitle": _TITLE,
    "clock": shape.key,
    "projector": _PROJECTOR,
    "barriers": flag,
}
_SLIDE: dict[str, Piece] = {
    Kind.CONTENT: table(_EVERY_SLIDE, _ANY_SLIDE),
    Kind.VOTE: table(_EVERY_SLIDE | {"vote": _VOTE}, _ANY_SLIDE),
    Kind.REVEAL: table(_EVERY_SLIDE | {"reveal": _REVEAL}, _ANY_SLIDE),
    Kind.CHOICE: table(_EVERY_SLIDE | {"choices": many(shape.key)}, _ANY_SLIDE),
    Kind.SECTION: table(_EVERY_SLIDE | {"set": shape.key, "clock": shape.key}, _ANY_SLIDE),
    Kind.QUESTIONS: table(
        _EVERY_SLIDE | {"set": shape.key, "clock": shape.key, "blocks": many(_BLOCK)},
        _ANY_SLIDE | {"part": _NUMBER, "pace": _MINUTES, "pace_short": _MINUTES, "feedback_after": flag},
    ),
    Kind.NEXT_STEPS: table(_EVERY_SLIDE | {"levels": many(_LEVEL, most=4)}, _ANY_SLIDE),
    Kind.FOLLOW_UP: table(_EVERY_SLIDE, _ANY_SLIDE),
    Kind.CLOSE: table(_EVERY_SLIDE, _ANY_SLIDE | {"feedback_email": shape.mail, "more_url": shape.web}),
}
_RANGE = table({"min": whole(1, 1000), "max": whole(1, 1000)})
_PLAN = table(
    {"key": one_of(tuple(FIELDS)), "title": _TITLE, "field": one_of(TIMES), "total": whole(1, 1000), "default": flag}, {"note": text()}
)
_CUE = table({"key": one_of(Cue.values), "label": text(40), "meaning": _LINE})
_TAG = table({"key": shape.key, "label": text(40), "hint": _LINE})
_BARRIERS = table(
    {"prompt": _LINE, "help": text(), "asked_on": shape.key, "collect_clock": shape.key, "return_on": shape.key, "tags": many(_TAG)}
)
_SOURCE = table(
    {"key": shape.key, "kind": _LINE, "authors": _LINE, "title": _LINE},
    {"year": whole(1900, 2200), "published_in": _LINE, "doi": text(100), "url": shape.web, "used_for": text()},
)
_SET = table(
    {
        "number": _NUMBER,
        "key": shape.key,
        "title": _TITLE,
        "section_slide": shape.key,
        "question_slides": many(shape.key),
        **dict.fromkeys(TIMES, _SPLIT),
    },
    {"who_for": text(), "tip": text()},
)
_DECK = table(
    {
        "slug": shape.key,
        "title": _TITLE,
        "plans": many(_PLAN, most=3),
        "cues": many(_CUE, most=3),
        "slides": lambda value, where: _slides(value, where),
        "credits": table({"statement": text(), "sources": many(_SOURCE)}, {"website": shape.web}),
    },
    {
        "subtitle": _TITLE,
        "language": text(20),
        "version": whole(1, 1_000_000),
        "summary": text(),
        "audience": text(),
        "facilitators": _RANGE,
        "planned_minutes": _RANGE,
        "source_minutes_total": whole(1, 1000),
        "slide_count": _NUMBER,
        **dict.fromkeys(("briefing", "handout", "examples", "glossary"), shape.file_name),
        "privacy_reminder": text(),
        "barriers": _BARRIERS,
        "question_sets": many(_SET, 0, 20),
    },
)
_GLOSSARY = table(
    {
        "title": _TITLE,
        "credits": text(),
        "terms": many(table({"key": shape.key, "term": _LINE, "meaning": text(), "source": shape.key}), most=500),
    },
    {"language": text(20)},
)
_EXAMPLE = table(
    {"key": shape.key, "label": _LINE, "approach": one_of(APPROACHES), "why": text(), "source": shape.key},
    {"context": text(), "classified_by": one_of(("source", "app"))},
)
_EXAMPLES = table({"title": _TITLE, "prompt": text(), "credits": text(), "examples": many(_EXAMPLE, most=500)}, {"language": text(20)})
_BESIDE: dict[str, tuple[str, Piece]] = {"glossary": ("terms", _GLOSSARY), "examples": ("examples", _EXAMPLES)}


def _slides(value: Any, where: Where) -> None:
    many(lambda _slide, _where: None, most=200)(value, where)
    for number, slide in enumerate(value if isinstance(value, list) else (), start=1):
        if isinstance(slide, dict):
            kind = slide.get("kind")
            if isinstance(kind, str) and kind in _SLIDE:
                _SLIDE[kind](slide, where.on(slide, number))
            else:  # which fields it may have is not known: those of every slide are checked, and `kind` is among them
                every = {name: held for name, held in slide.items() if name in _EVERY_SLIDE}
                table(_EVERY_SLIDE)(every, where.on(slide, number))
        else:
            where.item(number).wanted(_("a table"), shown(slide))


# ------------------------------------------------------- how the parts agree
def _unique(where: Where, rows: list[dict[str, Any]], *fields: str) -> None:
    for field in fields:
        for number, value in repeated([row[field] for row in rows]):
            where.item(number).at(field).wanted(_("each %(field)s once") % {"field": field}, _("%(value)s again") % {"value": shown(value)})


def _agreement(deck: dict[str, Any], top: Where) -> None:
    """Everything that takes more than one field to see. Expects a deck of the right shape."""
    slides: list[dict[str, Any]] = deck["slides"]
    sets: list[dict[str, Any]] = deck.get("question_sets", [])
    by_key = {slide["key"]: slide for slide in slides}
    places = [top.on(slide, n) for n, slide in enumerate(slides, start=1)]
    set_keys = [s["key"] for s in sets]

    for n, (slide, where) in enumerate(zip(slides, places, strict=True), start=1):
        if slide["number"] != n:
            where.at("number").wanted(_("%(n)s: slides count from 1 without a gap") % {"n": n}, slide["number"])
    for n, again in repeated([slide["key"] for slide in slides]):
        places[n - 1].at("key").wanted(_("a key no other slide has"), _("%(value)s again") % {"value": again})
    if "slide_count" in deck and deck["slide_count"] != len(slides):
        top.at("slide_count").wanted(_("%(n)s, the number of slides") % {"n": len(slides)}, deck["slide_count"])
    for name in ("facilitators", "planned_minutes"):
        if name in deck and deck[name]["min"] > deck[name]["max"]:
            top.at(name).at("max").wanted(_("at least min, which is %(n)s") % {"n": deck[name]["min"]}, deck[name]["max"])
    _unique(top.at("question_sets"), sets, "number", "key")
    _unique(top.at("cues"), deck["cues"], "key")
    _unique(top.at("credits").at("sources"), deck["credits"]["sources"], "key")
    described = {cue["key"] for cue in deck["cues"]}

    clocks = _clocks(slides, places)
    for slide, where in zip(slides, places, strict=True):
        if slide["cue"] not in described:
            where.at("cue").wanted(_("a cue that [[cues]] explains"), slide["cue"])
        if "vote" in slide:
            _vote(slide["vote"], where.at("vote"))
        if "reveal" in slide:
            _reveal(slide, by_key, where.at("reveal"))
        for n, choice in enumerate(slide.get("choices", ()), start=1):
            if choice not in set_keys:
                where.at("choices").item(n).wanted(_("the key of a question set"), choice)
        for n, choice in repeated(slide.get("choices", [])):
            where.at("choices").item(n).wanted(_("each set once"), _("%(value)s again") % {"value": choice})
        if "set" in slide and slide["set"] not in set_keys:
            where.at("set").wanted(_("the key of a question set"), slide["set"])
        _unique(where.at("blocks"), slide.get("blocks", []), "key")
        for n, block in enumerate(slide.get("blocks", ()), start=1):
            if len(block["short"]) != len(block["questions"]):
                short = where.at("blocks").item(n).at("short")
                short.wanted(_("%(n)s lines, one for each question") % {"n": len(block["questions"])}, len(block["short"]))
        _levels(slide, where)
    for n, question_set in enumerate(sets, start=1):
        _question_set(question_set, slides, by_key, clocks, top.at("question_sets").item(n))
    _barriers(deck, by_key, clocks, top.at("barriers"))
    _plans(deck, top)


def _clocks(slides: list[dict[str, Any]], places: list[Where]) -> dict[str, dict[str, Any]]:
    """The slide that introduces each shared clock and carries its minutes. Slides after it that share it have none of their own."""
    carriers: dict[str, dict[str, Any]] = {}
    for slide, where in zip(slides, places, strict=True):
        tables = [name for name in TIMES if isinstance(slide[name], dict)]
        if tables and len(tables) < len(TIMES):
            other = next(name for name in TIMES if name not in tables)
            where.at(other).wanted(_("talk and feedback minutes, as in %(field)s") % {"field": tables[0]}, shown(slide[other]))
        clock = slide.get("clock", "")
        if tables and not clock:
            where.at("clock").wanted(_("the name of the clock that talk and feedback share"), shown(None))
        elif tables and clock in carriers:
            where.at("clock").wanted(_("a clock no slide before has introduced"), clock)
        elif tables:
            carriers[clock] = slide
        elif clock and clock not in carriers:
            where.at("clock").wanted(_("a clock that a slide before introduces with talk and feedback minutes"), clock)
        elif clock:
            for name in TIMES:
                if slide[name]:
                    where.at(name).wanted(
                        _("0: slide %(n)s carries the minutes of this clock") % {"n": carriers[clock]["number"]}, slide[name]
                    )
    return carriers


def _vote(vote: dict[str, Any], where: Where) -> None:
    options = vote["options"]
    if len(options) <= vote["pick"]:
        where.at("options").wanted(_("more options than people pick, which is %(n)s") % {"n": vote["pick"]}, len(options))
    for n, option in enumerate(options, start=1):
        if option["number"] != n:
            where.at("options").item(n).at("number").wanted(_("%(n)s: options count from 1 without a gap") % {"n": n}, option["number"])


def _reveal(slide: dict[str, Any], by_key: Mapping[str, dict[str, Any]], where: Where) -> None:
    reveal = slide["reveal"]
    vote = by_key.get(reveal["vote"], {})
    if "vote" not in vote or vote["number"] >= slide["number"]:
        where.at("vote").wanted(_("the key of a vote slide before this one"), reveal["vote"])
        return
    for field, approach in (("behaviour_based", "behaviour-based"), ("ecological", "ecological")):
        right = [option["number"] for option in vote["vote"]["options"] if option["approach"] in {approach, "both"}]
        if reveal[field] != right:
            where.at(field).wanted(_("%(numbers)s, as the options of the vote say") % {"numbers": right}, reveal[field])


def _levels(slide: dict[str, Any], where: Where) -> None:
    levels = slide.get("levels", [])
    _unique(where.at("levels"), levels, "key")
    for n, level in enumerate(levels, start=1):
        _unique(where.at("levels").item(n).at("fields"), level["fields"], "key")
    known = [level["key"] for level in levels]
    for n, column in enumerate(slide.get("projector", {}).get("columns", ()), start=1):
        if column["level"] not in known:
            where.at("projector").at("columns").item(n).at("level").wanted(_("the key of one of this slide’s levels"), column["level"])


def _question_set(
    question_set: dict[str, Any],
    slides: list[dict[str, Any]],
    by_key: Mapping[str, dict[str, Any]],
    clocks: Mapping[str, dict[str, Any]],
    where: Where,
) -> None:
    key = question_set["key"]
    section = by_key.get(question_set["section_slide"], {})
    if section.get("kind") != Kind.SECTION or section.get("set") != key:
        where.at("section_slide").wanted(_("a section slide of the set %(key)s") % {"key": key}, question_set["section_slide"])
        return
    for n, name in enumerate(question_set["question_slides"], start=1):
        found = by_key.get(name, {})
        if found.get("kind") != Kind.QUESTIONS or found.get("set") != key:
            where.at("question_slides").item(n).wanted(_("a questions slide of the set %(key)s") % {"key": key}, name)
            return
    named = [section["key"], *question_set["question_slides"]]
    of_set = [slide["key"] for slide in slides if slide.get("set") == key]
    if named != of_set:
        where.at("question_slides").wanted(_("the slides of the set in order: %(keys)s") % {"keys": ", ".join(of_set)}, ", ".join(named))
    carrier = clocks.get(section["clock"])
    for name in TIMES if carrier else ():
        here, there = question_set[name], carrier[name] if carrier else None
        if isinstance(there, dict) and here != there:  # a carrier without the two times has been named already
            where.at(name).wanted(
                _("%(discussion)s and %(feedback)s minutes, as its clock has") % there, _("%(discussion)s and %(feedback)s") % here
            )


def _barriers(deck: dict[str, Any], by_key: Mapping[str, dict[str, Any]], clocks: Mapping[str, dict[str, Any]], where: Where) -> None:
    barriers = deck.get("barriers")
    if not barriers:
        return
    _unique(where.at("tags"), barriers["tags"], "key")
    for field in ("asked_on", "return_on"):
        if barriers[field] not in by_key:
            where.at(field).wanted(_("the key of a slide"), barriers[field])
    if barriers["collect_clock"] not in clocks:
        where.at("collect_clock").wanted(_("a clock that a slide introduces"), barriers["collect_clock"])


def _plans(deck: dict[str, Any], top: Where) -> None:
    """Each plan is there once, and its minutes add up whichever question set is chosen."""
    plans = deck["plans"]
    where = top.at("plans")
    _unique(where, plans, "key")
    for missing in FIELDS.keys() - {plan["key"] for plan in plans}:
        where.wanted(_("a plan with the key %(key)s") % {"key": missing}, shown(None))
    if Counter(plan["default"] for plan in plans)[True] != 1:
        where.wanted(_("one plan with default = true"), sum(plan["default"] for plan in plans))
    for n, plan in enumerate(plans, start=1):
        field = FIELDS[plan["key"]]
        if plan["field"] != field:
            where.item(n).at("field").wanted(field, plan["field"])
        # Slides of a question set have no minutes of their own (`_clocks`), so one sum serves every choice.
        found = sum(_minutes(slide[field]) for slide in deck["slides"])
        if found != plan["total"]:
            where.item(n).at("total").wanted(
                _("the sum of %(field)s over the slides, which is %(n)s") % {"field": field, "n": found}, plan["total"]
            )
        if plan["key"] == "source" and deck.get("source_minutes_total", plan["total"]) != plan["total"]:
            top.at("source_minutes_total").wanted(_("%(n)s, as the plan says") % {"n": plan["total"]}, deck["source_minutes_total"])


def _minutes(value: Any) -> int:
    return int(value["discussion"] + value["feedback"] if isinstance(value, dict) else value)


def _sources(deck: dict[str, Any], rows: list[dict[str, Any]], where: Where) -> None:
    known = {source["key"] for source in deck["credits"]["sources"]} | {GENERAL}
    _unique(where, rows, "key")
    for n, row in enumerate(rows, start=1):
        if row["source"] not in known:
            where.item(n).at("source").wanted(_("the key of a source in the deck’s credits, or “general”"), row["source"])


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
    _DECK(deck, Where(problems, file))
    if not problems:
        _agreement(deck, Where(problems, file))
    return problems


def read(path: str | PathLike[str]) -> dict[str, Any]:
    """The content of a deck file and of the glossary and examples beside it, checked. Raises DeckError with all it found."""
    path = Path(path)
    deck = _toml(path)
    problems = check(deck, str(path))
    for name, (rows, piece) in _BESIDE.items() if not problems else ():
        beside = path.parent / deck.get(name, "")
        if beside.is_file():
            content = _toml(beside)
            found: list[Problem] = []
            where = Where(found, str(beside))
            piece(content, where)
            if not found:
                _sources(deck, content[rows], where.at(rows))
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
        **{name: _minutes(slide[name]) for name in TIMES},
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
