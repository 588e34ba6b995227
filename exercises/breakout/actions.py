"""What members of a group do to what it has written, and what facilitators do for groups.

Nothing here raises the revision: news from other people come as a piece and as counts, and never replace what somebody is typing in.
Whoever writes over something that has changed meanwhile loses nothing: both texts stay.
"""

from __future__ import annotations

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F, Model, QuerySet
from django.utils.translation import gettext as _

from exercises.groups.places import address, join_group, late
from exercises.models import Card, Draft, Factor, Group, GroupAgency, Point, Reach
from sessions import clock, push
from sessions.actions import still_on
from sessions.exercise import Refused
from sessions.models import LiveSession, Participant
from sessions.screens.on_stage import current_run

MOST_POINTS, MOST_CARDS, MOST_AGENCIES = 200, 60, 40  # of one group
TICKET, CARD_TICKET = "hymnsheet.point", "hymnsheet.card"
FIELDS = "group."  # how the names of a group's draft fields begin


# ------------------------------------------------------------------ news
def touch(live: LiveSession, group: Group, *, wrote: bool = True) -> None:
    """Something a group's members should see has changed: tell its phones, and let console and projector count again.

    Inside the transaction that changed it. Raises `Refused` when the workshop has ended meanwhile, and the change with it.
    """
    if not still_on(live.pk):
        raise Refused(over(), title=_("The workshop has ended"))
    changes = {"version": F("version") + 1} | ({"wrote_at": clock.now()} if wrote else {})
    Group.objects.filter(pk=group.pk).update(**changes)
    run = current_run(live)
    if run is not None:
        push.piece(run, address(group))
    push.counts(live)


def over() -> str:
    """What a group reads when it writes after the end."""
    return _("This workshop is over. What your group shared is kept; everything else has gone.")


def _room_left(things: QuerySet[Model], most: int) -> None:
    if things.count() >= most:
        raise Refused(
            _("Your group has written as much as fits here. Change or delete something first. What you typed is still in the field.")
        )


# ------------------------------------------------------------------ points
@transaction.atomic
def add_point(
    live: LiveSession, group: Group, who: Participant | None, block: str, text: str, reach: str = Reach.GROUP, request_key: str = ""
) -> Point:
    """Write a point down. The same request twice is one point. Raises `Refused` when a group has no room for more."""
    if request_key and (there := group.points.filter(request_key=request_key).first()):
        return there
    _room_left(group.points.all(), MOST_POINTS)
    try:
        with transaction.atomic():
            point = Point.objects.create(group=group, block=block, text=text, reach=reach, writer=who, request_key=request_key)
    except IntegrityError:  # the same request from another connection of this very moment
        return group.points.get(request_key=request_key)
    touch(live, group)
    return point


def ticket(point: Point) -> str:
    """What an edit form carries, so that its text is kept even when the point has been deleted meanwhile."""
    return signing.dumps([point.group_id, point.pk, point.block], salt=TICKET)


def block_in(group: Group, point_id: int, text: str) -> str | None:
    """The block of the point a ticket was given for; None when it is not of this point and group."""
    try:
        group_id, pk, block = signing.loads(text, salt=TICKET)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(block) if (group_id, pk) == (group.pk, point_id) else None


def card_ticket(card: Card) -> str:
    """The same for a response."""
    return signing.dumps([card.group_id, card.pk], salt=CARD_TICKET)


def is_card_of(group: Group, card_id: int, text: str) -> bool:
    """Whether a ticket was given for this response of this group."""
    try:
        return bool(signing.loads(text, salt=CARD_TICKET) == [group.pk, card_id])
    except signing.BadSignature:
        return False


@transaction.atomic
def edit_point(live: LiveSession, group: Group, who: Participant, point_id: int, block: str, text: str, version: int, reach: str) -> bool:
    """Change a point; True when that is all there was to it.

    False when somebody changed, shared or deleted it first: then theirs stays as it is, and this text becomes a point of its own, for
    the group alone.
    """
    seen = group.points.filter(pk=point_id, version=version)
    if reach == Reach.GROUP:
        seen = seen.filter(reach=Reach.GROUP)  # what was written for the group alone must not slip into the room
    if seen.update(text=text, version=F("version") + 1):
        touch(live, group)
        return True
    if group.points.filter(pk=point_id, text=text).exists():
        return True  # both wrote the same, or this is a repeat
    if not group.points.filter(block=block, text=text, reach=Reach.GROUP, writer=who).exists():
        _room_left(group.points.all(), MOST_POINTS)
        Point.objects.create(group=group, block=block, text=text, writer=who)
        touch(live, group)
    return False


