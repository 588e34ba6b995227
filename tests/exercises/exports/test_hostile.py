"""Harmful texts through every text of every file: the files open, run nothing, and say what was typed.

Texts that come in lists take all hostile strings in one file. Texts of which there is one (a title, a place) take them in turn.
"""

from __future__ import annotations

import dataclasses
import io
import json

import pikepdf
import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from exercises.exports import FORMATS, calendar, csv, excel, pdf, word
from exercises.exports import json as json_writer
from exercises.exports.cleaning import clean, is_readable
from exercises.exports.report import (
    ActionPointRow,
    Approach,
    Asks,
    Barrier,
    FeedbackQuestion,
    Handover,
    Lean,
    Level,
    Meeting,
    Option,
    SharedPoint,
    SortedOption,
    Vote,
)
from exercises.exports.typeset import _is_plain
from tests.exercises.exports import readers
from tests.exercises.exports.handovers import MADE, filled_with, texts_of, whole_workshop
from tests.exercises.exports.hostile import HOSTILE

WORKSHOP_VOTE = whole_workshop().vote or pytest.fail("the sample has a vote")
LEAN = Lean(behaviour=1, both=1, ecological=1)
WHAT = tuple(clean(text) for text in HOSTILE)
ALL_AT_ONCE = Handover(
    title="Tidewell panel",
    date=whole_workshop().date,
    made=MADE,
    facilitators=HOSTILE,
    action_points=tuple(
        ActionPointRow(
            level=list(Level)[n % 3],
            what=text,
            who=text,
            by_when=whole_workshop().date,
            by_when_text=text,
            since=text,
            kept=True,
            key=str(n),
        )
        for n, text in enumerate(HOSTILE)
    ),
    meeting=Meeting(date=whole_workshop().date, agenda=HOSTILE),
    asks=Asks(support=HOSTILE),
    shared_points=tuple(SharedPoint(group=text, block=text, text=text) for text in HOSTILE),
    vote=Vote(
        options=tuple(Option(number=n, label=text, approach=Approach.BOTH, picks=n) for n, text in enumerate(HOSTILE)),
        people=9,
        picks=3,
        lean=LEAN,
    ),
    sorting=tuple(
        SortedOption(number=n, label=text, approach=Approach.BOTH, behaviour=1, both=1, ecological=1, unsure=1)
        for n, text in enumerate(HOSTILE)
    ),
    barriers=tuple(Barrier(tag=text, count=7) for text in HOSTILE),
    feedback=tuple(FeedbackQuestion(question=text, answers=((text, 1),)) for text in HOSTILE),
    left_out=HOSTILE,
    points_left_out=HOSTILE,
)


def in_turn(text: str) -> Handover:
    """A workshop with this text in place of every other, lists left short."""
    one = whole_workshop(
        vote=dataclasses.replace(WORKSHOP_VOTE, options=WORKSHOP_VOTE.options[:1]),
        action_points=whole_workshop().action_points[:2],
        sorting=None,
        feedback=None,
        barriers=None,
    )
    handover: Handover = filled_with(one, text)
    return handover


def test_there_are_five_hundred_of_them_in_every_list() -> None:
    assert len(set(HOSTILE)) >= 500
    assert len(texts_of(ALL_AT_ONCE)) >= 15 * len(HOSTILE)


def test_word_says_what_was_typed_and_runs_nothing() -> None:
    file = word.write(ALL_AT_ONCE)
    tables = readers.word_tables(file)
    by_level = [text for level in range(3) for text in WHAT[level::3]]
    said = [row[0][0] for table in tables if table[0][0] == ["What"] for row in table[1:]]
    assert said == by_level
    assert [row[0][0] for row in tables[0][1:]] == list(WHAT)
    outside = [text for _style, text in readers.word_paragraphs(file)]
    for text in WHAT:
        if text:
            assert f"{text} ({text})" in outside
    assert readers.external(file) == []
    names = {element.tag.removeprefix(readers.W) for element in readers.parts(file)["word/document.xml"].iter()}
    assert names.isdisjoint({"instrText", "fldChar", "fldSimple", "hyperlink", "object", "drawing", "pict", "altChunk", "control"})


def test_excel_says_what_was_typed_and_has_no_formula() -> None:
    file = excel.write(ALL_AT_ONCE)
    sheets = readers.excel(file)
    assert [row[1] or "" for row in sheets["Action points"][1:]] == list(WHAT)
    assert [(row[1] or "", row[2] or "") for row in sheets["What groups shared"][1:]] == list(zip(WHAT, WHAT, strict=True))
    assert [row[1] or "" for row in sheets["The vote"][1:]] == list(WHAT)
    book = load_workbook(io.BytesIO(file))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "inlineStr"}
    tags = {element.tag for part in readers.parts(file).values() for element in part.iter()}
    assert tags.isdisjoint({f"{readers.MAIN}f", f"{readers.MAIN}hyperlink", f"{readers.MAIN}externalReference"})
    assert readers.external(file) == []


