"""What every registered exercise keeps to.

An exercise that takes answers adds two of them to `ANSWERS`; one that has addresses of its own adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from exercises.groups import actions as groups
from exercises.models import Ballot, Wish
from sessions import clock, screens
from sessions.actions import running, stage
from sessions.actions.answer import answer
from sessions.exercise import Audience, Exercise, Refused, registered
from sessions.models import LiveSession, SlideRun
from sessions.models.live import slides_of
from sessions.screens.on_stage import common
from tests.factories import make_running, make_seat
from workshop.loading import BUILT_IN, FOLLOW_UP, load_beside

pytestmark = pytest.mark.django_db

# slug → two answers that anybody may give, one after the other
ANSWERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "vote": ({"pick": ["1", "2", "5"], "turn": "1", "sent": "1"}, {"pick": ["3", "4", "10"], "turn": "2", "sent": "1"}),
    "sorting": ({"o1": "b", "turn": "1"}, {"o1": "e", "turn": "2"}),
    "groups": ({"table": ["1"], "turn": "1", "sent": "1"}, {"table": ["2"], "turn": "2", "sent": "1"}),
}


def ask_for_wishes(live: LiveSession) -> None:
    """Groups have a way that hides what people send: that one is held to the contract."""
    groups.set_up(live, live.revision, "wishes", ["One", "Two"], 3, 6)
    live.refresh_from_db()


def make_groups(live: LiveSession) -> None:
    """There are no groups to report before they are fixed."""
    groups.suggest(live, live.revision)
    groups.fix(live, live.revision)


# What some need before they are opened, and before they have anything to report.
BEFORE: dict[str, Callable[[LiveSession], None]] = {"groups": ask_for_wishes}
AFTER: dict[str, Callable[[LiveSession], None]] = {"groups": make_groups}


def nothing(live: LiveSession) -> None:
    """Most need nothing."""


def stored(exercise: Exercise) -> list[Any]:
    """What is kept of people's answers."""
    if exercise.slug == "groups":
        return list(Wish.objects.values_list("who", "group"))
    return list(Ballot.objects.exclude(choice=[]).exclude(choice={}).values_list("choice", "turn"))


each = pytest.mark.parametrize("exercise", [e for e in registered() if e.kinds], ids=lambda e: e.slug)
takes_answers = [exercise for exercise in registered() if type(exercise).record is not Exercise.record]
each_that_takes_answers = pytest.mark.parametrize("exercise", takes_answers, ids=lambda e: e.slug)


def on_stage(exercise: Exercise) -> tuple[LiveSession, SlideRun]:
    """A live session with the exercise's slide on stage, of the deck that has one."""
    decks = (load_beside(path) for path in (BUILT_IN, FOLLOW_UP))
    deck = next(deck for deck in decks if any(slide.kind in exercise.kinds for slide in slides_of(deck.pk)))
    live = make_running(deck=deck, question_set="meetings-and-panels")
    key = next(part.slide.key for part in live.parts if part.slide.kind in exercise.kinds)
    stage.go_to(live, live.revision, key)
    return live, SlideRun.objects.select_related("live").get(live=live, slide_key=key)


def opened(exercise: Exercise) -> tuple[LiveSession, SlideRun]:
    """A live session with the exercise open on stage."""
    live, run = on_stage(exercise)
    BEFORE.get(exercise.slug, nothing)(live)
    stage.open_exercise(live, live.revision)
    run.refresh_from_db()
    return live, run


def test_every_exercise_that_takes_answers_is_answered_here() -> None:
    assert {exercise.slug for exercise in takes_answers} == set(ANSWERS)


@each_that_takes_answers
def test_its_slide_sets_only_what_it_knows(exercise: Exercise) -> None:
    _live, run = on_stage(exercise)
    assert exercise.Settings(run.slide.part(str(run.slide.kind))).errors == {}


