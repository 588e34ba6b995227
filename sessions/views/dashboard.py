"""The desk of somebody who runs workshops: what is coming up, what is on, what has finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions.actions import Stale, preparing
from sessions.exercise import Refused
from sessions.models import LiveSession
from sessions.models.live import sets_of, whole_minutes
from sessions.phases import Phase
from workshop.models import User
from workshop.plans import Bar


@dataclass(frozen=True)
class Shelf:
    """A live session as its row on the dashboard."""

    live: LiveSession
    day: str
    what: str
    state: str
    bars: list[Bar]
    played: float | None  # minutes of the plan; None before the start


def owned(request: HttpRequest, key: str) -> LiveSession:
    """The asker's own live session, or 404: whether another one exists is nobody else's business."""
    return get_object_or_404(LiveSession.objects.select_related("deck", "owner"), key=key, owner=cast(User, request.user))


def day_words(day: date, today: date) -> str:
    """A day as we say it: the year only where it is not this one."""
    return date_format(day, "l j F" if day.year == today.year else "l j F Y")


def shelf(live: LiveSession, today: date, seconds: float | None) -> Shelf:
    """What the dashboard says about a live session; `seconds` is how long its slides were on.

    Reads nothing but the row and the deck this process already knows.
    """
    minutes = whole_minutes(seconds) if live.ended_at and live.started_at else live.total
    titles = {s.key: s.title for s in sets_of(live.deck_id)}
    what = ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
    if live.is_over and not live.started_at:
        what = _("ended before it began")
    if titles and (live.question_set in titles or not live.is_over):  # a follow-up has none to choose
        what += " · " + titles.get(live.question_set, _("questions to be chosen"))
    bars = live.bars
    part = live.part
    before = sum(bar.minutes for bar in bars if part and bar.position < part.position)
    if live.is_over:
        state = _("Kept until %(day)s") % {"day": date_format(kept_until(live), "j F" if kept_until(live).year == today.year else "j F Y")}
    elif live.phase != Phase.LOBBY:
        state = _("Paused") if live.phase == Phase.PAUSED else _("On now")
    else:
        state = how_soon((live.date - today).days)
    played = None if live.phase == Phase.LOBBY else float(sum(b.minutes for b in bars) if live.is_over and live.started_at else before)
    return Shelf(live, day_words(live.date, today), what, state, bars, played)


def how_soon(days: int) -> str:
    """How far off a day is, in words."""
    if days < 0:
        return _("Not started")
    return {0: _("Today"), 1: _("Tomorrow")}.get(days, ngettext("In %(days)d day", "In %(days)d days", days) % {"days": days})


def kept_until(live: LiveSession) -> date:
    """The day on which a finished session is deleted."""
    ended = timezone.localdate(live.ended_at) if live.ended_at else live.date
    return ended + timedelta(days=live.kept_days)


@never_cache
@login_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """The asker's live sessions: on now, coming up, finished."""
    today = timezone.localdate()
    mine = list(LiveSession.objects.filter(owner=cast(User, request.user)).annotate(seconds=Sum("runs__seconds")))
    over = sorted((live for live in mine if live.is_over), key=lambda live: live.ended_at or live.created_at, reverse=True)
    context = {
        "nav_current": "workshops",
        "is_first_visit": not mine,
        "on_now": [shelf(live, today, live.seconds) for live in mine if live.phase in {Phase.RUNNING, Phase.PAUSED}],
        "coming": [shelf(live, today, live.seconds) for live in mine if live.phase == Phase.LOBBY],
        "over": [shelf(live, today, live.seconds) for live in over],
    }
    return render(request, "sessions/dashboard.html", context)


@login_required
@require_POST
def copy(request: HttpRequest, key: str) -> HttpResponse:
    """The same set-up again, and on to its set-up page."""
    if owned(request, key).is_follow_up:
        messages.info(request, _("A follow-up belongs to its workshop. Start another one from the team lead’s page."))
        return redirect("live:dashboard")
    return redirect("live:edit", preparing.copy(owned(request, key)).key)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Ask first; then delete for good."""
    live = owned(request, key)
    if request.method == "POST":
        try:
            preparing.delete(live)
        except (Refused, Stale) as refusal:
            said = refusal.sentence if isinstance(refusal, Refused) else _("The workshop moved at the same moment, so nothing was deleted.")
            return page(request, live, said, 409)
        messages.success(request, _("“%(title)s” and everything in it is deleted.") % {"title": live.title})
        return redirect("live:dashboard")
    return page(request, live)


def page(request: HttpRequest, live: LiveSession, refusal: str = "", status: int = 200) -> HttpResponse:
    """The page that asks, with what would go."""
    context = {
        "nav_current": "workshops",
        "live": live,
        "day": day_words(live.date, timezone.localdate()),
        "follow_ups": preparing.belonging([live.pk]),
        "refusal": refusal,
    }
    return render(request, "sessions/delete.html", context, status=status)
