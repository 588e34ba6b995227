"""Of which regions a screen is made, and the template of each.

A fragment is a few regions, each with an id, which htmx puts in place of the ones on the page:

- `pulse`: the revision and every deadline. Small; all countdowns on a screen are pictures of it.
- `where` (phones), `topstate` and `pace` (console): small pieces without inputs.
- `parts` and `menu` (console): what can be pressed beside the stage. `notice` (console): what became of the last press. `calls`
  (console): what the room asks of its facilitators.
- `stage`: everything else. It holds inputs, so only the facilitator or the clock replaces it.
- `counts` (console, projector): how far the room is. Never raises the revision.
"""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from sessions.exercise import Audience
from sessions.models import LiveSession, SlideRun
from sessions.screens.on_stage import exercise_on
from workshop.models import Kind

REGIONS: dict[Audience, tuple[str, ...]] = {
    Audience.PHONES: ("pulse", "where", "stage"),
    Audience.PROJECTOR: ("pulse", "stage"),
    Audience.CONSOLE: ("pulse", "topstate", "pace", "parts", "menu", "notice", "calls", "stage"),
}
FOLDER: dict[Audience, str] = {Audience.PHONES: "phone", Audience.PROJECTOR: "projector", Audience.CONSOLE: "console"}


def stage_template(live: LiveSession, run: SlideRun | None, audience: Audience) -> str:
    """Which template fills the stage."""
    folder = FOLDER[audience]
    if live.is_over:
        return f"sessions/_over_{folder}.html"
    if run is None:
        return f"sessions/_lobby_{folder}.html"
    exercise = exercise_on(run)
    if exercise is not None and audience is not Audience.CONSOLE:
        return exercise.template(audience)
    if audience is Audience.PHONES and run.slide.kind == Kind.CLOSE:
        return "sessions/_close_phone.html"
    return f"sessions/_slide_{folder}.html"


def region_template(audience: Audience, region: str) -> str:
    """`pulse` and `counts` look the same for everybody; the others belong to a screen."""
    return "sessions/_pulse.html" if region == "pulse" else f"sessions/_{region}_{FOLDER[audience]}.html"


def render(audience: Audience, regions: tuple[str, ...], context: dict[str, Any]) -> str:
    """Regions as finished HTML."""
    return "".join(render_to_string(region_template(audience, name), context) for name in regions)
