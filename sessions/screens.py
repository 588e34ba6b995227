"""The read side: the only place that decides what an audience may see.

`fragment` serves the page, the fetch and the answer to a press; `push_fragment` serves the push, as someone who has done nothing yet
sees it. A fragment is a few regions, each with an id, which htmx puts in place of the ones on the page:

- `pulse`: the revision and every deadline. Small; all countdowns on a screen are pictures of it.
- `where` (phones), `topstate` and `pace` (console): small pieces without inputs.
- `parts` and `menu` (console): what can be pressed beside the stage. `notice` (console): what became of the last press. `calls`
  (console): what the room asks of its facilitators.
- `stage`: everything else. It holds inputs, so only the facilitator or the clock replaces it.
- `counts` (console, projector): how far the room is. Never raises the revision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sessions import clock, pace, presence, trims
from sessions.exercise import Audience, Exercise, Piece, Press, exercise_for, registered
from sessions.models import LiveSession, Participant, SlideRun
from sessions.models.live import sets_of
from sessions.models.people import Agency
from sessions.phases import Phase, RunPhase
from workshop import disk
from workshop.models import Kind, Slide
from workshop.plans import Part
from workshop.text import quotes

REGIONS: dict[Audience, tuple[str, ...]] = {
    Audience.PHONES: ("pulse", "where", "stage"),
    Audience.PROJECTOR: ("pulse", "stage"),
    Audience.CONSOLE: ("pulse", "topstate", "pace", "parts", "menu", "notice", "calls", "stage"),
}
FOLDER: dict[Audience, str] = {Audience.PHONES: "phone", Audience.PROJECTOR: "projector", Audience.CONSOLE: "console"}


@dataclass(frozen=True)
class Notice:
    """A sentence above the console's stage: what happened, and what is safe."""

    title: str
    text: str


# ------------------------------------------------------------------ facts everybody may know
def current_run(live: LiveSession) -> SlideRun | None:
    """The run of the slide that is on, with `live` already there."""
    run = SlideRun.objects.filter(live=live, slide_key=live.slide_key).first() if live.slide_key else None
    if run is not None:
        run.live = live
    return run


def facilitator_name(live: LiveSession) -> str:
    """What the room calls the facilitator."""
    return live.owner.first_name or _("the facilitator")


def spent_minutes(run: SlideRun | None, live: LiveSession, now: datetime) -> float:
    """Minutes the countdown that is on has already had, given minutes not counted."""
    part = live.part
    if run is None or part is None:
        return 0.0
    if run.ends_at is not None:
        left = clock.remaining(run.ends_at, now, live.paused_at) or 0.0
        return live.planned(part) + run.extra - left / 60
    here = (clock.reading(now, live.paused_at) - run.entered_at).total_seconds() if run.entered_at else 0.0
    return (run.seconds + here) / 60


def pace_of(live: LiveSession, run: SlideRun | None, now: datetime) -> pace.Pace:
    """Where the room is and where the clock is."""
    bars, part = live.bars, live.part
    here = set(part.units) if part else set()
    before = 0
    for bar in bars:
        if bar.unit in here or (part and bar.position >= part.position):
            break
        before += bar.minutes
    return pace.measure(
        bars,
        before=before,
        here_planned=live.planned(part) if part else 0,
        here_spent=spent_minutes(run, live, now),
        started_at=live.started_at,
        now=live.ended_at or now,
        planned_total=live.planned_total,
    )


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


def where_label(live: LiveSession, part: Part | None, total_parts: int, measured: pace.Pace) -> str:
    """What the small stave says to somebody who cannot see it."""
    if live.is_over:
        return _("The workshop has finished.")
    if part is None:
        sizes = {"parts": total_parts, "minutes": measured.total}
        return _("The workshop has not begun yet. %(parts)d parts, %(minutes)d minutes.") % sizes
    return _("Part %(n)d of %(parts)d. About %(gone)d of %(minutes)d minutes gone.") % {
        "n": part.position,
        "parts": total_parts,
        "gone": round(measured.room),
        "minutes": measured.total,
    }


def exercise_on(run: SlideRun | None) -> Exercise | None:
    """The exercise of the slide that is on."""
    return exercise_for(run.slide.kind) if run else None


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


def addresses(live: LiveSession, who: Participant) -> list[str]:
    """Further addresses a phone listens to, beyond its audience and its seat."""
    return [address for exercise in registered() for address in exercise.addresses(live, who)]


def all_addresses(live: LiveSession, everybody: Sequence[Participant]) -> dict[int, list[str]]:
    """The same for many phones, by the seat's pk."""
    found: dict[int, list[str]] = {who.pk: [] for who in everybody}
    for exercise in registered():
        for pk, further in exercise.all_addresses(live, everybody).items():
            found[pk] += further
    return found


def piece(run: SlideRun, address: str) -> Piece | None:
    """The small region of everybody at an address."""
    exercise = exercise_on(run)
    return exercise.piece(run, address) if exercise else None


def own_piece(live: LiveSession, me: Participant, address: str) -> Piece | None:
    """The same for one phone that asks; None unless the address is one of its own."""
    run = current_run(live)
    return piece(run, address) if run and address in addresses(live, me) else None


