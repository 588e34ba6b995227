"""Two people press at the same moment: real threads on a real database file."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial

import pytest
from django.db import connection

from sessions.actions import Stale, running, stage
from sessions.exercise import Refused
from sessions.models import LiveSession, SlideRun
from sessions.phases import NotPermitted, RunPhase
from tests.fakes import Echo, make_saying, make_small_live

pytestmark = pytest.mark.django_db(transaction=True)


def press_together(presses: Sequence[Callable[[], object]]) -> list[str]:
    """What became of presses that start at the same moment: what it answered, or the name of what was raised, sorted."""
    line = threading.Barrier(len(presses))
    outcomes: list[str] = []

    def press(act: Callable[[], object]) -> None:
        line.wait()
        try:
            outcomes.append(str(act()))
        except (Stale, NotPermitted, Refused) as problem:
            outcomes.append(type(problem).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(act,)) for act in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def copies(live: LiveSession, number: int) -> list[LiveSession]:
    """The session as each presser's request reads it."""
    return [LiveSession.objects.select_related("deck", "owner").get(pk=live.pk) for _n in range(number)]


@pytest.mark.parametrize(("pressers", "rounds"), [(2, 60), (10, 12)])
def test_simultaneous_presses_of_next_move_exactly_one_slide(pressers: int, rounds: int) -> None:
    live = make_small_live()
    running.start(live, live.revision)
    for _round in range(rounds):
        LiveSession.objects.filter(pk=live.pk).update(slide_key="open")
        live.refresh_from_db()
        seen = live.revision
        outcomes = press_together([partial(stage.go_next, mine, seen) for mine in copies(live, pressers)])
        live.refresh_from_db()
        assert (outcomes, live.slide_key, live.revision) == (["None"] + ["Stale"] * (pressers - 1), "say", seen + 1)


def test_of_next_and_back_pressed_together_one_happens() -> None:
    live = make_small_live()
    running.start(live, live.revision)
    for _round in range(20):
        stage.go_to(live, live.revision, "say")
        first, second = copies(live, 2)
        seen = live.revision
        outcomes = press_together([partial(stage.go_next, first, seen), partial(stage.go_back, second, seen)])
        live.refresh_from_db()
        assert outcomes == ["None", "Stale"]
        assert live.slide_key in {"open", "talk"}
        assert live.runs.filter(entered_at__isnull=False).count() == 1


def test_however_many_notice_that_time_is_up_it_closes_once(echo: Echo) -> None:
    for _round in range(8):
        live = make_saying()
        run = SlideRun.objects.get(live=live, slide_key="say")
        SlideRun.objects.filter(pk=run.pk).update(closes_at="2027-01-01T00:00:00Z", opened_at="2026-12-31T23:59:00Z")
        later = run.opened_at and run.opened_at.replace(year=2028)
        before = live.revision
        outcomes = press_together([partial(stage.settle, live.pk, later)] * 8)
        live.refresh_from_db()
        run.refresh_from_db()
        assert (outcomes, live.revision, run.phase) == (["False"] * 7 + ["True"], before + 1, RunPhase.CLOSED)


def test_the_clock_and_a_press_at_the_same_moment_lose_nothing(echo: Echo) -> None:
    for _round in range(8):
        live = make_saying()
        run = SlideRun.objects.get(live=live, slide_key="say")
        later = run.closes_at and run.closes_at.replace(year=2028)
        mine = copies(live, 1)[0]
        seen = live.revision
        outcomes = press_together([partial(stage.settle, live.pk, later), partial(stage.close_exercise, mine, seen)])
        live.refresh_from_db()
        run.refresh_from_db()
        assert outcomes in (["False", "None"], ["Stale", "True"], ["NotPermitted", "True"])
        assert (run.phase, live.revision) == (RunPhase.CLOSED, seen + 1)


def test_two_who_begin_together_begin_once() -> None:
    live = make_small_live()
    seen = live.revision
    outcomes = press_together([partial(running.start, mine, seen) for mine in copies(live, 2)])
    live.refresh_from_db()
    assert (outcomes, live.revision, live.runs.count()) == (["None", "Stale"], seen + 1, 1)
