"""The team lead: what they get and what not, the list with its filters, editing and ticking, and every file opened again."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import html5lib
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from exercises.handover import actions
from exercises.handover.agenda import agenda
from exercises.models import ActionPoint, Afterwards, Level, SharedPlan
from sessions import clock
from sessions.actions import purging, running
from tests.exercises.exports.readers import csv_rows, excel, pdf_text, squeezed, word_paragraphs, word_tables
from tests.exercises.handovers import FOR_THE_LEAD, NOT_FOR_THE_LEAD, Lead, make_workshop, point_of
from tests.factories import at_desk
from tests.sessions.test_pages import check_page
from workshop.loading import BUILT_IN

pytestmark = pytest.mark.django_db

POINTS = ["kept-team-point", "only-proposed-point", "kept-organisation-point", "passed-on-point"]
FILES = ["docx/", "xlsx/", "pdf/", "csv/", "ics/", "json/", "report/docx/", "report/xlsx/", "report/pdf/", "report/json/"]


def shown(response: Any) -> list[str]:
    """The action points of a page, in order."""
    html = response.content.decode()
    return [what for _place, what in sorted((html.index(f">{what}<"), what) for what in POINTS if f">{what}<" in html)]


def words_of(response: Any, kind: str) -> str:
    """Everything a file says, by the format's own reader."""
    file = response.content
    if kind == "docx":
        cells = [text for table in word_tables(file) for line in table for cell in line for text in cell]
        return "\n".join([text for _style, text in word_paragraphs(file)] + cells)
    if kind == "xlsx":
        return "\n".join(str(value) for rows in excel(file).values() for line in rows for value in line)
    if kind == "pdf":
        return pdf_text(file)
    if kind == "csv":
        return "\n".join(cell for line in csv_rows(file) for cell in line)
    if kind == "ics":
        return "\n".join(str(value) for part in Calendar.from_ical(file).walk() for value in part.values())
    return json.dumps(json.loads(file), ensure_ascii=False)


# ------------------------------------------------------------------ who may
@pytest.mark.parametrize("rest", ["", "report/", "points/1/", "invitation/", *FILES])
def test_an_unknown_link_opens_nothing(rest: str) -> None:
    Lead(make_workshop())
    for token in ("quiet-heron-morning", "x" * 22, "%00", "é"):
        assert Client().get(f"/after/{token}/{rest}").status_code == 404


def test_a_lead_reaches_nothing_of_another_workshop() -> None:
    live, other = make_workshop(), make_workshop()
    lead, theirs = Lead(live), point_of(other, "kept-team-point")
    own = point_of(live, "own-action-point")
    for number in (theirs.pk, own.pk, 10**17):
        assert lead.get(f"points/{number}/").status_code == 404
        assert lead.post(f"points/{number}/", version="1", status="done", what="taken over").status_code == 404
        assert lead.post(f"points/{number}/progress/", status="done").status_code == 404
    assert set(ActionPoint.objects.values_list("status", flat=True)) == {"not-started"}


def test_the_link_is_no_way_to_the_console_or_to_the_hand_over() -> None:
    live = make_workshop()
    lead = Lead(live)
    lead.get()
    assert [lead.client.get(p).status_code for p in (f"/console/{live.key}/", f"/workshops/{live.key}/hand-over/")] == [404, 404]


@pytest.mark.parametrize("rest", ["", "report/"])
@pytest.mark.parametrize("people", [1, 6])
@pytest.mark.parametrize("ends", [False, True])
def test_every_page_is_what_a_page_must_be(rest: str, people: int, ends: bool) -> None:
    check_page(Lead(make_workshop(people=people, ends=ends)).get(rest))


