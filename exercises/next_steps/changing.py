"""Changing a proposal: by its writer on a phone, by a facilitator on a page beside the console. Two at once lose nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from exercises import drafts
from exercises.models import ActionPoint, Level
from exercises.next_steps import actions
from exercises.next_steps.forms import ChangeForm
from exercises.next_steps.views import TYPED, fits, news, seat_post
from exercises.texts import first_error
from sessions import access
from sessions.exercise import Refused
from sessions.models import LiveSession, Participant
from sessions.views import polling
from sessions.views.phone import refused, seat_or_404


def fields(point: ActionPoint, typed: Any = None, begun: dict[str, str] | None = None) -> dict[str, Any]:
    """What the form shows: what was sent and did not go through, what its writer had begun, or the proposal as it stands."""
    stored = {name: getattr(point, name) for name in actions.STEP}
    stored["by_when"] = point.by_when.isoformat() if point.by_when else ""
    values = {name: typed.get(name, "") for name in stored} if typed is not None else stored | (begun or {})
    return {
        "point": point,
        "values": values,
        "support": point.support.count(),
        "is_team": point.level == Level.TEAM,
        "is_other": typed is not None or values != stored,
    }


# ------------------------------------------------------------------ its writer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_writer(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One's own proposal, in the sheet from the foot of the phone; a page of its own without script."""
    live, me = seat_or_404(request, key)
    try:
        point = actions.own_proposal(live, me, fits(number))
        if request.method != "POST":
            return sheet(request, live, me, fields(point, begun=begun_by(me, number)))
        form = ChangeForm(request.POST)
        if not form.is_valid():
            return sheet(request, live, me, fields(point, request.POST) | {"error": first_error(form)}, 400)
        theirs = actions.change(live, number, form.cleaned_data, form.cleaned_data["version"], me)
    except Refused as refusal:
        return refused(request, live, me, refusal)
    if theirs:
        return sheet(request, live, me, fields(theirs, request.POST) | {"was_quicker": True}, 409)
    forget(request, me, number)
    return news(request, live, me, at=f"#{point.level}")


def begun_by(me: Participant, number: int) -> dict[str, str]:
    """What a writer was typing when they left the form."""
    known = drafts.of(me)
    return {name: known[field].text for name in TYPED if (field := draft_name(number, name)) in known and known[field].text}


def draft_name(number: int, name: str) -> str:
    return f"{actions.FIELDS}change-{number}.{name}"


def forget(request: HttpRequest, me: Participant, number: int) -> None:
    """What was being typed has been sent."""
    for name in TYPED:
        drafts.clear(me, draft_name(number, name), drafts.turn_in(request))


def sheet(request: HttpRequest, live: LiveSession, me: Participant, context: dict[str, Any], status: int = 200) -> HttpResponse:
    is_sheet = bool(request.htmx)  # type: ignore[attr-defined]
    number = context["point"].pk
    context |= {
        "live": live,
        "label": _("Change this proposal"),
        "drafts": drafts.of(me),
        "draft_names": {name: draft_name(number, name) for name in TYPED},
        "is_sheet": is_sheet,
        "inside": "exercises/next-steps/_change.html",
    }
    template = "exercises/next-steps/_change.html" if is_sheet else "exercises/next-steps/page.html"
    return polling.stamped(render(request, template, context, status=status))


@seat_post
def take_back(request: HttpRequest, live: LiveSession, me: Participant, number: int) -> None:
    """Take one's own proposal off its board."""
    actions.take_back(live, me, fits(number))
    forget(request, me, number)


# ------------------------------------------------------------------ a facilitator, with the room
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_facilitator(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Any proposal, on a page of its own: the console's list is drawn anew whenever somebody presses on a phone."""
    live, _seat = access.control_or_404(request, key)
    point = actions.shared_point(live, fits(number))
    if request.method != "POST":
        return desk(request, live, fields(point))
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return desk(request, live, fields(point, request.POST) | {"error": first_error(form)}, 400)
    try:
        theirs = actions.change(live, number, form.cleaned_data, form.cleaned_data["version"])
    except Refused as refusal:
        return desk(request, live, fields(point, request.POST) | {"error": refusal.sentence}, refusal.status)
    if theirs:
        return desk(request, live, fields(theirs, request.POST) | {"was_quicker": True}, 409)
    messages.info(request, _("Changed on every screen."))
    return redirect("live:console", live.key)


def desk(request: HttpRequest, live: LiveSession, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return polling.stamped(render(request, "exercises/next-steps/change_page.html", context | {"live": live}, status=status))
