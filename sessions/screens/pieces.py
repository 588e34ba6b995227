"""The small regions of a group and the like, and the addresses at which phones listen for them."""

from __future__ import annotations

from collections.abc import Sequence

from sessions.exercise import Piece, registered
from sessions.models import LiveSession, Participant, SlideRun
from sessions.screens.on_stage import current_run, exercise_on


def addresses(live: LiveSession, who: Participant) -> list[str]:
    """Further addresses a phone listens to, beyond its audience and its seat."""
    return [address for exercise in registered() for address in exercise.addresses(live, who)]


def all_addresses(live: LiveSession, everybody: Sequence[Participant]) -> dict[int, list[str]]:
    """The same for many phones, by the seat's pk."""
    found: dict[int, list[str]] = {who.pk: [] for who in everybody}
    for exercise in registered():
        for pk, further in exercise.all_addresses(live, everybody).items():
            found[pk] += further
    return found


def piece(run: SlideRun, address: str) -> Piece | None:
    """The small region of everybody at an address."""
    exercise = exercise_on(run)
    return exercise.piece(run, address) if exercise else None


def own_piece(live: LiveSession, me: Participant, address: str) -> Piece | None:
    """The same for one phone that asks; None unless the address is one of its own."""
    run = current_run(live)
    return piece(run, address) if run and address in addresses(live, me) else None