# ------------------------------------------------------------------ what they get
@pytest.mark.parametrize("rest", ["report/", "report/docx/", "report/xlsx/", "report/pdf/", "report/json/"])
def test_the_report_holds_what_was_meant_for_the_lead_and_nothing_else(rest: str) -> None:
    live = make_workshop()
    response = Lead(live).get(rest)
    kind = rest.strip("/").rpartition("/")[2]
    said = response.content.decode() if kind == "report" else words_of(response, kind)
    found = squeezed(said) if kind == "pdf" else said
    assert ([w for w in FOR_THE_LEAD if w not in found], [w for w in NOT_FOR_THE_LEAD if w in found.replace("shared-point", "")]) == (
        [],
        [],
    )


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf", "csv", "json"])
def test_a_file_of_action_points_holds_them_and_not_the_rest(kind: str) -> None:
    response = Lead(make_workshop()).get(f"{kind}/")
    found = words_of(response, kind)
    assert [what for what in POINTS if what not in found] == []
    assert [w for w in (*NOT_FOR_THE_LEAD, "shared-vision", "first-ask") if w in found] == []
    about = squeezed("Everything else of the workshop report is left out here")
    assert about in squeezed(found)


def test_each_file_has_a_name_a_type_and_is_never_shown_or_kept_by_the_browser() -> None:
    lead = Lead(make_workshop(title="Tidewell panel"))
    found = {rest: lead.get(rest) for rest in FILES}
    assert [r.status_code for r in found.values()] == [200] * len(FILES)
    day = timezone.localdate().isoformat()
    assert found["docx/"]["Content-Disposition"] == f'attachment; filename="hymn-sheet-tidewell-panel-{day}.docx"'
    assert found["report/pdf/"]["Content-Disposition"] == f'attachment; filename="hymn-sheet-tidewell-panel-{day}-report.pdf"'
    for response in found.values():
        assert response["Content-Disposition"].startswith("attachment")
        assert (response["X-Content-Type-Options"], "no-store" in response["Cache-Control"]) == ("nosniff", True)
    assert {rest: r["Content-Type"] for rest, r in found.items() if rest in {"pdf/", "csv/", "ics/", "json/"}} == {
        "pdf/": "application/pdf",
        "csv/": "text/csv; charset=utf-8",
        "ics/": "text/calendar; charset=utf-8",
        "json/": "application/json",
    }


@pytest.mark.parametrize("rest", ["exe/", "word/", "report/csv/", "report/ics/", "report/exe/"])
def test_a_kind_of_file_we_do_not_make_is_not_there(rest: str) -> None:
    assert Lead(make_workshop()).get(rest).status_code == 404


def test_nothing_says_who_wrote_it_when_or_from_which_seat() -> None:
    live = make_workshop()
    told = json.loads(Lead(live).get("report/json/").content)
    assert set(told["action_points"][0]) == {"level", "what", "who", "by_when", "by_when_text", "status", "kept", "since", "key"}
    assert set(told["shared_points"][0]) == {"group", "block", "text"}
    assert (
        live.key in json.dumps(told),
        [p["key"] for p in told["action_points"]] == sorted(str(p.pk) for p in ActionPoint.objects.all()),
    ) == (
        False,
        False,
    )


def test_the_calendar_holds_the_follow_up_with_its_questions_and_the_due_days() -> None:
    lead = Lead(make_workshop())
    events = {str(e["SUMMARY"]): e for e in Calendar.from_ical(lead.get("ics/").content).walk("VEVENT")}
    assert set(events) == {"Follow-up: Tidewell panel", "Due: kept-team-point"}
    assert events["Due: kept-team-point"].decoded("DTSTART") == date(2027, 2, 12)
    description = str(events["Follow-up: Tidewell panel"]["DESCRIPTION"])
    assert [question for question in agenda() if question not in description] == []
    alone = Calendar.from_ical(lead.get("invitation/").content).walk("VEVENT")
    assert ([str(e["SUMMARY"]) for e in alone], b"kept-team-point" in lead.get("invitation/").content) == (
        ["Follow-up: Tidewell panel"],
        False,
    )


def test_without_a_day_there_is_no_invitation() -> None:
    live = make_workshop()
    SharedPlan.objects.update(follow_up_date=None)
    assert Lead(live).get("invitation/").status_code == 404


