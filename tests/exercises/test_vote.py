"""The vote: what is taken, what is refused, and what nobody sees before its time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from exercises import keys, sealed
from exercises.models import Ballot, Hands, Total
from exercises.vote.exercise import Vote
from sessions import clock, screens
from sessions.actions import running, stage
from sessions.actions.answer import answer
from sessions.exercise import Audience, Refused
from sessions.models import LiveSession, Participant, SlideRun
from sessions.phases import NotPermitted, RunPhase
from sessions.screens import regions
from sessions.screens.phone import phone_context
from tests.factories import make_running, make_seat, make_user

pytestmark = pytest.mark.django_db
VOTE, REVEAL = "creating-safety", "behaviour-based-or-ecological"
ON_STAGE = ("phones", "projector", "console")


@pytest.fixture
def live() -> LiveSession:
    """A live session with the vote open."""
    live = make_running(VOTE)
    stage.open_exercise(live, live.revision)
    return live


def run_of(live: LiveSession, key: str = VOTE) -> SlideRun:
    return SlideRun.objects.select_related("live").get(live=live, slide_key=key)


def pick(live: LiveSession, seat: Participant, *numbers: int, **more: Any) -> None:
    answer(live, seat, VOTE, {"pick": [str(n) for n in numbers], "turn": "1", **more})


def only_ballot() -> dict[str, Any]:
    ballot = Ballot.objects.get()
    return {"choice": ballot.choice, "sent": ballot.sent, "turn": ballot.turn}


# ------------------------------------------------------------------ one ballot each
def test_choosing_again_replaces_the_first_choice(live: LiveSession) -> None:
    seat, _cookie = make_seat(live)
    pick(live, seat, 1, 2)
    pick(live, seat, 8, 6, 4, turn="2", sent="1")
    assert only_ballot() == {"choice": [4, 6, 8], "sent": True, "turn": 2}


def test_the_same_form_twice_is_one_ballot(live: LiveSession) -> None:
    seat, _cookie = make_seat(live)
    for _again in range(2):
        pick(live, seat, 4, 6, 8, sent="1")
    assert only_ballot() == {"choice": [4, 6, 8], "sent": True, "turn": 1}


def test_a_tick_that_arrives_after_a_newer_one_changes_nothing(live: LiveSession) -> None:
    seat, _cookie = make_seat(live)
    pick(live, seat, 4, 6, 8, turn="5")
    pick(live, seat, 1, turn="4")
    assert only_ballot() == {"choice": [4, 6, 8], "sent": False, "turn": 5}


def test_two_seats_have_two_ballots(live: LiveSession) -> None:
    for number in (1, 2):
        pick(live, make_seat(live)[0], number)
    assert sorted(Ballot.objects.values_list("choice", flat=True)) == [[1], [2]]


def test_the_database_itself_refuses_a_second_ballot_of_a_seat(live: LiveSession) -> None:
    run = run_of(live)
    Ballot.objects.create(run=run, voter="a" * 64, choice=[1])
    with pytest.raises(IntegrityError, match=r"ballot_once_each|UNIQUE"), transaction.atomic():
        Ballot.objects.create(run=run, voter="a" * 64, choice=[2])


def test_a_ballot_carries_neither_a_seat_nor_a_time() -> None:
    assert {field.name for field in Ballot._meta.get_fields()} == {"id", "run", "voter", "choice", "sent", "turn"}


# ------------------------------------------------------------------ what is refused
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"pick": ["1", "2", "3", "4"]}, "You have chosen three. Let go of one first, then pick another."),
        ({"pick": ["12"]}, "One of those isn’t on the list. Nothing was changed."),
        ({"pick": ["one"]}, "One of those isn’t on the list. Nothing was changed."),
        ({"pick": ["4", "6"], "sent": "1"}, "Pick 1 more."),
        ({"pick": [], "sent": "1"}, "Pick 3 more."),
        ({"pick": ["4"], "turn": "-1"}, "That didn’t arrive as it should. Nothing was changed."),
        ({"pick": ["4"], "turn": "9" * 30}, "That didn’t arrive as it should. Nothing was changed."),
    ],
)
def test_a_choice_that_does_not_fit_is_refused_kindly_and_changes_nothing(live: LiveSession, data: dict[str, Any], sentence: str) -> None:
    seat, _cookie = make_seat(live)
    pick(live, seat, 4)
    with pytest.raises(Refused) as refusal:
        answer(live, seat, VOTE, {"turn": "2", **data})
    assert (refusal.value.status, refusal.value.sentence) == (400, sentence)
    assert only_ballot() == {"choice": [4], "sent": False, "turn": 1}


def test_letting_go_of_everything_is_allowed_and_counts_nobody(live: LiveSession) -> None:
    seat, _cookie = make_seat(live)
    pick(live, seat, 4)
    pick(live, seat, turn="2")
    assert (only_ballot()["choice"], sealed.took_part(run_of(live))) == ([], 0)


def test_too_late_is_refused_with_the_sentence_and_409_and_what_was_ticked_counts(live: LiveSession, client: Client) -> None:
    seat, cookie = make_seat(live)
    pick(live, seat, 4, 6)
    client.cookies["seat"] = cookie
    url = reverse("live:answer", args=[live.key, VOTE])
    with time_machine.travel(run_of(live).closes_at + clock.GRACE + timedelta(seconds=1)):  # type: ignore[operator]
        response = client.post(url, {"pick": ["4", "6", "8"], "turn": "2", "sent": "1"}, headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert "This closed before your choice reached us. What you had ticked by then is counted." in response.content.decode()
    assert only_ballot() == {"choice": [4, 6], "sent": False, "turn": 1}


def test_before_the_minute_begins_nothing_is_taken() -> None:
    live = make_running(VOTE)
    seat, _cookie = make_seat(live)
    with pytest.raises(Refused) as refusal:
        pick(live, seat, 4)
    assert (refusal.value.status, Ballot.objects.count()) == (409, 0)


def test_without_its_key_nobody_may_change_or_add_and_what_is_there_counts(live: LiveSession) -> None:
    seat, other = make_seat(live)[0], make_seat(live)[0]
    pick(live, seat, 4, 6, 8)
    run = run_of(live)
    keys.destroy(run.pk)
    for who in (seat, other):
        with pytest.raises(Refused) as refusal:
            pick(live, who, 1, turn="2")
        assert refusal.value.sentence == "What people had chosen by now is counted, but nothing can be changed or added any more."
    stage.close_exercise(live, live.revision)
    stage.open_exercise(live, live.revision)
    assert keys.get(run.pk) is None  # a new key would let everybody vote twice
    assert sealed.seal(run).choice == {"4": 1, "6": 1, "8": 1}


# ------------------------------------------------------------------ hidden until its time
def test_nobody_sees_a_tally_before_the_vote_closes(live: LiveSession) -> None:
    """Two rooms that voted differently look the same on every screen, apart from the phone of somebody who chose."""
    seats = [make_seat(live)[0] for _n in range(6)]
    shown = []
    with time_machine.travel(clock.now(), tick=False):
        for turn, numbers in enumerate(((1, 2, 5), (3, 4, 10)), 1):
            for seat in seats:
                pick(live, seat, *numbers, turn=str(turn), sent="1")
            shown.append([screens.fragment(live, audience) for audience in Audience])
    assert sealed.count(Ballot.objects.values_list("choice", flat=True))[1] == {"3": 6, "4": 6, "10": 6}  # there is something to hide
    assert shown[0] == shown[1]


@pytest.mark.parametrize("word", ["behaviour", "ecological", "m-both", "fill-b", "fill-e"])
def test_no_screen_hints_at_an_approach_during_the_vote(live: LiveSession, word: str) -> None:
    seat, _cookie = make_seat(live)
    pick(live, seat, 4, 6, 8)
    stages = [
        regions.render(audience, ("stage",), screens.context_for(live, audience, seat if audience is Audience.PHONES else None))
        for audience in (Audience.PHONES, Audience.PROJECTOR)
    ]
    assert any(option["approach"] == "ecological" for option in run_of(live).slide.part("vote")["options"])
    assert [word in html.lower() for html in stages] == [False, False]


def test_console_and_projector_count_who_has_sent_and_phones_count_nothing(live: LiveSession) -> None:
    seats = [make_seat(live)[0] for _n in range(4)]
    pick(live, seats[0], 4, 6, 8, sent="1")
    pick(live, seats[1], 4)
    pick(live, seats[2])
    run = run_of(live)
    everything = {"sent": 1, "in": 1, "begun": 1, "people": 4}
    assert [Vote().counts(run, audience) for audience in Audience] == [{}, everything, everything]


@pytest.mark.parametrize("people", [1, 3])
def test_counting_costs_the_same_for_one_and_for_three(live: LiveSession, people: int, django_assert_num_queries: Any) -> None:
    for _n in range(people):
        pick(live, make_seat(live)[0], 4)
    run = run_of(live)
    with django_assert_num_queries(2):
        Vote().counts(run, Audience.CONSOLE)


# ------------------------------------------------------------------ a phone's own
def stage_of(live: LiveSession, seat: Participant) -> str:
    live = LiveSession.objects.get(pk=live.pk)
    return regions.render(Audience.PHONES, ("stage",), phone_context(live, seat))


def test_a_phone_shows_its_own_ticks_and_nobody_elses(live: LiveSession) -> None:
    me, other = make_seat(live)[0], make_seat(live)[0]
    pick(live, me, 4, 8)
    pick(live, other, 1, 2, 3)
    html = stage_of(live, me)
    assert [n for n in range(1, 12) if f'value="{n}" checked' in html] == [4, 8]
    assert "Pick 1 more" in html


def test_after_sending_a_phone_shows_its_three_and_can_change_them(live: LiveSession) -> None:
    me = make_seat(live)[0]
    pick(live, me, 4, 6, 8, sent="1")
    assert "Your three are in" in stage_of(live, me)
    pick(live, me, 4, 6, 8, turn="2")  # what the button "Change my three" posts
    assert "Send my three" in stage_of(live, me)
    assert only_ballot() == {"choice": [4, 6, 8], "sent": False, "turn": 2}


def test_after_the_close_a_phone_says_how_many_of_its_three_are_counted(live: LiveSession) -> None:
    me = make_seat(live)[0]
    pick(live, me, 4, 8)
    stage.close_exercise(live, live.revision)
    assert "<b>2 of your three</b>" in stage_of(live, me)


# ------------------------------------------------------------------ opening again, sealing
def test_the_vote_can_be_opened_again_with_every_pick_still_there_and_the_full_minute(live: LiveSession) -> None:
    me = make_seat(live)[0]
    pick(live, me, 4, 6, 8, sent="1")
    stage.close_exercise(live, live.revision)
    now = clock.now() + timedelta(minutes=3)
    stage.open_exercise(live, live.revision, now=now)
    run = run_of(live)
    assert (run.phase, run.closes_at) == (RunPhase.OPEN, now + timedelta(seconds=60))
    assert "Your three are in" in stage_of(live, me)


def test_once_results_are_shown_the_vote_cannot_be_opened_again(live: LiveSession) -> None:
    for _n in range(5):
        pick(live, make_seat(live)[0], 4)
    stage.go_to(live, live.revision, REVEAL)
    stage.show_step(live, live.revision, 1)
    stage.go_to(live, live.revision, VOTE)
    with pytest.raises(NotPermitted):
        stage.open_exercise(live, live.revision)
    assert run_of(live).phase == RunPhase.REVEALED


def test_fewer_than_three_ticked_at_the_end_counts_as_given(live: LiveSession) -> None:
    for numbers in ((4,), (4, 6), (4, 6, 8)):
        pick(live, make_seat(live)[0], *numbers)
    total = sealed.seal(run_of(live))
    assert (total.people, total.picks, total.choice) == (3, 6, {"4": 3, "6": 2, "8": 1})


def test_the_end_of_the_workshop_seals_the_vote(live: LiveSession) -> None:
    pick(live, make_seat(live)[0], 4)
    running.end(live, live.revision)
    assert (Total.objects.get().choice, Ballot.objects.count()) == ({"4": 1}, 0)


def test_rows_come_only_from_a_sealed_box_and_name_nobody(live: LiveSession) -> None:
    pick(live, make_seat(live)[0], 1)
    run = run_of(live)
    assert Vote().rows(run) == []
    sealed.seal(run)
    assert Vote().rows(run)[0] == {
        "number": 1,
        "option": "Taking a taxi home rather than walking",
        "approach": "behaviour-based",
        "picks": 1,
        "people": 1,
    }


# ------------------------------------------------------------------ a show of hands
@pytest.fixture
def facilitator(client: Client) -> tuple[Client, LiveSession]:
    """A signed-in facilitator whose vote is open."""
    user = make_user()
    live = make_running(VOTE, owner=user)
    stage.open_exercise(live, live.revision)
    client.force_login(user)
    return client, live


def show_hands(client: Client, live: LiveSession, **numbers: Any) -> int:
    url = reverse("exercises:hands", args=[live.key])
    return client.post(url, {"slide": VOTE, **numbers}, headers={"HX-Request": "true"}).status_code


def test_a_show_of_hands_is_added_when_the_box_is_sealed(facilitator: tuple[Client, LiveSession]) -> None:
    client, live = facilitator
    pick(live, make_seat(live)[0], 4, 6, 8)
    assert show_hands(client, live, people="6", o4="6", o7="2") == 200
    total = sealed.seal(run_of(live))
    assert (total.people, total.picks, total.choice) == (7, 11, {"4": 7, "6": 1, "7": 2, "8": 1})
    assert Hands.objects.count() == 0  # kept apart, it would let one subtract


@pytest.mark.parametrize(
    "numbers",
    [
        {"people": "2", "o4": "3"},
        {"people": "1", "o1": "1", "o2": "1", "o3": "1", "o4": "1"},
        {"people": "1001"},
        {"people": "-1"},
        {"people": "many"},
        {},
        {"people": "2", "o4": "1", "slide": REVEAL},
    ],
)
def test_hands_that_do_not_fit_change_nothing(facilitator: tuple[Client, LiveSession], numbers: dict[str, str]) -> None:
    client, live = facilitator
    assert show_hands(client, live, people="2", o4="2") == 200
    url = reverse("exercises:hands", args=[live.key])
    assert client.post(url, {"slide": VOTE, **numbers}, headers={"HX-Request": "true"}).status_code == 400
    assert Hands.objects.values_list("people", "choice").get() == (2, {"4": 2})


def test_hands_come_too_late_for_a_sealed_box(facilitator: tuple[Client, LiveSession]) -> None:
    client, live = facilitator
    sealed.seal(run_of(live))
    assert (show_hands(client, live, people="2"), Hands.objects.count()) == (409, 0)


def test_hands_can_be_taken_back(facilitator: tuple[Client, LiveSession]) -> None:
    client, live = facilitator
    assert [show_hands(client, live, people=n) for n in ("3", "0")] == [200, 200]
    assert Hands.objects.count() == 0


def test_only_facilitators_count_hands(facilitator: tuple[Client, LiveSession]) -> None:
    _client, live = facilitator
    stranger = Client()
    stranger.cookies["seat"] = make_seat(live)[1]
    assert (show_hands(stranger, live, people="3"), Hands.objects.count()) == (404, 0)
