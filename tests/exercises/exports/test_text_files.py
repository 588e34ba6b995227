"""The CSV, calendar and JSON files, opened by the csv module, icalendar and the json module."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from icalendar import Calendar
from pytest_django import Settings

from exercises.exports import calendar, csv, report
from exercises.exports import json as json_writer
from exercises.exports.report import Meeting
from tests.exercises.exports.handovers import whole_workshop
from tests.exercises.exports.readers import csv_rows

ABOUT = (
    "These are the action points of the workshop “Tidewell panel”, held on 14 January 2027. The file was made on 15 January 2027. "
    "One action point is left out. "
    "Everything else of the workshop report is left out here, whether or not the report could tell it: the vote, the sorting, "
    "what makes this hard, what groups shared, the follow-up, what would help from the organisation, and how it was. "
    "No file holds private notes, points that groups kept to themselves, what people wrote about the hour, or who chose what. "
    "The original is kept until 14 April 2027 and then deleted. This copy is yours to look after."
)
OF_THE_FILE = ["Tidewell panel", "2027-01-14", "2027-04-14", ABOUT]


def unescaped(words: object) -> str:
    """What icalendar leaves as it stands in the file, because it is nobody's standard."""
    return str(words).replace("\\,", ",")


def test_a_csv_line_is_an_action_point_and_says_where_it_is_from() -> None:
    rows = csv_rows(csv.write(whole_workshop()))
    assert rows[:2] == [
        [
            "Level",
            "What",
            "Who",
            "By when",
            "By when, in words",
            "Progress",
            "Settled on",
            "Since then",
            "Workshop",
            "Held",
            "Original kept until",
            "About this file",
        ],
        [
            "Team",
            "Add one question to the panel form: does this plan change the person or the place?",
            "Panel chair",
            "2027-02-12",
            "",
            "Begun",
            "Yes",
            "The form goes to print next week.",
            *OF_THE_FILE,
        ],
    ]
    assert [row[1] for row in rows[1:]] == [point.what for point in whole_workshop().action_points]


def test_a_csv_file_without_action_points_has_one_line_that_says_so() -> None:
    _headings, *rows = csv_rows(csv.write(whole_workshop(action_points=())))
    held = "The file was made on 15 January 2027. "
    about = ABOUT.replace(held, f"{held}There are no action points in this file. ")
    assert rows == [[*[""] * 8, *OF_THE_FILE[:3], about]]


@pytest.mark.parametrize("text", ["=1+1", "+44", "-5", "@x", "\t=1", "＝1", " =1", "\u200b=1", "\xa0+1", "|x", "%0"])
def test_a_text_that_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert csv.inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "one = two", "a-b", "“=”", "'=1"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert csv.inert(text) == text


def test_the_calendar_holds_the_meeting_with_its_agenda_and_what_is_due() -> None:
    read = Calendar.from_ical(calendar.write(whole_workshop()))
    events = [(str(e["summary"]), e.decoded("dtstart"), e.decoded("dtend"), str(e["description"])) for e in read.walk("VEVENT")]
    assert events == [
        (
            "Follow-up: Tidewell panel",
            dt.datetime(2027, 2, 12, 9, 30, tzinfo=dt.UTC),
            dt.datetime(2027, 2, 12, 9, 50, tzinfo=dt.UTC),
            "1. Who are your partners?\n2. Go through your responses one at a time.\n3. When do your meetings pause to reflect?\n"
            "4. What does your partnership need?",
        ),
        (
            "Due: Add one question to the panel form: does this plan change the person or the place?",
            dt.date(2027, 2, 12),
            dt.date(2027, 2, 13),
            "Who: Panel chair\nLevel: Team\nFrom the workshop “Tidewell panel” on 14 January 2027",
        ),
        (
            "Due: Say “I don’t know” at the next panel, and see what happens.",
            dt.date(2027, 2, 5),
            dt.date(2027, 2, 6),
            "Who: Not named\nLevel: You\nFrom the workshop “Tidewell panel” on 14 January 2027",
        ),
    ]
    assert unescaped(read["x-wr-calname"]) == "After the workshop: Tidewell panel, 14 January 2027"
    assert "3 action points are not in the calendar" in unescaped(read["x-wr-caldesc"])
    assert "kept until 14 April 2027" in unescaped(read["x-wr-caldesc"])
    assert "Everything else of the workshop report is left out of the calendar" in unescaped(read["x-wr-caldesc"])