def test_where_nothing_has_a_date_there_is_no_calendar_and_the_page_says_why() -> None:
    live = make_workshop()
    lead = Lead(live)
    button = f'href="{lead.path}ics/"'
    why = "There is nothing to put into a calendar yet"
    assert (button in (page := lead.get().content.decode()), why in page) == (True, False)
    SharedPlan.objects.update(follow_up_date=None)
    assert button in lead.get().content.decode()  # one action point has a date still
    filtered = lead.get(level="organisation").content.decode()
    assert ("ics/?level" in filtered, why in filtered) == (False, True)
    ActionPoint.objects.update(status="done")
    listed = lead.get()
    check_page(listed)
    assert (button in listed.content.decode(), why in listed.content.decode()) == (False, True)
    asked = lead.get("ics/")
    check_page(asked)
    assert (asked.status_code, why in asked.content.decode(), f'href="{lead.path}"' in asked.content.decode()) == (404, True, True)


def test_the_follow_up_is_as_long_as_it_was_arranged() -> None:
    live = make_workshop()
    Afterwards.objects.update_or_create(live=live, defaults={"meets_at": time(9, 30), "meets_minutes": 45, "meets_where": "Room 2"})
    lead = Lead(live)
    assert "12 February 2027, 09:30, 45 minutes" in lead.get("report/").content.decode()
    for rest in ("ics/", "invitation/"):
        event = next(e for e in Calendar.from_ical(lead.get(rest).content).walk("VEVENT") if str(e["SUMMARY"]).startswith("Follow-up"))
        assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=45)


def test_the_invitation_can_be_passed_round_because_it_holds_nothing_that_was_written_in_the_room() -> None:
    file = Lead(make_workshop()).get("invitation/").content.decode()
    assert [words for words in (*FOR_THE_LEAD, *NOT_FOR_THE_LEAD) if words in file] == []


def test_the_four_questions_are_those_of_the_briefing() -> None:
    briefing = (BUILT_IN.parent / "briefing.md").read_text("utf-8")
    part = briefing.partition("## Four questions to talk about")[2].partition("##")[0]
    assert [line.partition(". ")[2] for line in part.strip().splitlines()] == list(agenda())


# ------------------------------------------------------------------ small numbers, and what is not out yet
def test_a_vote_of_four_is_left_out_and_the_report_says_why() -> None:
    four, five = (Lead(make_workshop(people=n)).get("report/").content.decode() for n in (4, 5))
    why = "fewer than five people took part, and somebody could guess who chose what"
    assert ("What the room chose" in four, why in four) == (False, True)
    assert ("What the room chose" in five, why in five, "How the room sorted" in five) == (True, False, True)


def test_only_themes_of_five_notes_by_five_people_are_told() -> None:
    told = json.loads(Lead(make_workshop()).get("report/json/").content)
    assert [(b["tag"], b["count"]) for b in told["barriers"] if b["count"]] == [("Time", 7)]


def test_answers_about_the_hour_are_told_from_five_people_on() -> None:
    four, five = (json.loads(Lead(make_workshop(people=n)).get("report/json/").content)["feedback"] for n in (4, 5))
    assert (four, [q["answers"] for q in five]) == (None, [[["A good deal", 5]]] * 3)


def test_while_the_workshop_runs_own_points_can_still_be_taken_back_so_they_wait() -> None:
    live = make_workshop(ends=False)
    lead = Lead(live)
    assert shown(lead.get()) == POINTS[:3]
    assert b"passed-on-point" not in lead.get("json/").content
    at_desk(live.owner).post(f"/workshops/{live.key}/hand-over/close/", {"seen": str(live.revision)})
    assert shown(lead.get()) == POINTS


@pytest.mark.parametrize("rest", FILES)
def test_files_are_there_before_the_workshop_was_ever_ended(rest: str) -> None:
    live = make_workshop(ends=False)
    assert Lead(live).get(rest).status_code == 200
    assert at_desk(live.owner).get(f"/workshops/{live.key}/hand-over/{rest}").status_code == 200


def test_a_night_in_a_pause_is_no_part_of_how_long_the_workshop_took_and_the_report_names_both_days() -> None:
    evening = datetime(2027, 1, 14, 16, tzinfo=UTC)
    with time_machine.travel(evening, tick=False) as clocks:
        live = make_workshop(ends=False)
        clocks.move_to(evening + timedelta(minutes=25))
        running.pause(live, live.revision)
        clocks.move_to(evening + timedelta(hours=17))
        running.resume(live, live.revision)
        clocks.move_to(evening + timedelta(hours=17, minutes=30))
        running.end(live, live.revision)
        lead = Lead(live)
        page = " ".join(lead.get("report/").content.decode().split())
        assert "<dd>14 January 2027, 16:00 to 15 January 2027, 09:30</dd>" in page
        assert "14 January 2027, 55 minutes" in words_of(lead.get("report/docx/"), "docx")
        console = at_desk(live.owner).get(f"/console/{live.key}/").content.decode()
        assert 'Begun on 14 January at <b class="num">16:00</b>, finished on 15 January at <b class="num">09:30</b>.' in console


