"""The console: what each button changes, who may press it, and what the page shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import html5lib
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sessions import presence
from sessions.actions import people, running, stage
from sessions.exercise import Audience
from sessions.models import LiveSession
from tests.factories import at_desk, make_live, make_running, make_seat, make_user

pytestmark = pytest.mark.django_db
TEN = datetime(2027, 1, 14, 10, 0, tzinfo=UTC)
HTMX = {"HX-Request": "true"}
COMMANDS = [
    "start", "pause", "resume", "finish", "next", "back", "go", "extend", "blank", "open", "more", "close", "show", "question-set", "trim",
    "door", "change-code",
]  # fmt: skip


@pytest.fixture(autouse=True)
def ten() -> object:
    with time_machine.travel(TEN, tick=False) as traveller:
        yield traveller


def desk(live: LiveSession) -> Client:
    """The owner's browser."""
    return at_desk(live.owner)


def press(client: Client, live: LiveSession, name: str, *, seen: int | None = None, htmx: bool = True, **fields: Any) -> Any:
    """Press a button on a page that showed revision `seen`, by default the present one; then read the session afresh."""
    live.refresh_from_db()
    data = {"seen": live.revision if seen is None else seen, **fields}
    response = client.post(reverse(f"live:{name}", args=[live.key]), data, headers=HTMX if htmx else {})
    live.refresh_from_db()
    return response


def shown(client: Client, live: LiveSession, query: str = "") -> str:
    response = client.get(reverse("live:console", args=[live.key]) + query)
    assert response.status_code == 200
    return response.content.decode()


def squeezed(html: str) -> str:
    return " ".join(html.split())


# ------------------------------------------------------------------ what buttons do
def test_begin_puts_the_first_slide_on_stage() -> None:
    live = make_live()
    assert press(desk(live), live, "start").status_code == 200
    assert (live.phase, live.slide_key, live.revision) == ("running", "before-you-begin", 2)


def test_next_and_back_move_one_slide() -> None:
    live = make_running("creating-safety")
    client = desk(live)
    press(client, live, "next")
    assert live.slide_key == "behaviour-based-or-ecological"
    press(client, live, "back")
    assert live.slide_key == "creating-safety"


def test_any_part_can_be_gone_to() -> None:
    live = make_running()
    press(desk(live), live, "go", slide="next-steps")
    assert live.slide_key == "next-steps"


def test_pause_stops_the_clock_and_go_on_moves_the_deadline(ten: time_machine.Traveller) -> None:
    live = make_running("in-summary")
    client = desk(live)
    press(client, live, "pause")
    assert (live.phase, live.paused_at) == ("paused", TEN)
    ten.move_to(TEN + timedelta(minutes=4))
    press(client, live, "resume")
    assert (live.phase, live.runs.get(slide_key="in-summary").ends_at) == ("running", TEN + timedelta(minutes=3 + 4))


def test_a_minute_more_and_a_minute_less() -> None:
    live = make_running("in-summary")
    client = desk(live)
    press(client, live, "extend", minutes=1)
    assert live.runs.get(slide_key="in-summary").ends_at == TEN + timedelta(minutes=4)
    press(client, live, "extend", minutes=-1)
    assert live.runs.get(slide_key="in-summary").ends_at == TEN + timedelta(minutes=3)


def test_the_big_screen_can_be_blanked_and_shown_again() -> None:
    live = make_running()
    client = desk(live)
    press(client, live, "blank", on="on")
    assert live.is_blank is True
    assert "The big screen is blank." in shown(client, live)
    press(client, live, "blank")
    assert live.is_blank is False


def test_the_door_can_be_closed_and_opened() -> None:
    live = make_live()
    client = desk(live)
    press(client, live, "door")
    assert live.door_open is False
    assert "Door closed" in shown(client, live)
    press(client, live, "door", on="on")
    assert live.door_open is True


def test_a_new_code_ends_the_old_one() -> None:
    live = make_live()
    old = live.code
    press(desk(live), live, "change-code")
    assert live.code != old
    assert people.find_by_code(old) is None


def test_the_question_set_can_be_chosen_until_one_of_its_slides_is_on() -> None:
    live = make_running("introducing-the-exercises")
    client = desk(live)
    press(client, live, "question-set", question_set="senior-leaders")
    assert live.question_set == "senior-leaders"
    press(client, live, "next")
    assert press(client, live, "question-set", question_set="meetings-and-panels").status_code == 409
    assert live.question_set == "senior-leaders"