def test_a_meeting_in_summer_is_at_the_right_hour(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/London"
    summer = whole_workshop(meeting=Meeting(date=dt.date(2027, 6, 4), starts=dt.time(9, 30)))
    (event, *_due) = Calendar.from_ical(calendar.write(summer)).walk("VEVENT")
    assert event.decoded("dtstart") == dt.datetime(2027, 6, 4, 8, 30, tzinfo=dt.UTC)


def test_a_meeting_without_an_hour_takes_the_day_and_one_without_a_day_is_left_out() -> None:
    day = whole_workshop(meeting=Meeting(date=dt.date(2027, 6, 4)), action_points=())
    assert [e.decoded("dtstart") for e in Calendar.from_ical(calendar.write(day)).walk("VEVENT")] == [dt.date(2027, 6, 4)]
    undated = whole_workshop(meeting=Meeting(), action_points=())
    assert Calendar.from_ical(calendar.write(undated)).walk("VEVENT") == []


@pytest.mark.parametrize(
    ("day", "lines"),
    [
        (dt.date(26, 7, 1), [b"DTSTART;VALUE=DATE:00260701", b"DTEND;VALUE=DATE:00260702"]),
        (dt.date.max, [b"DTSTART;VALUE=DATE:99991231"]),  # the calendar knows no day after it; without an end it is one day
    ],
)
def test_a_day_is_written_with_eight_digits_and_even_the_last_one_does_no_harm(day: dt.date, lines: list[bytes]) -> None:
    file = calendar.write(whole_workshop(meeting=Meeting(date=day), action_points=()))
    assert [line for line in file.splitlines() if line.startswith((b"DTSTART", b"DTEND"))] == lines
    assert len(Calendar.from_ical(file).walk("VEVENT")) == 1


def test_an_entry_keeps_its_identity_when_its_words_change() -> None:
    before = whole_workshop()
    changed = whole_workshop(action_points=tuple(report.ActionPointRow(**{**vars(p), "what": "New words"}) for p in before.action_points))

    def identities(handover: report.Handover) -> list[str]:
        return [str(e["uid"]) for e in Calendar.from_ical(calendar.write(handover)).walk("VEVENT")]

    assert identities(before) == identities(changed)
    assert len(set(identities(before))) == 3
    assert not any("4f1c" in uid or uid == "a1" for uid in identities(before))


def test_the_invitation_holds_the_day_the_place_and_the_questions_and_nothing_else() -> None:
    file = calendar.invitation(whole_workshop())
    read = Calendar.from_ical(file)
    (event,) = read.walk("VEVENT")
    assert {name: str(value) for name, value in event.items() if name not in {"UID", "DTSTAMP", "DTSTART", "DTEND"}} == {
        "SUMMARY": "Follow-up: Tidewell panel",
        "LOCATION": "Start of the February panel, committee room",
        "DESCRIPTION": "1. Who are your partners?\n2. Go through your responses one at a time.\n"
        "3. When do your meetings pause to reflect?\n4. What does your partnership need?",
    }
    assert unescaped(read["x-wr-caldesc"]) == "This is the follow-up alone: its day, its place and its questions."


@pytest.mark.parametrize(
    ("changes", "is_empty"),
    [
        ({}, False),
        ({"action_points": ()}, False),
        ({"meeting": None}, False),
        ({"meeting": Meeting(vision="x")}, False),
        ({"meeting": Meeting(vision="x"), "action_points": ()}, True),
        ({"meeting": None, "action_points": tuple(p for p in whole_workshop().action_points if p.key in {"a2", "a3", "a4"})}, True),
    ],
)
def test_a_calendar_is_empty_exactly_where_it_would_hold_no_entry(changes: dict[str, Any], is_empty: bool) -> None:
    handover = whole_workshop(**changes)
    assert (
        calendar.is_empty(handover.meeting, handover.action_points),
        Calendar.from_ical(calendar.write(handover)).walk("VEVENT") == [],
    ) == (is_empty, is_empty)


@pytest.mark.parametrize("minutes", [20, 30, 45])
def test_the_meeting_is_as_long_as_it_was_arranged(minutes: int) -> None:
    meeting = Meeting(date=dt.date(2027, 2, 12), starts=dt.time(9, 30), minutes=minutes)
    (event,) = Calendar.from_ical(calendar.invitation(whole_workshop(meeting=meeting))).walk("VEVENT")
    assert event.decoded("dtend") - event.decoded("dtstart") == dt.timedelta(minutes=minutes)


def test_json_holds_everything_with_dates_in_one_form() -> None:
    told = json.loads(json_writer.write(whole_workshop()))
    assert {name: told[name] for name in ("format", "version", "shape", "language", "title", "date", "made", "kept_until")} == {
        "format": "hymn-sheet",
        "version": 1,
        "shape": "report",
        "language": "en-GB",
        "title": "Tidewell panel",
        "date": "2027-01-14",
        "made": "2027-01-15T09:05:00+00:00",
        "kept_until": "2027-04-14",
    }
    assert told["action_points"][0] == {
        "level": "team",
        "what": "Add one question to the panel form: does this plan change the person or the place?",
        "who": "Panel chair",
        "by_when": "2027-02-12",
        "by_when_text": "",
        "status": "begun",
        "kept": True,
        "since": "The form goes to print next week.",
        "key": "a1",
    }
    assert told["meeting"]["starts"] == "09:30:00"
    assert told["vote"]["lean"] == {"behaviour": 20, "both": 13, "ecological": 17}
    assert told["barriers"][-1] == {"tag": "Space", "count": None}


def test_json_of_the_action_points_alone_has_no_other_parts() -> None:
    told = json.loads(json_writer.write(report.action_points_only(whole_workshop())))
    assert told["shape"] == "action-points"
    assert set(told).isdisjoint({"vote", "sorting", "barriers", "feedback", "shared_points", "meeting", "asks"})
    assert len(told["action_points"]) == 5