def test_after_the_seats_have_gone_the_report_still_knows_how_many_there_were() -> None:
    live = make_workshop()
    lead = Lead(live)
    with time_machine.travel(clock.now() + timedelta(days=15)):
        purging.purge()
        told = json.loads(lead.get("report/json/").content)
    assert (live.participants.count(), told["people"], [p["what"] for p in told["action_points"]]) == (0, 6, POINTS)


def test_a_workshop_without_action_points_says_so() -> None:
    live = make_workshop()
    ActionPoint.objects.all().delete()
    page = Lead(live).get()
    check_page(page)
    assert "The room ended without writing any." in page.content.decode()


def test_a_copy_of_the_action_points_does_not_say_why_the_report_leaves_something_out() -> None:
    told = json.loads(Lead(make_workshop(people=4, ends=False)).get("json/").content)["about"]
    assert [sentence for sentence in told if "The vote is left out" in sentence or "There was no vote" in sentence] == []
    assert sum("Everything else of the workshop report is left out here" in sentence for sentence in told) == 1
    assert "The workshop has not ended yet. What people pass on of their own comes when it has." in told


@pytest.mark.parametrize("rest", FILES)
def test_every_file_says_that_what_people_wrote_about_the_hour_is_not_in_it(rest: str) -> None:
    told = words_of(Lead(make_workshop()).get(rest), rest.strip("/").rpartition("/")[2])
    assert squeezed("what people wrote about the hour") in squeezed(told)


def test_the_report_says_that_what_people_wrote_about_the_hour_is_not_in_it() -> None:
    assert "nothing that people wrote about the hour" in Lead(make_workshop()).get("report/").content.decode()


@pytest.mark.parametrize("asks", [True, False])
def test_the_report_says_that_the_vote_is_not_split_by_agency_where_agencies_were_asked_for(asks: bool) -> None:
    lead = Lead(make_workshop(asks_agency=asks))
    why = "Where each agency leaned is not told: no ballot says where anybody works."
    assert [why in lead.get("report/").content.decode(), why in json.loads(lead.get("report/json/").content)["left_out"]] == [asks, asks]


def test_the_vote_is_a_table_and_names_each_approach_in_words() -> None:
    page = html5lib.parse(Lead(make_workshop()).get("report/").content.decode(), namespaceHTMLElements=False)
    tables = [[[" ".join("".join(cell.itertext()).split()) for cell in row] for row in table.iter("tr")] for table in page.iter("table")]
    headings, *rows = next(table for table in tables if "Picks" in table[0])
    assert headings == ["Option", "On the list", "Picks"]
    assert sorted(picks for _option, _approach, picks in rows) == ["0"] * 8 + ["6"] * 3
    assert {approach for _option, approach, _picks in rows} == {"Behaviour-based", "Both", "Ecological"}


# ------------------------------------------------------------------ the list
def test_the_list_shows_level_what_who_when_and_progress() -> None:
    page = Lead(make_workshop()).get()
    html = page.content.decode()
    assert shown(page) == POINTS
    assert [w for w in ("Panel chair", "12 February 2027", "before the summer", "Only proposed", "Not named") if w not in html] == []
    assert 'aria-label="0 of 3 done, 0 begun, 3 not started"' in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"level": "team"}, POINTS[:2]),
        ({"level": "you"}, POINTS[3:]),
        ({"who": "Panel chair"}, POINTS[:1]),
        ({"due": "none"}, ["only-proposed-point", "passed-on-point"]),
        ({"progress": "begun"}, ["kept-organisation-point"]),
        ({"level": "team", "due": "past"}, []),
        ({"level": "nobody", "due": "x", "progress": "y"}, POINTS),
    ],
)
def test_a_filter_shows_what_it_says_and_so_do_the_copies(query: dict[str, str], found: list[str]) -> None:
    live = make_workshop()
    ActionPoint.objects.filter(what="kept-organisation-point").update(status="begun")
    lead = Lead(live)
    with time_machine.travel("2027-01-20 10:00Z"):
        assert shown(lead.get(**query)) == found
        told = json.loads(lead.get("json/", **query).content)
        lines = csv_rows(lead.get("csv/", **query).content)[1:]
    assert [p["what"] for p in told["action_points"]] == found
    note = f"This copy holds the {len(found)} of 4 action points that were showing when it was made."
    assert (note in told["about"]) == (len(found) < 4)
    assert [line[1] for line in lines] == (found or [""])
    assert {note in line[-1] for line in lines} == {len(found) < 4}


