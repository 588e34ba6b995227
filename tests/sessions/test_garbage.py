"""Python goes through all of its memory when nobody waits, and otherwise only when it has to."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from sessions import garbage
from sessions.garbage import PATIENCE, WORTH_IT, Garbage


class Loop:
    """Something that only holds itself."""

    alive = 0

    def __init__(self) -> None:
        self.me = self
        Loop.alive += 1

    def __del__(self) -> None:
        Loop.alive -= 1


class Clock:
    """Seconds that pass, and seconds of the processor that are used."""

    def __init__(self) -> None:
        self.now, self.used = 1000.0, 50.0

    def monotonic(self) -> float:
        return self.now

    def process_time(self) -> float:
        return self.used

    def passes(self, seconds: float, *, busy: float) -> None:
        self.now += seconds
        self.used += seconds * busy


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(garbage, "time", clock)
    return clock


@pytest.fixture(autouse=True)
def by_hand() -> Iterator[None]:
    """Python itself never looks at everything during a test, and does as ever afterwards."""
    before = gc.get_threshold()
    gc.collect()
    gc.set_threshold(before[0], before[1], garbage.NEVER)
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def leave_something() -> None:
    held = Loop()
    for _time in range(WORTH_IT):
        gc.collect(1)  # it grows old
    assert held.alive


def test_what_is_left_behind_goes_in_a_quiet_moment_and_not_in_a_busy_one(clock: Clock) -> None:
    looking = Garbage()
    leave_something()
    clock.passes(0.5, busy=0.9)
    assert (looking.look(), Loop.alive) == (False, 1)
    clock.passes(0.5, busy=0.05)
    assert (looking.look(), Loop.alive) == (True, 0)


def test_a_process_that_is_never_quiet_looks_once_a_minute(clock: Clock) -> None:
    looking = Garbage()
    looks = []
    for _half in range(int(3 * PATIENCE / 0.5) + 3):
        leave_something()
        clock.passes(0.5, busy=0.9)
        looks.append(looking.look())
    assert sum(looks) == 3


def test_nothing_is_looked_for_where_nothing_was_left(clock: Clock) -> None:
    looking = Garbage()
    clock.passes(10 * PATIENCE, busy=0)
    assert not looking.look()


def test_what_is_here_when_the_server_begins_is_never_looked_at_again() -> None:
    Garbage.leave_out_what_is_here()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold()[2] == garbage.NEVER
    assert not any(each is garbage for each in gc.get_objects())
