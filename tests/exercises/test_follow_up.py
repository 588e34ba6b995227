"""The follow-up: setting it up by either way in, bringing up one action point after the other, and what the room says of each."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import F
from django.test import Client
from icalendar import Calendar

from exercises.follow_up import actions, board
from exercises.follow_up.minutes import LENGTHS, QUESTION_KEYS, share_out
from exercises.handover import actions as handover
from exercises.handover import links
from exercises.models import ActionPoint, Afterwards, FollowUp, SharedPlan
from exercises.next_steps import board as steps
from sessions import clock, push, screens
from sessions.actions import Stale, preparing, purging, running, stage
from sessions.exercise import Audience, Refused
from sessions.models import LiveSession
from sessions.models.live import slides_of
from sessions.phases import NotPermitted
from sessions.screens.console import console_press
from sessions.screens.counts import counts_by_key
from sessions.screens.on_stage import current_run
from tests.exercises.handovers import Lead, make_workshop, point_of
from tests.factories import at_desk, make_running
from tests.phones import HTMX, Phone
from tests.sessions.test_pages import check_page
from tests.tables import command, press
from workshop.loading import FOLLOW_UP, load_beside
from workshop.plans import default_minutes

pytestmark = pytest.mark.django_db

POINTS = ["kept-team-point", "only-proposed-point", "kept-organisation-point", "passed-on-point"]
TEAM, PROPOSED, ORGANISATION, OWN = POINTS
SLIDE = "from-last-time"


def numbers(first: LiveSession, *whats: str) -> list[int]:
    return [point_of(first, what).pk for what in whats or POINTS]


def make_follow_up(*whats: str, begins: bool = True, **fields: Any) -> tuple[LiveSession, LiveSession]:
    """A workshop and its follow-up, with these action points to bring up, all of them unless said otherwise."""
    first = make_workshop(**fields)
    live = actions.start(first, numbers(first, *whats))
    if begins:
        running.start(live, live.revision)
        live.refresh_from_db()
    return first, live


def there(live: LiveSession) -> board.LastTime:
    found = board.last_time(live)
    assert found is not None
    return found


def now(live: LiveSession) -> str:
    step = there(live).now
    assert step is not None
    return step.point.what


def status(first: LiveSession, what: str) -> str:
    return point_of(first, what).status


def says(live: LiveSession, first: LiveSession, what: str, state: str) -> None:
    actions.say(live, point_of(first, what).pk, state)


# ------------------------------------------------------------------ setting it up
def ways(live: LiveSession) -> list[tuple[Any, str]]:
    """Who may set a follow-up up, each with the address of the lead's pages on their way."""
    lead = Lead(live)
    return [(lead.client, lead.path), (at_desk(live.owner), f"/workshops/{live.key}/hand-over/")]


@pytest.mark.parametrize("way", [0, 1], ids=["by link", "by control seat"])
def test_whoever_reads_the_lead_s_page_sets_a_follow_up_up_and_starts_it(way: int) -> None:
    first = make_workshop()
    client, path = ways(first)[way]
    check_page(client.get(f"{path}follow-up/"))
    saved = client.post(f"{path}follow-up/", {"date": "2027-02-20", "at": "14:00", "where": "Room 2"})
    assert (saved.status_code, saved["Location"]) == (302, f"{path}follow-up/")
    later = Afterwards.objects.get(live=first)
    assert (SharedPlan.objects.get(live=first).follow_up_date, later.meets_at, later.meets_where) == (date(2027, 2, 20), time(14), "Room 2")
    started = client.post(f"{path}follow-up/start/", {"point": numbers(first, ORGANISATION, TEAM)})
    row = FollowUp.objects.select_related("live").get(first=first)
    assert (started.status_code, started["Location"]) == (302, f"/console/{row.live.key}/")
    assert row.points == numbers(first, TEAM, ORGANISATION)  # in the order of the page
    assert client.get(started["Location"]).status_code == 200
    assert (row.live.owner, row.live.planned_total, row.live.title) == (first.owner, 20, f"Follow-up: {first.title}")


