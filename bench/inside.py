"""What only the database knows, looked up beside the server. Import this once Django is ready."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import parse_cookie

from bench.room import Choice, Phone
from exercises import sealed
from exercises.models import Ballot
from sessions import access
from sessions.models import LiveSession, Participant, SlideRun
from sessions.rehearsal.facilitator import Stage


def screen_token(stage: Stage) -> str:
    """What the address of the big screen ends with."""
    return LiveSession.objects.get(key=stage.key).screen_token


def compared(stage: Stage, phones: Sequence[Phone]) -> tuple[int, int]:
    """For how many phones the box holds something else than they sent last, or nothing; and how many ballots in it are nobody's."""
    stored, sent = in_the_box(stage), {seat_of(phone): phone.given for phone in phones}
    lost = sum(stored.get(seat) != choice for seat, choice in sent.items())
    return lost, sum(sent.get(seat) is None for seat in stored)


def seat_of(phone: Phone) -> str:
    """How the seat a phone holds is stored."""
    return access.hashed(access.seat_token(parse_cookie(phone.cookie), phone.key) or "")


def in_the_box(stage: Stage) -> dict[str, Choice]:
    """What each seat has chosen, while the box is open. A ballot of no seat goes by the name it has in the box."""
    run = SlideRun.objects.select_related("live").get(live__key=stage.key, slide_key=stage.vote)
    seats = {sealed.voter(run, seat): seat.token_hash for seat in Participant.objects.filter(live=run.live)}
    return {seats.get(ballot.voter, ballot.voter): (ballot.choice, ballot.sent) for ballot in Ballot.objects.filter(run=run)}
