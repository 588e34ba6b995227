"""What was on its way when the workshop ended comes too late: it is refused, and nothing that goes at the end comes back.

A request reads the live session first and writes a moment later. Here the end falls between the two, as it does when somebody presses
“End” while people write.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exercises import drafts
from exercises.breakout import actions as breakout
from exercises.closing import feedback
from exercises.models import ActionPoint, Draft, Factor, Feedback, FeedbackGiven, GroupAgency, Point, SharedPlan, Support
from exercises.next_steps import actions as next_steps
from sessions.actions import people, running
from sessions.exercise import Refused
from sessions.models import LiveSession, Participant
from tests.phones import Phone
from tests.tables import BLOCK, make_table, talking

pytestmark = pytest.mark.django_db
Late = Callable[[LiveSession, Phone], object]


def at_next_steps() -> tuple[LiveSession, Phone]:
    """A live session with next steps on, and a phone at a table."""
    live = talking("next-steps")
    LiveSession.objects.filter(pk=live.pk).update(asks_agency=True)
    live.refresh_from_db()
    _group, (ana, _ben) = make_table(live, "Window table")
    return live, ana


def left_behind() -> list[int]:
    """How much there is of everything that a late write could leave."""
    return [kind.objects.count() for kind in (Point, GroupAgency, Factor, ActionPoint, Support, Feedback, FeedbackGiven, Draft)]


LATE: dict[str, Late] = {
    "a point": lambda live, phone: breakout.add_point(live, live.groups.get(), phone.seat, BLOCK, "late"),
    "an agency": lambda live, phone: breakout.add_agency(live, live.groups.get(), "Late"),
    "factors": lambda live, phone: breakout.show_factors(live, live.groups.get(), phone.seat, ["rank"]),
    "a proposal": lambda live, phone: next_steps.propose(live, phone.seat, "team", {"what": "late"}, "late"),
    "a line of the plan": lambda live, phone: next_steps.write_plan(live, "shared_vision", "late", 0),
    "feedback": lambda live, phone: feedback.give(live, phone.seat, {"seen": "a-little"}, "late"),
    "a draft of a group": lambda live, phone: drafts.save(phone.seat, "group.point", "late", 1),
    "where somebody works": lambda live, phone: people.say_agency(live, phone.seat, "police"),
}


@pytest.mark.parametrize("late", LATE.values(), ids=LATE)
def test_what_comes_a_moment_after_the_end_is_refused_and_leaves_nothing(late: Late) -> None:
    live, ana = at_next_steps()
    before = LiveSession.objects.get(pk=live.pk)
    running.end(live, live.revision)
    there = left_behind()
    with pytest.raises(Refused):
        late(before, ana)
    assert left_behind() == there
    assert Participant.objects.exclude(agency="").count() == 0
    assert set(SharedPlan.objects.values_list("shared_vision", flat=True)) <= {""}


@pytest.mark.parametrize("late", LATE.values(), ids=LATE)
def test_a_moment_before_the_end_it_is_taken(late: Late) -> None:
    live, ana = at_next_steps()
    late(live, ana)


def test_support_for_a_proposal_is_not_remembered_after_the_end() -> None:
    live, ana = at_next_steps()
    next_steps.propose(live, ana.seat, "team", {"what": "in time"}, "in-time")
    number = ActionPoint.objects.get().pk
    before = LiveSession.objects.get(pk=live.pk)
    running.end(live, live.revision)
    with pytest.raises(Refused):
        next_steps.support(before, ana.seat, number, on=True)
    assert Support.objects.count() == 0


def test_a_phone_is_told_that_its_draft_was_not_kept() -> None:
    live, ana = at_next_steps()
    running.end(live, live.revision)
    answer = ana.client.post(f"/w/{live.key}/draft/", {"field": "group.point", "text": "late", "turn": "1"})
    assert (answer.status_code, Draft.objects.count()) == (410, 0)
