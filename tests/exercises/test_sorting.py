"""The three presses: what each shows, and what none shows too early."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from exercises import sealed
from exercises.models import Ballot, Hands, Total
from exercises.sorting.exercise import Sorting
from exercises.sorting.results import half_sentence, picks_of, sides, sorted_by_room
from sessions import screens
from sessions.actions import running, stage
from sessions.actions.answer import answer, stands
from sessions.exercise import Audience, Press, Refused
from sessions.models import LiveSession, Participant, SlideRun
from sessions.phases import NotPermitted, RunPhase
from sessions.screens import regions
from tests.factories import make_running, make_seat

VOTE, REVEAL = "creating-safety", "behaviour-based-or-ecological"
EVERYTHING: dict[str, Any] = {f"o{n}": "b" for n in range(1, 12)}


def after_vote(people: int) -> tuple[LiveSession, list[Participant]]:
    """A live session on the reveal's slide; everybody has voted 4, 6 and 8."""
    live = make_running(VOTE)
    stage.open_exercise(live, live.revision)
    seats = [make_seat(live)[0] for _n in range(people)]
    for seat in seats:
        answer(live, seat, VOTE, {"pick": ["4", "6", "8"], "turn": "1", "sent": "1"})
    stage.go_to(live, live.revision, REVEAL)
    return live, seats


def run_of(live: LiveSession, key: str = REVEAL) -> SlideRun:
    return SlideRun.objects.select_related("live").get(live=live, slide_key=key)


def press(live: LiveSession) -> Press | None:
    return Sorting().press(run_of(live))


def show(live: LiveSession, step: int) -> None:
    stage.show_step(live, live.revision, step)


def sort(live: LiveSession, seat: Participant, turn: int = 1, **answers: Any) -> None:
    answer(live, seat, REVEAL, {"turn": str(turn), **answers})


def html(live: LiveSession, audience: Audience, me: Participant | None = None) -> str:
    live = LiveSession.objects.get(pk=live.pk)
    return regions.render(audience, ("stage",), screens.context_for(live, audience, me))


# ------------------------------------------------------------------ the presses
@pytest.mark.django_db
def test_the_button_leads_through_the_three_results_and_no_key_shows_one() -> None:
    live, seats = after_vote(5)
    assert press(live) == Press("Show what the room chose", "show", by_key=False, values={"step": "1"})
    show(live, 1)
    assert press(live) == Press("Open the sorting", "open", by_key=False)
    stage.open_exercise(live, live.revision)
    sort(live, seats[0], **EVERYTHING)
    assert press(live) == Press("Show the sorting", "show", by_key=False, values={"step": "2"})
    show(live, 2)
    assert press(live) == Press("Show the lists", "show", by_key=False, values={"step": "3"})
    show(live, 3)
    assert (press(live), run_of(live).phase) == (None, RunPhase.REVEALED)


@pytest.mark.django_db
@pytest.mark.parametrize("phase", ["shown", "open"])
def test_the_sorting_can_be_skipped_before_and_after_it_was_opened(phase: str) -> None:
    live, _seats = after_vote(5)
    show(live, 1)
    if phase == "open":
        stage.open_exercise(live, live.revision)
    stage.close_exercise(live, live.revision)
    assert press(live) == Press("Show the lists", "show", by_key=False, values={"step": "3"})
    show(live, 3)
    assert run_of(live).phase == RunPhase.REVEALED


@pytest.mark.django_db
def test_no_result_is_shown_while_the_vote_is_open() -> None:
    live, _seats = after_vote(5)
    SlideRun.objects.filter(live=live, slide_key=VOTE).update(phase=RunPhase.OPEN)
    with pytest.raises(Refused) as refusal:
        show(live, 1)
    assert refusal.value.sentence == "The vote is still open. Close it first, then show what the room chose."
    assert (Total.objects.count(), Ballot.objects.count()) == (0, 5)