def test_the_pages_link_to_the_follow_up_and_offer_what_is_settled_and_not_finished() -> None:
    first = make_workshop()
    handover.tick(first, point_of(first, ORGANISATION).pk, "done")
    client, path = ways(first)[0]
    assert f'href="{path}follow-up/"' in client.get(path).content.decode()
    html = client.get(f"{path}follow-up/").content.decode()
    offered = [what for what in POINTS if f'value="{point_of(first, what).pk}" checked' in html]
    assert offered == [TEAM, OWN]
    assert [what for what in POINTS if what not in html] == []


def test_the_follow_up_s_deck_takes_twenty_minutes_and_is_not_offered_for_workshops() -> None:
    deck = load_beside(FOLLOW_UP)
    slides = slides_of(deck.pk)
    assert sum(default_minutes(slides, "full").values()) == 20
    assert [str(slide.kind) for slide in slides] == ["follow-up", "content", "content", "content", "content", "content"]
    assert deck.is_current is False


def test_the_questions_that_can_be_left_out_are_the_deck_s_and_the_shares_of_twenty_minutes_are_its_own() -> None:
    slides = slides_of(load_beside(FOLLOW_UP).pk)
    timed = {unit: minutes for unit, minutes in default_minutes(slides, "full").items() if minutes}
    assert list(timed) == [SLIDE, *QUESTION_KEYS]
    assert share_out(20, QUESTION_KEYS) == timed


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("asked", [QUESTION_KEYS, QUESTION_KEYS[1:], QUESTION_KEYS[2:3], ()])
def test_every_minute_is_shared_out_and_nobody_has_less_because_others_were_left_out(length: int, asked: tuple[str, ...]) -> None:
    shares, all_asked = share_out(length, asked), share_out(length, QUESTION_KEYS)
    assert (sum(shares.values()), list(shares)) == (length, [SLIDE, *asked])
    assert all(minutes >= all_asked[key] for key, minutes in shares.items())


def test_whoever_sets_it_up_chooses_how_long_it_is_and_which_questions_it_has() -> None:
    first = make_workshop()
    client, path = ways(first)[0]
    page = client.get(f"{path}follow-up/").content.decode()
    assert [key for key in QUESTION_KEYS if f'name="question" value="{key}" checked' in page] == list(QUESTION_KEYS)
    client.post(
        f"{path}follow-up/start/", {"minutes": "45", "question": ["what-you-need", "your-responses"], "point": numbers(first, TEAM)}
    )
    live = FollowUp.objects.select_related("live").get(first=first).live
    assert [part.slide.key for part in live.parts] == [SLIDE, "your-responses", "what-you-need", "until-next-time"]
    assert (live.total, live.planned_total, live.minutes["what-you-need"]) == (45, 45, 13)
    running.start(live, live.revision)
    stage.go_next(live, live.revision)
    assert live.slide_key == "your-responses"
    with pytest.raises(NotPermitted):
        stage.go_to(live, live.revision, "who-are-your-partners")


def filled_in(first: LiveSession) -> dict[str, Any]:
    """The page as a browser sends it, with something else in everything."""
    when = {"date": "2027-02-20", "at": "14:00", "minutes": "45", "where": "Room 2", "version": "0"}
    return when | {"ticked": "1", "question": ["what-you-need"], "point": numbers(first, TEAM)}


def ticks(html: str) -> tuple[list[str], list[str]]:
    """The questions and the action points that are ticked on the page."""
    questions = [key for key in QUESTION_KEYS if f'name="question" value="{key}" checked' in html]
    return questions, [p.what for p in ActionPoint.objects.order_by("pk") if f'name="point" value="{p.pk}" checked' in html]


def length_in(html: str) -> str:
    found = re.search(r'<option value="(\d+)" selected>', html)
    return found[1] if found else ""


def test_saving_the_date_keeps_what_was_ticked_and_the_length_goes_with_the_invitation_and_the_report() -> None:
    first = make_workshop()
    client, path = ways(first)[0]
    html = client.post(f"{path}follow-up/", filled_in(first), follow=True).content.decode()
    assert (ticks(html), length_in(html)) == ((["what-you-need"], [TEAM]), "45")
    assert "Saved." in html
    assert Afterwards.objects.get(live=first).meets_minutes == 45
    event: Any = Calendar.from_ical(client.get(f"{path}invitation/").content).walk("VEVENT")[0]
    assert event.duration == timedelta(minutes=45)
    assert client.get(f"{path}report/json/").json()["meeting"]["minutes"] == 45
    live = actions.start(first, [])
    assert live.planned_total == 45


