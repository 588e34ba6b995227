"""The Word file, opened by python-docx and as plain XML."""

from __future__ import annotations

import io

from docx import Document

from exercises.exports import report, word
from tests.exercises.exports.handovers import whole_workshop
from tests.exercises.exports.readers import W, external, parts, word_paragraphs, word_tables


def test_action_points_stand_in_a_table_for_each_level() -> None:
    file = word.write(report.action_points_only(whole_workshop()))
    head = [["What"], ["Who"], ["By when"], ["Progress"]]
    assert word_tables(file) == [
        [
            head,
            [
                [
                    "Add one question to the panel form: does this plan change the person or the place?",
                    "Since then: The form goes to print next week.",
                ],
                ["Panel chair"],
                ["12 February 2027"],
                ["Begun"],
            ],
            [
                ["Open each panel with two minutes of “what are we unsure about?”"],
                ["Rotating chair"],
                ["1 March 2027", "from the March panel on"],
                ["Done"],
            ],
        ],
        [head, [["Walk the route from the college to the bus station."], ["Not named"], ["No date yet"], ["Let go"]]],
        [
            head,
            [["Protect an hour a month to think, free of case decisions."], ["Assistant director"], ["before the summer"], ["Not started"]],
        ],
        [head, [["Say “I don’t know” at the next panel, and see what happens."], ["Not named"], ["5 February 2027"], ["Not started"]]],
    ]


def test_headings_are_real_headings_in_order() -> None:
    told = word_paragraphs(word.write(report.action_points_only(whole_workshop())))
    assert [(style, text) for style, text in told if style.startswith(("Heading", "Title", "Subtitle"))] == [
        ("Subtitle", "From the workshop “Tidewell panel” on 14 January 2027"),
        ("Title", "Action points"),
        ("Heading1", "For the team or meeting"),
        ("Heading2", "Also proposed, not settled on"),
        ("Heading1", "For the organisation"),
        ("Heading1", "For ourselves"),
        ("Heading1", "About this file"),
    ]


def test_the_whole_report_has_every_part() -> None:
    file = word.write(whole_workshop())
    headings = [text for style, text in word_paragraphs(file) if style == "Heading1"]
    assert headings == [
        "What the room chose",
        "How the room sorted the options",
        "What makes this hard",
        "What groups shared",
        "Action points",
        "The follow-up meeting",
        "What would help from the organisation",
        "Feedback",
        "About this file",
    ]
    assert word_tables(file)[0][:3] == [
        [["Option"], ["Approach"], ["Picks"]],
        [["Taking a taxi home rather than walking"], ["Behaviour-based"], ["13"]],
        [["Walking home with friends"], ["Both"], ["13"]],
    ]


def test_every_table_repeats_its_heading_row_and_has_a_name() -> None:
    body = parts(word.write(whole_workshop()))["word/document.xml"]
    tables = list(body.iter(f"{W}tbl"))
    assert len(tables) == 8
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        name = table.find(f"{W}tblPr/{W}tblCaption")
        assert name is not None
        assert name.get(f"{W}val")


def test_language_and_properties_are_set() -> None:
    file = word.write(whole_workshop())
    styles = parts(file)["word/styles.xml"]
    assert [lang.get(f"{W}val") for lang in styles.iter(f"{W}lang")] == ["en-GB"]
    about = Document(io.BytesIO(file)).core_properties
    assert (about.title, about.author, about.language) == ("Workshop report: Tidewell panel, 14 January 2027", "Hymn Sheet", "en-GB")


def test_nothing_in_it_comes_from_elsewhere_and_its_only_field_is_the_page_number() -> None:
    file = word.write(whole_workshop())
    assert external(file) == []
    fields = [f.get(f"{W}instr") for part in parts(file).values() for f in part.iter(f"{W}fldSimple")]
    assert fields == ["PAGE"]


def test_parts_of_a_paragraphs_look_stand_in_the_order_word_asks_for() -> None:
    order = ["pStyle", "keepNext", "numPr", "shd", "tabs", "spacing", "ind", "contextualSpacing", "jc", "rPr"]
    for paragraph in parts(word.write(whole_workshop()))["word/document.xml"].iter(f"{W}pPr"):
        names = [child.tag.removeprefix(W) for child in paragraph]
        assert names == sorted(names, key=order.index)


def test_a_workshop_without_action_points_says_so() -> None:
    whole = whole_workshop(action_points=())
    alone, report_of_all = (word_paragraphs(word.write(each)) for each in (report.action_points_only(whole), whole))
    assert ("Normal", "There are no action points in this file.") in alone
    assert ("Normal", "None were written, or none were passed on.") in report_of_all
