"""Every state of vote and sorting renders for every audience, as HTML a strict parser takes."""

from __future__ import annotations

import html5lib
import pytest

from exercises import sealed
from sessions import screens
from sessions.actions import stage
from sessions.actions.answer import answer
from sessions.exercise import Audience
from sessions.models import LiveSession, Participant
from tests.factories import make_running, make_seat

pytestmark = pytest.mark.django_db
VOTE, REVEAL = "creating-safety", "behaviour-based-or-ecological"


def strictly(html: str) -> None:
    """Raise when a fragment is not well-formed HTML."""
    html5lib.HTMLParser(strict=True).parse(f"<!doctype html><html><head><title>t</title></head><body>{html}</body></html>")


def all_of(live: LiveSession, me: Participant) -> None:
    live = LiveSession.objects.get(pk=live.pk)
    for text in (
        screens.fragment(live, Audience.PHONES, me),
        screens.fragment(live, Audience.PHONES),
        screens.fragment(live, Audience.PROJECTOR),
        screens.fragment(live, Audience.CONSOLE),
        screens.push_fragment(live, Audience.PHONES),
    ):
        strictly(text)
        assert "{%" not in text
        assert "{{" not in text


@pytest.mark.parametrize("people", [0, 1, 5])
def test_every_state_of_vote_and_reveal_is_well_formed(people: int) -> None:
    live = make_running(VOTE)
    seats = [make_seat(live)[0] for _ in range(max(people, 1))]
    me = seats[0]
    all_of(live, me)
    stage.open_exercise(live, live.revision)
    all_of(live, me)
    for seat in seats[:people]:
        answer(live, seat, VOTE, {"pick": ["4", "8"], "turn": "1"})
    all_of(live, me)
    for seat in seats[:people]:
        answer(live, seat, VOTE, {"pick": ["4", "6", "8"], "turn": "2", "sent": "1"})
    all_of(live, me)
    stage.close_exercise(live, live.revision)
    all_of(live, me)
    stage.go_to(live, live.revision, REVEAL)
    all_of(live, me)
    stage.show_step(live, live.revision, 1)
    all_of(live, me)
    stage.go_to(live, live.revision, VOTE)
    all_of(live, me)
    stage.go_to(live, live.revision, REVEAL)
    stage.open_exercise(live, live.revision)
    all_of(live, me)
    for seat in seats[:people]:
        answer(live, seat, REVEAL, {"o1": "b", "o2": "u", "turn": "1"})
    all_of(live, me)
    stage.show_step(live, live.revision, 2)
    all_of(live, me)
    stage.show_step(live, live.revision, 3)
    all_of(live, me)
    assert sealed.took_part(live.runs.get(slide_key=REVEAL)) == people
