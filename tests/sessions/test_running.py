"""Start, pause, go on, end: what happens to the session, its code and its deadlines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from sessions.actions import Stale, running, stage
from sessions.models import LiveSession, SlideRun
from sessions.phases import NotPermitted, Phase, RunPhase
from tests.factories import make_live, make_running
from tests.fakes import Echo, make_saying, make_small_live

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 1, 14, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def noon() -> object:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def run_of(live: LiveSession, slide_key: str) -> SlideRun:
    return SlideRun.objects.get(live=live, slide_key=slide_key)


def test_beginning_puts_the_first_slide_on_stage_and_starts_its_time() -> None:
    live = make_small_live()
    running.start(live, live.revision)
    assert (live.phase, live.slide_key, live.started_at) == (Phase.RUNNING, "open", NOON)
    assert run_of(live, "open").ends_at == NOON + 2 * MINUTE


@pytest.mark.parametrize(
    ("phase", "permitted"),
    [
        ("lobby", {"start", "end"}),
        ("running", {"pause", "end"}),
        ("paused", {"resume", "end"}),
        ("ended", set()),
    ],
)
def test_what_is_not_in_the_table_is_refused_and_changes_nothing(phase: str, permitted: set[str]) -> None:
    verbs = {"start": running.start, "pause": running.pause, "resume": running.resume, "end": running.end}
    for name, act in verbs.items():
        live = make_small_live()
        LiveSession.objects.filter(pk=live.pk).update(phase=phase, paused_at=NOON if phase == "paused" else None)
        live.refresh_from_db()
        if name in permitted:
            act(live, live.revision)
            continue
        with pytest.raises(NotPermitted):
            act(live, live.revision)
        live.refresh_from_db()
        assert (live.phase, live.revision, live.runs.count()) == (phase, 1, 0)


def test_a_paused_session_cannot_be_begun_again() -> None:
    live = make_running("creating-safety")
    running.pause(live, live.revision)
    with pytest.raises(NotPermitted):
        running.start(live, live.revision)
    live.refresh_from_db()
    assert (live.phase, live.slide_key) == (Phase.PAUSED, "creating-safety")


@pytest.mark.parametrize("act", [running.pause, running.end, stage.go_next, stage.go_back])
def test_a_stale_page_changes_nothing(act: object) -> None:
    live = make_running("what-is-in-this-workshop")
    seen = live.revision - 1
    with pytest.raises(Stale):
        act(live, seen)  # type: ignore[operator]
    live.refresh_from_db()
    assert (live.phase, live.slide_key, live.revision) == (Phase.RUNNING, "what-is-in-this-workshop", seen + 1)


def test_a_pause_moves_every_deadline_on_by_its_length(echo: Echo, noon: time_machine.Traveller) -> None:
    live = make_saying()
    noon.shift(20)
    running.pause(live, live.revision)
    noon.shift(90)
    running.resume(live, live.revision)
    run = run_of(live, "say")
    assert (run.ends_at, run.closes_at) == (NOON + 5 * MINUTE + timedelta(seconds=90), NOON + MINUTE + timedelta(seconds=90))
    assert (live.phase, live.paused_at) == (Phase.RUNNING, None)


@pytest.mark.parametrize("verb", ["go_next", "go_to", "end"])
def test_a_pause_is_no_time_spent_on_the_slide_however_it_ends(verb: str, noon: time_machine.Traveller) -> None:
    live = make_small_live()
    running.start(live, live.revision)
    noon.shift(30)
    running.pause(live, live.revision)
    noon.shift(600)
    match verb:
        case "go_next":
            stage.go_next(live, live.revision)
        case "go_to":
            stage.go_to(live, live.revision, "talk")
        case "end":
            running.end(live, live.revision)
    assert run_of(live, "open").seconds == 30.0


def test_opening_an_exercise_ends_a_pause_and_keeps_the_time_of_the_slide(echo: Echo, noon: time_machine.Traveller) -> None:
    live = make_saying(is_open=False)
    noon.shift(30)
    running.pause(live, live.revision)
    noon.shift(600)
    stage.open_exercise(live, live.revision)
    run = run_of(live, "say")
    assert (live.phase, live.paused_at) == (Phase.RUNNING, None)
    assert run.ends_at == NOON + 5 * MINUTE + timedelta(seconds=600)
    assert run.closes_at == NOON + timedelta(seconds=630 + 60)


def test_the_groups_keep_their_time_when_a_pause_ends_with_next(noon: time_machine.Traveller) -> None:
    live = make_running("meetings-who-and-voice", question_set="meetings-and-panels")
    noon.shift(60)
    running.pause(live, live.revision)
    noon.shift(300)
    stage.go_next(live, live.revision)
    assert run_of(live, "meetings-culture-and-change").ends_at == NOON + 20 * MINUTE + timedelta(seconds=300)


def test_ending_closes_what_is_open_and_retires_the_code(echo: Echo) -> None:
    live = make_saying()
    code = live.code
    running.end(live, live.revision)
    assert code != ""
    assert (live.phase, live.code, live.ended_at) == (Phase.ENDED, "", NOON)
    assert run_of(live, "say").phase == RunPhase.CLOSED


def test_ending_tells_every_exercise_that_was_on_stage(echo: Echo) -> None:
    told: list[str] = []
    echo.ended = lambda run: told.append(run.slide_key)  # type: ignore[method-assign]
    live = make_saying()
    stage.go_next(live, live.revision)
    running.end(live, live.revision)
    assert told == ["say"]


def test_nothing_can_be_pressed_after_the_end() -> None:
    live = make_running("creating-safety")
    running.end(live, live.revision)
    before = LiveSession.objects.values().get(pk=live.pk)
    for act in (stage.go_next, stage.go_back, stage.open_exercise, stage.close_exercise, running.pause, running.resume, running.start):
        with pytest.raises(NotPermitted):
            act(live, live.revision)
    assert LiveSession.objects.values().get(pk=live.pk) == before


def test_codes_of_two_sessions_are_never_the_same() -> None:
    lives = [make_live() for _n in range(3)]
    assert len({live.code for live in lives}) == 3
    assert all(len(live.code) == 6 and live.code.isdigit() for live in lives)
