"""The small regions that bring news of other people to a phone: who can be found, how full a group is, how many of you there are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from exercises.groups import people, places
from exercises.models import Group, Grouping
from sessions.exercise import Piece
from sessions.models import LiveSession, SlideRun
from sessions.phases import RunPhase

FOLDER = "exercises/groups"
MOST_DRAWN = 4096  # lines of one group that a process remembers


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
    context = {"choices": lines("_here", places.choices(live, grouping), news=True), "version": grouping.version}
    return Piece(places.EVERYBODY, grouping.version, render_to_string(f"{FOLDER}/_fullness.html", context))


def to_pick_from(live: LiveSession, grouping: Grouping, mine: Group | None) -> SafeString:
    """The groups as fields to pick one, with somebody's own choice."""
    return lines("_choice", places.choices(live, grouping, mine))


def lines(name: str, choices: Iterable[dict[str, Any]], *, news: bool = False) -> SafeString:
    """A line for each group. Phones differ in their own choice alone, so a process draws a line once for each thing it can say."""
    language = get_language()
    drawn = [_line(language, name, news, tuple(each.items())) for each in choices]
    return mark_safe("".join(drawn))  # noqa: S308 rendered by a template


@lru_cache(maxsize=MOST_DRAWN)
def _line(_language: str, name: str, news: bool, said: tuple[tuple[str, Any], ...]) -> SafeString:
    return render_to_string(f"{FOLDER}/{name}.html", {"each": dict(said), "news": news})


def choosing(live: LiveSession) -> Piece | None:
    """The groups as buttons, for whoever has none yet once they are fixed. Any slide of the group exercise may show it."""
    grouping = Grouping.objects.filter(live=live, stage=Grouping.Stage.FIXED).first()
    if grouping is None:
        return None
    context = {"live": live, "choices": places.choices(live, grouping), "piece_version": grouping.version, "oob": True}
    return Piece(places.EVERYBODY, grouping.version, render_to_string(f"{FOLDER}/_choose.html", context))


def company(live: LiveSession, address: str) -> Piece | None:
    """How many a fixed group has."""
    number = address.removeprefix("group-")
    group = Group.objects.filter(live=live, pk=number).first() if number.isdecimal() and number != address else None
    if group is None:
        return None
    context = {"my_group": group, "my_size": places.size(group), "piece_version": group.version, "oob": True}
    return Piece(address, group.version, render_to_string(f"{FOLDER}/_company.html", context))