def test_csv_says_what_was_typed_and_no_cell_begins_like_a_formula() -> None:
    rows = readers.csv_rows(csv.write(ALL_AT_ONCE))
    assert {len(row) for row in rows} == {12}
    assert [row[1].removeprefix("'") for row in rows[1:]] == [text.removeprefix("'") for text in WHAT]
    for row in rows:
        for cell in row:
            shown = cell.lstrip(" \xa0\u3000\u200b\ufeff\u202e")
            assert shown[:1] not in {*"=+-@\t\n＝＋－＠"} or shown == "", cell


def test_the_calendar_has_an_entry_for_each_point_and_no_other() -> None:
    read = Calendar.from_ical(calendar.write(ALL_AT_ONCE))
    assert read.errors == []
    events = read.walk("VEVENT")
    assert [str(e["summary"]) for e in events[1:]] == [f"Due: {text}" for text in WHAT]
    assert {name for e in events for name in e} == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "TRANSP"}


def test_json_says_what_was_typed() -> None:
    told = json.loads(json_writer.write(ALL_AT_ONCE))
    assert [point["what"] for point in told["action_points"]] == list(WHAT)
    assert (told["left_out"], told["points_left_out"]) == (list(WHAT), list(WHAT))


def test_the_pdf_runs_nothing() -> None:
    file = pdf.write(ALL_AT_ONCE)
    with pikepdf.open(io.BytesIO(file)) as read:
        assert read.check_pdf_syntax() == []
        for thing in read.objects:
            if isinstance(thing, pikepdf.Dictionary):
                assert {"/URI", "/JS", "/Launch", "/EmbeddedFile"}.isdisjoint({*thing.keys(), str(thing.get("/S", ""))})


def test_the_pdf_says_what_was_typed() -> None:
    plain = {words for words in WHAT if is_readable(words) and all(_is_plain(c) for c in words) and len(words) < 200}
    assert len(plain) > 200
    points = tuple(point for point in ALL_AT_ONCE.action_points if clean(point.what) in plain)
    text = readers.pdf_text(pdf.write(whole_workshop(action_points=points, vote=None, sorting=None)))
    assert [words for words in plain if readers.squeezed(words) not in text] == []


@pytest.mark.parametrize("slug", ["excel", "csv", "calendar", "json"])
def test_texts_of_which_there_is_one_take_them_all(slug: str) -> None:
    for text in HOSTILE:
        file = FORMATS[slug].write(in_turn(text))
        if slug == "excel":
            assert readers.excel(file)["Follow-up"][2] == ("Where", clean(text) or None)
        elif slug == "csv":
            assert {len(row) for row in readers.csv_rows(file)} == {12}
        elif slug == "calendar":
            assert len(Calendar.from_ical(file).walk("VEVENT")) == 2
        else:
            assert json.loads(file)["meeting"]["where"] == clean(text)


@pytest.mark.parametrize("start", range(0, len(HOSTILE), 40))
def test_texts_of_which_there_is_one_take_them_forty_at_a_time(start: int) -> None:
    text = "\n".join(HOSTILE[start : start + 40])
    handover = in_turn(text)
    told = [words for _style, words in readers.word_paragraphs(word.write(handover))]
    assert f"Where: {clean(text)}" in told
    with pikepdf.open(io.BytesIO(pdf.write(handover))) as read:
        assert read.check_pdf_syntax() == []


@pytest.mark.parametrize("text", [text for text in HOSTILE if not is_readable(clean(text))])
def test_a_workshop_of_invisible_words_still_makes_a_pdf(text: str) -> None:
    assert pdf.write(in_turn(text)).startswith(b"%PDF-1.7")


def test_a_line_of_a_million_letters_goes_through_whole_or_says_that_it_is_cut() -> None:
    line = "x" * 1_000_000
    point = ActionPointRow(level=Level.TEAM, what=line, by_when=whole_workshop().date)
    handover = dataclasses.replace(whole_workshop(), action_points=(point,), vote=None, sorting=None)
    tables = readers.word_tables(word.write(handover))
    assert [row[0][0] for table in tables if table[0][0] == ["What"] for row in table[1:]] == [line]
    assert readers.csv_rows(csv.write(handover))[1][1] == line
    assert json.loads(json_writer.write(handover))["action_points"][0]["what"] == line
    assert str(Calendar.from_ical(calendar.write(handover)).walk("VEVENT")[1]["summary"]) == f"Due: {line}"
    cut = readers.excel(excel.write(handover))["Action points"][1][1]
    assert (len(cut), cut[-30:]) == (32_767, "SON files have the whole text.")
    with pikepdf.open(io.BytesIO(pdf.write(handover))) as read:
        assert read.check_pdf_syntax() == []
        assert len(read.pages) > 100
    point = dataclasses.replace(point, what="x" * 10_000)
    assert readers.pdf_text(pdf.write(dataclasses.replace(handover, action_points=(point,)))).count("x") >= 10_000