def test_the_end_ends_it() -> None:
    live = make_running("next-steps")
    client = desk(live)
    press(client, live, "finish")
    assert (live.phase, live.code) == ("ended", "")
    page = shown(client, live)
    assert "That was the workshop. Thank you." in page
    assert "press-main" not in page


# ------------------------------------------------------------------ presses that change nothing
def test_a_press_that_comes_too_late_moves_nothing_and_says_so() -> None:
    live = make_running("creating-safety")
    seen = live.revision
    client = desk(live)
    assert press(client, live, "next", seen=seen).status_code == 200
    late = press(client, live, "next", seen=seen)
    assert late.status_code == 409
    assert live.slide_key == "behaviour-based-or-ecological"
    assert "The room had already moved on" in late.content.decode()
    assert 'data-slide="behaviour-based-or-ecological"' in late.content.decode()


@pytest.mark.parametrize("seen", ["", "-1", "ten", "99999999999999999999"])
def test_a_press_without_a_readable_revision_changes_nothing(seen: str) -> None:
    live = make_running("creating-safety")
    client = desk(live)
    response = client.post(reverse("live:next", args=[live.key]), {"seen": seen}, headers=HTMX)
    live.refresh_from_db()
    assert (response.status_code, live.slide_key) == (400, "creating-safety")
    assert "didn’t arrive as it should" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "fields", "status"),
    [
        ("go", {"slide": "nowhere"}, 409),
        ("go", {"slide": "<b>"}, 400),
        ("extend", {"minutes": "600"}, 400),
        ("extend", {"minutes": "one"}, 400),
        ("question-set", {"question_set": "made-up"}, 409),
        ("resume", {}, 409),
        ("start", {}, 409),
        ("open", {}, 409),
        ("show", {"step": "1"}, 409),
        ("trim", {"trim": "in-summary", "to-in-summary": "600"}, 400),
        ("trim", {"trim": "made-up", "to-made-up": "1"}, 400),
    ],
)
def test_what_makes_no_sense_changes_nothing(name: str, fields: dict[str, Any], status: int) -> None:
    live = make_running("contextual-safeguarding-is-ecological")
    client = desk(live)
    before = LiveSession.objects.filter(pk=live.pk).values().get()
    assert press(client, live, name, **fields).status_code == status
    assert LiveSession.objects.filter(pk=live.pk).values().get() == before


@pytest.mark.parametrize("name", COMMANDS)
def test_strangers_and_participants_cannot_press_anything(name: str) -> None:
    live = make_running("creating-safety")
    _seat, cookie = make_seat(live)
    participant = Client()
    participant.cookies["seat"] = cookie
    before = LiveSession.objects.filter(pk=live.pk).values().get()
    for client in (Client(), participant, at_desk(make_user())):
        assert press(client, live, name).status_code == 404
    assert LiveSession.objects.filter(pk=live.pk).values().get() == before


@pytest.mark.parametrize("name", ["console", "console-stage", "trims"])
def test_strangers_and_participants_cannot_look(name: str) -> None:
    live = make_running()
    _seat, cookie = make_seat(live)
    participant = Client()
    participant.cookies["seat"] = cookie
    for client in (Client(), participant, at_desk(make_user())):
        assert client.get(reverse(f"live:{name}", args=[live.key])).status_code == 404


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_are_never_done_by_opening_an_address(name: str) -> None:
    live = make_running()
    assert desk(live).get(reverse(f"live:{name}", args=[live.key])).status_code == 405


def test_without_script_a_press_leads_back_to_the_console_with_its_sentence() -> None:
    live = make_running("creating-safety")
    client = desk(live)
    there = press(client, live, "next", htmx=False)
    assert (there.status_code, there["Location"]) == (302, reverse("live:console", args=[live.key]))
    press(client, live, "next", seen=1, htmx=False)
    assert "The room had already moved on" in shown(client, live)


# ------------------------------------------------------------------ what the page shows
def test_the_lobby_shows_the_code_and_waits_for_a_press_not_a_key() -> None:
    live = make_live()
    page = shown(desk(live), live)
    assert page.count(f'aria-label="{" ".join(live.code[:3])}, {" ".join(live.code[3:])}"') >= 2
    assert 'id="press-main" data-key="no"' in page
    assert 'data-key="next"' not in page


def test_a_plain_slide_may_be_left_with_a_key() -> None:
    live = make_running("in-summary")
    page = shown(desk(live), live)
    assert 'id="press-main" data-key="next"' in page
    assert "Next: So what is the problem?" in page
    assert ">of 3 min<" in page


