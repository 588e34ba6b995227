"""The small regions that bring news of other people to a phone: who can be found, how full a group is, how many of you there are."""

from __future__ import annotations

from django.template.loader import render_to_string

from exercises.groups import people, places
from exercises.models import Group, Grouping
from sessions.exercise import Piece
from sessions.models import LiveSession, SlideRun
from sessions.phases import RunPhase

FOLDER = "exercises/groups"


def piece(run: SlideRun, address: str) -> Piece | None:
    """The piece at an address, on the slide where groups are made."""
    grouping = Grouping.objects.filter(live=run.live).first()
    if grouping is None:
        return None
    if address == places.EVERYBODY:
        if run.phase == RunPhase.OPEN:
            return names(run.live, grouping) if grouping.way == Grouping.Way.WISHES else fullness(run.live, grouping)
        return choosing(run.live) if run.phase == RunPhase.REVEALED else None
    return company(run.live, address) if run.phase == RunPhase.REVEALED else None


def names(live: LiveSession, grouping: Grouping) -> Piece:
    """Whom one may name: for the script, which adds to the lists without touching what is ticked."""
    named = [{"number": p.number, "name": p.name} for p in people.room(live) if p.label]
    return Piece(
        places.EVERYBODY, grouping.version, render_to_string(f"{FOLDER}/_names.html", {"named": named, "version": grouping.version})
    )


def fullness(live: LiveSession, grouping: Grouping) -> Piece:
    """How many sit where while people pick; beside the fields, never around them."""
    context = {"choices": places.choices(live), "version": grouping.version}
    return Piece(places.EVERYBODY, grouping.version, render_to_string(f"{FOLDER}/_fullness.html", context))


def choosing(live: LiveSession) -> Piece | None:
    """The groups as buttons, for whoever has none yet once they are fixed. Any slide of the group exercise may show it."""
    grouping = Grouping.objects.filter(live=live, stage=Grouping.Stage.FIXED).first()
    if grouping is None:
        return None
    context = {"live": live, "choices": places.choices(live), "piece_version": grouping.version, "oob": True}
    return Piece(places.EVERYBODY, grouping.version, render_to_string(f"{FOLDER}/_choose.html", context))


def company(live: LiveSession, address: str) -> Piece | None:
    """How many a fixed group has."""
    number = address.removeprefix("group-")
    group = Group.objects.filter(live=live, pk=number).first() if number.isdecimal() and number != address else None
    if group is None:
        return None
    context = {"my_group": group, "my_size": places.size(group), "piece_version": group.version, "oob": True}
    return Piece(address, group.version, render_to_string(f"{FOLDER}/_company.html", context))
