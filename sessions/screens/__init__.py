"""The read side: the only place that decides what an audience may see.

`fragment` serves the page, the fetch and the answer to a press; `push_fragment` serves the push, as someone who has done nothing yet
sees it. `regions` says of which regions a fragment is made, `phone`, `projector` and `console` what each screen's templates get,
`on_stage`, `pacing` and `people` hold what they share, `counts` and `pieces` are the small regions that change by themselves.
"""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from sessions import clock
from sessions.exercise import Audience
from sessions.models import LiveSession, Participant
from sessions.screens.console import Notice, console_context
from sessions.screens.on_stage import current_run, exercise_on, pulse
from sessions.screens.phone import phone_context
from sessions.screens.projector import projector_context
from sessions.screens.regions import REGIONS, region_template, render


def context_for(live: LiveSession, audience: Audience, me: Participant | None = None, notice: Notice | None = None) -> dict[str, Any]:
    """The context of an audience's page and of its fragments: the same."""
    if audience is Audience.PHONES:
        return phone_context(live, me)
    if audience is Audience.PROJECTOR:
        return projector_context(live)
    return console_context(live, notice)


def fragment(live: LiveSession, audience: Audience, me: Participant | None = None, notice: Notice | None = None) -> str:
    """Every region of an audience, to be swapped in by id."""
    context = context_for(live, audience, me, notice) | {"oob": True}
    return render(audience, REGIONS[audience], context)


def push_fragment(live: LiveSession, audience: Audience, *, clock_only: bool = False, stays: bool = False) -> str:
    """What is sent to every screen of an audience.

    Phones get only the pulse when the stage itself has not changed (`clock_only`): it says from which revision on that is enough. Where
    the page they have goes on under another slide (`stays`), they get the pulse and the regions that say which slide that is.
    Where people already have something of their own on the slide, they get a pulse that asks each phone to fetch its own stage.
    """
    if audience is Audience.PHONES:
        run = current_run(live)
        exercise = exercise_on(run)
        if stays and exercise is not None:
            regions = ("sessions/_pulse.html", region_template(audience, "where"), f"exercises/{exercise.slug}/_now_phone.html")
            context = phone_context(live) | {"base": live.revision - 1, "oob": True}
            return "".join(render_to_string(name, context) for name in regions)
        own = exercise is not None and run is not None and not live.is_over and exercise.has_own(run)
        own = own or (run is None and live.asks_agency and not live.is_over)  # the lobby holds what people said about themselves
        if clock_only or own:
            base = live.revision - 1 if clock_only else live.revision
            return render_to_string(
                "sessions/_pulse.html", {"pulse": pulse(live, run, clock.now()), "base": base, "oob": True, "audience": audience}
            )
    return fragment(live, audience)
