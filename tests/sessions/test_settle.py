"""The clock closes an exercise; whoever looks first notices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from sessions.actions import running, stage
from sessions.actions.answer import answer
from sessions.exercise import Refused
from sessions.models import LiveSession, SlideRun
from sessions.phases import RunPhase
from tests.factories import at_desk, make_seat
from tests.fakes import Echo, make_saying
from tests.phones import Phone, revision_in

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 1, 14, 12, 0, tzinfo=UTC)
UP = NOON + timedelta(seconds=60)
LATE = UP + timedelta(seconds=2, milliseconds=1)


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def saying(echo: Echo) -> LiveSession:
    """Open since noon, for a minute."""
    with at(NOON):
        return make_saying()


def phase(live: LiveSession) -> str:
    return SlideRun.objects.get(live=live, slide_key="say").phase


def test_it_closes_after_its_time_and_the_grace_and_not_before(saying: LiveSession) -> None:
    assert not stage.settle(saying.pk, UP + timedelta(seconds=2))
    assert phase(saying) == RunPhase.OPEN
    assert stage.settle(saying.pk, LATE)
    assert phase(saying) == RunPhase.CLOSED


def test_noticing_twice_changes_nothing_more(saying: LiveSession) -> None:
    before = saying.revision
    assert [stage.settle(saying.pk, LATE) for _n in range(3)] == [True, False, False]
    saying.refresh_from_db()
    assert saying.revision == before + 1


def test_the_clock_of_a_paused_session_closes_nothing(saying: LiveSession) -> None:
    with at(NOON + timedelta(seconds=30)):
        running.pause(saying, saying.revision)
    much_later = NOON + timedelta(hours=1)
    assert stage.due(much_later) == []
    assert not stage.settle(saying.pk, much_later)
    assert phase(saying) == RunPhase.OPEN


def test_only_sessions_with_something_overdue_are_looked_at(saying: LiveSession, echo: Echo) -> None:
    with at(NOON):
        make_saying(is_open=False)
    assert stage.due(UP + timedelta(seconds=1)) == []
    assert stage.due(LATE) == [saying.pk]
    stage.settle(saying.pk, LATE)
    assert stage.due(LATE) == []


def test_an_answer_within_the_grace_counts(saying: LiveSession) -> None:
    seat, _cookie = make_seat(saying)
    with at(UP + timedelta(seconds=2)):
        answer(saying, seat, "say", {"word": "yes"})
    seat.refresh_from_db()
    assert seat.agency == "yes"


def test_too_late_is_refused_by_the_clock_even_when_nobody_has_noticed_yet(saying: LiveSession) -> None:
    seat, _cookie = make_seat(saying)
    with at(LATE), pytest.raises(Refused) as refusal:
        answer(saying, seat, "say", {"word": "yes"})
    assert refusal.value.status == 409
    assert refusal.value.sentence == "This closed before your choice reached us. What you had ticked by then is counted."
    seat.refresh_from_db()
    assert (phase(saying), seat.agency) == (RunPhase.OPEN, "")


def test_whoever_asks_first_finds_it_closed(saying: LiveSession) -> None:
    with at(NOON):
        phone, desk = Phone(saying), at_desk(saying.owner)
    looks: dict[str, Callable[[], Any]] = {
        "phone page": lambda: phone.page(),
        "phone poll": lambda: phone.poll(seen=0),
        "projector page": lambda: Client().get(f"/screen/{saying.screen_token}/"),
        "projector poll": lambda: Client().get(f"/screen/{saying.screen_token}/stage/", {"seen": 0}),
        "console page": lambda: desk.get(f"/console/{saying.key}/"),
        "console poll": lambda: desk.get(f"/console/{saying.key}/stage/", {"seen": 0}),
    }
    for name, look in looks.items():
        SlideRun.objects.filter(live=saying, slide_key="say").update(phase=RunPhase.OPEN)
        before = LiveSession.objects.get(pk=saying.pk).revision
        with at(LATE):
            response = look()
        assert (name, revision_in(response.content.decode()), phase(saying)) == (name, before + 1, RunPhase.CLOSED)
