"""The Excel file, opened by openpyxl and as plain XML."""

from __future__ import annotations

import datetime as dt
import io

from openpyxl import load_workbook

from exercises.exports import excel, report
from tests.exercises.exports import readers
from tests.exercises.exports.handovers import whole_workshop


def test_action_points_are_rows_with_real_dates() -> None:
    sheets = readers.excel(excel.write(report.action_points_only(whole_workshop())))
    assert list(sheets) == ["Action points", "About"]
    assert sheets["Action points"] == [
        ("Level", "What", "Who", "By when", "By when, in words", "Progress", "Settled on", "Since then"),
        (
            "Team",
            "Add one question to the panel form: does this plan change the person or the place?",
            "Panel chair",
            dt.datetime(2027, 2, 12),
            None,
            "Begun",
            "Yes",
            "The form goes to print next week.",
        ),
        (
            "Team",
            "Open each panel with two minutes of “what are we unsure about?”",
            "Rotating chair",
            dt.datetime(2027, 3, 1),
            "from the March panel on",
            "Done",
            "Yes",
            None,
        ),
        ("Team", "Walk the route from the college to the bus station.", None, None, None, "Let go", "Only proposed", None),
        (
            "Organisation",
            "Protect an hour a month to think, free of case decisions.",
            "Assistant director",
            None,
            "before the summer",
            "Not started",
            "Yes",
            None,
        ),
        (
            "You",
            "Say “I don’t know” at the next panel, and see what happens.",
            None,
            dt.datetime(2027, 2, 5),
            None,
            "Not started",
            "Yes",
            None,
        ),
    ]


def test_the_about_sheet_says_what_the_file_is() -> None:
    sheets = readers.excel(excel.write(report.action_points_only(whole_workshop())))
    assert sheets["About"] == [
        ("What", "In words"),
        ("Workshop", "Tidewell panel"),
        ("Held", dt.datetime(2027, 1, 14)),
        ("Minutes", 62),
        ("People", 24),
        ("Questions", "Multi-agency meetings and panels"),
        ("Facilitated by", "Amara Osei"),
        ("Facilitated by", "Priya Nair"),
        ("File made", dt.datetime(2027, 1, 15)),
        ("Original kept until", dt.datetime(2027, 4, 14)),
        (
            "About this file",
            "These are the action points of the workshop “Tidewell panel”, held on 14 January 2027. The file was made on 15 January 2027.",
        ),
        ("About this file", "One action point is left out."),
        (
            "About this file",
            "Everything else of the workshop report is left out here, whether or not the report could tell it: the vote, the sorting, "
            "what makes this hard, what groups shared, the follow-up, what would help from the organisation, and how it was.",
        ),
        (
            "About this file",
            "No file holds private notes, points that groups kept to themselves, what people wrote about the hour, or who chose what.",
        ),
        ("About this file", "The original is kept until 14 April 2027 and then deleted. This copy is yours to look after."),
    ]


def test_the_whole_report_has_a_sheet_for_each_part() -> None:
    sheets = readers.excel(excel.write(whole_workshop()))
    assert list(sheets) == [
        "Action points",
        "About",
        "The vote",
        "The sorting",
        "What makes this hard",
        "What groups shared",
        "Follow-up",
        "Feedback",
    ]
    assert sheets["The vote"][:2] == [
        ("Number", "Option", "Approach", "Picks"),
        (1, "Taking a taxi home rather than walking", "Behaviour-based", 13),
    ]
    assert sheets["What makes this hard"] == [("Tag", "Notes"), ("Power", 9), ("Time", 7), ("Space", "Too few to show")]


def test_each_sheet_is_a_real_table_with_its_headings_frozen() -> None:
    book = load_workbook(io.BytesIO(excel.write(whole_workshop())))
    found = [(sheet.title, sheet.freeze_panes, [t.ref for t in sheet.tables.values()]) for sheet in book.worksheets[:2]]
    assert found == [("Action points", "A2", ["A1:H6"]), ("About", "A2", ["A1:B15"])]


def test_a_workshop_without_action_points_still_makes_a_file() -> None:
    sheets = readers.excel(excel.write(report.action_points_only(whole_workshop(action_points=()))))
    assert sheets["Action points"][0][:2] == ("Level", "What")
    assert ("About this file", "There are no action points in this file.") in sheets["About"]


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    note = " … Cut here: a cell holds no more. The Word, CSV and JSON files have the whole text."
    for letter, width in (("x", 1), ("🙂", 2)):
        cut = excel.fitted(letter * 40_000)
        assert cut == letter * ((32_767 - len(note)) // width) + note
        assert len(cut.encode("utf-16-le")) // 2 <= 32_767
    assert excel.fitted("x" * 32_767) == "x" * 32_767
