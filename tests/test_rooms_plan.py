"""The arithmetic of docs/scaling.md: what is fixed for a process is not multiplied by people, and growth with processes is in it."""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest

from bench import plan
from bench.plan import Cost, Costs, Each
from bench.rooms import Result

ONE = Each(fixed=0.010, person=0.0001, joining=0.030, press=0.05, ballot=0.012)
TWO = Each(fixed=0.019, person=0.0001, joining=0.030, press=0.06, ballot=0.010)


def costs(processes: int, each: Each) -> Costs:
    return Costs(processes, dict.fromkeys(plan.WHO, each))


def test_a_second_process_that_uses_more_whoever_is_there_is_not_taken_for_work_of_each_person() -> None:
    one = plan.at_rest([(120, 0.010 + 120 * 0.0001), (360, 0.010 + 360 * 0.0001)])
    two = plan.at_rest([(120, 0.019 + 120 * 0.0001), (360, 0.019 + 360 * 0.0001)])
    assert one == pytest.approx((0.010, 0.0001))
    assert two == pytest.approx((0.019, 0.0001))


def test_every_further_process_brings_what_the_second_brought_and_never_less_than_nothing() -> None:
    nine = plan.each_with(9, ONE, TWO)
    assert astuple(nine) == pytest.approx((0.082, 0.0001, 0.030, 0.13, 0.012))


def test_the_plan_adds_what_is_fixed_once_and_people_by_their_number() -> None:
    found = plan.need(9, "web", costs(1, ONE), costs(2, TWO))
    assert astuple(found) == pytest.approx((0.082, 1.0, 0.5, 0.325, 1.6))
    assert found.coming_in == pytest.approx(0.082 + 1.0 + 0.5 + 0.325)
    assert found.voting == pytest.approx(0.082 + 1.0 + 0.325 + 1.6)


def test_so_many_processes_are_enough_that_each_is_half_idle_while_one_is_away() -> None:
    one, two = costs(1, ONE), costs(2, TWO)
    count = plan.enough(one, two)
    assert count is not None
    assert plan.need(count, "web", one, two).voting <= (count - 1) / 2
    assert plan.need(count - 1, "web", one, two).voting > (count - 2) / 2
    assert f"**{count} processes**" in plan.say(one, two)


def test_where_every_process_brings_more_work_than_it_takes_the_plan_says_so_instead_of_a_number() -> None:
    one, two = costs(1, ONE), costs(2, replace(TWO, fixed=1.0))
    assert plan.enough(one, two) is None
    assert plan.say(one, two).startswith("No number of processes")


def test_what_goes_on_anyway_is_taken_off_what_a_press_and_a_ballot_cost() -> None:
    result = Result(1, 10, joined=100, pressed=20)
    result.rests = [(100, Cost(web=0.8, seconds=40.0)), (200, Cost(web=1.2, seconds=40.0))]  # 10 ms/s, and 100 µs/s for a person
    result.joining = Cost(web=2.25, seconds=10.0)  # with 150 people on average 25 ms/s anyway
    result.pressing = Cost(web=1.3, seconds=10.0)  # with 200 people 30 ms/s anyway
    result.voting = Cost(web=2.3, seconds=10.0)
    each = result.costs().of["web"]
    assert astuple(each) == pytest.approx((0.010, 0.0001, 0.02, 0.05, 0.01))
