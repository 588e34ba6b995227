"""Who sits where: what every slide on which groups work asks and does about places.

A place is known to phones only once the groups are fixed. Somebody may also have a place in no group at all: they think on their own.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from exercises.models import Group, Grouping, Place
from sessions import push
from sessions.exercise import Refused
from sessions.models import LiveSession, Participant, SlideRun
from sessions.screens.on_stage import current_run

EVERYBODY = "groups"  # the address of phones that have no group yet
NOT_FIXED = (Grouping.Stage.ASKING, Grouping.Stage.SEATING)
MOST = 6  # people in one group, unless the facilitators said otherwise


# ------------------------------------------------------------------ asking
def address(group: Group) -> str:
    """Where a group's phones listen."""
    return f"group-{group.pk}"


def place_of(who: Participant | None) -> Group | None:
    """The group somebody sits in; None before the groups are fixed, for late arrivals, and for people who think on their own."""
    if who is None:
        return None
    place = Place.objects.select_related("group").filter(participant=who).exclude(group__live__grouping__stage__in=NOT_FIXED).first()
    return place.group if place else None


def groups_by_seat(live: LiveSession) -> dict[int, Group]:
    """`place_of` for a whole live session, by the seat's pk."""
    places = Place.objects.select_related("group").filter(participant__live=live, group__isnull=False)
    return {place.participant_id: place.group for place in places.exclude(group__live__grouping__stage__in=NOT_FIXED) if place.group}


def is_fixed(live: LiveSession) -> bool:
    """Whether phones may know their groups: nobody is choosing or being placed any more."""
    return not Grouping.objects.filter(live=live, stage__in=NOT_FIXED).exists()


def counted(live: LiveSession) -> QuerySet[Any]:
    """A live session's groups in order; `here` says how many people sit there now."""
    here = Count("places", filter=Q(places__participant__removed_at=None))
    return Group.objects.filter(live=live).annotate(here=here).order_by("position", "pk")


def groups_of(live: LiveSession) -> list[tuple[Group, int]]:
    """A live session's groups in order, each with how many people sit there now."""
    return [(group, group.here) for group in counted(live)]


def size(group: Group) -> int:
    """How many sit there now."""
    return Place.objects.filter(group=group, participant__removed_at=None).count()


def smallest(live: LiveSession) -> Group | None:
    """Where a late arrival fits best: the smallest group that has people and room, the earlier one of two; None without any group.

    An empty table is no company, so it comes after those, and so does a full group: whichever of them has fewest.
    """
    most = most_of(live)
    return min(groups_of(live), key=lambda pair: (not 0 < pair[1] < most, pair[1]), default=(None, 0))[0]


def late(live: LiveSession) -> QuerySet[Participant]:
    """People without a place, the earliest first. Whoever thinks on their own has one."""
    return Participant.objects.filter(live=live, removed_at=None, place=None).order_by("pk")


def grouping_with(live: LiveSession) -> Grouping:
    """How a live session makes its groups, read once and kept with an instance that was read for one request alone."""
    try:
        return live.grouping
    except Grouping.DoesNotExist:
        return Grouping(live=live)


def most_of(live: LiveSession) -> int:
    """How many people a group takes before phones find it full."""
    return Grouping.objects.filter(live=live).values_list("most", flat=True).first() or MOST


def choices(live: LiveSession, grouping: Grouping | None = None, mine: Group | None = None) -> list[dict[str, Any]]:
    """The groups as a phone offers them; `mine` is never full for whoever is in it. `grouping`: the live session's, where it is known."""
    most = grouping.most if grouping else most_of(live)
    return [
        {
            "pk": pk,
            "position": position,
            "name": name,
            "here": here,
            "is_mine": mine is not None and pk == mine.pk,
            "is_full": here >= most and (mine is None or pk != mine.pk),
        }
        for pk, position, name, here in counted(live).values_list("pk", "position", "name", "here")
    ]


# ------------------------------------------------------------------ doing
@transaction.atomic
def join_group(live: LiveSession, who: Participant, group: Group | None, *, by_facilitator: bool = False) -> None:
    """Sit down with a group, or move there; None: think on one's own. Twice the same is once.

    Moving somebody ends their view of the old group at once. Raises `Refused`: 404 for a group of another live session, 409 when the
    group is full, which never stops a facilitator, or when all is over.
    """
    sit(live, who, locked(live, pk=group.pk) if group is not None else None, by_facilitator=by_facilitator)


def locked(live: LiveSession, **which: int) -> Group:
    """A group, for as long as the transaction lasts, so that two people never take its last place. Raises `Refused` (404)."""
    group = Group.objects.select_for_update().filter(live=live, **which).first()
    if group is None:
        raise Refused(_("There is no such group here. Nothing was changed."), status=404)
    return group


def sit(live: LiveSession, who: Participant, group: Group | None, run: SlideRun | None = None, *, by_facilitator: bool = False) -> None:
    """`join_group` for a group that is locked. Inside a transaction. `run`: that of the slide that is on, where it has just been read."""
    if live.is_over:
        raise Refused(_("This workshop is over."), title=_("The workshop has ended"))
    before = Place.objects.select_related("group").filter(participant=who).first()
    if before is not None and before.group == group:
        return
    if group is not None and not by_facilitator and size(group) >= grouping_with(live).most:
        raise Refused(
            _("“%(group)s” has just filled up. Nothing was changed.") % {"group": group.name},
            title=_("That one is full"),
            hint=_("Choose another one, or ask the facilitator: they can always make room."),
        )
    Place.objects.bulk_create(  # one statement, also where two requests of one phone meet
        [Place(participant=who, group=group)], update_conflicts=True, unique_fields=["participant"], update_fields=["group"]
    )
    groups = []
    if is_fixed(live):  # asked now: they may have been fixed in this very moment; before, no phone shows a group
        groups = [each for each in (before.group if before else None, group) if each is not None]
        push.come_back(live, who)
    changed(live, groups, run)


def changed(live: LiveSession, groups: list[Group], run: SlideRun | None = None) -> None:
    """Who sits where has changed: tell the phones of these groups and those that still choose, and let the numbers be counted again."""
    Grouping.objects.filter(live=live).update(version=F("version") + 1)
    if groups:
        Group.objects.filter(pk__in=[group.pk for group in groups]).update(version=F("version") + 1)
    run = run or current_run(live)
    if run is not None:
        for where in (EVERYBODY, *(address(group) for group in groups)):
            push.piece(run, where, soon=where == EVERYBODY)
    push.counts(live)
