"""How the people of a room are known to each other while groups are made: by the label they chose, or by a number.

A number is not an id and does not say in which order people came. It stays the same for as long as the workshop runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from django.conf import settings
from django.utils.translation import gettext as _

from exercises.models import Label
from sessions.models import LiveSession, Participant

BLOCKS = ((1, 99), (100, 999), (1_000, 9_999), (10_000, 99_999))  # the first 99 people get a number of two digits, and so on


@dataclass(frozen=True)
class Person:
    """Somebody in the room. `group` is the id of the group they sit in now, whether phones may know it or not."""

    seat: Participant
    number: int
    label: str
    agency: str
    group: int | None
    has_place: bool
    is_ready: bool

    @property
    def name(self) -> str:
        """What to call them."""
        return self.label or _("Phone %(number)d") % {"number": self.number}

    @property
    def is_alone(self) -> bool:
        """Whether they think on their own."""
        return self.has_place and self.group is None


def numbers(live: LiveSession, people: int) -> list[int]:
    """The numbers of the first so many people to come."""
    found: list[int] = []
    for first, last in BLOCKS:
        if len(found) < people:
            found += _shuffled(f"{settings.SECRET_KEY}:{live.key}:{first}", first, last)
    return found[:people]


@lru_cache(maxsize=64)
def _shuffled(seed: str, first: int, last: int) -> tuple[int, ...]:
    """The cards of a block. Every phone in a group asks for its number with each page of its own."""
    return tuple(Random(seed).sample(range(first, last + 1), last + 1 - first))  # noqa: S311 - shuffled cards, not a secret


def room(live: LiveSession) -> list[Person]:
    """Everybody who has a seat now, by name."""
    seats = list(Participant.objects.filter(live=live).select_related("label", "place").order_by("pk"))
    found = [
        Person(
            seat=seat,
            number=number,
            label=label.text if (label := getattr(seat, "label", None)) else "",
            agency=seat.agency,
            group=place.group_id if (place := getattr(seat, "place", None)) else None,
            has_place=place is not None,
            is_ready=bool(label and label.is_ready),
        )
        for seat, number in zip(seats, numbers(live, len(seats)), strict=True)
        if seat.removed_at is None
    ]
    return sorted(found, key=lambda person: (not person.label, person.label.casefold(), person.number))


def name_of(live: LiveSession, seat: Participant) -> str:
    """What somebody is called on the facilitators’ list."""
    label = Label.objects.filter(participant=seat).first()
    return (label.text if label else "") or _("Phone %(number)d") % {"number": number_of(live, seat)}


def number_of(live: LiveSession, seat: Participant) -> int:
    """Somebody's own number."""
    before = Participant.objects.filter(live=live, pk__lt=seat.pk).count()
    return numbers(live, before + 1)[-1]
