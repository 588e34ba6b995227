"""Set up a live session, and the co-facilitator's way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sessions import access
from sessions.actions import Stale, people, preparing
from sessions.exercise import Exercise, Refused, registered
from sessions.models import LiveSession
from sessions.models.live import INVITE, sets_of, slides_of
from sessions.phases import Phase
from sessions.setup_forms import OwnMinutesForm, SetupForm
from sessions.views.dashboard import owned
from workshop.loading import BUILT_IN, load
from workshop.models import Cue, Deck, User
from workshop.plans import Bar, Part, adjustable, bars, default_minutes, feedback, is_carrier, running_order, talk, total
from workshop.text import clean

Plan = LiveSession.Plan
NAME_LENGTH = 40


@dataclass(frozen=True)
class Row:
    """A line of the running order at the side. `number` is empty for the two halves of the group exercise."""

    number: str
    cue: str
    title: str
    unit: str
    minutes: int | None


@dataclass(frozen=True)
class Preview:
    """The running order of one plan."""

    plan: str
    heading: str
    rows: list[Row]
    bars: list[Bar]


@dataclass(frozen=True)
class Beforehand:
    """What an exercise asks on the set-up page."""

    exercise: Exercise
    form: Form
    template: str


def current_deck() -> Deck:
    """The edition new live sessions start with. The built-in one is loaded if there is none yet."""
    return Deck.objects.filter(is_current=True).order_by("pk").first() or load(BUILT_IN)


def rows(parts: tuple[Part, ...], minutes: dict[str, int]) -> list[Row]:
    """Each part with its minutes, and under the part that introduces the group exercise its two halves."""
    found: list[Row] = []
    for part in parts:
        slide = part.slide
        found.append(Row(str(part.position), slide.cue, slide.title, slide.key, minutes.get(slide.key) or None))
        if is_carrier(slide):
            for unit, label in ((talk(slide.clock), _("In groups")), (feedback(slide.clock), _("Hearing back"))):
                found.append(Row("", Cue.DISCUSSION, label, unit, minutes.get(unit) or None))
    return found


def previews(deck: Deck, own: dict[str, int]) -> list[Preview]:
    """The running order of every plan; the page shows the chosen one. Without a question set's pages: they change no minutes."""
    slides = slides_of(deck.pk)
    parts = running_order(slides, "")
    plans = [
        (Plan.FULL, _("Your hour"), default_minutes(slides, "full")),
        (Plan.SHORT, _("Your 45 minutes"), default_minutes(slides, "short")),
        (Plan.OWN, _("Your own minutes"), own),
    ]
    return [Preview(str(plan), heading, rows(parts, minutes), bars(parts, minutes)) for plan, heading, minutes in plans]


# ------------------------------------------------------------------ new and edit
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new workshop. Only its title has to be given."""
    deck = current_deck()
    if request.method != "POST":
        return page(request, deck, SetupForm(deck=deck), OwnMinutesForm(deck=deck), beforehand())
    form, own, more = SetupForm(request.POST, deck=deck), OwnMinutesForm(request.POST, deck=deck), beforehand(request.POST)
    if not is_right(form, own, more):
        return page(request, deck, form, own, more, status=400)
    with transaction.atomic():
        live = preparing.prepare(cast(User, request.user), deck, **stored(form, own))
        keep(live, more)
    return onward(request, live)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The set-up of a workshop that has not begun; afterwards the console is the place for changes."""
    live = owned(request, key)
    if live.phase != Phase.LOBBY:
        return begun(request, live)
    deck = live.deck
    if request.method != "POST":
        initial = {name: getattr(live, name) for name in ("title", "date", "plan", "question_set", "asks_agency", "kept_days")}
        own_initial = live.minutes if live.plan == Plan.OWN else None
        minutes = OwnMinutesForm(deck=deck, initial=own_initial)
        return page(request, deck, SetupForm(deck=deck, initial=initial), minutes, beforehand(live=live), live)
    form, own, more = SetupForm(request.POST, deck=deck), OwnMinutesForm(request.POST, deck=deck), beforehand(request.POST)
    if not is_right(form, own, more):
        return page(request, deck, form, own, more, live, status=400)
    try:
        with transaction.atomic():
            preparing.change(live, **stored(form, own))
            keep(live, more)
    except (Stale, Refused):
        live.refresh_from_db()
        if live.phase != Phase.LOBBY:
            return begun(request, live)
        messages.info(request, _("The room changed at the same moment. Please look once more and save again."))
        return page(request, deck, form, own, more, live, status=409)
    return onward(request, live)


