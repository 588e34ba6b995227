"""The list of who sits where, by label and number, and what the slides on which groups talk need of it. The read side.

Facilitators move people from this list: on the slide where groups are made, and once they are fixed on those that follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from exercises.groups import people, places
from exercises.models import Group, Grouping, Place
from sessions.models import LiveSession, Participant, SlideRun
from sessions.phases import RunPhase
from workshop.models import Kind

MOST_NAMED = 6  # groups named in one hint


def seating(live: LiveSession) -> dict[str, Any]:
    """Every group with its people, and who thinks on their own. Never a wish."""
    room = people.room(live)
    return {
        "seating": [
            {"group": group, "people": [{"number": p.number, "name": p.name} for p in room if p.group == group.pk]}
            for group in live.groups.all()
        ],
        "by_themselves": [p.name for p in room if p.is_alone],
        "movable": [{"number": p.number, "name": p.name} for p in room],
    }


def too_small(groups: Sequence[tuple[Group, int]], least: int) -> str:
    """The groups with fewer people than the facilitators asked for, as words; an empty table is none of them."""
    found = [f"{group.name} ({here})" for group, here in groups if 0 < here < least]
    return ", ".join([*found[:MOST_NAMED], *(["…"] if found[MOST_NAMED:] else [])])


# ------------------------------------------------------------------ while groups talk
def left_unfixed(live: LiveSession) -> SlideRun | None:
    """The run of the slide where groups are made, when it was begun and left before they were fixed; `live` is already there."""
    keys = [part.slide.key for part in live.parts if part.slide.kind == Kind.CHOICE]
    run = SlideRun.objects.filter(live=live, slide_key__in=keys, phase=RunPhase.CLOSED).first()
    if run is not None:
        run.live = live
    return run


def later(live: LiveSession) -> dict[str, Any]:
    """What consoles need on the slides after: the list to move people on, or what is still to do before there is one."""
    if live.is_over or not live.groups.exists():
        return {}
    if places.is_fixed(live):
        return {"may_move": True, "is_fixed": True} | seating(live)
    left = left_unfixed(live)
    if left is None:
        return {}
    grouping = Grouping.objects.get(live=live)
    can_fix = grouping.way == Grouping.Way.PICK or grouping.stage == Grouping.Stage.SEATING
    small = too_small(places.groups_of(live), grouping.least) if can_fix else ""
    return {"unfixed": left, "can_fix": can_fix, "grouping": grouping, "too_small": small}


def without_group(live: LiveSession) -> list[dict[str, Any]]:
    """Who came late and has no place yet, by name."""
    return [{"number": p.number, "name": p.name} for p in people.room(live) if not p.has_place]


def without_group_phone(live: LiveSession, me: Participant | None) -> dict[str, Any]:
    """What a phone without a group may do on the slides after: choose one, or wait until they are made. Whoever thinks alone need not."""
    if places.is_fixed(live):
        return {"open_groups": places.choices(live)}
    is_alone = me is not None and Place.objects.filter(participant=me, group=None).exists()
    return {"open_groups": [], "groups_pending": not is_alone and left_unfixed(live) is not None}


def name_for(live: LiveSession, me: Participant | None, group: Group | None) -> dict[str, Any]:
    """What a phone in a group is called on the facilitators’ list, so that whoever would like to move can say so."""
    return {"my_name": people.name_of(live, me) if me and group else ""}