def test_ticking_nothing_at_all_is_kept_too() -> None:
    first = make_workshop()
    client, path = ways(first)[0]
    nothing = {name: value for name, value in filled_in(first).items() if name not in {"question", "point"}}
    assert ticks(client.post(f"{path}follow-up/", nothing, follow=True).content.decode()) == ([], [])


def test_opening_the_room_keeps_what_was_typed_of_when_and_where() -> None:
    first = make_workshop()
    client, path = ways(first)[0]
    assert client.post(f"{path}follow-up/start/", filled_in(first)).status_code == 302
    later, live = Afterwards.objects.get(live=first), FollowUp.objects.get(first=first).live
    assert (later.meets_at, later.meets_minutes, later.meets_where, live.planned_total) == (time(14), 45, "Room 2", 45)
    assert SharedPlan.objects.get(live=first).follow_up_date == date(2027, 2, 20)


@pytest.mark.parametrize("odd", [{"question": ["x"]}, {"date": "1999-01-01"}])
def test_what_keeps_the_room_from_opening_loses_nothing_of_the_page(odd: dict[str, Any]) -> None:
    first = make_workshop()
    client, path = ways(first)[0]
    page = client.post(f"{path}follow-up/start/", filled_in(first) | odd)
    html = page.content.decode()
    assert (page.status_code, FollowUp.objects.count(), Afterwards.objects.filter(meets_minutes=45).count()) == (400, 0, 0)
    assert (ticks(html), length_in(html)) == (([] if "question" in odd else ["what-you-need"], [TEAM]), "45")
    for typed in (odd.get("date", "2027-02-20"), "14:00", "Room 2"):
        assert f'value="{typed}"' in html


def test_a_page_that_did_not_ask_for_something_leaves_it_as_it_is() -> None:
    first = make_workshop()
    client, path = ways(first)[0]
    client.post(f"{path}follow-up/", filled_in(first))
    client.post(f"{path}follow-up/start/", {"point": numbers(first, TEAM)})
    assert SharedPlan.objects.get(live=first).follow_up_date == date(2027, 2, 20)
    assert FollowUp.objects.get(first=first).live.planned_total == 45


# ------------------------------------------------------------------ while the workshop is on
def make_choosing() -> tuple[LiveSession, Phone]:
    """A workshop with its next steps on, and somebody in it."""
    first = make_workshop(ends=False)
    stage.go_to(first, first.revision, "next-steps")
    return first, Phone(first)


def chosen(first: LiveSession) -> date | None:
    return SharedPlan.objects.get(live=first).follow_up_date


@pytest.mark.django_db(transaction=True)
def test_the_room_sees_the_day_that_is_set_on_the_pages_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    first, phone = make_choosing()
    client, path = ways(first)[1]
    run = current_run(first)
    assert run is not None
    before = steps.piece(run).version
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(push, "_send", sent.append)
    assert client.post(f"{path}follow-up/", filled_in(first)).status_code == 302
    assert "Saturday 20 February 2027" in str(sent)
    assert (chosen(first), steps.piece(run).version > before) == (date(2027, 2, 20), True)
    late = press(phone, "plan/follow_up_date/", text="2027-03-01", version="0")
    assert "Somebody else has just chosen 20 February 2027." in late.content.decode()
    assert chosen(first) == date(2027, 2, 20)


def test_a_day_the_room_has_just_chosen_is_not_overwritten_unseen() -> None:
    first, phone = make_choosing()
    client, path = ways(first)[1]
    press(phone, "plan/follow_up_date/", text="2027-03-01", version="0")
    page = client.post(f"{path}follow-up/", filled_in(first))
    html = page.content.decode()
    assert (page.status_code, chosen(first), Afterwards.objects.filter(live=first).count()) == (409, date(2027, 3, 1), 0)
    assert "Somebody else has just chosen 1 March 2027. Press again if you would still like yours to stand there." in html
    assert (ticks(html), length_in(html), 'value="2027-02-20"' in html, 'value="Room 2"' in html) == (
        (["what-you-need"], [TEAM]),
        "45",
        True,
        True,
    )
    again = re.search(r'name="version" value="(\d+)"', html)
    assert again is not None
    client.post(f"{path}follow-up/", filled_in(first) | {"version": again[1]})
    assert chosen(first) == date(2027, 2, 20)


