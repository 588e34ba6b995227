"""Setting up a follow-up, by the lead's link or a control seat, and what phones say in it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
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
from exercises.next_steps import board as steps
from exercises.texts import checked
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
    try:
        form = checked(ArrangeForm(request.POST))
        actions.arrange(way.live, form.given, form.cleaned_data["version"] or 0)
    except Refused as refusal:
        return page(request, way, refusal.status, said=refusal.sentence)
    messages.success(request, _("Saved. The calendar file and the report have it too."))
    return redirect(way.url("follow-up") + ticked(request.POST, way.live))


def ticked(asked: QueryDict, first: LiveSession) -> str:
    """What was ticked, as the end of the address of the page drawn anew: none of it is stored before the follow-up begins."""
    if "ticked" not in asked:
        return ""
    there = {"question": QUESTION_KEYS, "point": [str(point.pk) for point in building.points_of(first)]}
    again = {name: [value for value in values if value in asked.getlist(name)] for name, values in there.items()}
    return f"?{urlencode({'ticked': '1'} | again, doseq=True)}"


def page(request: HttpRequest, way: Way, status: int = 200, said: str = "") -> HttpResponse:
    """The set-up page, with what was typed and ticked where it did not fit."""
    first = way.live
    plan, later = steps.plan_of(first), building.afterwards(first)
    stored = {
        "date": plan.follow_up_date.isoformat() if plan.follow_up_date else "",
        "at": f"{later.meets_at:%H:%M}" if later.meets_at else "",
        "minutes": str(later.meets_minutes),
        "where": later.meets_where,
    }
    asked = request.POST if request.method == "POST" else request.GET

    def is_ticked(name: str, value: object, offered: bool) -> bool:
        return str(value) in asked.getlist(name) if "ticked" in asked else offered

    context = basics(way, "points") | {
        "day": plan.follow_up_date,
        "version": steps.version_of(plan, steps.FOLLOW_UP),
        "later": later,
        "typed": {name: request.POST.get(name, there) for name, there in stored.items()},
        "lengths": [str(minutes) for minutes in LENGTHS],
        "questions": [
            (key, *question, is_ticked("question", key, offered=True)) for key, question in zip(QUESTION_KEYS, QUESTIONS, strict=True)
        ],
        "points": [(point, is_ticked("point", point.pk, actions.settled(point))) for point in building.points_of(first)],
        "going_on": actions.going_on(first),
        "said": said,
    }
    return render(request, "exercises/follow-up/set_up.html", context, status=status)


@require_POST
def start(request: HttpRequest, way: Way) -> HttpResponse:
    """Make the follow-up's live session, or find the one that is there, and go to its console with a control seat.

    The page is one form, so that this button too keeps what was typed of when and where.
    """
    first = way.live
    try:
        arranged = checked(ArrangeForm(request.POST))
        form = checked(StartForm(request.POST, numbers=[point.pk for point in building.points_of(first)])).cleaned_data
        numbers = [int(number) for number in form["point"]]
        live = actions.start(first, numbers, length=arranged.given.get("minutes"), questions=form["question"])
        actions.arrange(first, arranged.given)
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
        checked(form)
        actions.say(live, number, form.cleaned_data["status"])
    except Refused as refusal:
        return refused(request, live, me, refusal)
    last = board.last_time(live)
    if not request.htmx or last is None:  # type: ignore[attr-defined]
        return redirect(reverse("live:phone", args=[live.key]))
    return polling.stamped(HttpResponse(board.state_html(live, last)))
