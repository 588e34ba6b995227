"""What a participant's phone shows."""

from __future__ import annotations

from typing import Any

from sessions.exercise import Audience, registered
from sessions.models import LiveSession, Participant, SlideRun
from sessions.models.people import Agency
from sessions.screens.on_stage import common, exercise_on
from sessions.screens.regions import stage_template


def phone_context(live: LiveSession, me: Participant | None = None) -> dict[str, Any]:
    """A phone's stage. Without `me`: as somebody who has done nothing yet sees it."""
    context = common(live, Audience.PHONES)
    run: SlideRun | None = context["run"]
    exercise = exercise_on(run)
    if exercise is not None and run is not None:
        context |= exercise.context(run, Audience.PHONES, me)
    context["tools"] = [tool for each in registered() for tool in each.phone_tools(live, run, me)]
    if live.is_over:
        kinds = {part.slide.kind for part in live.parts}
        leaving = [each for each in registered() if each.over_template and (not each.kinds or each.kinds & kinds)]
        context["over_templates"] = [each.over_template for each in leaving]
        for each in leaving:
            context |= each.over_context(live)
    return context | {
        "me": me,
        "agency": me.agency if me else "",
        "agencies": Agency.choices,
        "stage_template": stage_template(live, run, Audience.PHONES),
    }
