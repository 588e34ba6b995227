"""When something is in the way. Every message says what happened, what is safe and what to do next.

These pages need no database, no Django session and no context processor: they may be all that still works.
"""

from __future__ import annotations

import logging
import secrets
import sys
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from sessions import metrics
from workshop.logs import where

log = logging.getLogger("hymnsheet.errors")

BARE = "<!doctype html><title>{0}</title><h1>{0}</h1><p>{1}</p><p>{2} {3}</p>"
AWAY_SECONDS = 2
TAG_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 O 1 I: read out over the phone


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, and 413 for more than we take at once."""
    if isinstance(exception, RequestDataTooBig):
        return answer(
            request, "400.html", 413, _("That was more than we can take at once"), _("Nothing was changed. Please send something shorter.")
        )
    return answer(
        request,
        "400.html",
        400,
        _("That didn’t arrive as it should"),
        _("Part of it was missing or in a form we can’t read. Nothing was changed."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return answer(
        request,
        "403.html",
        403,
        _("This isn’t open to you just now"),
        _("Nothing was changed. If it should be, ask the facilitator who sent you here."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form from a page that is too old, from elsewhere, or from a browser that keeps no cookies."""
    return answer(
        request,
        "403.html",
        403,
        _("This page has been open for a while"),
        _(
            "To be safe we didn’t use what was sent, and nothing was changed. "
            "Go back, load the page again and press once more. Cookies must be allowed."
        ),
        back=came_from(request),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, also for what belongs to somebody else: whether it exists is nobody else’s business."""
    return answer(
        request,
        "404.html",
        404,
        _("Nothing at this address"),
        _("The link may be old, cut short or meant for somebody else. For safety we don’t say which."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500. The log gets the same tag as the page, and where it broke: no address, no values."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return away(request)
    tag = new_tag()
    kind, _problem, trace = sys.exc_info()
    name = kind.__name__ if kind else "unknown"
    metrics.errors.labels(name).inc()
    log.error("something broke, reference %s: %s at %s", tag, name, where(trace), extra={"event": "error", "facts": {"error": name}})
    title = _("That didn’t work, and it’s our doing")
    text = _(
        "Nothing you wrote is lost. Go back and try once more. "
        "If it happens again, tell the person who runs Hymn Sheet the time and these letters."
    )
    now = f"{timezone.localtime():%H:%M}"
    try:
        return answer(request, "500.html", 500, title, text, back=came_from(request), tag=tag, time=now)
    except Exception:
        return HttpResponse(
            format_html("<!doctype html><title>{0}</title><h1>{0}</h1><p>{1}</p><p>{2} {3}</p>", title, text, now, tag), status=500
        )


def away(request: HttpRequest) -> HttpResponse:
    """503: the database is full, busy or being started again. Screens ask again by themselves."""
    _kind, problem, trace = sys.exc_info()
    log.error("the database does not answer (%s) at %s", type(problem).__name__, where(trace))
    title = _("One moment, please")
    text = _("The place where everything is kept does not answer just now. Nothing you wrote is lost. Try again in a few seconds.")
    try:
        response = answer(request, "500.html", 503, title, text, back=came_from(request), time=f"{timezone.localtime():%H:%M}")
    except Exception:
        response = HttpResponse(format_html("<!doctype html><title>{0}</title><h1>{0}</h1><p>{1}</p>", title, text), status=503)
    response["Retry-After"] = str(AWAY_SECONDS)
    return response


def answer(request: HttpRequest, template: str, status: int, title: str, text: str, **more: str) -> HttpResponse:
    """A page, or for a press sent by script a short fragment that takes its place in `#oops`."""
    context = {"title": title, "text": text, **more}
    if request.headers.get("HX-Request"):
        return HttpResponse(render_to_string("sessions/_oops.html", context), status=status)
    return HttpResponse(render_to_string(template, context), status=status)


def new_tag() -> str:
    """A short reference people can read out: 7QX-4B."""
    letters = "".join(secrets.choice(TAG_LETTERS) for _letter in range(5))
    return f"{letters[:3]}-{letters[3:]}"


def came_from(request: HttpRequest) -> str:
    """The path of our own page somebody was on, or the front page. Never another site's address."""
    try:
        parts = urlsplit(request.META.get("HTTP_REFERER", ""))
    except ValueError:
        return "/"
    own = parts.netloc and parts.netloc == request.META.get("HTTP_HOST") and parts.path.startswith("/") and not parts.path.startswith("//")
    return parts.path if own else "/"
