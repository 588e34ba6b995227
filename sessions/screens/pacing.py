"""How a live session stands with its plan, in minutes and in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sessions import clock, pace, trims
from sessions.models import LiveSession, SlideRun
from workshop.plans import Part

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
        started_at=live.counted_from(live.paused_at, now),
        now=live.ended_at or now,
        planned_total=live.planned_total,
    )


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


def minutes_in_words(minutes: int) -> str:
    """Twelve and fewer as words, at the start of a sentence."""
    if 0 < minutes < len(NUMBERS):
        return str(NUMBERS[minutes])
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