@pytest.mark.django_db
def test_the_first_result_seals_the_vote() -> None:
    live, _seats = after_vote(5)
    show(live, 1)
    assert (run_of(live, VOTE).phase, Total.objects.get().picks, Ballot.objects.count()) == (RunPhase.REVEALED, 15, 0)


@pytest.mark.django_db
def test_with_fewer_than_five_the_facilitator_is_warned_and_may_show_all_the_same() -> None:
    live, _seats = after_vote(4)
    console = html(live, Audience.CONSOLE)
    assert press(live) == Press("", "", by_key=False)
    assert [words in console for words in ("Four people have voted", "Show all the same", "Add a show of hands")] == [True] * 3
    show(live, 1)
    assert "12 picks from 4 people" in html(live, Audience.PROJECTOR)


@pytest.mark.django_db
def test_a_show_of_hands_makes_the_number_up() -> None:
    live, _seats = after_vote(4)
    Hands.objects.create(run=run_of(live, VOTE), people=1, choice={"1": 1})
    assert press(live) == Press("Show what the room chose", "show", by_key=False, values={"step": "1"})


@pytest.mark.django_db
@pytest.mark.parametrize("was_on", [True, False])
def test_without_a_vote_the_sorting_and_the_lists_work_all_the_same(was_on: bool) -> None:
    live = make_running(VOTE if was_on else REVEAL)
    if was_on:
        stage.go_to(live, live.revision, REVEAL)
    assert press(live) == Press("Go on without a vote", "show", by_key=False, values={"step": "1"})
    show(live, 1)
    assert "Nobody has voted" in html(live, Audience.PHONES)
    stage.open_exercise(live, live.revision)
    show(live, 2)
    show(live, 3)
    assert "What is good about each kind of approach" in html(live, Audience.PROJECTOR)


@pytest.mark.django_db
def test_without_a_vote_one_can_go_straight_to_the_lists() -> None:
    live = make_running(REVEAL)
    stage.close_exercise(live, live.revision)
    assert press(live) == Press("Show the lists", "show", by_key=False, values={"step": "3"})
    show(live, 3)
    assert run_of(live).phase == RunPhase.REVEALED


@pytest.mark.django_db
def test_a_vote_held_after_going_on_without_one_is_in_the_lists() -> None:
    live = make_running(REVEAL)
    show(live, 1)
    stage.go_to(live, live.revision, VOTE)
    stage.open_exercise(live, live.revision)
    for _n in range(5):
        answer(live, make_seat(live)[0], VOTE, {"pick": ["4"], "turn": "1"})
    stage.go_to(live, live.revision, REVEAL)
    stage.close_exercise(live, live.revision)
    show(live, 3)
    assert "5 picks from 5 people" in html(live, Audience.PROJECTOR)


@pytest.mark.django_db
def test_nothing_leads_back_from_the_lists() -> None:
    live, _seats = after_vote(5)
    show(live, 1)
    stage.close_exercise(live, live.revision)
    show(live, 3)
    for step in (2, 3):
        with pytest.raises(NotPermitted):
            show(live, step)
    with pytest.raises(NotPermitted):
        stage.open_exercise(live, live.revision)


# ------------------------------------------------------------------ hidden until its time
@pytest.mark.django_db
@pytest.mark.parametrize("audience", list(Audience))
def test_the_first_result_says_nothing_about_approaches(audience: Audience) -> None:
    live, _seats = after_vote(5)
    show(live, 1)
    shown = html(live, audience)
    assert "bar fill-n p-100" in shown
    assert [name for name in ("fill-b", "fill-e", "fill-x", "m-behaviour", "m-ecological") if name in shown] == []


