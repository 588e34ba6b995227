"""What is on stage: moving, minutes, opening, closing, showing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from sessions.actions import Stale, running, stage
from sessions.exercise import Refused
from sessions.models import LiveSession, SlideRun
from sessions.phases import NotPermitted, Phase, RunPhase
from tests.factories import make_running
from tests.fakes import Echo, make_saying, make_small_live

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 1, 14, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def run_of(live: LiveSession, slide_key: str = "") -> SlideRun:
    return SlideRun.objects.get(live=live, slide_key=slide_key or live.slide_key)


def begun() -> LiveSession:
    live = make_small_live()
    running.start(live, live.revision)
    return live


# ------------------------------------------------------------------ moving
def test_next_and_back_walk_through_the_running_order() -> None:
    live = begun()
    seen = [live.slide_key]
    for act in (stage.go_next, stage.go_next, stage.go_back, stage.go_next, stage.go_next):
        act(live, live.revision)
        seen.append(live.slide_key)
    assert seen == ["open", "say", "talk", "say", "talk", "end"]


def test_the_whole_workshop_can_be_walked_through_with_any_set_or_none() -> None:
    for question_set in ("", "meetings-and-panels", "teams-and-co-working", "extra-familial-harm", "senior-leaders"):
        live = make_running(question_set=question_set)
        while live.next_part:
            stage.go_next(live, live.revision)
        assert (live.slide_key, live.part.position if live.part else 0) == (live.parts[-1].slide.key, 17 if question_set else 13)


def test_every_move_raises_the_revision_by_one() -> None:
    live = begun()
    before = live.revision
    stage.go_next(live, live.revision)
    stage.go_back(live, live.revision)
    assert live.revision == before + 2


@pytest.mark.parametrize("act", [stage.go_back, stage.go_next])
def test_at_either_end_a_press_changes_nothing(act: object) -> None:
    live = begun()
    if act is stage.go_next:
        stage.go_to(live, live.revision, "end")
    before = LiveSession.objects.values().get(pk=live.pk)
    act(live, live.revision)  # type: ignore[operator]
    assert LiveSession.objects.values().get(pk=live.pk) == before


def test_a_slide_that_is_not_in_the_running_order_cannot_be_put_on() -> None:
    live = make_running(question_set="senior-leaders")
    for key in ("meetings-who-and-voice", "no-such-slide", ""):
        with pytest.raises(NotPermitted):
            stage.go_to(live, live.revision, key)
    live.refresh_from_db()
    assert live.slide_key == "before-you-begin"


def test_nothing_moves_in_the_lobby() -> None:
    live = make_small_live()
    for act in (stage.go_next, stage.go_back):
        with pytest.raises(NotPermitted):
            act(live, live.revision)
    assert (live.runs.count(), live.slide_key) == (0, "")


def test_moving_unblanks_the_projector() -> None:
    live = begun()
    stage.blank(live, live.revision, True)
    assert live.is_blank
    stage.go_next(live, live.revision)
    assert not live.is_blank


# ------------------------------------------------------------------ time
def test_going_back_returns_to_the_same_run_and_what_it_had_left(noon: time_machine.Traveller) -> None:
    live = begun()
    first = run_of(live)
    noon.shift(45)
    stage.go_next(live, live.revision)
    noon.shift(100)
    stage.go_back(live, live.revision)
    again = run_of(live)
    assert (again.pk, again.seconds) == (first.pk, 45.0)
    assert again.ends_at == NOON + 145 * SECOND + 75 * SECOND


def test_a_slide_that_ran_over_is_still_over_when_it_comes_back(noon: time_machine.Traveller) -> None:
    live = begun()
    noon.shift(150)
    stage.go_next(live, live.revision)
    stage.go_back(live, live.revision)
    assert run_of(live).ends_at == NOON + 120 * SECOND


def test_the_group_exercise_has_one_clock_over_its_slides(noon: time_machine.Traveller) -> None:
    live = make_running("section-meetings-and-panels", question_set="meetings-and-panels")
    noon.shift(120)
    stage.go_next(live, live.revision)
    noon.shift(300)
    stage.go_next(live, live.revision)
    ends = [run_of(live, key).ends_at for key in ("section-meetings-and-panels", "meetings-who-and-voice", "meetings-culture-and-change")]
    assert ends == [NOON + 20 * MINUTE] * 3


def test_the_slide_that_introduces_the_groups_has_no_time_of_its_own() -> None:
    live = make_running("introducing-the-exercises", question_set="meetings-and-panels")
    assert run_of(live).ends_at is None


@pytest.mark.parametrize("back_to", ["meetings-who-and-voice", "meetings-culture-and-change"])
def test_the_groups_have_left_what_they_had_left_whichever_of_their_slides_comes_back(back_to: str, noon: time_machine.Traveller) -> None:
    live = make_running("meetings-who-and-voice", question_set="meetings-and-panels")
    noon.shift(300)
    stage.go_next(live, live.revision)
    noon.shift(240)
    stage.extend(live, live.revision, 2)
    stage.go_to(live, live.revision, "introducing-the-exercises")
    noon.shift(60)
    stage.go_to(live, live.revision, back_to)
    assert run_of(live).ends_at == NOON + 600 * SECOND + (22 * MINUTE - 540 * SECOND)


def test_minutes_can_be_given_and_taken() -> None:
    live = begun()
    stage.extend(live, live.revision, 1)
    assert (run_of(live).ends_at, run_of(live).extra) == (NOON + 3 * MINUTE, 1)
    stage.extend(live, live.revision, -2)
    assert (run_of(live).ends_at, run_of(live).extra) == (NOON + MINUTE, -1)


def test_the_end_never_lies_before_now_and_only_what_was_taken_is_noted(noon: time_machine.Traveller) -> None:
    live = begun()
    noon.shift(60)
    stage.extend(live, live.revision, -5)
    assert (run_of(live).ends_at, run_of(live).extra) == (NOON + MINUTE, -1)


def test_a_minute_given_after_time_is_up_is_a_whole_minute_and_is_still_there_after_going_back(noon: time_machine.Traveller) -> None:
    live = begun()
    noon.shift(120 + 180)
    stage.extend(live, live.revision, 1)
    assert run_of(live).ends_at == NOON + 6 * MINUTE
    stage.go_next(live, live.revision)
    stage.go_back(live, live.revision)
    assert run_of(live).ends_at == NOON + 6 * MINUTE


def test_minutes_given_in_a_pause_count_from_the_pause(noon: time_machine.Traveller) -> None:
    live = begun()
    noon.shift(60)
    running.pause(live, live.revision)
    noon.shift(600)
    stage.extend(live, live.revision, 1)
    running.resume(live, live.revision)
    assert run_of(live).ends_at == NOON + 3 * MINUTE + timedelta(seconds=600)


def test_a_slide_without_a_time_is_given_none() -> None:
    live = make_running("introducing-the-exercises")
    stage.extend(live, live.revision, 5)
    assert (run_of(live).ends_at, run_of(live).extra) == (None, 0)


def test_trims_change_only_what_is_still_to_come() -> None:
    live = begun()
    stage.go_next(live, live.revision)
    before = run_of(live).ends_at
    stage.trim(live, live.revision, {"talk": 2})
    assert live.minutes == {"open": 2, "say": 5, "talk": 2, "end": 1}
    assert run_of(live).ends_at == before


@pytest.mark.parametrize("minutes", [{"open": 1}, {"say": 1}, {"no-such-unit": 1}, {"talk": -1}, {"talk": 61}, {"talk": 2, "open": 1}])
def test_a_trim_that_no_longer_fits_is_refused_whole(minutes: dict[str, int]) -> None:
    live = begun()
    stage.go_next(live, live.revision)
    before = LiveSession.objects.values().get(pk=live.pk)
    with pytest.raises(Refused):
        stage.trim(live, live.revision, minutes)
    assert LiveSession.objects.values().get(pk=live.pk) == before


# ------------------------------------------------------------------ exercises
def test_an_exercise_opens_for_its_time_and_closes(echo: Echo) -> None:
    live = make_saying()
    assert (run_of(live).phase, run_of(live).closes_at) == (RunPhase.OPEN, NOON + MINUTE)
    stage.more_seconds(live, live.revision, 30)
    assert run_of(live).closes_at == NOON + 90 * SECOND
    stage.close_exercise(live, live.revision)
    assert run_of(live).phase == RunPhase.CLOSED


def test_a_deliberate_reopen_gives_the_whole_time_again(echo: Echo, noon: time_machine.Traveller) -> None:
    live = make_saying()
    noon.shift(61)
    stage.close_exercise(live, live.revision)
    stage.open_exercise(live, live.revision)
    assert (run_of(live).phase, run_of(live).closes_at, run_of(live).opened_at) == (RunPhase.OPEN, NOON + 121 * SECOND, NOON)


def test_an_exercise_that_has_been_sealed_cannot_be_reopened(echo: Echo) -> None:
    echo.may_reopen = lambda run: False  # type: ignore[method-assign]
    live = make_saying()
    stage.close_exercise(live, live.revision)
    seen = live.revision
    with pytest.raises(NotPermitted):
        stage.open_exercise(live, live.revision)
    live.refresh_from_db()
    assert (run_of(live).phase, live.revision) == (RunPhase.CLOSED, seen)


def test_leaving_an_open_exercise_closes_it(echo: Echo) -> None:
    live = make_saying()
    stage.go_next(live, live.revision)
    assert run_of(live, "say").phase == RunPhase.CLOSED
    stage.go_back(live, live.revision)
    assert (run_of(live).phase, SlideRun.objects.filter(live=live, slide_key="say").count()) == (RunPhase.CLOSED, 1)


def test_results_are_shown_one_by_one_and_the_last_is_the_reveal(echo: Echo) -> None:
    live = make_saying()
    stage.close_exercise(live, live.revision)
    stage.show_step(live, live.revision, 1)
    assert (run_of(live).phase, run_of(live).step) == (RunPhase.CLOSED, 1)
    stage.show_step(live, live.revision, 2)
    run = run_of(live)
    assert (run.phase, run.step, run.shown_at) == (RunPhase.REVEALED, 2, {"1": NOON.isoformat(), "2": NOON.isoformat()})


@pytest.mark.parametrize("step", [0, 2, 3, -1])
def test_no_result_is_shown_out_of_order(step: int, echo: Echo) -> None:
    live = make_saying()
    seen = live.revision
    with pytest.raises(NotPermitted):
        stage.show_step(live, live.revision, step)
    live.refresh_from_db()
    assert (run_of(live).step, live.revision) == (0, seen)


def test_nothing_takes_a_reveal_back(echo: Echo) -> None:
    live = make_saying()
    stage.close_exercise(live, live.revision)
    for step in (1, 2):
        stage.show_step(live, live.revision, step)
    stage.go_next(live, live.revision)
    stage.go_back(live, live.revision)
    for act in (stage.open_exercise, stage.close_exercise):
        with pytest.raises(NotPermitted):
            act(live, live.revision)
    for step in (1, 2, 3):
        with pytest.raises(NotPermitted):
            stage.show_step(live, live.revision, step)
    assert run_of(live).phase == RunPhase.REVEALED


def test_an_exercise_that_will_not_show_its_result_changes_nothing(echo: Echo) -> None:
    def refuse(run: SlideRun, step: int) -> None:
        raise Refused("Not yet.")

    echo.show = refuse  # type: ignore[method-assign]
    live = make_saying()
    stage.close_exercise(live, live.revision)
    seen = live.revision
    with pytest.raises(Refused):
        stage.show_step(live, live.revision, 1)
    live.refresh_from_db()
    assert (run_of(live).step, live.revision) == (0, seen)


def test_a_slide_without_an_exercise_has_nothing_to_open() -> None:
    live = begun()
    for act in (stage.open_exercise, stage.close_exercise):
        with pytest.raises(NotPermitted):
            act(live, live.revision)
    with pytest.raises(NotPermitted):
        stage.more_seconds(live, live.revision, 30)
    with pytest.raises(NotPermitted):
        stage.show_step(live, live.revision, 1)


# ------------------------------------------------------------------ the question set
def test_the_question_set_can_be_chosen_until_one_of_its_slides_is_on() -> None:
    live = make_running("introducing-the-exercises")
    stage.choose_set(live, live.revision, "senior-leaders")
    assert len(live.parts) == 17
    stage.go_next(live, live.revision)
    with pytest.raises(NotPermitted):
        stage.choose_set(live, live.revision, "meetings-and-panels")
    live.refresh_from_db()
    assert (live.question_set, live.phase) == ("senior-leaders", Phase.RUNNING)


def test_a_question_set_nobody_knows_is_not_chosen() -> None:
    live = make_running()
    with pytest.raises(NotPermitted):
        stage.choose_set(live, live.revision, "no-such-set")


# ------------------------------------------------------------------ stale presses
def test_a_stale_press_of_any_button_changes_nothing(echo: Echo) -> None:
    live = make_saying()
    rows = (LiveSession.objects.values().get(pk=live.pk), list(live.runs.order_by("pk").values()))
    seen = live.revision - 1
    presses: list[Callable[[], None]] = [
        lambda: stage.go_next(live, seen),
        lambda: stage.go_back(live, seen),
        lambda: stage.go_to(live, seen, "end"),
        lambda: stage.extend(live, seen, 1),
        lambda: stage.blank(live, seen, True),
        lambda: stage.more_seconds(live, seen, 30),
        lambda: stage.close_exercise(live, seen),
        lambda: stage.show_step(live, seen, 1),
        lambda: stage.trim(live, seen, {"end": 0}),
        lambda: stage.choose_set(live, seen, ""),
        lambda: running.pause(live, seen),
        lambda: running.end(live, seen),
    ]
    for press in presses:
        with pytest.raises(Stale):
            press()
    assert (LiveSession.objects.values().get(pk=live.pk), list(live.runs.order_by("pk").values())) == rows
