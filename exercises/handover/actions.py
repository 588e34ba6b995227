"""What can be done after the room has gone: by facilitators (days, reading through, deleting) and by the team lead (editing, ticking).

Nothing here touches the stage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exercises.handover import building, links
from exercises.handover.reading import Out, Text, find
from exercises.models import ActionPoint, Afterwards, Card, Group, GroupAgency, Point, Reach, SharedPlan, Wording
from sessions import clock
from sessions.actions import preparing, running
from sessions.actions.purging import PRIVATE
from sessions.exercise import Refused
from sessions.models import LiveSession
from sessions.phases import Phase

WORDS = ("what", "who", "by_when", "by_when_text", "progress")  # what an edit of an action point may change


# ------------------------------------------------------------------ the end
def note_the_room(live: LiveSession) -> None:
    """Write down how many were there: the seats go before the report does. Twice is once."""
    later, _is_new = Afterwards.objects.get_or_create(live=live)
    if later.people is None:
        later.people = live.participants.filter(removed_at=None).count()
        later.save(update_fields=["people"])


def drop_blanked(live: LiveSession) -> None:
    """What a facilitator took off every screen goes for good when nobody can put it back any more."""
    Point.objects.filter(group__live=live, is_blanked=True).delete()
    Card.objects.filter(group__live=live, is_blanked=True).delete()
    ActionPoint.objects.filter(live=live, is_blanked=True).delete()


@transaction.atomic
def purge(now: datetime) -> int:
    """What should have gone at the end of a workshop and is still there; how many things went.

    The exercises drop unshared texts as the session ends. This is the net below them.
    """
    ended = {"group__live__phase": Phase.ENDED, "group__live__ended_at__lte": now - PRIVATE}
    gone = Point.objects.filter(**ended).exclude(reach=Reach.ROOM).delete()[0]
    return gone + Card.objects.filter(**ended).exclude(reach=Reach.ROOM).delete()[0]


def close(live: LiveSession, seen: int) -> None:
    """End the workshop from the hand-over page. Raises `Stale`, `phases.NotPermitted`."""
    running.end(live, seen)


def delete(live: LiveSession) -> None:
    """End the workshop if it has not ended, and delete it with all it left behind and its follow-ups, at once and for good.

    Ending comes first and by itself, so that every phone hears that it is over. Raises `Stale`: then nothing was deleted.
    """
    if not live.is_over:
        running.end(live, live.revision)
    preparing.delete(live)


@transaction.atomic
def keep_for(live: LiveSession, days: int, now: datetime | None = None) -> None:
    """Keep everything for so many days after the end. Raises `Refused` for longer than people were told, or for a day that has passed."""
    now = now or clock.now()
    if live.ended_at:
        if days > live.kept_days:
            raise Refused(
                _(
                    "People have read on their phones that everything goes on %(day)s, so it can be sooner, but not later. "
                    "Copies you take are yours to keep."
                )
                % {"day": date_format(building.kept_until(live) or now, "j F Y")}
            )
        if live.ended_at + timedelta(days=days) <= now:
            raise Refused(_("That day has passed already. To delete everything now, use “Delete everything” below."))
    LiveSession.objects.filter(pk=live.pk).update(kept_days=days)
    live.kept_days = days
    links.move_end(live, now)


# ------------------------------------------------------------------ reading through
def call_fine(live: LiveSession, name: str) -> None:
    """Note that a text was read and may stay. Raises Http404 for one that is not there or has changed since."""
    text = find(live, name)
    with transaction.atomic():
        later, _is_new = Afterwards.objects.select_for_update().get_or_create(live=live)
        if text.name not in later.fine:
            later.fine = [*later.fine, text.name]
            later.save(update_fields=["fine"])


@transaction.atomic
def reword(live: LiveSession, name: str, words: str) -> None:
    """Put other words in place of a shared text, and forget what stood there.

    Raises Http404 for one that has changed since, `Refused` for a name that another group, or another agency of the list, has already.
    """
    text = find(live, name, lock=True)
    _store(text, words)


@transaction.atomic
def take_out(live: LiveSession, name: str) -> Out:
    """Delete a shared text, or all that hangs on it where it is the heart of it: nobody gets it. Gives back which of the two.

    Raises Http404 for one that has changed since, or that can only be reworded.
    """
    text = find(live, name, lock=True)
    if text.out is Out.NOT:
        raise Http404
    if text.out is Out.ROW:
        text.row.delete()
    else:
        _store(text, "")
    return text.out


def _store(text: Text, words: str) -> None:
    row = text.row
    setattr(row, text.field, words)
    if isinstance(row, SharedPlan):
        row.versions = {**row.versions, text.field: text.version + 1}
        row.save(update_fields=[text.field, "versions"])
    elif isinstance(row, (Group, GroupAgency)):
        _rename(row)
    else:
        row.version += 1
        row.save(update_fields=[text.field, "version"])
        if isinstance(row, ActionPoint):
            row.wordings.all().delete()  # or the name that was taken out could be read there


def _rename(row: Group | GroupAgency) -> None:
    beside = Group.objects.filter(live=row.live) if isinstance(row, Group) else GroupAgency.objects.filter(group=row.group)
    if beside.exclude(pk=row.pk).filter(name=row.name).exists():
        raise Refused(_("“%(name)s” is there already. Nothing was changed.") % {"name": row.name})
    row.save(update_fields=["name"])
    group = row if isinstance(row, Group) else row.group
    Group.objects.filter(pk=group.pk).update(version=F("version") + 1)  # or pages that were drawn already would still say it


# ------------------------------------------------------------------ action points
@dataclass(frozen=True)
class Clash:
    """Somebody else saved first. `theirs` is stored; what was typed is still in the form."""

    theirs: ActionPoint


def point_or_404(live: LiveSession, number: int) -> ActionPoint:
    """An action point the lead gets. Raises Http404."""
    found = ActionPoint.objects.filter(building.passed_on(live), live=live, pk=number, is_blanked=False).exclude(what="").first()
    if found is None:
        raise Http404
    return found


def tick(live: LiveSession, number: int, status: str) -> ActionPoint:
    """Say how far an action point is. Raises Http404."""
    point = point_or_404(live, number)
    ActionPoint.objects.filter(pk=point.pk).update(status=status)
    point.status = status
    return point


@transaction.atomic
def edit(live: LiveSession, number: int, version: int, words: Mapping[str, Any], now: datetime | None = None) -> Clash | None:
    """Change the words of an action point as they were at `version`; what stood there is kept as an earlier wording.

    Gives back a `Clash` and changes nothing when somebody else saved other words first. Raises Http404.
    """
    point_or_404(live, number)
    point = ActionPoint.objects.select_for_update().get(pk=number)
    if all(getattr(point, name) == words[name] for name in WORDS):
        return None  # nothing to do, or the same press again
    if point.version != version:
        return Clash(point)
    if not point.wordings.exists():
        _write_down(point, building.held_on(live))
    for name in WORDS:
        setattr(point, name, words[name])
    point.version += 1
    point.save(update_fields=[*WORDS, "version"])
    _write_down(point, timezone.localdate(now or clock.now()))
    return None


def _write_down(point: ActionPoint, since: date) -> None:
    Wording.objects.create(point=point, since=since, **{name: getattr(point, name) for name in WORDS})
