"""The poll: the truth behind the socket. 204 when the page is up to date, else the very fragment the socket would have sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sessions import clock, presence, revisions
from sessions.actions import stage
from sessions.exercise import Audience
from sessions.models import LiveSession
from sessions.phases import RunPhase


def seen_in(request: HttpRequest) -> int:
    """The revision the page shows; 0 when it does not say."""
    return _number(request.GET.get("seen", ""))


def heard_in(request: HttpRequest) -> int:
    """The revision a push told the page of, perhaps from another process; 0 when it does not say."""
    return _number(request.GET.get("heard", ""))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def piece_in(request: HttpRequest) -> tuple[str, int]:
    """The address and version of the small region the page holds, as `group-12:7`; ("", 0) without one."""
    address, _, version = request.GET.get("piece", "")[:60].partition(":")
    return (address, int(version)) if address and version.isdecimal() and len(version) < 10 else ("", 0)


def unchanged() -> HttpResponse:
    """Nothing new: no body, but the server's time, from which the page corrects its clock."""
    response = HttpResponse(status=204)
    return stamped(response)


def stamped(response: HttpResponse) -> HttpResponse:
    """Never stored by anybody, with the server's time in milliseconds."""
    response["Cache-Control"] = "no-store"
    response["X-Now"] = str(clock.milliseconds(clock.now()))
    return response


def is_unchanged(key: str, seen: int, heard: int = 0) -> bool | None:
    """Whether a page that shows revision `seen` is up to date, without a query in the usual case; None: no such session."""
    current = revisions.current(key, heard)
    return None if current is None else current == seen


def settled(live: LiveSession) -> LiveSession:
    """The live session after anything overdue has been settled: a reader notices as well as the ticker does."""
    run = live.runs.filter(phase=RunPhase.OPEN).first()
    if run and clock.is_over(run.closes_at, clock.now(), live.paused_at) and stage.settle(live.pk):
        return LiveSession.objects.select_related("deck", "owner").get(pk=live.pk)
    return live


def heard(request: HttpRequest, key: str, audience: Audience, page: str = "") -> bool:
    """Note that this page is there; True when that is news."""
    return presence.heard(key, audience, page or request.GET.get("page", "")[:24] or "one")