@pytest.mark.parametrize("odd", [{"minutes": "21"}, {"minutes": "-1"}, {"question": "until-next-time"}, {"question": "x"}])
def test_a_length_or_a_question_that_is_not_offered_starts_nothing(odd: dict[str, str]) -> None:
    first = make_workshop()
    client, path = ways(first)[0]
    page = client.post(f"{path}follow-up/start/", {"minutes": "20", **odd})
    assert (page.status_code, FollowUp.objects.count()) == (400, 0)
    assert "That didn’t arrive as it should. Nothing was changed." in page.content.decode()


@pytest.mark.parametrize("rest", ["follow-up/", "follow-up/start/"])
def test_nobody_else_sets_a_follow_up_up_or_starts_one(rest: str) -> None:
    first, other = make_workshop(), make_workshop()
    theirs = Lead(other)
    strangers = [
        (Client(), f"/after/{'x' * 22}/{rest}", 404),
        (Client(), f"/workshops/{first.key}/hand-over/{rest}", 404),
        (at_desk(other.owner), f"/workshops/{first.key}/hand-over/{rest}", 404),
        (theirs.client, f"/workshops/{first.key}/hand-over/{rest}", 404),
        (Phone(make_running()).client, f"/workshops/{first.key}/hand-over/{rest}", 404),
    ]
    given = {"point": numbers(first), "date": "2027-02-20"}
    assert [client.post(path, given).status_code for client, path, _answer in strangers] == [answer for _c, _p, answer in strangers]
    assert (FollowUp.objects.count(), SharedPlan.objects.get(live=first).follow_up_date) == (0, date(2027, 2, 12))


def test_a_revoked_link_opens_no_follow_up_and_takes_its_control_seat_along() -> None:
    first = make_workshop()
    lead = Lead(first)
    console = lead.post("follow-up/start/", point=str(point_of(first, TEAM).pk))["Location"]
    assert lead.client.get(console).status_code == 200
    invite = FollowUp.objects.get(first=first).live.invite_token
    links.end(first)
    assert [lead.get("follow-up/").status_code, lead.post("follow-up/start/").status_code] == [410, 410]
    assert lead.client.get(console).status_code == 404
    assert Client().get(f"/with/{invite}/").status_code == 404


def test_points_of_another_workshop_cannot_be_brought_along() -> None:
    first, other = make_workshop(), make_workshop()
    client, path = ways(first)[0]
    refused = client.post(f"{path}follow-up/start/", {"point": numbers(other, TEAM)})
    assert (refused.status_code, FollowUp.objects.count()) == (400, 0)
    assert "no longer there. Please choose again" in refused.content.decode()
    own = client.post(f"{path}follow-up/start/", {"point": [point_of(first, "own-action-point").pk]})
    assert (own.status_code, FollowUp.objects.count()) == (400, 0)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"date": "yesterday"}, "That date could not be read. Nothing was changed."),
        ({"date": "9999-12-31"}, "That date could not be read. Nothing was changed."),
        ({"minutes": "21"}, "That didn’t arrive as it should. Nothing was changed."),
        ({"at": "half past"}, "That time can’t be read. Nothing was changed."),
        ({"where": "x" * 201}, "That is longer than fits: 200 characters at most."),
    ],
)
def test_what_does_not_fit_stays_in_the_form_and_changes_nothing(given: dict[str, str], sentence: str) -> None:
    first = make_workshop()
    client, path = ways(first)[0]
    before = list(SharedPlan.objects.values()), list(Afterwards.objects.values())
    page = client.post(f"{path}follow-up/", filled_in(first) | given)
    html = page.content.decode()
    assert (page.status_code, sentence in html) == (400, True)
    for name, typed in (filled_in(first) | given).items():
        if name in {"date", "at", "where"}:
            assert f'name="{name}"' in html
            assert f'value="{typed}"' in html
    assert ticks(html) == (["what-you-need"], [TEAM])
    assert "minutes" in given or length_in(html) == "45"
    assert (list(SharedPlan.objects.values()), list(Afterwards.objects.values())) == before


