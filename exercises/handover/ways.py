"""Two ways to the same pages: the team lead's private link, and the facilitators' own from the hand-over page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from exercises.handover import links
from sessions import access, clock
from sessions.models import LiveSession

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Way:
    """How somebody came in, and so where their links lead. `key` is what stands in their addresses."""

    live: LiveSession
    key: str
    is_lead: bool

    def url(self, name: str, *args: Any) -> str:
        """The address of a page on this way: `way.url("report")`."""
        return reverse(f"exercises:{'after' if self.is_lead else 'hand-over'}-{name}", args=[self.key, *args])


def by_link(view: View) -> View:
    """The view for whoever holds a lead's link that works. 404 for an unknown one, 410 and a word where to turn for one that has ended."""

    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        now = clock.now()
        link = links.find(token)
        if link is None:
            raise Http404
        if not links.works(link, now):
            return ended(request, link.live, is_replaced=link.revoked_at is not None)
        links.opened(link, now)
        return view(request, Way(link.live, token, is_lead=True), **kwargs)

    return opened


def by_control(view: View) -> View:
    """The same view for the live session's facilitators; 404 for everybody else."""

    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
        live, _seat = access.control_or_404(request, key)
        return view(request, Way(live, key, is_lead=False), **kwargs)

    return opened


def ended(request: HttpRequest, live: LiveSession, *, is_replaced: bool) -> HttpResponse:
    """What somebody sees whose link no longer works; nothing of the workshop, not even its name."""
    if is_replaced:
        title = _("This link has been replaced")
        text = _("Ask the facilitator of the workshop for the new one. They find it under “Close and hand over”.")
    else:
        title = _("This link has come to its end")
        text = _("What the workshop left behind is kept for as many days as its facilitators chose. They can tell you whether it is there.")
    return render(request, "exercises/handover/ended.html", {"title": title, "text": text}, status=410)
