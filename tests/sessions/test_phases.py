"""Both state machines: every move from every phase."""

from __future__ import annotations

import itertools

import pytest

from sessions.phases import NotPermitted, Phase, RunPhase, check, check_run

LIVE_MOVES = {
    ("lobby", "running"),
    ("lobby", "ended"),
    ("running", "paused"),
    ("running", "ended"),
    ("paused", "running"),
    ("paused", "ended"),
}
RUN_MOVES = {("shown", "open"), ("shown", "closed"), ("open", "closed"), ("closed", "open"), ("closed", "revealed")}


@pytest.mark.parametrize(("before", "after"), list(itertools.product(Phase, Phase)))
def test_a_live_session_makes_the_moves_of_the_table_and_no_others(before: Phase, after: Phase) -> None:
    if (str(before), str(after)) in LIVE_MOVES:
        check(before, after)
    else:
        with pytest.raises(NotPermitted):
            check(before, after)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(RunPhase, RunPhase)))
def test_a_slide_run_makes_the_moves_of_the_table_and_no_others(before: RunPhase, after: RunPhase) -> None:
    if (str(before), str(after)) in RUN_MOVES:
        check_run(before, after)
    else:
        with pytest.raises(NotPermitted):
            check_run(before, after)


def test_nothing_leads_back_from_the_end_or_from_a_reveal() -> None:
    assert [after for before, after in LIVE_MOVES if before == "ended"] == []
    assert [after for before, after in RUN_MOVES if before == "revealed"] == []
