"""Planned against actual, and where minutes can be won back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sessions import pace, trims
from sessions.actions import running, stage
from sessions.exercise import Refused
from sessions.models import LiveSession
from sessions.screens.on_stage import current_run
from sessions.screens.pacing import pace_of
from tests.factories import make_live
from workshop.models import Cue, Kind
from workshop.plans import Bar

TEN = datetime(2027, 1, 14, 10, 0, tzinfo=UTC)
BARS = [
    Bar("welcome", 1, "welcome", "Welcome", Cue.READ_ALOUD, 2),
    Bar("debate", 2, "debate", "Debate", Cue.DISCUSSION, 9),
    Bar("reading", 3, "reading", "Reading", Cue.READ_ALOUD, 4),
    Bar("more", 4, "more", "More reading", Cue.READ_ALOUD, 3),
    Bar("talk", 5, "talk", "In groups", Cue.DISCUSSION, 20),
    Bar("feedback", 6, "feedback", "Hearing back", Cue.DISCUSSION, 10),
    Bar("next", 7, "next", "Next steps", Cue.ACTIVITY, 5),
]
KINDS = {
    "welcome": Kind.CONTENT,
    "debate": Kind.REVEAL,
    "reading": Kind.CONTENT,
    "more": Kind.CONTENT,
    "talk": Kind.QUESTIONS,
    "feedback": Kind.QUESTIONS,
    "next": Kind.NEXT_STEPS,
}


def at(minutes: float) -> datetime:
    return TEN + timedelta(minutes=minutes)


def suggested(behind: float, first: int = 2) -> dict[str, tuple[int, int]]:
    """What is ticked: unit -> (from, to)."""
    found = pace.trims(BARS, kinds=KINDS, hints={}, behind=behind, first=first)
    return {t.unit: (t.minutes, t.to) for t in found if t.is_offered}


def walked(minutes: list[float], **fields: Any) -> LiveSession:
    """A live session that began at ten and spent these minutes on its parts; the next one is on since then."""
    live = make_live(**fields)
    running.start(live, live.revision, TEN)
    gone = 0.0
    for spent in minutes:
        gone += spent
        stage.go_next(live, live.revision, at(gone))
    return live


def pace_at(live: LiveSession, minutes: float) -> pace.Pace:
    return pace_of(live, current_run(live), at(minutes))


def test_before_the_start_there_is_no_pace() -> None:
    measured = pace.measure(BARS, before=0, here_planned=0, here_spent=0, started_at=None, now=TEN, planned_total=53)
    assert measured == pace.Pace(total=53, room=0.0, clock=0.0, behind=0.0, finish=None, planned_finish=None)


def test_a_room_within_its_minutes_ends_as_planned() -> None:
    measured = pace.measure(BARS, before=2, here_planned=9, here_spent=5, started_at=TEN, now=at(7), planned_total=53)
    assert (measured.room, measured.clock, measured.behind, measured.finish) == (7, 7, 0, at(53))


def test_a_room_that_runs_over_waits_at_the_end_of_its_part_while_the_clock_goes_on() -> None:
    measured = pace.measure(BARS, before=2, here_planned=9, here_spent=21, started_at=TEN, now=at(23), planned_total=53)
    assert (measured.room, measured.clock, measured.behind, measured.finish) == (11, 23, 12, at(65))


def test_a_room_that_goes_on_early_is_ahead() -> None:
    measured = pace.measure(BARS, before=11, here_planned=4, here_spent=0, started_at=TEN, now=at(8), planned_total=53)
    assert measured.behind == -3


@pytest.mark.parametrize("behind", range(1, 26))
def test_the_suggestion_wins_back_exactly_what_was_lost_while_there_is_enough(behind: int) -> None:
    most = sum(t.wins for t in pace.trims(BARS, kinds=KINDS, hints={}, behind=99, first=2))
    assert most == 20  # reading 3, more 2, talk 10, feedback 5
    assert sum(before - after for before, after in suggested(behind).values()) == min(behind, most)


def test_reading_gives_first_and_the_groups_in_proportion() -> None:
    assert suggested(4) == {"reading": (4, 1), "more": (3, 2)}
    assert suggested(11) == {"reading": (4, 1), "more": (3, 1), "talk": (20, 16), "feedback": (10, 8)}


def test_next_steps_and_what_has_been_on_are_never_offered() -> None:
    assert {t.unit for t in pace.trims(BARS, kinds=KINDS, hints={}, behind=30, first=2)} == {"reading", "more", "talk", "feedback"}
    assert {t.unit for t in pace.trims(BARS, kinds=KINDS, hints={}, behind=30, first=4)} == {"talk", "feedback"}


def test_with_nothing_lost_nothing_is_ticked() -> None:
    assert suggested(0) == {}
    assert suggested(-5) == {}


@pytest.mark.django_db
def test_accepted_trims_end_on_time() -> None:
    live = walked([0, 1, 1, 1, 2], question_set="meetings-and-panels")
    late = pace_at(live, 5 + 22)
    assert (round(late.behind), late.finish) == (12, at(72))
    offer = trims.offer(live, late, spent=22)
    assert (offer.wanted, offer.won, offer.new_finish) == (12, 12, at(60))
    stage.trim(live, live.revision, {t.unit: t.to for t in offer.trims if t.is_offered})
    after = pace_at(live, 5 + 22)
    assert (after.behind, after.finish) == (0, at(60))


@pytest.mark.django_db
def test_accepted_trims_change_only_what_is_still_to_come() -> None:
    live = walked([0, 1, 1, 1, 2], question_set="meetings-and-panels")
    before = dict(live.minutes)
    offer = trims.offer(live, pace_at(live, 17), spent=12)
    chosen = {t.unit: t.to for t in offer.trims if t.is_offered}
    stage.trim(live, live.revision, chosen)
    assert live.minutes == before | chosen
    assert {unit for unit in before if live.minutes[unit] != before[unit]} == {"in-summary", "what-is-behind-these-approaches"}
    assert live.minutes["next-steps"] == 5


@pytest.mark.django_db
def test_a_trim_of_what_has_been_on_is_refused_and_changes_nothing() -> None:
    live = walked([0, 1, 1, 1, 2])
    before, revision = dict(live.minutes), live.revision
    with pytest.raises(Refused):
        stage.trim(live, live.revision, {"in-summary": 1, "creating-safety": 1})
    live.refresh_from_db()
    assert (live.minutes, live.revision) == (before, revision)


@pytest.mark.django_db
def test_the_offer_shows_the_hour_as_it_has_really_gone() -> None:
    live = walked([0, 1, 1, 3, 2], question_set="meetings-and-panels")
    offer = trims.offer(live, pace_at(live, 7 + 15), spent=15)
    assert [bar.minutes for bar in offer.before] == [1, 1, 3, 2, 15, 3, 3, 2, 2, 20, 10, 5]
    assert sum(bar.minutes for bar in offer.after) == 60
    assert (offer.room, offer.share, offer.kept.minutes if offer.kept else 0) == (22, 90, 5)


@pytest.mark.django_db
def test_minutes_are_offered_from_two_behind_on() -> None:
    live = walked([0, 1, 1, 1, 2])
    assert [trims.is_worth_it(live, pace_at(live, 15 + late)) for late in (0, 1, 2, 12)] == [False, False, True, True]


@pytest.mark.django_db
def test_a_slide_without_minutes_leaves_the_room_where_it_was() -> None:
    live = walked([0, 1, 1, 1, 2, 10, 3, 3, 2, 2])
    assert live.part is not None
    assert (live.part.slide.key, live.question_set) == ("introducing-the-exercises", "")
    measured = pace_at(live, 25)
    assert (measured.room, measured.clock, measured.behind) == (25, 25, 0)
