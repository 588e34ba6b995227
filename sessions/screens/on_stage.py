"""What is on stage in a live session, as everybody there may know it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from sessions import clock
from sessions.exercise import Audience, Exercise, exercise_for
from sessions.models import LiveSession, SlideRun
from sessions.phases import RunPhase
from sessions.screens.pacing import pace_of, where_label
from sessions.screens.people import facilitator_name
from workshop.models import Kind


def current_run(live: LiveSession) -> SlideRun | None:
    """The run of the slide that is on, with `live` already there."""
    run = SlideRun.objects.filter(live=live, slide_key=live.slide_key).first() if live.slide_key else None
    if run is not None:
        run.live = live
    return run


def exercise_on(run: SlideRun | None) -> Exercise | None:
    """The exercise of the slide that is on."""
    return exercise_for(run.slide.kind) if run else None


def pulse(live: LiveSession, run: SlideRun | None, now: datetime) -> dict[str, Any]:
    """The revision and every deadline, in milliseconds."""
    open_run = run if run and run.phase == RunPhase.OPEN else None
    return {
        "revision": live.revision,
        "now": clock.milliseconds(now),
        "ends": clock.milliseconds(run.ends_at) if run else None,
        "closes": clock.milliseconds(open_run.closes_at) if open_run else None,
        "paused": clock.milliseconds(live.paused_at),
        "phase": live.phase,
    }


def common(live: LiveSession, audience: Audience) -> dict[str, Any]:
    """What every template of an audience gets."""
    now = clock.now()
    run = current_run(live)
    part = live.part
    measured = pace_of(live, run, now)
    total_parts = len(live.parts)
    return {
        "live": live,
        "audience": audience,
        "now": now,
        "part": part,
        "slide": part.slide if part else None,
        "run": run,
        "parts_total": total_parts,
        "has_vote": any(each.slide.kind == Kind.VOTE for each in live.parts),
        "bars": live.bars,
        "pace": measured,
        "where_label": where_label(live, part, total_parts, measured),
        "facilitator": facilitator_name(live),
        "pulse": pulse(live, run, now),
        "seconds_left": clock.remaining(run.ends_at, now, live.paused_at) if run else None,
        "closes_left": clock.remaining(run.closes_at, now, live.paused_at) if run else None,
        "is_open": bool(run and run.phase == RunPhase.OPEN),
        "is_closed": bool(run and run.phase == RunPhase.CLOSED),
        "is_revealed": bool(run and run.phase == RunPhase.REVEALED),
        "public_url": settings.PUBLIC_URL,
        "join_address": settings.PUBLIC_URL.split("://", 1)[-1],
    }
