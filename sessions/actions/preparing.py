"""Set up, change, copy and delete a live session: everything before the room and after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sessions import push
from sessions.actions import claim, people, running
from sessions.exercise import Refused, registered
from sessions.models import LiveSession
from sessions.models.live import slides_of
from sessions.phases import Phase
from workshop.models import Deck, User
from workshop.plans import PlanKey, default_minutes, total
from workshop.sqlite import wiping

TITLE_LENGTH = 80


@transaction.atomic
def prepare(owner: User, deck: Deck, **fields: Any) -> LiveSession:
    """A new live session in its lobby, with its join code."""
    live = LiveSession.objects.create(owner=owner, deck=deck, **fields)
    people.give_code(live)
    return live


@transaction.atomic
def change(live: LiveSession, **fields: Any) -> None:
    """Change the set-up while people are still arriving. Raises `Stale` when the workshop moved meanwhile, `Refused` once it has begun."""
    if live.phase != Phase.LOBBY:
        raise Refused(_("The workshop has begun, so its set-up stays as it is."))
    claim(live, live.revision, **fields)
    push.show(live)


def copy(live: LiveSession, today: date | None = None) -> LiveSession:
    """The same set-up again, for today, with its own code and links. Minutes are as planned, not as trimmed on the day."""
    minutes = live.minutes
    if live.plan != LiveSession.Plan.OWN:
        plan: PlanKey = "short" if live.plan == LiveSession.Plan.SHORT else "full"
        minutes = default_minutes(slides_of(live.deck_id), plan)
    suffix = _(" (copy)")
    return prepare(
        live.owner,
        live.deck,
        title=live.title[: TITLE_LENGTH - len(suffix)] + suffix,
        date=today or timezone.localdate(),
        plan=live.plan,
        minutes=minutes,
        planned_total=total(minutes),
        question_set=live.question_set,
        left_out=live.left_out,
        asks_agency=live.asks_agency,
        kept_days=live.kept_days,
    )


def belonging(lives: Sequence[int]) -> list[LiveSession]:
    """Live sessions that go when these go, by the pk; whatever phase they are in."""
    return [each for exercise in registered() for each in exercise.belonging(lives)]


def delete(live: LiveSession) -> None:
    """Delete a live session and all it left behind, for good. Raises `Refused` while it is running, `Stale`: then nothing was deleted.

    A lobby is ended first, and so is whatever belongs to it in whatever phase, each in a transaction of its own, so that phones there
    hear about it.
    """
    if live.phase in {Phase.RUNNING, Phase.PAUSED}:
        raise Refused(_("This workshop is running. Finish it on the console first."))
    going = [*belonging([live.pk]), live]
    for each in going:
        if not each.is_over:
            running.end(each, each.revision)
    with transaction.atomic():
        for each in going:
            each.delete()
    wiping.scrub()
