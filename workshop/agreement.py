"""How the parts of a deck file agree with each other: references, sums, the lists of the reveal.

Expects content of the right shape (`workshop.deck_shape`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from workshop.deck_shape import TIMES, minutes_of
from workshop.models import Kind
from workshop.plans import FIELDS
from workshop.shape import Where, repeated, shown

GENERAL = "general"  # the glossary's source for a meaning that is common knowledge


def _unique(where: Where, rows: list[dict[str, Any]], *fields: str) -> None:
    for field in fields:
        for number, value in repeated([row[field] for row in rows]):
            where.item(number).at(field).wanted(_("each %(field)s once") % {"field": field}, _("%(value)s again") % {"value": shown(value)})


def agreement(deck: dict[str, Any], top: Where) -> None:
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
        found = sum(minutes_of(slide[field]) for slide in deck["slides"])
        if found != plan["total"]:
            where.item(n).at("total").wanted(
                _("the sum of %(field)s over the slides, which is %(n)s") % {"field": field, "n": found}, plan["total"]
            )
        if plan["key"] == "source" and deck.get("source_minutes_total", plan["total"]) != plan["total"]:
            top.at("source_minutes_total").wanted(_("%(n)s, as the plan says") % {"n": plan["total"]}, deck["source_minutes_total"])


def sources(deck: dict[str, Any], rows: list[dict[str, Any]], where: Where) -> None:
    """Each entry of a file beside the deck stands there once and names a source that the deck credits."""
    known = {source["key"] for source in deck["credits"]["sources"]} | {GENERAL}
    _unique(where, rows, "key")
    for n, row in enumerate(rows, start=1):
        if row["source"] not in known:
            where.item(n).at("source").wanted(_("the key of a source in the deck’s credits, or “general”"), row["source"])
