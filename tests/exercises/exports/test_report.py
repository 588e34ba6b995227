"""What a hand-over says about itself."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from exercises.exports import FORMATS, cleaning, report
from tests.exercises.exports.handovers import MADE, whole_workshop


def test_a_report_says_what_it_is_what_is_left_out_and_until_when_it_is_kept() -> None:
    assert report.statements(whole_workshop()) == (
        "This is the report on the workshop “Tidewell panel”, held on 14 January 2027. The file was made on 15 January 2027.",
        "One action point is left out.",
        "The vote was not opened again.",
        "No file holds private notes, points that groups kept to themselves, what people wrote about the hour, or who chose what.",
        "The original is kept until 14 April 2027 and then deleted. This copy is yours to look after.",
    )


def test_the_action_points_alone_hold_nothing_else_of_the_report() -> None:
    small = report.action_points_only(whole_workshop())
    assert (small.meeting, small.asks, small.shared_points, small.vote, small.sorting, small.barriers, small.feedback) == (
        None,
        None,
        (),
        None,
        None,
        None,
        None,
    )
    assert small.action_points == whole_workshop().action_points
    assert (small.points_left_out, [reason for reason in small.left_out if "not opened again" in reason]) == (
        whole_workshop().points_left_out,
        [],
    )
    assert report.action_points_only(small) == small


def test_each_shape_says_in_one_sentence_of_its_own_what_it_leaves_out() -> None:
    """And not why the report leaves out some of it as well: “there was no vote” and “the report tells the vote” cannot both be read."""
    parts = ("the vote", "the sorting", "what makes this hard", "what groups shared", "what would help from the organisation", "how it was")
    for small in (report.action_points_only(whole_workshop()), report.dates_only(whole_workshop())):
        said = [sentence for sentence in report.statements(small) if "workshop report is left out" in sentence]
        assert [[part for part in parts if part not in sentence] for sentence in said] == [[]]
        assert "The vote was not opened again." not in report.statements(small)
        assert "One action point is left out." in report.statements(small)


def test_a_copy_without_action_points_says_that_there_are_none() -> None:
    none = "There are no action points in this file."
    said = [none in report.statements(report.action_points_only(whole_workshop(**changes))) for changes in ({}, {"action_points": ()})]
    assert said == [False, True]


def test_files_have_plain_names() -> None:
    names = [kind.file_name(whole_workshop(title="Tidewell pânel / “ŷ”")) for kind in FORMATS.values()]
    assert names == [
        "hymn-sheet-tidewell-panel-y-2027-01-14-report.docx",
        "hymn-sheet-tidewell-panel-y-2027-01-14-report.xlsx",
        "hymn-sheet-tidewell-panel-y-2027-01-14-report.pdf",
        "hymn-sheet-tidewell-panel-y-2027-01-14.csv",
        "hymn-sheet-tidewell-panel-y-2027-01-14.ics",
        "hymn-sheet-tidewell-panel-y-2027-01-14-report.json",
    ]
    assert FORMATS["word"].file_name(report.action_points_only(whole_workshop())) == "hymn-sheet-tidewell-panel-2027-01-14.docx"
    assert FORMATS["csv"].file_name(whole_workshop(title="漢字\r\n../x" + "y" * 99)) == f"hymn-sheet-x{'y' * 59}-2027-01-14.csv"
    assert FORMATS["csv"].file_name(whole_workshop(title="🙂")) == "hymn-sheet-workshop-2027-01-14.csv"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
        ("one\r\ntwo\rthree\x85four\x0bfive\x0csix", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("a\ud800b\ufffec\uffffd\U0010ffffe\ufdd0f", "abcdef"),
        ("\u202eright\u202c to left\u200f, 🙂, \ttab", "\u202eright\u202c to left\u200f, 🙂, \ttab"),
    ],
)
def test_cleaning_takes_control_characters_and_nothing_else(typed: str, kept: str) -> None:
    assert cleaning.clean(typed) == kept
    assert cleaning.cleaned(whole_workshop(title=typed, left_out=(typed,))) == whole_workshop(title=kept, left_out=(kept,))


def test_a_title_of_nothing_visible_gets_a_word() -> None:
    empty = report.Handover(title="\u200b \u202e", date=dt.date(2027, 1, 14), made=MADE)
    assert report.what_it_is(empty) == "Workshop report: Workshop, 14 January 2027"


def test_files_are_in_the_language_of_the_reader() -> None:
    with translation.override("cy"):
        assert report.language() == "cy"
        assert report.day(dt.date(2027, 1, 14)) == "14 Ionawr 2027"
    assert report.language() == "en-GB"
    assert report.day(dt.date(2027, 1, 14)) == "14 January 2027"
