"""Signing in ends by itself: twelve hours after the last page, and seven days after the sign-in however busy it was.

The twelve hours are the database's: a session's row says when it ends, and each visit that comes ten minutes or more after the last
one moves that on. Fewer writes than one for every request, and never more than ten minutes short.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from sessions import clock
from workshop.logs import happened

BEGUN, SEEN = "begun", "seen"  # in a Django session, in seconds since 1970
TOUCH_SECONDS = 10 * 60


def begin(session: SessionBase) -> None:
    """Note that somebody signed in now."""
    session[BEGUN] = session[SEEN] = _now()


def is_over(session: SessionBase) -> bool:
    """Whether a sign-in has lasted as long as one may."""
    begun: int | None = session.get(BEGUN)
    return begun is not None and _now() - begun >= settings.SESSION_LONGEST


@receiver(user_logged_in, dispatch_uid="hymnsheet-sign-in-begins")
def _signed_in(request: HttpRequest | None = None, **kwargs: Any) -> None:
    if request is not None:
        begin(request.session)
    happened("sign-in")


@receiver(user_logged_out, dispatch_uid="hymnsheet-sign-out")
def _signed_out(**kwargs: Any) -> None:
    happened("sign-out")


@receiver(user_login_failed, dispatch_uid="hymnsheet-sign-in-refused")
def _refused(**kwargs: Any) -> None:
    happened("sign-in-refused")


@receiver(user_locked_out, dispatch_uid="hymnsheet-sign-in-paused")
def _paused(**kwargs: Any) -> None:
    happened("sign-in-paused")


class EndsByItself:
    """Signs out what has lasted too long, and keeps alive what is in use. Requests without a facilitator's cookie cost nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            attend(request)
        return self.get_response(request)


def attend(request: HttpRequest) -> None:
    """End or prolong the session of a request."""
    session = request.session
    if session.is_empty() or not list(session.keys()):
        return
    if is_over(session):
        logout(request)
    elif BEGUN not in session:  # a colleague's control seat, or a sign-in from before there was an end
        begin(session)
    elif _now() - session.get(SEEN, 0) >= TOUCH_SECONDS:
        session[SEEN] = _now()


def _now() -> int:
    return int(clock.now().timestamp())