def test_there_is_one_follow_up_at_a_time() -> None:
    first = make_workshop()
    (lead, path), (desk, by_control) = ways(first)
    one = lead.post(f"{path}follow-up/start/", {"point": numbers(first)})["Location"]
    assert desk.post(f"{by_control}follow-up/start/")["Location"] == one
    assert lead.post(f"{path}follow-up/start/")["Location"] == one
    assert "Back to its console" in lead.get(f"{path}follow-up/").content.decode()
    live = FollowUp.objects.get(first=first).live
    running.end(live, live.revision)
    assert lead.post(f"{path}follow-up/start/")["Location"] != one
    assert FollowUp.objects.filter(first=first).count() == 2


def test_no_follow_up_begins_while_the_workshop_itself_is_on() -> None:
    first = make_workshop(ends=False)
    client, path = ways(first)[0]
    page = client.post(f"{path}follow-up/start/")
    assert (page.status_code, FollowUp.objects.count()) == (409, 0)
    assert "The workshop itself has not ended yet." in page.content.decode()


# ------------------------------------------------------------------ in the room
def test_the_main_button_brings_up_one_point_after_the_other_and_then_goes_on() -> None:
    first, live = make_follow_up(TEAM, ORGANISATION)
    desk = at_desk(first.owner)
    seen = [now(live)]
    run = current_run(live)
    button = console_press(live, run)
    assert button is not None
    assert button.label == "Action point 2"
    assert command(desk, live, "last-time", **dict(button.fields())).status_code == 200
    live.refresh_from_db()
    seen.append(now(live))
    assert seen == [TEAM, ORGANISATION]
    last = console_press(live, current_run(live))
    assert last is not None
    assert last.label == "Next: Who are your partners?"


def test_the_room_says_where_a_point_stands_and_the_team_lead_has_it() -> None:
    first, live = make_follow_up()
    phone = Phone(live)
    said = press(phone, f"last-time/{point_of(first, TEAM).pk}/", status="done")
    assert (said.status_code, 'id="last-state"' in said.content.decode()) == (200, True)
    assert command(at_desk(first.owner), live, "last-time", point=point_of(first, PROPOSED).pk).status_code == 200
    assert command(at_desk(first.owner), live, "last-time/say", point=point_of(first, PROPOSED).pk, status="let-go").status_code == 200
    assert [status(first, what) for what in POINTS] == ["done", "let-go", "not-started", "not-started"]
    assert there(live).counts == {"all": 4, "done": 1, "begun": 0, "let_go": 1, "rest": 2}
    html = Lead(first).get().content.decode()
    assert '<option value="done" selected>' in html.partition(f'id="a{point_of(first, TEAM).pk}"')[2].partition("</tr>")[0]


def test_every_screen_shows_the_point_that_is_on_and_where_it_stands() -> None:
    first, live = make_follow_up()
    says(live, first, TEAM, "begun")
    screen = screens.fragment(live, Audience.PROJECTOR)
    assert TEAM in screen
    assert PROPOSED not in screen
    assert "Action point <b>1</b> of 4" in screen
    assert 'aria-label="Of 4 action points, 0 done, 1 begun, 0 let go, 3 not started or not talked about yet"' in screen
    assert 'class="ministave' not in screen
    phone = Phone(live)
    phones = screens.fragment(live, Audience.PHONES, phone.seat)
    assert TEAM in phones
    assert PROPOSED not in phones
    assert "The room says:" in phones
    assert [what for what in POINTS if what not in screens.fragment(live, Audience.CONSOLE)] == []


def test_what_the_room_says_reaches_console_and_big_screen_without_a_new_stage() -> None:
    first, live = make_follow_up()
    revision = live.revision
    says(live, first, TEAM, "done")
    counts = counts_by_key(live.key)
    assert 'id="last-bar" hx-swap-oob="true"' in counts["projector"]
    assert "1 done, 0 begun" in counts["projector"]
    assert "Done" in counts["console"]
    live.refresh_from_db()
    assert live.revision == revision
    run = current_run(live)
    assert run is not None
    piece = board.piece(run)
    assert piece is not None
    assert piece.version == 2
    assert "<b>Done</b>" in piece.html


