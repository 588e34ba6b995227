"""“I need a moment” on a phone, “Thanks, seen” on the console, and the facilitators' own page of who is there to talk to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from exercises.moment import actions
from exercises.moment.forms import LONGEST, SeenForm, SupportForm
from exercises.texts import first_error
from sessions import access
from sessions.exercise import Refused
from sessions.forms import CommandForm
from sessions.models import LiveSession
from sessions.screens.people import facilitator_name
from sessions.views import polling
from sessions.views.console import command
from sessions.views.phone import refused, seat_or_404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def moment(request: HttpRequest, key: str) -> HttpResponse:
    """Take a moment, and ask for a pause if one likes. Every phone gets the same page: nothing says who has asked."""
    live, me = seat_or_404(request, key)
    is_sheet = bool(request.htmx)  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            actions.ask(live)
        except Refused as refusal:
            return refused(request, live, me, refusal)
        if not is_sheet:
            return redirect(f"{reverse('exercises:moment', args=[key])}?asked=1")
    context: dict[str, Any] = {
        "live": live,
        "is_sheet": is_sheet,
        "has_asked": request.method == "POST" or "asked" in request.GET,
        "support": actions.who_to_talk_to(live),
        "facilitator": facilitator_name(live),
    }
    return polling.stamped(render(request, "exercises/moment/_moment.html" if is_sheet else "exercises/moment/page.html", context))


@command(SeenForm)
def seen(live: LiveSession, form: CommandForm) -> None:
    """A facilitator has read it. Whichever revision the page was drawn from: it is about people, not about the stage."""
    actions.seen(live, form.cleaned_data["ticket"])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, key: str) -> HttpResponse:
    """Set who people can talk to here. 400 when it is too long: nothing is changed and the field keeps what was typed."""
    live, _seat = access.control_or_404(request, key)
    context: dict[str, Any] = {
        "live": live,
        "text": actions.support_of(live),
        "most": LONGEST,
        "facilitator": facilitator_name(live),
    }
    if request.method != "POST":
        return render(request, "exercises/moment/support.html", context)
    form = SupportForm(request.POST)
    if not form.is_valid():
        return render(
            request, "exercises/moment/support.html", context | {"text": request.POST["support"], "error": first_error(form)}, status=400
        )
    actions.set_support(live, form.cleaned_data["support"])
    messages.info(request, _("Saved. Every phone in this workshop can read it."))
    return redirect("exercises:support-text", key)
