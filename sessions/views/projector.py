"""The big screen: read-only, opened in its own window with its own link."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sessions import access, known, push, screens
from sessions.exercise import Audience
from sessions.screens.counts import counts_fragment
from sessions.screens.projector import projector_context
from sessions.views import polling


@never_cache
@require_GET
def projector(request: HttpRequest, token: str) -> HttpResponse:
    """The whole page."""
    live = polling.settled(access.screen_or_404(token))
    known.know(token)
    return polling.stamped(render(request, "sessions/projector.html", projector_context(live)))


@require_GET
def stage(request: HttpRequest, token: str) -> HttpResponse:
    """The poll. It also brings counts that have changed since."""
    live = polling.settled(access.screen_or_404(token))
    known.know(token)
    if polling.heard(request, live.key, Audience.PROJECTOR):
        push.counts(live)
    if live.revision != polling.seen_in(request):
        return polling.stamped(HttpResponse(screens.fragment(live, Audience.PROJECTOR)))
    return polling.stamped(HttpResponse(counts_fragment(live, Audience.PROJECTOR)[0]))
