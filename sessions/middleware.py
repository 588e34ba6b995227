"""What holds for every answer, whichever view gives it: one cookie, and nothing stored."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from sessions import access, known

View = Callable[[HttpRequest], HttpResponse]


def one_cookie(get_response: View) -> View:
    """Keep the secret of Django's forms inside the seat's signed cookie, so that a browser holds one cookie and not two.

    Django's own middleware behind this one finds the cookie it looks for and leaves the cookie it wants to set; neither of them ever
    travels. A cookie of that name from a browser is not believed. See docs/adr/0015-one-cookie.md.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.COOKIES.pop(settings.CSRF_COOKIE_NAME, None)
        if secret := access.form_secret(request.COOKIES):
            request.COOKIES[settings.CSRF_COOKIE_NAME] = secret
        response = get_response(request)
        fresh = response.cookies.pop(settings.CSRF_COOKIE_NAME, None)
        if fresh is not None and settings.SEAT_COOKIE_NAME not in response.cookies:  # a seat given or given up brings its own
            access.keep_secret(request, response, fresh.value)
        return response

    return middleware


def known_members(get_response: View) -> View:
    """Note which sessions are a facilitator's, so that they need not wait behind strangers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = request.session
        if session.accessed and session.session_key and (session.get(SESSION_KEY) or session.get(access.CONTROL)):
            known.know(session.session_key)
        return response

    return middleware


def kept_by_nobody(get_response: View) -> View:
    """Say of every page that nothing may store it, unless its view says otherwise: most hold somebody's words."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Cache-Control", "no-store")
        return response

    return middleware