@pytest.mark.parametrize(("today", "due"), [("2027-01-20", set()), ("2027-02-01", {"Due soon"}), ("2027-02-13", {"Past its date"})])
def test_a_date_that_is_near_or_past_is_said_in_words(today: str, due: set[str]) -> None:
    live = make_workshop()
    lead = Lead(live)
    with time_machine.travel(f"{today} 10:00Z"):
        html = lead.get().content.decode()
    assert {word for word in ("Due soon", "Past its date") if f'<span class="tag">{word}</span>' in html} == due


def test_the_list_asks_as_many_questions_of_the_database_for_three_points_as_for_thirty(django_assert_num_queries: Any) -> None:
    live = make_workshop()
    lead = Lead(live)
    lead.get()
    with django_assert_num_queries(4):
        lead.get()
    ActionPoint.objects.bulk_create(ActionPoint(live=live, level=Level.TEAM, what=f"more {n}") for n in range(30))
    with django_assert_num_queries(4):
        lead.get()


# ------------------------------------------------------------------ ticking and editing
def test_ticking_progress_is_kept_and_counted() -> None:
    live = make_workshop()
    lead = Lead(live)
    point = point_of(live, "kept-team-point")
    response = lead.post(f"points/{point.pk}/progress/?level=team", status="done")
    assert (response.status_code, response["Location"]) == (302, f"{lead.path}?level=team#a{point.pk}")
    html = lead.get().content.decode()
    assert 'aria-label="1 of 3 done, 0 begun, 2 not started"' in html
    lead.post(f"points/{point.pk}/progress/", status="let-go")
    assert 'aria-label="0 of 2 done, 0 begun, 2 not started"' in lead.get().content.decode()
    assert lead.post(f"points/{point.pk}/progress/", status="gone fishing").status_code == 400
    assert point_of(live, point.what).status == "let-go"


def edit(lead: Lead, point: ActionPoint, **changes: str) -> Any:
    """Send the form as a page drawn from `point` would."""
    form = {
        "version": str(point.version),
        "was": point.status,
        "status": point.status,
        "what": point.what,
        "who": point.who,
        "by_when": point.by_when.isoformat() if point.by_when else "",
        "by_when_text": point.by_when_text,
        "progress": point.progress,
    }
    return lead.post(f"points/{point.pk}/", **(form | changes))


def test_an_edit_is_kept_with_what_it_said_before() -> None:
    live = make_workshop()
    lead = Lead(live)
    point = point_of(live, "kept-team-point")
    check_page(lead.get(f"points/{point.pk}/"))
    response = edit(lead, point, what="Walk the route", by_when="2027-03-01", status="begun", progress="The form is in print.")
    assert response.status_code == 302
    point.refresh_from_db()
    assert (point.what, point.by_when, point.status, point.progress, point.version) == (
        "Walk the route",
        date(2027, 3, 1),
        "begun",
        "The form is in print.",
        2,
    )
    page = lead.get(f"points/{point.pk}/")
    check_page(page)
    earlier = page.content.decode().partition("What it said before")[2]
    assert ("kept-team-point" in earlier, "Walk the route" in earlier.partition("</details>")[0]) == (True, False)


