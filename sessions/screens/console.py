"""What the facilitators' console shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from sessions import trims
from sessions.exercise import Audience, Press, registered
from sessions.models import LiveSession, SlideRun
from sessions.models.live import sets_of
from sessions.phases import Phase
from sessions.screens.on_stage import common, exercise_on
from sessions.screens.pacing import minutes_in_words, pacing, spent_minutes
from sessions.screens.people import room
from sessions.screens.projector import projector_context
from sessions.screens.regions import stage_template
from workshop import disk
from workshop.models import Kind, Slide
from workshop.plans import Part
from workshop.text import quotes


@dataclass(frozen=True)
class Notice:
    """A sentence above the console's stage: what happened, and what is safe."""

    title: str
    text: str


def console_context(live: LiveSession, notice: Notice | None = None) -> dict[str, Any]:
    """Everything the facilitators see. Never a tally before its time, never who answered what."""
    context = common(live, Audience.CONSOLE)
    run: SlideRun | None = context["run"]
    exercise = exercise_on(run)
    if exercise is not None and run is not None:
        context |= exercise.context(run, Audience.CONSOLE)
        context["exercise"] = exercise
        context["exercise_template"] = exercise.template(Audience.CONSOLE)
        context["counts"] = exercise.counts(run, Audience.CONSOLE)
        context["exercise_steps"] = exercise.steps(run)
        context["side_template"] = f"exercises/{exercise.slug}/_console_side.html" if exercise.has_console_side else ""
    after = live.next_part
    part: Part | None = context["part"]
    return (
        context
        | pacing(live, context)
        | asked(live)
        | {
            "room": room(live),
            "console_links": [link for each in registered() for link in each.console_links(live)],
            "notice": notice,
            "press": console_press(live, run),
            "is_quiet": is_undecided(live, run),
            "next_part": after,
            "next_minutes": live.planned(after) if after else 0,
            "next_say": instructions(live, after.slide) if after else "",
            "parts": [(each, live.planned(each)) for each in live.parts],
            "question_sets": sets_of(live.deck_id),
            "may_choose_set": not live.is_over and not (part and part.slide.question_set),
            "invite_url": settings.PUBLIC_URL + reverse("live:co-facilitator", args=[live.invite_token]),
            "instructions": instructions(live, part.slide) if part else "",
            "preview": projector_context(live),
            "peek": peek(live, after),
            "screen_url": reverse("live:projector", args=[live.screen_token]),
            "stage_template": stage_template(live, run, Audience.CONSOLE),
        }
    )


def console_press(live: LiveSession, run: SlideRun | None) -> Press | None:
    """The one main button of the console; None when there is nothing left to press."""
    if live.is_over:
        return None
    if live.phase == Phase.LOBBY:
        return Press(_("Begin"), "start", by_key=False)
    exercise = exercise_on(run)
    if exercise is not None and run is not None:
        press = exercise.press(run)
        if press is not None:
            return press
    after = live.next_part
    if after is None:
        return Press(_("End the workshop"), "finish", by_key=False)
    if is_undecided(live, run):
        return Press(_("Go on without a group exercise"), "next", by_key=False)  # no key skips half the workshop
    return Press(_("Next: %(title)s") % {"title": after.slide.title}, "next")


def is_undecided(live: LiveSession, run: SlideRun | None) -> bool:
    """Whether the slide that is on asks for a question set and none has been chosen."""
    return run is not None and run.slide.kind == Kind.CHOICE and not live.question_set


def instructions(live: LiveSession, slide: Slide) -> str:
    """The words of the instruction bar, those of the 45 minute plan where it has its own."""
    short = slide.data.get("instructions_short", "") if live.plan == LiveSession.Plan.SHORT else ""
    return quotes(str(short or slide.instructions))


def asked(live: LiveSession) -> dict[str, Any]:
    """What exercises have to say to the facilitators at any time: numbers, and what the room asks of them."""
    return {
        "facts": [fact for each in registered() for fact in each.console_facts(live)],
        "calls": [] if live.is_over else [call for each in registered() for call in each.calls(live)],
        "disk_left": disk.warning(),
    }


def peek(live: LiveSession, after: Part | None) -> dict[str, Any] | None:
    """The next slide as the big screen will first show it: plain, before anything is done on it."""
    if after is None:
        return None
    return {
        "live": live,
        "part": after,
        "slide": after.slide,
        "parts_total": len(live.parts),
        "bars": live.bars,
        "pace": {"room": sum(bar.minutes for bar in live.bars if bar.position < after.position)},
        "where_label": _("Part %(n)d of %(parts)d") % {"n": after.position, "parts": len(live.parts)},
        "is_peek": True,
    }


def trims_context(live: LiveSession, ticked: Mapping[str, int] | None = None) -> dict[str, Any]:
    """Where minutes can be won back. `ticked`: units and their new minutes as they are ticked now; without it, the suggestion."""
    context = common(live, Audience.CONSOLE)
    spent = spent_minutes(context["run"], live, context["now"])
    offer = trims.offer(live, context["pace"], spent, ticked)
    return context | {"offer": offer, "wanted_in_words": minutes_in_words(offer.wanted)}
