"""How far the room is: the counting regions of console and projector, which never raise the revision."""

from __future__ import annotations

from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.urls import reverse

from sessions.exercise import Audience, Exercise
from sessions.models import LiveSession
from sessions.models.live import sets_of
from sessions.screens.console import asked
from sessions.screens.on_stage import common, current_run, exercise_on
from sessions.screens.pacing import pacing
from sessions.screens.people import room
from sessions.screens.regions import FOLDER, render


def counts_by_key(key: str) -> dict[str, str]:
    """The counts for console and projector, for whoever listens in this process."""
    live = LiveSession.objects.select_related("deck", "owner").filter(key=key).first()
    if live is None:
        return {}
    return {str(a): counts_fragment(live, a)[0] for a in (Audience.CONSOLE, Audience.PROJECTOR)}


def counts_fragment(live: LiveSession, audience: Audience) -> tuple[str, str]:
    """The counting regions and a short name for their state, so that a poll can tell whether they changed."""
    run = current_run(live)
    exercise = exercise_on(run)
    counts = exercise.counts(run, audience) if exercise and run else {}
    here = room(live)
    context = common(live, audience) | {"counts": counts, "room": here, "people": here["people"], "oob": True}
    if audience is Audience.PROJECTOR:
        state = f"{here['people']}-{counts}"
        own = "" if live.is_over else counts_template(exercise, audience)
        return render_to_string(own or "sessions/_counts_projector.html", context), state
    context |= (
        pacing(live, context)
        | asked(live)
        | {
            "question_sets": sets_of(live.deck_id),
            "screen_url": reverse("live:projector", args=[live.screen_token]),
            "counts_template": counts_template(exercise),
        }
    )
    html = render(audience, ("topstate", "pace", "calls", "counts"), context)
    measured = context["pace"]
    said = f"{context['facts']}-{context['calls']}-{context['disk_left']}"
    return html, f"{here}-{counts}-{said}-{context['pace_sentence']}-{measured.room:.0f}-{measured.clock:.0f}"


def counts_template(exercise: Exercise | None, audience: Audience = Audience.CONSOLE) -> str:
    """The exercise's own counting region on the console or the projector, if it has one."""
    name = f"exercises/{exercise.slug}/_counts_{FOLDER[audience]}.html" if exercise else ""
    try:
        return name if name and get_template(name) else ""
    except TemplateDoesNotExist:
        return ""
