"""Start a follow-up, bring up one point after the other, and take down what the room says of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from exercises.follow_up import board
from exercises.follow_up.board import SLUG
from exercises.follow_up.minutes import QUESTION_KEYS, share_out
from exercises.handover import actions as handover
from exercises.handover import building
from exercises.models import ActionPoint, Afterwards, FollowUp, SharedPlan
from exercises.next_steps import actions as steps
from sessions import push
from sessions.actions import claim, preparing, purging
from sessions.exercise import Refused
from sessions.models import LiveSession
from sessions.phases import NotPermitted, Phase
from sessions.screens.on_stage import current_run
from workshop.loading import FOLLOW_UP, load_beside
from workshop.models import Kind

# ------------------------------------------------------------------ beforehand
ARRANGED = {"at": "meets_at", "minutes": "meets_minutes", "where": "meets_where"}


@transaction.atomic
def arrange(first: LiveSession, given: Mapping[str, Any], version: int = 0) -> None:
    """When, for how long and where the follow-up is: `date`, `at`, `minutes`, `where`. What is not `given` stays as it is.

    It goes into the report and into everybody's calendar file. While the workshop is on the day is the room's too: `version` is that of
    the day the presser saw, every screen hears of the new one, and `Refused` is raised when the room has just chosen another.
    """
    if "date" in given:
        if first.is_over:
            SharedPlan.objects.update_or_create(live=first, defaults={"follow_up_date": given["date"]})
        else:
            steps.set_date(first, given["date"], version)
    later = {field: given[name] for name, field in ARRANGED.items() if name in given}
    if later:
        Afterwards.objects.update_or_create(live=first, defaults=later)


def going_on(first: LiveSession) -> LiveSession | None:
    """The follow-up of a workshop that is being held or waiting to begin."""
    row = FollowUp.objects.select_related("live").filter(first=first).exclude(live__phase=Phase.ENDED).order_by("-pk").first()
    return row.live if row else None


@transaction.atomic
def start(
    first: LiveSession,
    numbers: Sequence[int],
    today: date | None = None,
    *,
    length: int | None = None,
    questions: Collection[str] = QUESTION_KEYS,
) -> LiveSession:
    """The follow-up's own live session, in its lobby, with these action points to bring up and these questions.

    `length` is in minutes; without one it is as long as it has been arranged to be.
    One at a time: while there is one that has not ended, that one is given back. Raises `Refused` while the workshop itself is on.
    """
    LiveSession.objects.select_for_update().get(pk=first.pk)
    if not first.is_over:
        raise Refused(_("The workshop itself has not ended yet. A follow-up can begin once it has."))
    there = going_on(first)
    if there is not None:
        return there
    length = length or building.afterwards(first).meets_minutes
    minutes = share_out(length, questions)
    title = _("Follow-up: %(title)s") % {"title": first.title}
    live = preparing.prepare(
        first.owner,
        load_beside(FOLLOW_UP),
        title=title[: preparing.TITLE_LENGTH],
        date=today or timezone.localdate(),
        plan=LiveSession.Plan.OWN,
        minutes=minutes,
        planned_total=length,
        left_out=[key for key in QUESTION_KEYS if key not in questions],
        kept_days=first.kept_days,
    )
    chosen = set(numbers)
    points = [point.pk for point in building.points_of(first) if point.pk in chosen]
    FollowUp.objects.create(live=live, first=first, points=points)
    return live


# ------------------------------------------------------------------ in the room
@transaction.atomic
def bring_up(live: LiveSession, seen: int, number: int) -> None:
    """Put an action point on every screen. Raises `Stale`, and `NotPermitted` for one that was not brought along."""
    run = current_run(live)
    last = board.last_time(live)
    step = last.find(number) if last else None
    if run is None or live.is_over or run.slide.kind != Kind.FOLLOW_UP or last is None or step is None:
        raise NotPermitted("no such action point")
    claim(live, seen)
    FollowUp.objects.filter(pk=last.row.pk).update(turn=step.place, version=F("version") + 1)
    push.show(live)


@transaction.atomic
def say(live: LiveSession, number: int, status: str) -> None:
    """The room says where an action point stands; whoever presses last is believed. Raises `Refused` when it is no longer on, Http404."""
    row = _locked(live)
    if not _step(live, number).is_now:
        raise Refused(_("The room has moved on to another action point. Nothing was changed."), title=_("A moment too late"))
    handover.tick(row.first, number, status)
    _heard(live, row, number)


@transaction.atomic
def note(live: LiveSession, number: int, version: int, words: str) -> None:
    """Write down what has happened since. Raises `Stale`, `Refused` when somebody else has changed the point meanwhile, Http404."""
    row = _locked(live)
    point = _step(live, number).point
    as_it_is: dict[str, Any] = {name: getattr(point, name) for name in handover.WORDS}
    claim(live, live.revision)  # it is shown on every screen
    if handover.edit(row.first, number, version, as_it_is | {"progress": words}):
        raise Refused(
            _("Somebody has just written something else there, and it stays: “%(theirs)s”. What you wrote was: “%(yours)s”.")
            % {"theirs": point.progress, "yours": words},
            title=_("Two at once"),
        )
    _heard(live, row, number)
    push.show(live)


def _locked(live: LiveSession) -> FollowUp:
    """The follow-up, for this transaction alone. Raises Http404, `Refused` when it has ended or another slide is on."""
    row = FollowUp.objects.select_for_update(of=("self",)).select_related("first").filter(live=live).first()
    if row is None:
        raise Http404
    if live.is_over:
        raise Refused(_("This follow-up is over. What was said by then is kept."), title=_("It has ended"))
    run = current_run(live)
    if run is None or run.slide.kind != Kind.FOLLOW_UP:
        raise Refused(_("The action points are not on just now. Nothing was changed."), title=_("A moment too late"))
    return row


def _step(live: LiveSession, number: int) -> board.Step:
    last = board.last_time(live)
    step = last.find(number) if last else None
    if step is None:
        raise Http404
    return step


def _heard(live: LiveSession, row: FollowUp, number: int) -> None:
    said = row.said if number in row.said else [*row.said, number]
    FollowUp.objects.filter(pk=row.pk).update(said=said, version=F("version") + 1)
    push.counts(live)
    run = current_run(live)
    if run is not None:
        push.piece(run, board.ADDRESS)


# ------------------------------------------------------------------ afterwards
def follow_ups_of(lives: Sequence[int]) -> list[LiveSession]:
    """Every follow-up of these workshops, whatever phase it is in: it bears their title, so it goes when they go."""
    rows = FollowUp.objects.select_related("live__deck", "live__owner").filter(first__in=lives).order_by("pk")
    return [row.live for row in rows]


def purge(now: datetime) -> int:
    """Follow-ups whose workshop has gone without them: delete those that are over and end the others, which go the next time; how many."""
    left = LiveSession.objects.select_related("deck", "owner").filter(deck__slug=SLUG, follow_up_of=None)
    over = [live.pk for live in left if live.is_over]
    count = purging.end_all(left, now)
    LiveSession.objects.filter(pk__in=over).delete()
    return count + len(over)


def settled(point: ActionPoint) -> bool:
    """Whether a point is offered to be brought up unasked: somebody means to do it, and it is not finished."""
    return building.is_settled(point) and point.status not in {ActionPoint.Status.DONE, ActionPoint.Status.LET_GO}