def test_a_note_goes_to_every_screen_and_to_the_lead() -> None:
    first, live = make_follow_up()
    point = point_of(first, TEAM)
    answer = command(at_desk(first.owner), live, "last-time/note", point=point.pk, version=point.version, words="They came in March.")
    assert answer.status_code == 200
    assert point_of(first, TEAM).progress == "They came in March."
    assert "They came in March." in screens.fragment(live, Audience.PHONES, Phone(live).seat)
    assert "They came in March." in Lead(first).get().content.decode()


def test_two_notes_at_once_lose_nothing() -> None:
    first, live = make_follow_up()
    point = point_of(first, TEAM)
    desk = at_desk(first.owner)
    command(desk, live, "last-time/note", point=point.pk, version=point.version, words="The lead wrote this.")
    late = command(desk, live, "last-time/note", point=point.pk, version=point.version, words="And I wrote that.")
    html = late.content.decode()
    assert (late.status_code, point_of(first, TEAM).progress) == (409, "The lead wrote this.")
    assert "it stays: “The lead wrote this.”. What you wrote was: “And I wrote that.”." in html


def test_a_press_from_an_old_page_brings_nothing_up() -> None:
    first, live = make_follow_up()
    seen = live.revision
    actions.bring_up(live, seen, point_of(first, PROPOSED).pk)
    with pytest.raises(Stale):
        actions.bring_up(live, seen, point_of(first, OWN).pk)
    assert now(live) == PROPOSED


def test_a_phone_that_is_behind_cannot_change_the_point_before() -> None:
    first, live = make_follow_up()
    phone = Phone(live)
    actions.bring_up(live, live.revision, point_of(first, PROPOSED).pk)
    late = press(phone, f"last-time/{point_of(first, TEAM).pk}/", status="done")
    assert (late.status_code, status(first, TEAM)) == (409, "not-started")
    assert "The room has moved on to another action point." in late.content.decode()
    stage.go_next(live, live.revision)
    late = press(phone, f"last-time/{point_of(first, PROPOSED).pk}/", status="done")
    assert (late.status_code, status(first, PROPOSED)) == (409, "not-started")


def test_after_the_end_nothing_is_said_any_more_and_all_is_kept() -> None:
    first, live = make_follow_up()
    phone = Phone(live)
    says(live, first, TEAM, "begun")
    running.end(live, live.revision)
    late = press(phone, f"last-time/{point_of(first, TEAM).pk}/", status="done")
    assert (late.status_code, status(first, TEAM)) == (409, "begun")
    with pytest.raises(Refused):
        says(live, first, TEAM, "done")
    with pytest.raises(Refused):
        actions.note(live, point_of(first, TEAM).pk, 1, "late")
    with pytest.raises(NotPermitted):
        actions.bring_up(live, live.revision, point_of(first, OWN).pk)
    over = screens.fragment(live, Audience.PHONES, phone.seat)
    assert "What the room said about the action points is on the team lead’s page." in over
    assert "What you chose" not in over
    assert "The vote is sealed" not in screens.fragment(live, Audience.CONSOLE)


def test_only_the_room_and_its_facilitators_may_say_anything() -> None:
    first, live = make_follow_up()
    number = point_of(first, TEAM).pk
    outsiders = [Client(), Phone(make_running()).client, at_desk(make_workshop().owner), Lead(first).client]
    for client in outsiders:
        assert client.post(f"/w/{live.key}/last-time/{number}/", {"status": "done"}, headers=HTMX).status_code in {403, 404}
        for name in ("last-time", "last-time/say", "last-time/note"):
            given = {"point": number, "status": "done", "version": 1, "words": "taken over"}
            assert command(client, live, name, **given).status_code == 404
        assert client.get(f"/console/{live.key}/last-time/said/").status_code == 404
    assert (status(first, TEAM), point_of(first, TEAM).progress) == ("not-started", "")


@pytest.mark.parametrize("state", ["", "finished", "DONE", "done\0"])
def test_a_state_that_is_none_is_refused_and_changes_nothing(state: str) -> None:
    first, live = make_follow_up()
    number = point_of(first, TEAM).pk
    assert press(Phone(live), f"last-time/{number}/", status=state).status_code == 400
    assert command(at_desk(first.owner), live, "last-time/say", point=number, status=state).status_code == 400
    assert status(first, TEAM) == "not-started"


