"""The running order and its minutes, on the built-in deck."""

from __future__ import annotations

import pytest

from workshop.loading import load
from workshop.models import Slide
from workshop.plans import FIELDS, adjustable, bars, default_minutes, running_order, total, with_feedback

pytestmark = pytest.mark.django_db

SETS = {
    "meetings-and-panels": (12, 13, 14),
    "teams-and-co-working": (15, 16, 17),
    "extra-familial-harm": (18, 19, 20),
    "senior-leaders": (21, 22, 23),
}


@pytest.fixture
def slides() -> list[Slide]:
    return list(load().slides.all())


@pytest.mark.parametrize(("chosen", "own"), [*SETS.items(), ("", ())])
def test_the_running_order_has_the_slides_of_the_chosen_set_only(slides: list[Slide], chosen: str, own: tuple[int, ...]) -> None:
    parts = running_order(reversed(slides), chosen)

    assert [part.slide.number for part in parts] == [*range(1, 12), *own, 24, 25]
    assert [part.position for part in parts] == list(range(1, 14 + len(own)))


def test_the_slides_of_the_group_exercise_share_one_countdown_and_hearing_back_has_its_own(slides: list[Slide]) -> None:
    parts = running_order(with_feedback(slides), "senior-leaders")

    assert [(part.slide.number, part.clock, part.units) for part in parts if part.slide.number in (10, 11, 21, 22, 23, 24)] == [
        (10, "going-deeper", ("going-deeper",)),
        (11, "introducing-the-exercises", ()),
        (21, "group-exercise.talk", ("group-exercise.talk",)),
        (22, "group-exercise.talk", ("group-exercise.talk",)),
        (23, "group-exercise.talk", ("group-exercise.talk",)),
        (23, "group-exercise.feedback", ("group-exercise.feedback",)),
        (24, "next-steps", ("next-steps",)),
    ]


def test_the_plans_last_60_45_and_63_minutes(slides: list[Slide]) -> None:
    assert {plan: total(default_minutes(slides, plan)) for plan in FIELDS} == {"full": 60, "short": 45, "source": 63}


@pytest.mark.parametrize("chosen", [*SETS, ""])
def test_the_bars_of_the_stave_are_as_long_as_the_plan_whichever_set_is_chosen(slides: list[Slide], chosen: str) -> None:
    minutes = default_minutes(slides, "short")

    drawn = bars(running_order(slides, chosen), minutes)

    assert sum(bar.minutes for bar in drawn) == 45
    assert [bar.unit for bar in drawn] == [unit for unit, length in minutes.items() if length]


def test_a_bar_stands_where_its_slide_is_and_a_slide_without_minutes_has_none(slides: list[Slide]) -> None:
    drawn = bars(running_order(slides, "teams-and-co-working"), default_minutes(slides, "full"))

    assert [(bar.unit, bar.position, bar.slide_key, bar.cue, bar.minutes) for bar in drawn[-4:]] == [
        ("going-deeper", 10, "going-deeper", "read-aloud", 2),
        ("group-exercise.talk", 12, "section-teams-and-co-working", "discussion", 20),
        ("group-exercise.feedback", 14, "teams-work-and-change", "discussion", 10),
        ("next-steps", 15, "next-steps", "activity", 5),
    ]
    assert "before-you-begin" not in {bar.unit for bar in drawn}


def test_before_a_set_is_chosen_the_group_exercise_stands_at_the_slide_that_introduces_it(slides: list[Slide]) -> None:
    drawn = bars(running_order(slides, ""), default_minutes(slides, "full"))

    assert [(bar.unit, bar.position, bar.minutes) for bar in drawn if bar.unit.startswith("group-exercise")] == [
        ("group-exercise.talk", 11, 20),
        ("group-exercise.feedback", 11, 10),
    ]


def test_a_facilitator_may_give_minutes_to_every_unit_but_the_close(slides: list[Slide]) -> None:
    units = [unit for unit, _slide, _label in adjustable(slides)]

    assert units == [unit for unit in default_minutes(slides, "full") if unit != "close"]