def test_no_key_skips_the_group_exercise() -> None:
    live = make_running("introducing-the-exercises")
    client = desk(live)
    page = shown(client, live)
    assert "Go on without a group exercise" in page
    assert 'data-key="next"' not in page
    press(client, live, "question-set", question_set="senior-leaders")
    assert 'id="press-main" data-key="next"' in shown(client, live)


def test_when_a_parts_time_is_over_nothing_moves_and_the_page_says_what_it_took(ten: time_machine.Traveller) -> None:
    live = make_running("in-summary")
    client = desk(live)
    ten.move_to(TEN + timedelta(minutes=7))
    page = squeezed(shown(client, live))
    live.refresh_from_db()
    assert live.slide_key == "in-summary"
    assert "End of part 8 of" in page
    assert '<span class="clock" data-clock="ends">0:00</span>' in page
    assert '<span data-after-end>3 min planned,<br><span data-taken data-given="3">7</span> taken</span>' in page


def test_the_pace_is_said_in_words_with_the_time_of_the_end(ten: time_machine.Traveller) -> None:
    live = make_live()
    running.start(live, live.revision)
    for spent in (0, 1, 1, 1, 4):
        ten.shift(timedelta(minutes=spent))
        stage.go_next(live, live.revision)
    page = squeezed(shown(desk(live), live))
    assert 'Part 6 of 13.</b> Two minutes behind the plan. At this pace you finish at <b class="num">11:02</b>.' in page
    assert "Find the minutes" in page


def test_minutes_are_not_offered_to_a_room_that_is_on_time() -> None:
    live = make_running("before-you-begin")
    assert "Find the minutes" not in shown(desk(live), live)


def test_the_room_is_counted_and_the_second_seat_named() -> None:
    live = make_running()
    for _n in range(3):
        make_seat(live)
    people.take_control(live, "Priya")
    for page_id in ("one", "two"):
        presence.heard(live.key, Audience.PHONES, page_id)
    presence.heard(live.key, Audience.PROJECTOR, "screen")
    page = squeezed(shown(desk(live), live))
    assert '<b class="num">2</b> of 3 connected' in page
    assert "<dt>Phones connected</dt><dd>2 of 3</dd>" in page
    assert "<dt>Big screen</dt><dd>Showing, 1 window</dd>" in page
    assert "<dt>Co-facilitator</dt><dd>Priya</dd>" in page


def test_what_people_typed_as_a_name_is_shown_as_text() -> None:
    live = make_running(title="<i>Panel</i> & co")
    people.take_control(live, "<b>Priya</b>")
    page = shown(desk(live), live)
    assert "<b>Priya</b>" not in page
    assert "<i>Panel</i>" not in page
    assert "&lt;b&gt;Priya&lt;/b&gt;" in page


def test_the_second_seat_presses_with_the_same_rights() -> None:
    live = make_running("creating-safety")
    _seat, token = people.take_control(live, "Priya")
    client = Client()
    session = client.session
    session["control"] = {live.key: token}
    session.save()
    assert press(client, live, "next").status_code == 200
    assert live.slide_key == "behaviour-based-or-ecological"


@pytest.mark.parametrize("slide", ["", "creating-safety", "introducing-the-exercises", "next-steps"])
def test_the_page_is_well_formed_and_no_id_is_there_twice(slide: str) -> None:
    live = make_running(slide) if slide else make_live()
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(shown(desk(live), live, "?trims=1"))
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert sorted(ids) == sorted(set(ids))
    assert len(tree.findall(".//main")) == 1
    assert len(tree.findall(".//h1")) == 1


def test_the_page_costs_the_same_number_of_queries_for_one_person_and_for_three() -> None:
    counts = []
    for seats in (1, 3):
        live = make_running("in-summary")
        for _n in range(seats):
            make_seat(live)
        client = desk(live)
        shown(client, live)
        with CaptureQueriesContext(connection) as queries:
            shown(client, live)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# ------------------------------------------------------------------ the poll
def test_a_poll_of_an_old_page_brings_every_region_and_of_a_present_one_only_counts() -> None:
    live = make_running("in-summary")
    client = desk(live)
    url = reverse("live:console-stage", args=[live.key])
    old = client.get(url, {"seen": "1", "page": "abc"}, headers=HTMX).content.decode()
    now = client.get(url, {"seen": str(live.revision), "page": "abc"}, headers=HTMX).content.decode()
    assert [name for name in ("pulse", "topstate", "pace", "parts", "menu", "notice", "stage") if f'id="{name}"' not in old] == []
    assert [name for name in ("topstate", "pace", "room-facts") if f'id="{name}"' not in now] == []
    assert [name for name in ("pulse", "parts", "menu", "notice", "stage") if f'id="{name}"' in now] == []