def test_a_point_that_was_not_brought_along_is_not_there() -> None:
    first, live = make_follow_up(TEAM)
    other = make_workshop()
    desk, phone = at_desk(first.owner), Phone(live)
    for number in (point_of(first, OWN).pk, point_of(other, TEAM).pk, 10**17):
        assert press(phone, f"last-time/{number}/", status="done").status_code == 404
        assert command(desk, live, "last-time", point=number).status_code == 409
        assert command(desk, live, "last-time/say", point=number, status="done").status_code == 404
        assert command(desk, live, "last-time/note", point=number, version=1, words="x").status_code == 404
    assert set(ActionPoint.objects.values_list("status", flat=True)) == {"not-started"}


def test_a_point_that_is_deleted_meanwhile_hands_on_to_the_next() -> None:
    first, live = make_follow_up()
    actions.bring_up(live, live.revision, point_of(first, PROPOSED).pk)
    point_of(first, TEAM).delete()
    assert (now(live), [step.number for step in there(live).steps]) == (PROPOSED, [1, 2, 3])
    point_of(first, PROPOSED).delete()
    assert now(live) == ORGANISATION
    ActionPoint.objects.filter(live=first).delete()
    assert there(live).now is None
    assert "No action points were brought along" in screens.fragment(live, Audience.CONSOLE)
    for audience in Audience:
        assert 'id="stage"' in screens.fragment(live, audience)


def test_without_script_everything_is_a_form_that_comes_back_to_its_page() -> None:
    first, live = make_follow_up()
    phone, desk = Phone(live), at_desk(first.owner)
    number = point_of(first, TEAM).pk
    page = phone.client.get(f"/w/{live.key}/").content.decode()
    assert f'action="/w/{live.key}/last-time/{number}/"' in page
    assert "csrfmiddlewaretoken" in page
    said = press(phone, f"last-time/{number}/", script=False, status="begun")
    assert (said.status_code, said["Location"], status(first, TEAM)) == (302, f"/w/{live.key}/", "begun")
    for name, given in (("say", {"status": "done"}), ("note", {"version": 1, "words": "done it"})):
        live.refresh_from_db()
        answer = desk.post(f"/console/{live.key}/last-time/{name}/", {"seen": live.revision, "point": number, **given})
        assert (answer.status_code, answer["Location"]) == (302, f"/console/{live.key}/")
    assert (status(first, TEAM), point_of(first, TEAM).progress) == ("done", "done it")


# ------------------------------------------------------------------ a lead without an account
def test_a_lead_without_an_account_runs_the_whole_of_it_from_the_console() -> None:
    first = make_workshop()
    lead = Lead(first)
    console = lead.post("follow-up/start/", point=str(point_of(first, TEAM).pk))["Location"]
    live = FollowUp.objects.get(first=first).live
    assert command(lead.client, live, "start").status_code == 200
    assert command(lead.client, live, "last-time/say", point=point_of(first, TEAM).pk, status="done").status_code == 200
    for _slide in range(5):
        assert command(lead.client, live, "next").status_code == 200
    check_page(lead.client.get(console))
    assert command(lead.client, live, "finish").status_code == 200
    page = lead.client.get(console).content.decode()
    assert f'href="/console/{live.key}/last-time/said/"' in page
    said = lead.client.get(f"/console/{live.key}/last-time/said/")
    check_page(said)
    assert TEAM in said.content.decode()
    assert (status(first, TEAM), lead.client.get(f"/console/{first.key}/").status_code) == ("done", 404)


def test_the_workshop_s_own_facilitators_go_on_to_its_action_points() -> None:
    first, live = make_follow_up()
    answer = at_desk(first.owner).get(f"/console/{live.key}/last-time/said/")
    assert (answer.status_code, answer["Location"]) == (302, f"/workshops/{first.key}/hand-over/points/")


# ------------------------------------------------------------------ what goes
PHASES = ["lobby", "running", "paused", "ended"]


