"""The addresses of making groups: what facilitators press, and one tap for whoever comes late."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from exercises.groups import actions
from exercises.groups.forms import AddForm, EachForm, MoveForm, SetUpForm, WayForm
from exercises.models import Grouping
from sessions import screens
from sessions.exercise import Audience, Refused
from sessions.forms import CommandForm
from sessions.models import LiveSession
from sessions.views import polling
from sessions.views.console import command
from sessions.views.phone import refused, seat_or_404


@command(SetUpForm)
def _set_up(live: LiveSession, form: CommandForm) -> None:
    given = form.cleaned_data
    actions.set_up(live, form.revision, given["way"], given["names"], given["least"], given["most"])


def set_up(request: HttpRequest, key: str) -> HttpResponse:
    """Keep how groups are made. What is saved while somebody types brings nothing back, so that nothing moves under their hands."""
    response = _set_up(request, key)
    return polling.unchanged() if request.POST.get("quiet") and response.status_code == 200 else response


@command()
def suggest(live: LiveSession, form: CommandForm) -> None:
    actions.suggest(live, form.revision)


@command(WayForm)
def way(live: LiveSession, form: CommandForm) -> None:
    actions.choose_way(live, form.revision, form.cleaned_data["way"])
    if form.cleaned_data["way"] == Grouping.Way.MIX:
        actions.suggest(live, live.revision)


@command(MoveForm)
def move(live: LiveSession, form: CommandForm) -> None:
    actions.move(live, form.revision, form.cleaned_data["person"], form.cleaned_data["group"])


@command(AddForm)
def add(live: LiveSession, form: CommandForm) -> None:
    actions.add_group(live, form.revision, form.cleaned_data["name"])


@command(EachForm)
def each(live: LiveSession, form: CommandForm) -> None:
    actions.say_each(live, form.revision, form.cleaned_data["each"])


@command()
def fix(live: LiveSession, form: CommandForm) -> None:
    actions.fix(live, form.revision)


@require_POST
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """Somebody who came late chooses a group, or somebody thinks on their own; they get their own stage back."""
    live, me = seat_or_404(request, key)
    try:
        actions.choose_later(live, me, request.POST.get("group", "")[:8])
    except Refused as refusal:
        return refused(request, live, me, refusal)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("live:phone", key)
    live.refresh_from_db()
    return polling.stamped(HttpResponse(screens.fragment(live, Audience.PHONES, me)))
