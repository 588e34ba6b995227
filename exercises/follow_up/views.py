"""Setting up a follow-up, by the lead's link or a control seat, and what phones say in it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exercises.follow_up import actions, board
from exercises.follow_up.forms import ArrangeForm, StartForm, StateForm
from exercises.follow_up.minutes import LENGTHS, QUESTION_KEYS
from exercises.handover import building
from exercises.handover.agenda import QUESTIONS
from exercises.handover.lead import basics
from exercises.handover.ways import Way
from exercises.texts import first_error
from sessions import access
from sessions.actions import people
from sessions.exercise import Refused
from sessions.models import LiveSession
from sessions.views import polling
from sessions.views.phone import refused, seat_or_404


# ------------------------------------------------------------------ set-up
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest, way: Way) -> HttpResponse:
    """When and where the follow-up is, and what it will bring up."""
    if request.method != "POST":
        return page(request, way)
    form = ArrangeForm(request.POST)
    if not form.is_valid():
        return page(request, way, 400, said=first_error(form), typed=request.POST)
    actions.arrange(way.live, form.cleaned_data["date"], form.cleaned_data["at"], form.cleaned_data["where"])
    messages.success(request, _("Saved. The calendar file and the report have it too."))
    return redirect(way.url("follow-up"))


def page(request: HttpRequest, way: Way, status: int = 200, **more: Any) -> HttpResponse:
    """The set-up page, with what was typed where it did not fit."""
    first = way.live
    plan, later = building.plan_of(first), building.afterwards(first)
    context = basics(way, "points") | {
        "day": plan.follow_up_date if plan else None,
        "later": later,
        "lengths": LENGTHS,
        "questions": [(key, *question) for key, question in zip(QUESTION_KEYS, QUESTIONS, strict=True)],
        "points": [(point, actions.settled(point)) for point in building.points_of(first)],
        "going_on": actions.going_on(first),
    }
    return render(request, "exercises/follow-up/set_up.html", context | more, status=status)


@require_POST
def start(request: HttpRequest, way: Way) -> HttpResponse:
    """Make the follow-up's live session, or find the one that is there, and go to its console with a control seat."""
    first = way.live
    form = StartForm(request.POST, numbers=[point.pk for point in building.points_of(first)])
    if not form.is_valid():
        return page(request, way, 400, said=first_error(form))
    try:
        numbers = [int(number) for number in form.cleaned_data["point"]]
        live = actions.start(first, numbers, length=form.cleaned_data["minutes"], questions=form.cleaned_data["question"])
    except Refused as refusal:
        return page(request, way, refusal.status, said=refusal.sentence)
    if not access.facilitator(request.user, request.session, live):
        take_control(request, live)
    return redirect("live:console", live.key)


def take_control(request: HttpRequest, live: LiveSession) -> None:
    """A control seat of the follow-up, and of nothing else, for the browser the link was opened in."""
    _seat, token = people.take_control(live, _("Team lead"))
    access.give_control(request.session, live, token)
    request.session.cycle_key()
    if not request.user.is_authenticated:
        request.session.set_expiry(settings.SESSION_COOKIE_AGE)


# ------------------------------------------------------------------ afterwards
@never_cache
@require_safe
def said(request: HttpRequest, key: str) -> HttpResponse:
    """What the room said of each point, for the follow-up's facilitators; those of the workshop itself go on to its own page."""
    live, _seat = access.control_or_404(request, key)
    last = board.last_time(live)
    if last is None:
        raise Http404
    if access.facilitator(request.user, request.session, last.row.first):
        return redirect("exercises:hand-over-points", last.row.first.key)
    return render(request, "exercises/follow-up/said.html", {"live": live, "last": last})


# ------------------------------------------------------------------ phones
@require_POST
def say(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Somebody in the room says where the point that is on stands."""
    live, me = seat_or_404(request, key)
    form = StateForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(first_error(form), status=400, title=_("One thing first"))
        actions.say(live, number, form.cleaned_data["status"])
    except Refused as refusal:
        return refused(request, live, me, refusal)
    last = board.last_time(live)
    if not request.htmx or last is None:  # type: ignore[attr-defined]
        return redirect(reverse("live:phone", args=[live.key]))
    return polling.stamped(HttpResponse(board.state_html(live, last)))