def make_follow_up_in(phase: str) -> tuple[LiveSession, LiveSession]:
    first, live = make_follow_up(begins=phase in {"running", "paused"})
    if phase == "paused":
        running.pause(live, live.revision)
    if phase == "ended":
        running.end(live, live.revision)
    return first, live


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("by", ["the list of workshops", "the hand-over"])
def test_a_workshop_is_deleted_with_its_follow_up_wherever_that_is(by: str, phase: str) -> None:
    first, _live = make_follow_up_in(phase)
    desk, other = at_desk(first.owner), make_running()
    path = f"/workshops/{first.key}/delete/" if by == "the list of workshops" else f"/workshops/{first.key}/hand-over/delete/"
    assert "its follow-up; if that is open, it ends for everybody there" in desk.get(path).content.decode()
    assert desk.post(path)["Location"] == "/workshops/"
    assert list(LiveSession.objects.all()) == [other]
    assert first.title not in desk.get("/workshops/").content.decode().partition("is deleted.")[2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by", ["hand", "days"])
def test_a_follow_up_that_is_on_ends_on_its_screens_before_it_goes_with_its_workshop(by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first, live = make_follow_up()
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(push, "_send", sent.append)
    if by == "hand":
        preparing.delete(first)
    else:
        with time_machine.travel(clock.now() + timedelta(days=first.kept_days)):
            LiveSession.objects.filter(pk=live.pk).update(moved_at=clock.now())
            purging.purge()
    texts = {audience: text for message in sent for audience, text in message.get("texts", {}).items()}
    assert ("This workshop has ended" in texts["phones"], "That was the workshop." in texts["console"]) == (True, True)
    assert LiveSession.objects.count() == 0


def test_nothing_is_deleted_when_somebody_presses_next_in_the_follow_up_at_the_same_moment() -> None:
    first, live = make_follow_up()
    desk, ways = at_desk(first.owner), ("hand-over/delete", "delete")
    said = []
    for way in ways:
        presses = iter([lambda: LiveSession.objects.filter(pk=live.pk).update(revision=F("revision") + 1)])

        def meanwhile(execute: Any, sql: str, *rest: Any, presses: Any = presses) -> Any:
            if sql.startswith('UPDATE "live_livesession"') and (press := next(presses, None)):
                press()
            return execute(sql, *rest)

        with connection.execute_wrapper(meanwhile):
            said.append(desk.post(f"/workshops/{first.key}/{way}/", follow=True).content.decode())
    assert ["so nothing was deleted." in page for page in said] == [True, True]
    assert LiveSession.objects.filter(pk__in=[first.pk, live.pk]).exclude(pk=live.pk, phase="ended").count() == 2


@pytest.mark.parametrize("phase", PHASES)
def test_a_follow_up_goes_with_its_workshop_when_the_days_are_over(phase: str) -> None:
    first, live = make_follow_up_in(phase)
    with time_machine.travel(clock.now() + timedelta(days=first.kept_days)):
        LiveSession.objects.filter(pk=live.pk, phase="ended").update(ended_at=clock.now())
        purging.purge()
    assert list(LiveSession.objects.filter(pk__in=[first.pk, live.pk])) == []


@pytest.mark.parametrize("phase", PHASES)
def test_a_follow_up_that_its_workshop_left_behind_goes_too(phase: str) -> None:
    first, _live = make_follow_up_in(phase)
    first.delete()
    for _hour in range(2):
        purging.purge()
    assert LiveSession.objects.count() == 0


def test_a_follow_up_goes_on_without_points_when_its_workshop_goes() -> None:
    first, live = make_follow_up()
    first.delete()
    for audience in Audience:
        assert 'id="stage"' in screens.fragment(live, audience)
    assert press(Phone(live), "last-time/1/", status="done").status_code == 404


def test_a_follow_up_in_the_list_of_workshops_has_no_questions_to_choose() -> None:
    first, _live = make_follow_up(begins=False)
    page = at_desk(first.owner).get("/workshops/").content.decode()
    assert '<p class="tiny quiet">20 minutes</p>' in page
    assert "questions to be chosen" not in page


def test_a_follow_up_is_neither_copied_nor_set_up_again_from_the_list_of_workshops() -> None:
    first, live = make_follow_up(begins=False)
    desk = at_desk(first.owner)
    page = desk.get("/workshops/").content.decode()
    assert f"/workshops/{first.key}/copy/" in page
    assert f"/console/{live.key}/" in page
    assert f"/workshops/{live.key}/" not in page.replace(f"/workshops/{live.key}/delete/", "")
    said = desk.post(f"/workshops/{live.key}/copy/", follow=True)
    assert "A follow-up belongs to its workshop." in said.content.decode()
    assert LiveSession.objects.count() == 2