@pytest.mark.django_db
@time_machine.travel("2027-01-14 10:00+00:00", tick=False)
def test_nobody_sees_how_the_room_sorts_before_it_is_shown() -> None:
    live, seats = after_vote(6)
    show(live, 1)
    stage.open_exercise(live, live.revision)
    shown = []
    for turn, letter in enumerate("be", 1):
        for seat in seats:
            sort(live, seat, turn, o1=letter)
        shown.append([html(live, audience) for audience in (Audience.PHONES, Audience.PROJECTOR)])
    assert sealed.count(Ballot.objects.values_list("choice", flat=True))[1] == {"1:e": 6}  # there is something to hide
    assert shown[0] == shown[1]
    show(live, 2)
    assert "6 ecological" in html(live, Audience.PROJECTOR)


@pytest.mark.django_db
def test_the_sorting_does_not_say_which_is_right_and_the_lists_do() -> None:
    live, seats = after_vote(5)
    show(live, 1)
    stage.open_exercise(live, live.revision)
    for seat in seats:
        sort(live, seat, o4="b")  # the deck calls it ecological
    show(live, 2)
    assert "5 behaviour-based" in html(live, Audience.PROJECTOR)
    assert "Number 8 is in both lists" not in html(live, Audience.PHONES)
    show(live, 3)
    assert "Number 8 is in both lists" in html(live, Audience.PHONES)


@pytest.mark.django_db
def test_a_sorting_of_fewer_than_five_is_talked_through_instead() -> None:
    live, seats = after_vote(5)
    show(live, 1)
    stage.open_exercise(live, live.revision)
    for seat in seats[:4]:
        sort(live, seat, o1="e")
    show(live, 2)
    for audience in Audience:
        assert "4 ecological" not in html(live, audience)
    assert "Fewer than five people sorted" in html(live, Audience.PHONES)
    assert (Total.objects.get(run=run_of(live)).people, Sorting().rows(run_of(live))) == (4, [])


# ------------------------------------------------------------------ sorting
@pytest.mark.django_db
def test_every_tap_is_kept_and_counted_by_how_far_people_are() -> None:
    live, seats = after_vote(3)
    show(live, 1)
    stage.open_exercise(live, live.revision)
    sort(live, seats[0], **EVERYTHING)
    sort(live, seats[1], o1="u")
    sort(live, seats[2])
    run = run_of(live)
    assert Sorting().counts(run, Audience.CONSOLE) == {"sorted_all": 1, "in": 1, "part_way": 1, "people": 3}
    assert Sorting().counts(run, Audience.PHONES) == {}
    assert sealed.own(run, seats[1]).choice == {"1": "u"}  # type: ignore[union-attr]
    assert 'name="o1" value="u" checked' in html(live, Audience.PHONES, seats[1])


@pytest.mark.django_db
def test_an_answer_that_is_none_of_the_four_is_refused() -> None:
    live, seats = after_vote(1)
    stage.open_exercise(live, live.revision)
    with pytest.raises(Refused) as refusal:
        sort(live, seats[0], o1="behaviour")
    assert (refusal.value.status, Ballot.objects.filter(run=run_of(live)).count()) == (400, 0)


@pytest.mark.django_db
def test_the_end_of_the_workshop_seals_the_sorting() -> None:
    live, seats = after_vote(5)
    stage.open_exercise(live, live.revision)
    for seat in seats:
        sort(live, seat, o1="b")
    running.end(live, live.revision)
    assert (Ballot.objects.count(), Total.objects.get(run__slide_key=REVEAL).choice) == (0, {"1:b": 5})


# ------------------------------------------------------------------ arithmetic
ELEVEN = [
    {"number": n, "label": f"long {n}", "short": f"short {n}", "approach": approach}
    for n, approach in enumerate(
        ["behaviour-based"] * 2
        + ["ecological"] * 2
        + ["behaviour-based", "ecological", "behaviour-based", "both"]
        + ["behaviour-based", "ecological", "behaviour-based"],
        1,
    )
]
ROOM = {"1": 13, "2": 5, "3": 6, "4": 11, "5": 7, "6": 4, "7": 4, "8": 13, "9": 1, "10": 2, "11": 6}


