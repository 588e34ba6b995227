"""What may stand in a deck file, and in the glossary and the examples beside it: each field, and what it holds."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from workshop import shape
from workshop.models import Cue, Kind
from workshop.plans import FIELDS, LONGEST
from workshop.shape import Piece, Where, flag, many, one_of, shown, table, text, whole

APPROACHES = ("behaviour-based", "ecological", "both")
TIMES = tuple(FIELDS.values())  # minutes_full, minutes_short, minutes

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
DECK = table(
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
# the deck's field that names the file -> the list in that file, and the shape of it all
BESIDE: dict[str, tuple[str, Piece]] = {"glossary": ("terms", _GLOSSARY), "examples": ("examples", _EXAMPLES)}


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


def minutes_of(value: Any) -> int:
    """One of a slide's times: minutes, or talk and feedback together."""
    return int(value["discussion"] + value["feedback"] if isinstance(value, dict) else value)