@transaction.atomic
def delete_point(live: LiveSession, group: Group, point_id: int, version: int) -> None:
    """Delete a point as its deleter saw it. Raises `Refused` when it has changed since; one that is gone already is fine."""
    deleted, _what = group.points.filter(pk=point_id, version=version).delete()
    if deleted:
        touch(live, group)
    elif group.points.filter(pk=point_id).exists():
        raise Refused(just_changed())


@transaction.atomic
def reach_point(live: LiveSession, group: Group, who: Participant, point_id: int, version: int, reach: str) -> None:
    """Share a point with the room, or take it back. Raises `Refused` for sharing what somebody else wrote, or what has just been changed:
    nobody shares words unread."""
    point = group.points.filter(pk=point_id).first()
    if point is not None:
        _reach(live, group, who, point, version, reach)


def _reach(live: LiveSession, group: Group, who: Participant, thing: Point | Card, version: int, reach: str) -> None:
    same: QuerySet[Point] | QuerySet[Card] = type(thing)._default_manager.filter(pk=thing.pk)
    if reach == Reach.ROOM:
        if not thing.is_for(who):
            raise Refused(_("Only whoever wrote this one shares it with the room. Nothing was changed."))
        same = same.filter(version=version)
    if not same.update(reach=reach):
        raise Refused(just_changed())
    touch(live, group, wrote=False)


def just_changed() -> str:
    """What somebody reads whose press was drawn before the latest change."""
    return _("Somebody in your group has just changed this one. Read it again first. Nothing was lost.")


# ------------------------------------------------------------------ responses
@transaction.atomic
def add_card(live: LiveSession, group: Group, who: Participant | None, text: str) -> Card:
    """Add a response to sort. The same words twice are one response."""
    if there := group.cards.filter(text=text).first():
        return there
    _room_left(group.cards.all(), MOST_CARDS)
    card = Card.objects.create(group=group, text=text, writer=who)
    touch(live, group)
    return card


@transaction.atomic
def sort_card(live: LiveSession, group: Group, card_id: int, approach: str) -> None:
    """Say which approach a response is; the last word counts."""
    if group.cards.filter(pk=card_id).exclude(approach=approach).update(approach=approach):
        touch(live, group)


@transaction.atomic
def edit_card(live: LiveSession, group: Group, who: Participant, card_id: int, text: str, belief: str, version: int, reach: str) -> bool:
    """Change a response and the belief underneath. False when somebody was quicker: theirs stays, this becomes one of its own."""
    seen = group.cards.filter(pk=card_id, version=version)
    if reach == Reach.GROUP:
        seen = seen.filter(reach=Reach.GROUP)
    if seen.update(text=text, belief=belief, version=F("version") + 1):
        touch(live, group)
        return True
    there = group.cards.filter(pk=card_id).first()
    if there is not None and (there.text, there.belief) == (text, belief):
        return True
    if not group.cards.filter(text=text, belief=belief).exists():
        _room_left(group.cards.all(), MOST_CARDS)
        Card.objects.create(group=group, text=text, belief=belief, approach=there.approach if there else "", writer=who)
        touch(live, group)
    return False


@transaction.atomic
def delete_card(live: LiveSession, group: Group, card_id: int, version: int) -> None:
    """Delete a response as its deleter saw it. Raises `Refused` when it has changed since."""
    deleted, _what = group.cards.filter(pk=card_id, version=version).delete()
    if deleted:
        touch(live, group)
    elif group.cards.filter(pk=card_id).exists():
        raise Refused(just_changed())


@transaction.atomic
def reach_card(live: LiveSession, group: Group, who: Participant, card_id: int, version: int, reach: str) -> None:
    """The same for a response, which is sorted before it is shared: the room sees it below its approach."""
    card = group.cards.filter(pk=card_id).first()
    if card is None:
        return
    if reach == Reach.ROOM and not card.can_be_shared:
        raise Refused(_("Say first which approach it is. Then it can be shared."), title=_("One thing first"))
    _reach(live, group, who, card, version, reach)


