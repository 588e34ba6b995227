"""Who is in a live session: numbers of participants, names of facilitators only."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from sessions import presence
from sessions.exercise import Audience
from sessions.models import LiveSession, Participant


def facilitator_name(live: LiveSession) -> str:
    """What the room calls the facilitator."""
    return live.owner.first_name or _("the facilitator")


def people_in(live: LiveSession) -> int:
    """Seats taken and not given up."""
    return Participant.objects.filter(live=live, removed_at=None).count()


def room(live: LiveSession) -> dict[str, Any]:
    """Who is there: numbers for the console."""
    seats = people_in(live)
    connected = min(seats, len(presence.here(live.key, Audience.PHONES)))
    return {
        "people": seats,
        "connected": connected,
        "all_connected": connected == seats,
        "projectors": len(presence.here(live.key, Audience.PROJECTOR)),
        "consoles": len(presence.here(live.key, Audience.CONSOLE)),
        "helpers": [seat.name or _("A colleague") for seat in live.facilitators.filter(user=None).order_by("pk")],
    }