def test_two_people_who_edit_the_same_point_lose_nothing() -> None:
    live = make_workshop()
    one, drawn = Lead(live), point_of(live, "kept-team-point")
    edit(one, drawn, what="One of them wrote this")
    clash = edit(one, drawn, what="The other wrote that", who="Head of service")
    html = clash.content.decode()
    check_page(clash)
    assert (clash.status_code, "One of them wrote this" in html, "The other wrote that" in html, "Head of service" in html) == (
        409,
        True,
        True,
        True,
    )
    assert ActionPoint.objects.get(pk=drawn.pk).what == "One of them wrote this"
    assert 'name="version" value="2"' in html
    edit(one, drawn, what="The other wrote that", version="2")
    words = [w.what for w in ActionPoint.objects.get(pk=drawn.pk).wordings.all()]
    assert words == ["kept-team-point", "One of them wrote this", "The other wrote that"]


def test_the_same_edit_twice_is_one() -> None:
    live = make_workshop()
    lead, drawn = Lead(live), point_of(live, "kept-team-point")
    for _again in range(2):
        assert edit(lead, drawn, what="Walk the route").status_code == 302
    point = ActionPoint.objects.get(pk=drawn.pk)
    assert (point.version, point.wordings.count()) == (2, 2)


def test_a_tick_made_while_somebody_edits_is_neither_lost_nor_in_the_way() -> None:
    live = make_workshop()
    lead, drawn = Lead(live), point_of(live, "kept-team-point")
    lead.post(f"points/{drawn.pk}/progress/", status="done")
    assert edit(lead, drawn, what="Walk the route").status_code == 302
    point = ActionPoint.objects.get(pk=drawn.pk)
    assert (point.what, point.status) == ("Walk the route", "done")


@pytest.mark.parametrize(
    "changes",
    [
        {"what": ""},
        {"what": "x" * 501},
        {"who": "x" * 81},
        {"progress": "x" * 501},
        {"by_when": "soon"},
        {"by_when": "2027-02-31"},
        {"by_when": "9999-12-31"},
        {"by_when": "0026-07-01"},
        {"status": "gone"},
        {"version": "first"},
    ],
)
def test_what_does_not_fit_changes_nothing_and_stays_in_the_fields(changes: dict[str, str]) -> None:
    live = make_workshop()
    lead, drawn = Lead(live), point_of(live, "kept-team-point")
    response = edit(lead, drawn, **({"what": "typed words"} | changes))
    html = response.content.decode()
    assert (response.status_code, ActionPoint.objects.filter(pk=drawn.pk, what="kept-team-point", version=1).count()) == (400, 1)
    assert ("typed words" in html) or changes["what"] in html


def test_the_field_for_a_day_says_which_days_there_are() -> None:
    live = make_workshop()
    page = Lead(live).get(f"points/{point_of(live, 'kept-team-point').pk}/").content.decode()
    assert '<input type="date" id="when" name="by_when" min="2000-01-01" max="2100-12-31"' in page


HOSTILE = [
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}{% now %}",
    "=HYPERLINK(1)",
    "\x00\x07bell",
    "‮right to left",
    "A\r\nB",
    "'\" onload=x",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_comes_out_as_words(text: str) -> None:
    live = make_workshop()
    lead, drawn = Lead(live), point_of(live, "kept-team-point")
    assert edit(lead, drawn, what=f"w{text}", who=text[:80], progress=text).status_code == 302
    for rest in ("", "report/", f"points/{drawn.pk}/"):
        check_page(lead.get(rest))
    for rest in FILES:
        assert words_of(lead.get(rest), rest.strip("/").rpartition("/")[2])


def test_the_lead_works_without_an_account_and_leaves_no_session() -> None:
    live = make_workshop()
    lead = Lead(live)
    lead.get()
    assert set(lead.client.cookies) <= {settings.SEAT_COOKIE_NAME}


def test_a_link_says_when_it_was_first_opened_and_no_more() -> None:
    live = make_workshop()
    lead = Lead(live)
    lead.get()
    html = at_desk(live.owner).get(f"/workshops/{live.key}/hand-over/").content.decode()
    assert f"It was first opened on {timezone.localdate():%-d %B %Y}." in html


def test_ending_twice_counts_the_room_once() -> None:
    live = make_workshop()
    live.participants.all().delete()
    actions.note_the_room(live)
    assert Afterwards.objects.get(live=live).people == 6