# ------------------------------------------------------------------ phones and projector
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


def people_in(live: LiveSession) -> int:
    """Seats taken and not given up."""
    return Participant.objects.filter(live=live, removed_at=None).count()


# ------------------------------------------------------------------ console
def room(live: LiveSession) -> dict[str, Any]:
    """Who is there: numbers for the console."""
    seats = people_in(live)
    connected = min(seats, len(presence.here(live.key, Audience.PHONES)))
    return {
        "people": seats,
        "connected": connected,
        "all_connected": connected == seats,
        "projectors": len(presence.here(live.key, Audience.PROJECTOR)),
        "consoles": len(presence.here(live.key, Audience.CONSOLE)),
        "helpers": [seat.name or _("A colleague") for seat in live.facilitators.filter(user=None).order_by("pk")],
    }


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


def asked(live: LiveSession) -> dict[str, Any]:
    """What exercises have to say to the facilitators at any time: numbers, and what the room asks of them."""
    return {
        "facts": [fact for each in registered() for fact in each.console_facts(live)],
        "calls": [] if live.is_over else [call for each in registered() for call in each.calls(live)],
        "disk_left": disk.warning(),
    }


def pacing(live: LiveSession, context: dict[str, Any]) -> dict[str, Any]:
    """How the countdown that is on and the whole hour stand with the plan."""
    run: SlideRun | None = context["run"]
    part: Part | None = context["part"]
    spent = spent_minutes(run, live, context["now"])
    given = live.planned(part) + run.extra if part and run else 0
    left = context["seconds_left"]
    return {
        "pace_sentence": pace_sentence(live, context["pace"]),
        "given": given,
        "spent": spent,
        "is_timed": left is not None and given > 0,
        "is_time_up": left is not None and given > 0 and left <= 0,
        "now_unit": part.units[0] if part and part.units else "",
        "can_trim": trims.is_worth_it(live, context["pace"]),
    }


def trims_context(live: LiveSession, ticked: Mapping[str, int] | None = None) -> dict[str, Any]:
    """Where minutes can be won back. `ticked`: units and their new minutes as they are ticked now; without it, the suggestion."""
    context = common(live, Audience.CONSOLE)
    spent = spent_minutes(context["run"], live, context["now"])
    offer = trims.offer(live, context["pace"], spent, ticked)
    return context | {"offer": offer, "wanted_in_words": minutes_in_words(offer.wanted)}


def instructions(live: LiveSession, slide: Slide) -> str:
    """The words of the instruction bar, those of the 45 minute plan where it has its own."""
    short = slide.data.get("instructions_short", "") if live.plan == LiveSession.Plan.SHORT else ""
    return quotes(str(short or slide.instructions))


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


NUMBERS = (
    "",
    gettext_lazy("One minute"),
    gettext_lazy("Two minutes"),
    gettext_lazy("Three minutes"),
    gettext_lazy("Four minutes"),
    gettext_lazy("Five minutes"),
    gettext_lazy("Six minutes"),
    gettext_lazy("Seven minutes"),
    gettext_lazy("Eight minutes"),
    gettext_lazy("Nine minutes"),
    gettext_lazy("Ten minutes"),
    gettext_lazy("Eleven minutes"),
    gettext_lazy("Twelve minutes"),
)


def minutes_in_words(minutes: int) -> str:
    """Twelve and fewer as words, at the start of a sentence."""
    if 0 < minutes < len(NUMBERS):
        return str(NUMBERS[minutes])
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def pace_sentence(live: LiveSession, measured: pace.Pace) -> str:
    """How the room stands with the plan. Never blaming."""
    if measured.finish is None:
        return _("Not begun yet. %(minutes)d minutes are planned.") % {"minutes": measured.total}
    if live.ended_at:
        return _("Finished at %(time)s.") % {"time": timezone.localtime(live.ended_at).strftime("%H:%M")}
    behind = round(measured.behind)
    if abs(measured.behind) < pace.NEAR or behind == 0:
        return _("With the plan, near enough.")
    words = {"minutes": minutes_in_words(abs(behind))}
    return _("%(minutes)s behind the plan.") % words if behind > 0 else _("%(minutes)s ahead of the plan.") % words


# ------------------------------------------------------------------ fragments
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


def render(audience: Audience, regions: tuple[str, ...], context: dict[str, Any]) -> str:
    """Regions as finished HTML."""
    return "".join(render_to_string(region_template(audience, name), context) for name in regions)


def region_template(audience: Audience, region: str) -> str:
    """`pulse` and `counts` look the same for everybody; the others belong to a screen."""
    return "sessions/_pulse.html" if region == "pulse" else f"sessions/_{region}_{FOLDER[audience]}.html"


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


def counts_template(exercise: Exercise | None, audience: Audience = Audience.CONSOLE) -> str:
    """The exercise's own counting region on the console or the projector, if it has one."""
    name = f"exercises/{exercise.slug}/_counts_{FOLDER[audience]}.html" if exercise else ""
    try:
        return name if name and get_template(name) else ""
    except TemplateDoesNotExist:
        return ""


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