def test_the_lean_stands_next_to_what_three_picks_at_random_would_give() -> None:
    three = sides(picks_of(ELEVEN, ROOM), 3)
    assert [(side.approach, side.picks, side.of_a_hand, side.by_chance) for side in three] == [
        ("behaviour-based", 36, "1.5", "1.6"),
        ("both", 13, "0.5", "0.3"),
        ("ecological", 23, "1.0", "1.1"),
    ]


def test_chance_follows_the_options_of_the_deck() -> None:
    three = sides(picks_of([*ELEVEN[:2], ELEVEN[7]], {}), 2)
    assert [(side.of_a_hand, side.by_chance) for side in three] == [("", "1.3"), ("", "0.7"), ("", "0.0")]


def test_lists_begin_with_what_was_picked_most_and_share_one_scale() -> None:
    behaviour = sides(picks_of(ELEVEN, ROOM), 3)[0]
    assert [(bar.number, bar.picks, bar.share) for bar in behaviour.bars] == [
        (1, 13, 100),
        (5, 7, 54),
        (11, 6, 46),
        (2, 5, 38),
        (7, 4, 31),
        (9, 1, 8),
    ]


def test_a_bar_of_a_single_pick_in_a_large_room_can_be_seen() -> None:
    assert [bar.share for bar in picks_of(ELEVEN[:3], {"1": 900, "2": 1})] == [100, 1, 0]


def test_parts_of_a_row_keep_their_order_and_level_answers_have_no_top() -> None:
    rows = sorted_by_room(ELEVEN[:2], {"1:e": 3, "1:b": 1, "1:u": 1, "2:x": 2, "2:b": 2})
    assert [(row.parts, row.words, row.top, row.top_n) for row in rows] == [
        (
            (("behaviour-based", 1, 20), ("ecological", 3, 60), ("unsure", 1, 20)),
            "1 behaviour-based, 3 ecological, 1 not sure",
            "ecological",
            3,
        ),
        ((("behaviour-based", 2, 50), ("both", 2, 50)), "2 behaviour-based, 2 both", "", 2),
    ]


@pytest.mark.parametrize(
    ("behaviour", "total", "words"),
    [
        (36, 72, "About half of the room’s picks ask her to do something differently."),
        (0, 72, "None of the room’s picks asks her to do something differently."),
        (72, 72, "All of the room’s picks ask her to do something differently."),
        (24, 72, "About a third of the room’s picks ask her to do something differently."),
        (0, 0, ""),
    ],
)
def test_the_lean_is_said_in_plain_words(behaviour: int, total: int, words: str) -> None:
    assert half_sentence(behaviour, total) == words


@pytest.mark.django_db
def test_rows_name_counts_only() -> None:
    live, seats = after_vote(5)
    show(live, 1)
    stage.open_exercise(live, live.revision)
    for seat in seats:
        sort(live, seat, o1="b", o2="u")
    run = run_of(live)
    rows_before: list[dict[str, Any]] = Sorting().rows(run)
    show(live, 2)
    expected = {
        "number": 1,
        "option": "Taking a taxi home rather than walking",
        "behaviour-based": 5,
        "both": 0,
        "ecological": 0,
        "unsure": 0,
    }
    assert (rows_before, Sorting().rows(run)[0]) == ([], expected)


@pytest.mark.django_db
def test_an_answer_stands_until_the_same_phone_sorts_otherwise() -> None:
    live, (mine, other) = after_vote(2)
    show(live, 1)
    stage.open_exercise(live, live.revision)
    for seat in (mine, other):
        sort(live, seat, **EVERYTHING)
    sort(live, mine, turn=2, **{**EVERYTHING, "o4": "e"})
    sent = {"turn": "1", **EVERYTHING}
    assert [stands(live, seat, REVEAL, sent) for seat in (mine, other)] == [False, True]
