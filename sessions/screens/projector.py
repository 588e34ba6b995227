"""What the big screen shows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from sessions.exercise import Audience
from sessions.models import LiveSession, SlideRun
from sessions.screens.on_stage import common, exercise_on
from sessions.screens.people import people_in
from sessions.screens.regions import stage_template


def projector_context(live: LiveSession) -> dict[str, Any]:
    """The big screen, as the room sees it: no names, nothing of anybody's own."""
    context = common(live, Audience.PROJECTOR)
    run: SlideRun | None = context["run"]
    exercise = exercise_on(run)
    if exercise is not None and run is not None:
        context |= exercise.context(run, Audience.PROJECTOR)
        context["counts"] = exercise.counts(run, Audience.PROJECTOR)
        context["foot_template"] = exercise.foot_template
    return context | {
        "people": people_in(live),
        "screen_url": reverse("live:projector", args=[live.screen_token]),
        "stage_template": stage_template(live, run, Audience.PROJECTOR),
    }