def beforehand(data: QueryDict | None = None, live: LiveSession | None = None) -> list[Beforehand]:
    """What the exercises ask on the set-up page: blank, as sent, or as a workshop has it."""
    found = []
    for each in registered():
        if each.SetUp is not None:
            form = each.SetUp(data, prefix=each.slug, initial=each.set_up_values(live) if live else {})
            found.append(Beforehand(each, form, f"exercises/{each.slug}/_set_up.html"))
    return found


def keep(live: LiveSession, more: list[Beforehand]) -> None:
    """Store what the exercises asked, from forms that are right."""
    for each in more:
        each.exercise.set_up(live, each.form.cleaned_data)


def is_right(form: SetupForm, own: OwnMinutesForm, more: list[Beforehand]) -> bool:
    """Whether all is well. Own minutes count only where they are chosen."""
    fits = all(each.form.is_valid() for each in more)
    return form.is_valid() and (form.cleaned_data["plan"] != Plan.OWN or own.is_valid()) and fits


def stored(form: SetupForm, own: OwnMinutesForm) -> dict[str, Any]:
    """The fields of the live session, from forms that are right."""
    plan = form.cleaned_data["plan"]
    minutes = own.minutes if plan == Plan.OWN else default_minutes(slides_of(own.deck.pk), "short" if plan == Plan.SHORT else "full")
    return form.cleaned_data | {"minutes": minutes, "planned_total": total(minutes)}


def onward(request: HttpRequest, live: LiveSession) -> HttpResponse:
    """To the console, or back to the desk with a word that all is kept."""
    if request.POST.get("then") == "later":
        messages.success(request, _("“%(title)s” is saved.") % {"title": live.title})
        return redirect("live:dashboard")
    return redirect("live:console", live.key)


def begun(request: HttpRequest, live: LiveSession) -> HttpResponse:
    """Once a workshop has begun its set-up stays as it is."""
    messages.info(request, _("“%(title)s” has begun, so its set-up stays as it is. Timings can be changed here.") % {"title": live.title})
    return redirect("live:console", live.key)


def page(
    request: HttpRequest,
    deck: Deck,
    form: SetupForm,
    own: OwnMinutesForm,
    more: list[Beforehand],
    live: LiveSession | None = None,
    status: int = 200,
) -> HttpResponse:
    """The set-up page, blank, filled or with what is not right yet."""
    chosen_set = str(form["question_set"].value() or "")
    own_minutes = {unit: safe_minutes(own[unit].value(), own.defaults[unit]) for unit, _slide, _label in adjustable(slides_of(deck.pk))}
    context = {
        "nav_current": "workshops",
        "form": form,
        "own": own,
        "beforehand": more,
        "own_fields": [(own[unit], unit, slide.number, label) for unit, slide, label in adjustable(slides_of(deck.pk))],
        "own_sentences": own.sentences if form.is_bound and form["plan"].value() == Plan.OWN else [],
        "sets": sets_of(deck.pk),
        "chosen_set": chosen_set,
        "previews": previews(deck, own_minutes),
        "own_total": total(own_minutes),
        "live": live,
        "invite": settings.PUBLIC_URL + reverse("live:co-facilitator", args=[live.invite_token]) if live else "",
    }
    return render(request, "sessions/setup.html", context, status=status)


def safe_minutes(typed: Any, otherwise: int) -> int:
    """Minutes to draw with, whatever has been typed."""
    text = str(typed).strip()
    return min(int(text), 60) if text.isascii() and text.isdecimal() and len(text) < 4 else otherwise


@login_required
@require_POST
def new_invite(request: HttpRequest, key: str) -> HttpResponse:
    """Replace the co-facilitator's link. Whoever came in by the old one needs the new one."""
    live = owned(request, key)
    people.new_invite(live)
    messages.success(request, _("There is a new link. The old one, and seats opened with it, no longer work."))
    return redirect(reverse("live:edit", args=[live.key]) + "#co")


# ------------------------------------------------------------------ co-facilitator
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def co_facilitator(request: HttpRequest, token: str) -> HttpResponse:
    """Which workshop it is, and a button that takes a control seat. No account is needed."""
    live = LiveSession.behind(INVITE, token).select_related("deck", "owner").first()
    if live is None:
        raise Http404
    if live.is_over:
        return render(request, "sessions/co_facilitator.html", {"live": live}, status=410)
    if access.facilitator(request.user, request.session, live):
        return redirect("live:console", live.key)
    if request.method != "POST":
        return render(request, "sessions/co_facilitator.html", {"live": live})
    _seat, seat_token = people.take_control(live, " ".join(clean(request.POST.get("name", "")).split())[:NAME_LENGTH])
    access.give_control(request.session, live, seat_token)
    request.session.cycle_key()
    if not request.user.is_authenticated:
        request.session.set_expiry(settings.SESSION_COOKIE_AGE)  # a phone that closes its browser keeps the seat
    return redirect("live:console", live.key)