# ------------------------------------------------------------------ running over
def late_live(ten: time_machine.Traveller) -> LiveSession:
    """Twelve minutes late at the end of the discussion."""
    live = make_live(question_set="meetings-and-panels")
    running.start(live, live.revision)
    for spent in (0, 1, 1, 1, 2):
        ten.shift(timedelta(minutes=spent))
        stage.go_next(live, live.revision)
    ten.shift(timedelta(minutes=22))
    return live


def test_the_trims_are_offered_in_the_place_of_the_slide_only_when_asked_for(ten: time_machine.Traveller) -> None:
    live = late_live(ten)
    client = desk(live)
    assert "minutes to find" not in shown(client, live)
    page = squeezed(shown(client, live, "?trims=1"))
    assert "Twelve minutes to find" in page
    assert "12 of 12 min" in page
    assert "Leave as it is, finish at 11:12" in page
    assert "<b>Next steps stays at 5 minutes.</b>" in page
    assert page.count('class="transport"') == 1


def test_taking_the_trims_changes_the_minutes_and_closes_the_offer(ten: time_machine.Traveller) -> None:
    live = late_live(ten)
    client = desk(live)
    ticked: dict[str, Any] = {"trim": ["in-summary", "group-exercise.talk"], "to-in-summary": 1, "to-group-exercise.talk": 12}
    answer = press(client, live, "trim", **ticked)
    assert answer.status_code == 200
    assert (live.minutes["in-summary"], live.minutes["group-exercise.talk"], live.total) == (1, 12, 50)
    assert '<div id="trims" class="stage-region" hx-swap-oob="true"></div>' in answer.content.decode()


def test_trims_that_come_too_late_change_nothing_and_are_offered_afresh(ten: time_machine.Traveller) -> None:
    live = late_live(ten)
    before = dict(live.minutes)
    ticked: dict[str, Any] = {"trim": "in-summary", "to-in-summary": 1}
    answer = press(desk(live), live, "trim", seen=live.revision - 1, **ticked)
    assert (answer.status_code, live.minutes) == (409, before)
    assert "Twelve minutes to find" in answer.content.decode()


def test_the_sum_follows_the_ticks(ten: time_machine.Traveller) -> None:
    live = late_live(ten)
    url = reverse("live:trims", args=[live.key])
    ticked: dict[str, Any] = {
        "sum": 1,
        "trim": ["in-summary", "group-exercise.talk"],
        "to-in-summary": 1,
        "to-group-exercise.talk": 14,
        "to-going-deeper": 1,
    }
    text = squeezed(desk(live).get(url, ticked, headers=HTMX).content.decode())
    assert "8 of 12 min" in text
    assert "With these 2 trims" in text
    assert "ends 11:04" in text


def test_a_sum_of_nonsense_counts_nothing(ten: time_machine.Traveller) -> None:
    live = late_live(ten)
    url = reverse("live:trims", args=[live.key])
    nonsense: dict[str, Any] = {
        "sum": 1,
        "trim": ["in-summary", "made-up", "next-steps"],
        "to-in-summary": "-4",
        "to-made-up": 1,
        "to-next-steps": 0,
    }
    text = squeezed(desk(live).get(url, nonsense, headers=HTMX).content.decode())
    assert "0 of 12 min" in text


def test_without_script_the_offer_is_a_page_of_its_own(ten: time_machine.Traveller) -> None:
    live = late_live(ten)
    response = desk(live).get(reverse("live:trims", args=[live.key]))
    assert (response.status_code, response["Location"]) == (302, reverse("live:console", args=[live.key]) + "?trims=1")


@pytest.mark.parametrize(
    ("away", "sentence"), [(timedelta(minutes=20), "20 minutes behind the plan."), (timedelta(hours=14), "With the plan, near enough.")]
)
def test_a_break_makes_the_room_late_and_a_night_does_not(ten: time_machine.Traveller, away: timedelta, sentence: str) -> None:
    live = make_live()
    running.start(live, live.revision)
    ten.shift(timedelta(seconds=10))
    running.pause(live, live.revision)
    ten.shift(away)
    assert sentence in shown(desk(live), live), "while it is paused"
    running.resume(live, live.revision)
    ten.shift(timedelta(seconds=10))
    assert sentence in shown(desk(live), live), "after it has gone on"
    running.pause(live, live.revision)
    ten.shift(timedelta(hours=20))
    running.resume(live, live.revision)
    assert sentence in shown(desk(live), live), "after a second night"
