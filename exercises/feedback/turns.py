"""Whose turn it is while groups are heard, and how long it is. A turn is part of the round's own countdown.

What one group does not use goes to those still to come. A turn is kept in the run's `shown_at` as `{"turn": {…}}`: the group, how many
seconds the round had been on when it began, its share, and the minutes given by then. Counting in seconds of the round, not in times
of day, pauses and going back need no arithmetic of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from exercises.breakout import board
from exercises.models import Group
from sessions import clock, push
from sessions.actions import Stale, claim
from sessions.models import LiveSession, SlideRun
from sessions.phases import NotPermitted
from sessions.screens.on_stage import current_run
from workshop.models import Kind

TURN = "turn"


@dataclass(frozen=True)
class Turn:
    """The group that is speaking; seconds. `left` may be negative: a soft end."""

    group: Group
    share: float
    used: float
    left: float
    until: datetime | None  # when its time is up, as countdowns reckon


def spent(run: SlideRun, now: datetime) -> float:
    """Seconds the round has been on, pauses left out."""
    here = (clock.reading(now, run.live.paused_at) - run.entered_at).total_seconds() if run.entered_at else 0.0
    return run.seconds + max(0.0, here)


def turn_of(run: SlideRun, now: datetime) -> Turn | None:
    """Whose turn it is; None before the first group and when that group is no longer there."""
    kept: dict[str, Any] = run.shown_at.get(TURN) or {}
    group = Group.objects.filter(live=run.live, pk=kept["group"]).first() if kept else None
    if group is None:
        return None
    share = max(0.0, kept["share"] + 60 * (run.extra - kept["extra"]))
    used = max(0.0, spent(run, now) - kept["spent"])
    return Turn(group, share, used, share - used, clock.reading(now, run.live.paused_at) + timedelta(seconds=share - used))


def to_come(groups: list[Group], speaking: Group | None) -> list[Group]:
    """The groups that have not been heard, in order, without the one that is speaking and without tables nobody sits at."""
    return [group for group in groups if not group.heard and has_something(group) and (speaking is None or group.pk != speaking.pk)]


def has_something(group: Group) -> bool:
    """Whether a group is there to be heard: it has people, works on paper, or has written. `group` is one of `board.groups_of`."""
    return bool(group.people or group.on_paper or group.wrote_at)  # type: ignore[attr-defined]


@transaction.atomic
def hear(live: LiveSession, seen: int, group_id: int, now: datetime | None = None) -> None:
    """Give a group the word; the one before has been heard. Raises `Stale`, `NotPermitted` when it is not this live session's."""
    now = now or clock.now()
    if seen != live.revision:
        raise Stale
    run = current_run(live)
    if run is None or live.is_over or run.slide.kind != Kind.FEEDBACK:
        raise NotPermitted("nobody is reporting back")
    groups = board.groups_of(live)
    group = next((each for each in groups if each.pk == group_id), None)
    if group is None:
        raise NotPermitted("no such group")
    claim(live, seen)
    before = turn_of(run, now)
    if before is not None and before.group.pk != group.pk:
        finish(before)
        for each in groups:
            each.heard = each.heard or each.pk == before.group.pk
    waiting = len(to_come(groups, group)) + 1
    left = clock.remaining(run.ends_at, now, live.paused_at) or 0.0
    kept = {"group": group.pk, "spent": spent(run, now), "share": max(0.0, left) / waiting, "extra": run.extra}
    SlideRun.objects.filter(pk=run.pk).update(shown_at={**run.shown_at, TURN: kept})
    push.show(live)


def finish(turn: Turn) -> None:
    """Note that a group has been heard, and for how long."""
    seconds = turn.group.feedback_seconds + round(turn.used)
    Group.objects.filter(pk=turn.group.pk).update(heard=True, feedback_seconds=seconds)
