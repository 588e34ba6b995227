"""For those who run the server: is it ready, its numbers, how it is; and for everybody: what gets through from this place."""

from __future__ import annotations

import math
import platform
import secrets
import tomllib
from collections.abc import Collection
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from sessions import metrics, presence, readiness
from sessions.exercise import Audience
from sessions.models import LiveSession
from sessions.phases import Phase
from sessions.views.polling import unchanged
from workshop import disk
from workshop.models import User

ON = (Phase.RUNNING, Phase.PAUSED)


# ------------------------------------------------------------------ for machines
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when a workshop can run, 503 when not. Which part is missing is on the status page and in `/metrics`: outsiders need not know."""
    ready = readiness.is_ready()
    return HttpResponse("ok" if ready else "not ok", status=200 if ready else 503, content_type="text/plain")


@never_cache
@require_safe
def metrics_text(request: HttpRequest) -> HttpResponse:
    """This process's numbers, for whoever holds the token. 404 for everybody else, and where there is none."""
    given = request.headers.get("Authorization", "").encode()
    if not settings.METRICS_TOKEN or not secrets.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode()):
        raise Http404
    measure()
    return HttpResponse(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)


def measure() -> None:
    """Bring up to date what is looked up rather than counted. What cannot be looked up now is left out, and the rest is said."""
    ready = readiness.lately()
    for name, good in ready.items():
        metrics.ready.labels(name).set(good)
    rooms = how_many(ON) if ready["database"] else None
    metrics.rooms.set(math.nan if rooms is None else rooms)
    metrics.phones.set(presence.everywhere(Audience.PHONES))
    metrics.disk_free.set(disk.free())


def how_many(phases: Collection[Phase]) -> int | None:
    """How many live sessions are in one of these phases; None when the database does not say."""
    try:
        return LiveSession.objects.filter(phase__in=phases).count()
    except Error:
        return None


# ------------------------------------------------------------------ for the host
@never_cache
@login_required
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """How the server is, for the host alone. Numbers of this process, and no word about any one workshop."""
    if not (isinstance(request.user, User) and (request.user.is_staff or request.user.is_superuser)):
        raise Http404
    measure()
    ready = readiness.lately()
    names = {"database": _("The database"), "migrations": _("Its tables"), "layer": _("The live line"), "disk": _("The disk")}
    news, same = (metrics.value("hymnsheet_polls_total", answer=answer) for answer in ("news", "unchanged"))
    context: dict[str, Any] = {
        "nav_current": "status",
        "now": timezone.localtime(),
        "since": timezone.localtime(datetime.fromtimestamp(metrics.value("hymnsheet_began_seconds"), UTC)),
        "checks": [(names[name], good, meaning(name, good)) for name, good in ready.items()],
        "is_ready": all(ready.values()),
        "rooms": how_many(ON),
        "lobbies": how_many([Phase.LOBBY]),
        "phones": metrics.value("hymnsheet_phones"),
        "sockets": metrics.value("hymnsheet_sockets"),
        "pushes": sum(metrics.by_label("hymnsheet_pushes_total", "kind").values()),
        "lost": metrics.value("hymnsheet_pushes_lost_total"),
        "polls": news + same,
        "news": news,
        "poll_share": round(100 * news / (news + same)) if news + same else 0,
        "answers": metrics.value("hymnsheet_requests_total", what="answer", status="2xx"),
        "errors": list(metrics.by_label("hymnsheet_errors_total", "error").items())[:8],
        "disk_free": disk.free(),
        "database_is_here": settings.SQLITE,
        "processes": settings.PROCESSES,
        "versions": versions(),
    }
    return render(request, "sessions/status.html", context)


def meaning(name: str, good: bool) -> str:
    """What a check means, in a sentence."""
    said = {
        "database": (_("It answers."), _("It does not answer. Nothing can be stored or shown until it does.")),
        "migrations": (
            _("They are those of this release."),
            _("They are of another release. Start with make run, or run manage.py migrate."),
        ),
        "layer": (_("Pushes reach this process."), _("Pushes do not come through. Screens stay right by asking every few seconds.")),
        "disk": (_("There is room."), _("Less than 50 MB are left. Please make room now.")),
    }
    return said[name][0 if good else 1]


@cache
def versions() -> list[tuple[str, str]]:
    """What runs here."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [
        ("Hymn Sheet", str(project["version"])),
        ("Python", platform.python_version()),
        ("Django", django.__version__),
        ("Daphne", version("daphne")),
    ]


# ------------------------------------------------------------------ for everybody in a strange place
@never_cache
@require_safe
def network_check(request: HttpRequest) -> HttpResponse:
    """What gets through from this place. The page measures in the browser and tells nobody."""
    address = urlsplit(settings.PUBLIC_URL)
    context = {
        "public_url": settings.PUBLIC_URL,
        "host": address.hostname,
        "port": address.port or (443 if address.scheme == "https" else 80),
        "is_secure": address.scheme == "https",
    }
    return render(request, "sessions/network_check.html", context)


@require_safe
def network_ask(request: HttpRequest) -> HttpResponse:
    """An answer like a poll’s: nothing new, and the server's time."""
    return unchanged()
