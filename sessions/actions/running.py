"""Start, pause, resume, end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sessions import clock, phases, push
from sessions.actions import claim
from sessions.actions.stage import close_if_open, end_pause, enter, leave
from sessions.exercise import exercise_for, registered
from sessions.models import LiveSession, SlideRun
from sessions.phases import Phase
from workshop.logs import happened
from workshop.sqlite import wiping


@transaction.atomic
def start(live: LiveSession, seen: int, now: datetime | None = None) -> None:
    """Put the first slide on stage and start the workshop's clock. Raises `Stale`, `phases.NotPermitted`."""
    now = now or clock.now()
    if live.phase != Phase.LOBBY:  # from a pause one goes on; beginning again would throw the clock away
        raise phases.NotPermitted(live.phase)
    first = live.parts[0]
    claim(live, seen, phase=Phase.RUNNING, started_at=now, slide_key=first.slide.key)
    enter(live, first, now)
    push.show(live)
    transaction.on_commit(lambda: happened("session-begun", live=live.key))


@transaction.atomic
def pause(live: LiveSession, seen: int, now: datetime | None = None) -> None:
    """Let every countdown stand still. What people are writing stays open. Raises `Stale`, `phases.NotPermitted`."""
    phases.check(Phase(live.phase), Phase.PAUSED)
    claim(live, seen, phase=Phase.PAUSED, paused_at=now or clock.now())
    push.show(live, clock_only=True)


@transaction.atomic
def resume(live: LiveSession, seen: int, now: datetime | None = None) -> None:
    """Go on: deadlines move on by the length of the pause. Raises `Stale`, `phases.NotPermitted`."""
    now = now or clock.now()
    if live.phase != Phase.PAUSED:
        raise phases.NotPermitted(live.phase)
    paused_at = live.paused_at
    claim(live, seen, phase=Phase.RUNNING, paused_at=None)
    end_pause(live, paused_at, now)
    push.show(live, clock_only=True)


@transaction.atomic
def end(live: LiveSession, seen: int, now: datetime | None = None) -> None:
    """End the workshop: exercises close and are sealed, the code is retired. Raises `Stale`, `phases.NotPermitted`."""
    now = now or clock.now()
    phases.check(Phase(live.phase), Phase.ENDED)
    paused_at = live.paused_at
    claim(live, seen, phase=Phase.ENDED, ended_at=now, paused_at=None, code="", is_blank=False)
    end_pause(live, paused_at, now)
    on = live.runs.filter(slide_key=live.slide_key).first()
    if on:
        leave(live, on, now)
    for run in SlideRun.objects.filter(live=live).select_related("live"):
        close_if_open(run)
        exercise = exercise_for(run.slide.kind)
        if exercise:
            exercise.ended(run)
    for each in registered():
        each.session_ended(live)
    live.participants.exclude(agency="").update(agency="")  # where people work is forgotten, after whatever counts it
    push.show(live)
    transaction.on_commit(lambda: happened("session-ended", live=live.key))
    transaction.on_commit(wiping.scrub, robust=True)  # what has just gone is not left in the database's files either
