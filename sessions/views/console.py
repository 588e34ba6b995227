"""The facilitators' console: one page, and one small view for each button.

Every command posts the revision it was drawn from. Whoever pressed a moment too late changes nothing and sees the stage as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sessions import access, guesses, push, screens
from sessions.actions import Stale, people, running, stage
from sessions.exercise import Audience, Refused
from sessions.forms import CommandForm, GoForm, MinutesForm, SecondsForm, SetForm, StepForm, SwitchForm, TrimForm
from sessions.models import LiveSession
from sessions.phases import NotPermitted
from sessions.screens.console import Notice, console_context, trims_context
from sessions.screens.counts import counts_fragment
from sessions.views import polling

View = Callable[..., HttpResponse]


@never_cache
@require_GET
def console(request: HttpRequest, key: str) -> HttpResponse:
    """The console as it is now. Opening it on another machine goes on at the same second."""
    live, _seat = access.control_or_404(request, key)
    guesses.at_home(request, live)
    live = polling.settled(live)
    context = console_context(live)
    if "trims" in request.GET:
        context |= trims_context(live)
    return polling.stamped(render(request, "sessions/console.html", context))


@require_GET
def stage_poll(request: HttpRequest, key: str) -> HttpResponse:
    """The poll. It also brings counts and pace that have changed since."""
    live, _seat = access.control_or_404(request, key)
    live = polling.settled(live)
    if polling.heard(request, key, Audience.CONSOLE):
        push.counts(live)
    if live.revision != polling.seen_in(request):
        return polling.stamped(HttpResponse(screens.fragment(live, Audience.CONSOLE)))
    return polling.stamped(HttpResponse(counts_fragment(live, Audience.CONSOLE)[0]))


def command(form_class: type[CommandForm] = CommandForm) -> Callable[[Callable[[LiveSession, CommandForm], None]], View]:
    """Make a console command of a function that takes the live session and the checked form."""

    def decorate(act: Callable[[LiveSession, CommandForm], None]) -> View:
        @require_POST
        @wraps(act)
        def view(request: HttpRequest, key: str) -> HttpResponse:
            live, _seat = access.control_or_404(request, key)
            form = form_class(request.POST, live=live)
            if not form.is_valid():
                first = next(iter(form.errors.values()))[0]
                return answered(request, live, Notice(_("That didn’t arrive as it should"), str(first)), 400)
            try:
                act(live, form)
            except Stale:
                return answered(request, live, moved_on(), 409)
            except NotPermitted:
                return answered(
                    request, live, Notice(_("That isn’t possible just now"), _("Nothing was changed. This is where the room is.")), 409
                )
            except Refused as refusal:
                return answered(request, live, Notice(refusal.title or _("One thing first"), refusal.sentence), refusal.status)
            return answered(request, live)

        return view

    return decorate


def moved_on() -> Notice:
    return Notice(
        _("The room had already moved on"),
        _("Somebody else pressed first, or the clock did, so your press changed nothing. This is where it is now."),
    )


def not_now() -> Notice:
    return Notice(_("That isn’t possible just now"), _("Nothing was changed. This is where the room is."))


def answered(request: HttpRequest, live: LiveSession, notice: Notice | None = None, status: int = 200) -> HttpResponse:
    """The console's regions, fresh from the database; a whole page without script."""
    if not request.htmx:  # type: ignore[attr-defined]
        if notice:
            messages.info(request, f"{notice.title}. {notice.text}")
        return redirect("live:console", live.key)
    fresh = LiveSession.objects.select_related("deck", "owner").get(pk=live.pk)
    html = (None if notice else push.just_shown(fresh)) or screens.fragment(fresh, Audience.CONSOLE, notice=notice)
    return polling.stamped(HttpResponse(html, status=status))


# ------------------------------------------------------------------ running
@command()
def start(live: LiveSession, form: CommandForm) -> None:
    running.start(live, form.revision)


@command()
def pause(live: LiveSession, form: CommandForm) -> None:
    running.pause(live, form.revision)


@command()
def resume(live: LiveSession, form: CommandForm) -> None:
    running.resume(live, form.revision)


@command()
def finish(live: LiveSession, form: CommandForm) -> None:
    running.end(live, form.revision)


# ------------------------------------------------------------------ the stage
@command()
def next_slide(live: LiveSession, form: CommandForm) -> None:
    stage.go_next(live, form.revision)


@command()
def back(live: LiveSession, form: CommandForm) -> None:
    stage.go_back(live, form.revision)


@command(GoForm)
def go(live: LiveSession, form: CommandForm) -> None:
    stage.go_to(live, form.revision, form.cleaned_data["slide"])


@command(MinutesForm)
def extend(live: LiveSession, form: CommandForm) -> None:
    stage.extend(live, form.revision, form.cleaned_data["minutes"])


@command(SwitchForm)
def blank(live: LiveSession, form: CommandForm) -> None:
    stage.blank(live, form.revision, form.cleaned_data["on"])


@command()
def open_exercise(live: LiveSession, form: CommandForm) -> None:
    stage.open_exercise(live, form.revision)


@command(SecondsForm)
def more_seconds(live: LiveSession, form: CommandForm) -> None:
    stage.more_seconds(live, form.revision, form.cleaned_data["seconds"])


@command()
def close_exercise(live: LiveSession, form: CommandForm) -> None:
    stage.close_exercise(live, form.revision)


@command(StepForm)
def show(live: LiveSession, form: CommandForm) -> None:
    stage.show_step(live, form.revision, form.cleaned_data["step"])


@command(SetForm)
def choose_set(live: LiveSession, form: CommandForm) -> None:
    stage.choose_set(live, form.revision, form.cleaned_data["question_set"])


@command(TrimForm)
def _trim(live: LiveSession, form: CommandForm) -> None:
    stage.trim(live, form.revision, form.cleaned_data["minutes"])


def trim(request: HttpRequest, key: str) -> HttpResponse:
    """Take the ticked trims. What was offered goes from the page, or is offered afresh when the press came too late."""
    response = _trim(request, key)
    if request.htmx:  # type: ignore[attr-defined]
        live, _seat = access.control_or_404(request, key)
        context = {"oob": True} if response.status_code == 200 else trims_context(live) | {"oob": True}
        response.write(render_to_string("sessions/_trims_console.html", context))
    return response


@never_cache
@require_GET
def trims(request: HttpRequest, key: str) -> HttpResponse:
    """Where minutes can be won back; with `sum`, what the ticks of the page would do to the hour."""
    live, _seat = access.control_or_404(request, key)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('live:console', args=[key])}?trims=1")
    if "sum" in request.GET:
        return polling.stamped(render(request, "sessions/_trims_sum_console.html", trims_context(live, ticked_in(request, live))))
    return polling.stamped(render(request, "sessions/_trims_console.html", trims_context(live)))


def ticked_in(request: HttpRequest, live: LiveSession) -> dict[str, int]:
    """The ticked units of a page and their new minutes; what makes no sense is left out."""
    found = {unit: request.GET.get(f"to-{unit}", "") for unit in request.GET.getlist("trim")}
    return {u: int(n) for u, n in found.items() if len(n) < 3 and n.isdecimal() and int(n) <= live.minutes.get(u, -1)}


# ------------------------------------------------------------------ the door
@command(SwitchForm)
def door(live: LiveSession, form: CommandForm) -> None:
    people.set_door(live, form.revision, form.cleaned_data["on"])


@command()
def change_code(live: LiveSession, form: CommandForm) -> None:
    people.change_code(live, form.revision)
