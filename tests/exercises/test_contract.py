"""What every registered exercise keeps to.

An exercise that takes answers adds two of them to `ANSWERS`; one that has addresses of its own adds nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from exercises.models import Ballot
from sessions import clock, screens
from sessions.actions import running, stage
from sessions.actions.answer import answer
from sessions.exercise import Audience, Exercise, Refused, registered
from sessions.models import LiveSession, SlideRun
from tests.factories import make_running, make_seat

pytestmark = pytest.mark.django_db

# slug → two answers that anybody may give, one after the other
ANSWERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "vote": ({"pick": ["1", "2", "5"], "turn": "1", "sent": "1"}, {"pick": ["3", "4", "10"], "turn": "2", "sent": "1"}),
    "sorting": ({"o1": "b", "turn": "1"}, {"o1": "e", "turn": "2"}),
}
each = pytest.mark.parametrize("exercise", [e for e in registered() if e.kinds], ids=lambda e: e.slug)
takes_answers = [exercise for exercise in registered() if type(exercise).record is not Exercise.record]
each_that_takes_answers = pytest.mark.parametrize("exercise", takes_answers, ids=lambda e: e.slug)


def on_stage(exercise: Exercise) -> tuple[LiveSession, SlideRun]:
    """A live session with the exercise's slide on stage."""
    live = make_running(question_set="meetings-and-panels")
    key = next(part.slide.key for part in live.parts if part.slide.kind in exercise.kinds)
    stage.go_to(live, live.revision, key)
    return live, SlideRun.objects.select_related("live").get(live=live, slide_key=key)


def opened(exercise: Exercise) -> tuple[LiveSession, SlideRun]:
    """A live session with the exercise open on stage."""
    live, run = on_stage(exercise)
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
    names = set(screens.common(live, audience)) | {"counts", "people", "room", "notice", "parts", "preview", "peek", "stage_template"}
    assert names & set(exercise.context(run, audience)) == set()


@each_that_takes_answers
def test_the_same_form_twice_is_one_row(exercise: Exercise) -> None:
    live, run = opened(exercise)
    seat, _cookie = make_seat(live)
    for _again in range(2):
        answer(live, seat, run.slide_key, ANSWERS[exercise.slug][0])
    assert Ballot.objects.filter(run=run).count() == 1


@each_that_takes_answers
def test_too_late_is_refused_kindly_and_changes_nothing(exercise: Exercise) -> None:
    live, run = opened(exercise)
    seat, _cookie = make_seat(live)
    first, second = ANSWERS[exercise.slug]
    answer(live, seat, run.slide_key, first)
    before = list(Ballot.objects.values_list("choice", "turn"))
    stage.close_exercise(live, live.revision)
    with pytest.raises(Refused) as refusal, time_machine.travel(clock.now() + timedelta(minutes=5)):
        answer(live, seat, run.slide_key, second)
    assert (refusal.value.status, refusal.value.title) == (409, "Time ran out first")
    assert list(Ballot.objects.values_list("choice", "turn")) == before


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
    assert Ballot.objects.exclude(choice=[]).exclude(choice={}).count() == 6  # there is something to hide
    assert contexts[0] == contexts[1]
    assert list(exercise.rows(run)) == []


@each_that_takes_answers
def test_its_rows_are_flat_and_alike(exercise: Exercise) -> None:
    live, run = opened(exercise)
    for _n in range(6):
        answer(live, make_seat(live)[0], run.slide_key, ANSWERS[exercise.slug][0])
    running.end(live, live.revision)
    rows = list(exercise.rows(run))
    assert len({tuple(row) for row in rows}) == 1
    assert {type(value) for row in rows for value in row.values()} <= {str, int}


@each_that_takes_answers
def test_the_end_may_come_twice(exercise: Exercise) -> None:
    live, run = opened(exercise)
    answer(live, make_seat(live)[0], run.slide_key, ANSWERS[exercise.slug][0])
    for _again in range(2):
        exercise.ended(run)
    assert Ballot.objects.count() == 0