# ------------------------------------------------------------------ agencies and factors
@transaction.atomic
def add_agency(live: LiveSession, group: Group, name: str) -> None:
    """Put an agency on the group's list. One that is there already changes nothing. A list that is shared stays shared."""
    if group.agencies.filter(name__iexact=name).exists():
        return
    _room_left(group.agencies.all(), MOST_AGENCIES)
    shared = group.agencies.filter(is_shared=True).exists()
    GroupAgency.objects.get_or_create(group=group, name=name, defaults={"is_shared": shared})
    touch(live, group)


@transaction.atomic
def lean_agency(live: LiveSession, group: Group, agency_id: int, lean: int) -> None:
    """Say how an agency's training leans; the last word counts."""
    group.agencies.filter(pk=agency_id).update(lean=lean)
    touch(live, group)


@transaction.atomic
def remove_agency(live: LiveSession, group: Group, agency_id: int) -> None:
    """Take an agency off the list."""
    group.agencies.filter(pk=agency_id).delete()
    touch(live, group)


@transaction.atomic
def share_agencies(live: LiveSession, group: Group, is_shared: bool) -> None:
    """Share the whole list with the room, or take it back."""
    group.agencies.update(is_shared=is_shared)
    touch(live, group, wrote=False)


@transaction.atomic
def show_factors(live: LiveSession, group: Group, who: Participant, factors: list[str]) -> None:
    """Show somebody's ticks to their group, in place of those before; none takes them back. They are never counted."""
    Factor.objects.filter(who=who).delete()
    Factor.objects.bulk_create(Factor(group=group, who=who, factor=factor) for factor in sorted(set(factors)))
    touch(live, group, wrote=False)


# ------------------------------------------------------------------ facilitators
def place_late(live: LiveSession, group: Group) -> None:
    """Give one person without a group a place in this one. Nobody is left: nothing happens."""
    somebody = late(live).first()
    if somebody is not None:
        join_group(live, somebody, group, by_facilitator=True)


@transaction.atomic
def say(live: LiveSession, groups: list[Group], words: str) -> None:
    """Tell groups something on their phones, in place of what was said before; "" takes that away. The same words again are said again."""
    for group in groups:
        if words or group.message:
            Group.objects.filter(pk=group.pk).update(message=words, message_number=F("message_number") + 1)
            touch(live, group, wrote=False)


@transaction.atomic
def blank(live: LiveSession, kind: str, number: int, is_blanked: bool) -> None:
    """Take a shared text off every screen and export, or show it again. Its group keeps it and is told.

    An agency list goes back to its group as a whole. Raises `Refused` when there is no such shared text.
    """
    if kind == "agencies":
        group = Group.objects.filter(live=live, pk=number).first()
        if group is None or not group.agencies.filter(is_shared=True).update(is_shared=False):
            raise Refused(_("That is no longer shared. Nothing was changed."))
        touch(live, group, wrote=False)
        return
    things: QuerySet[Point] | QuerySet[Card] = Point.objects.all() if kind == "point" else Card.objects.all()
    thing = things.filter(group__live=live, pk=number, reach=Reach.ROOM).select_related("group").first()
    if thing is None:
        raise Refused(_("That is no longer shared. Nothing was changed."))
    things.filter(pk=thing.pk).update(is_blanked=is_blanked)
    touch(live, thing.group, wrote=False)


# ------------------------------------------------------------------ the end
def forget(live: LiveSession) -> None:
    """What was never shared goes when the session ends, and nobody is known to have written what was. Twice is once."""
    of_live = {"group__live": live}
    Point.objects.filter(**of_live).exclude(reach=Reach.ROOM).delete()
    Card.objects.filter(**of_live).exclude(reach=Reach.ROOM).delete()
    GroupAgency.objects.filter(**of_live, is_shared=False).delete()
    Factor.objects.filter(**of_live).delete()
    Point.objects.filter(**of_live).exclude(writer=None).update(writer=None)
    Card.objects.filter(**of_live).exclude(writer=None).update(writer=None)
    Group.objects.filter(live=live).exclude(message="").update(message="")
    Draft.objects.filter(who__live=live, field__startswith=FIELDS).delete()
