"""Time is a column: pure functions over stored deadlines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sessions import clock

NOON = datetime(2027, 1, 14, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_what_is_left_is_the_way_to_the_deadline_and_negative_after_it() -> None:
    assert clock.remaining(NOON + MINUTE, NOON) == 60.0
    assert clock.remaining(NOON - MINUTE, NOON) == -60.0
    assert clock.remaining(None, NOON) is None


def test_while_paused_the_clock_stands_where_the_pause_began() -> None:
    assert clock.remaining(NOON + MINUTE, NOON + 10 * MINUTE, paused_at=NOON) == 60.0
    assert not clock.is_over(NOON + MINUTE, NOON + 10 * MINUTE, paused_at=NOON)


def test_an_answer_on_its_way_has_two_seconds_of_grace() -> None:
    assert not clock.is_over(NOON, NOON + timedelta(seconds=2))
    assert clock.is_over(NOON, NOON + timedelta(seconds=2, milliseconds=1))


def test_without_a_deadline_nothing_is_ever_over() -> None:
    assert not clock.is_over(None, NOON)
    assert clock.moved(None, MINUTE) is None


def test_a_deadline_moves_by_the_length_of_the_pause() -> None:
    assert clock.moved(NOON, 3 * MINUTE) == NOON + 3 * MINUTE


def test_scripts_get_whole_milliseconds() -> None:
    assert clock.milliseconds(NOON) == 1799928000000
    assert clock.milliseconds(None) is None
