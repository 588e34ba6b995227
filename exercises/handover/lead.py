"""What the team lead reads, edits, ticks and takes along. Facilitators come to the same pages by their own way.

Everything works without script and without an account: whoever holds the link may use it.
"""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exercises.exports import FORMATS, calendar
from exercises.exports.pdf import CouldNotWrite
from exercises.exports.report import Handover, action_points_only
from exercises.handover import actions, building
from exercises.handover.forms import PointForm, ProgressForm
from exercises.handover.progress import Progress
from exercises.handover.showing import DUE, Showing, due
from exercises.handover.ways import Way
from exercises.models import ActionPoint, Level
from exercises.texts import first_error
from sessions.views.errors import answer

NO_DATES = gettext_lazy(
    "There is nothing to put into a calendar yet: the follow-up has no day, and no action point that is showing, settled on and still "
    "to do has a date."
)
BY_ENDING = {one.extension: one for one in FORMATS.values()}

log = logging.getLogger("hymnsheet.lead")


def basics(way: Way, current: str) -> dict[str, Any]:
    """What every page of the lead needs."""
    return {
        "way": way,
        "live": way.live,
        "current": current,
        "kept_until": building.kept_until(way.live),
        "held": building.held_on(way.live),
    }


# ------------------------------------------------------------------ action points
@require_safe
def points(request: HttpRequest, way: Way) -> HttpResponse:
    """The action points, filtered as the address says, each with its progress."""
    today = timezone.localdate()
    every = building.points_of(way.live)
    showing = Showing.asked(request.GET)
    shown = showing.of(every, today)
    meeting = building.meeting(way.live, building.plan_of(way.live))
    context = basics(way, "points") | {
        "points": [(point, due(point, today), building.is_settled(point)) for point in shown],
        "every": len(every),
        "levels": [(level, sum(p.level == level for p in every)) for level in (Level.YOU, Level.TEAM, Level.ORGANISATION)],
        "owners": sorted({p.who for p in every if p.who}, key=str.casefold),
        "due_choices": DUE.items(),
        "states": ActionPoint.Status.choices,
        "showing": showing,
        "progress": Progress.of(every),
        "formats": FORMATS.values(),
        "meeting": meeting,
        "no_dates": NO_DATES,
        "has_dates": not calendar.is_empty(meeting, (building.row(way.live, point) for point in shown)),
    }
    return render(request, "exercises/handover/points.html", context)


@require_POST
def tick(request: HttpRequest, way: Way, number: int) -> HttpResponse:
    """Say how far an action point is, and go back to the list as it was showing."""
    form = ProgressForm(request.POST)
    if not form.is_valid():
        return answer(request, "400.html", 400, _("That didn’t arrive as it should"), _("Nothing was changed."))
    actions.tick(way.live, number, form.cleaned_data["status"])
    return redirect(f"{way.url('points')}{Showing.asked(request.GET).query}#a{number}")


@require_http_methods(["GET", "HEAD", "POST"])
def point(request: HttpRequest, way: Way, number: int) -> HttpResponse:
    """Edit one action point. Somebody else's words are never overwritten unseen, and one's own stay in the form."""
    stored = actions.point_or_404(way.live, number)
    if request.method != "POST":
        return edit_page(request, way, stored, PointForm(initial=initial(stored)))
    form = PointForm(request.POST)
    if not form.is_valid():
        return edit_page(request, way, stored, form, said=first_error(form), status=400)
    clash = actions.edit(way.live, number, form.cleaned_data["version"], form.words)
    if clash:
        return edit_page(request, way, clash.theirs, form, theirs=clash.theirs, status=409)
    if form.cleaned_data["status"] != form.cleaned_data["was"]:
        actions.tick(way.live, number, form.cleaned_data["status"])
    messages.success(request, _("Saved."))
    return redirect(f"{way.url('points')}#a{number}")


def initial(stored: ActionPoint) -> dict[str, Any]:
    """An action point as the form shows it."""
    return {name: getattr(stored, name) for name in ("version", "status", *actions.WORDS)} | {"was": stored.status}


def edit_page(
    request: HttpRequest,
    way: Way,
    stored: ActionPoint,
    form: PointForm,
    said: str = "",
    theirs: ActionPoint | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page for editing; after a clash with both wordings and the version that may now be replaced."""
    earlier = list(stored.wordings.all())[:-1]
    context = basics(way, "points") | {
        "point": stored,
        "form": form,
        "version": stored.version,
        "states": ActionPoint.Status.choices,
        "said": said,
        "theirs": theirs,
        "earlier": list(reversed(earlier)),
        "is_settled": building.is_settled(stored),
        "is_filled": form.is_bound,
    }
    return render(request, "exercises/handover/point.html", context, status=status)


# ------------------------------------------------------------------ the report and the files
@require_safe
def report(request: HttpRequest, way: Way) -> HttpResponse:
    """The report on the workshop, for reading and printing."""
    handover = building.handover(way.live)
    context = basics(way, "report") | {
        "handover": handover,
        "most": max((o.picks for o in handover.vote.options), default=0) if handover.vote else 0,
        "formats": [one for one in FORMATS.values() if one.tells_all],
    }
    return render(request, "exercises/handover/report.html", context)


@require_safe
def points_file(request: HttpRequest, way: Way, ending: str) -> HttpResponse:
    """The action points that are showing, as a file. The calendar also holds the follow-up; 404 and why where it would hold nothing."""
    showing = Showing.asked(request.GET)
    every = building.points_of(way.live)
    shown = showing.of(every, timezone.localdate())
    handover = building.handover(way.live, points=shown, note=showing.note(len(shown), len(every)))
    if ending != "ics":
        return file(request, action_points_only(handover), ending)
    if calendar.is_empty(handover.meeting, handover.action_points):
        context = {"way": way, "title": _("Nothing has a date yet"), "text": NO_DATES}
        return render(request, "exercises/handover/no_dates.html", context, status=404)
    return file(request, handover, ending)


@require_safe
def report_file(request: HttpRequest, way: Way, ending: str) -> HttpResponse:
    """The whole report as a file; 404 for a kind of file that cannot hold it."""
    if ending not in BY_ENDING or not BY_ENDING[ending].tells_all:
        raise Http404
    return file(request, building.handover(way.live), ending)


def file(request: HttpRequest, handover: Handover, ending: str) -> HttpResponse:
    """A file to save. 404 for an unknown kind, 503 when it cannot be made just now."""
    if ending not in BY_ENDING:
        raise Http404
    kind = BY_ENDING[ending]
    try:
        made = kind.write(handover)
    except CouldNotWrite as problem:
        log.error("a file could not be made: %s", problem)  # the typesetter's own words, never what was written
        return answer(
            request,
            "400.html",
            503,
            _("That file could not be made"),
            _("Something in it does not fit this kind of file, and it’s our doing. The others hold the same words."),
        )
    return attached(made, kind.content_type, kind.file_name(handover))


@require_safe
def invitation(request: HttpRequest, way: Way) -> HttpResponse:
    """The follow-up alone as a calendar file, to be passed round: it holds no action points. 404 without a day."""
    handover = building.handover(way.live, points=[])
    if not handover.meeting or not handover.meeting.date:
        raise Http404
    return attached(calendar.invitation(handover), FORMATS["calendar"].content_type, "follow-up.ics")


def attached(made: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to be saved, never shown: its words are other people's."""
    response = HttpResponse(made, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