@each
@pytest.mark.parametrize("audience", list(Audience))
def test_it_renders_for_every_audience_from_the_first_moment_to_the_last(exercise: Exercise, audience: Audience) -> None:
    live, run = on_stage(exercise)
    seat, _cookie = make_seat(live)
    me = seat if audience is Audience.PHONES else None
    assert 'id="stage"' in screens.fragment(live, audience, me)
    if exercise in takes_answers:
        BEFORE.get(exercise.slug, nothing)(live)
        stage.open_exercise(live, live.revision)
        answer(live, seat, run.slide_key, ANSWERS[exercise.slug][0])
        assert 'id="stage"' in screens.fragment(live, audience, me)
        stage.close_exercise(live, live.revision)
        assert 'id="stage"' in screens.fragment(live, audience, me)
    running.end(live, live.revision)
    assert 'id="stage"' in screens.fragment(live, audience, me)


@each
@pytest.mark.parametrize("audience", list(Audience))
def test_it_takes_no_name_that_the_stage_uses(exercise: Exercise, audience: Audience) -> None:
    live, run = on_stage(exercise)
    names = set(common(live, audience)) | {"counts", "people", "room", "notice", "parts", "preview", "peek", "stage_template"}
    assert names & set(exercise.context(run, audience)) == set()


@each_that_takes_answers
def test_the_same_form_twice_is_one_row(exercise: Exercise) -> None:
    live, run = opened(exercise)
    seat, _cookie = make_seat(live)
    for _again in range(2):
        answer(live, seat, run.slide_key, ANSWERS[exercise.slug][0])
    assert len(stored(exercise)) == 1


@each_that_takes_answers
def test_too_late_is_refused_kindly_and_changes_nothing(exercise: Exercise) -> None:
    live, run = opened(exercise)
    seat, _cookie = make_seat(live)
    first, second = ANSWERS[exercise.slug]
    answer(live, seat, run.slide_key, first)
    before = stored(exercise)
    stage.close_exercise(live, live.revision)
    with pytest.raises(Refused) as refusal, time_machine.travel(clock.now() + timedelta(minutes=5)):
        answer(live, seat, run.slide_key, second)
    assert (refusal.value.status, refusal.value.title) == (409, "Time ran out first")
    assert (stored(exercise), len(before)) == (before, 1)


@each_that_takes_answers
def test_what_people_answered_is_kept_from_everybody_until_it_is_shown(exercise: Exercise) -> None:
    live, run = opened(exercise)
    seats = [make_seat(live)[0] for _n in range(6)]
    contexts = []
    for given in ANSWERS[exercise.slug]:
        for seat in seats:
            answer(live, seat, run.slide_key, given)
        fresh = SlideRun.objects.select_related("live").get(pk=run.pk)
        contexts.append([exercise.context(fresh, a) | exercise.counts(fresh, a) for a in Audience])
    assert len(stored(exercise)) == 6  # there is something to hide
    assert contexts[0] == contexts[1]
    assert list(exercise.rows(run)) == []


@each_that_takes_answers
def test_its_rows_are_flat_and_alike(exercise: Exercise) -> None:
    live, run = opened(exercise)
    for _n in range(6):
        answer(live, make_seat(live)[0], run.slide_key, ANSWERS[exercise.slug][0])
    AFTER.get(exercise.slug, nothing)(live)
    running.end(live, live.revision)
    run.refresh_from_db()
    rows = list(exercise.rows(run))
    assert len({tuple(row) for row in rows}) == 1
    assert {type(value) for row in rows for value in row.values()} <= {str, int}


@each_that_takes_answers
def test_the_end_may_come_twice(exercise: Exercise) -> None:
    live, run = opened(exercise)
    answer(live, make_seat(live)[0], run.slide_key, ANSWERS[exercise.slug][0])
    for _again in range(2):
        exercise.ended(run)
        exercise.session_ended(live)
    assert stored(exercise) == []
