"""The second step at sign-in: asking for the code, and the page where somebody turns it on or off for themselves."""

from __future__ import annotations

from typing import Any, cast

import segno
from django.conf import settings
from django.contrib.auth import authenticate, login
from django.contrib.auth.decorators import login_required
from django.contrib.messages import success
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sessions import clock
from sessions.actions import second_step
from sessions.actions.second_step import TooSoon
from workshop.logs import happened
from workshop.models import User

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
WAITING = "waiting-for-code"  # in a Django session: who gave the right password a moment ago, and may give a code now
WAITING_SECONDS = 5 * 60


# ------------------------------------------------------------------ signing in
def wait_for_code(request: HttpRequest, user: User, stays: bool, onward: str) -> HttpResponse:
    """Name and password were right; nobody is signed in yet. On to the page that asks for the code."""
    request.session.cycle_key()
    request.session[WAITING] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "stays": stays,
        "onward": onward,
        "at": clock.now().timestamp(),
    }
    return redirect("account:code")


def who_waits(request: HttpRequest) -> User | None:
    """Who may give a code in this browser; None after five minutes, or when the password has changed since."""
    held: dict[str, Any] = request.session.get(WAITING) or {}
    if not held or clock.now().timestamp() - held["at"] > WAITING_SECONDS:
        return None
    user = User.objects.filter(pk=held["user"], is_active=True).first()
    return user if user and user.get_session_auth_hash() == held["password"] else None


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and sign in with it."""
    user = who_waits(request)
    if user is None:
        request.session.pop(WAITING, None)
        return redirect("account:sign-in")
    if request.method != "POST":
        return render(request, "sessions/code.html")
    try:
        good = second_step.accepts(user, request.POST.get("code", ""))
    except TooSoon as wait:
        return waiting(render(request, "sessions/code.html", {"error": too_soon(wait.seconds)}, status=429), wait)
    if not good:
        happened("second-step-refused")
        return render(request, "sessions/code.html", {"error": wrong()}, status=400)
    held = request.session.pop(WAITING)
    login(request, user, backend=MODEL_BACKEND)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if held["stays"] else 0)
    ours = url_has_allowed_host_and_scheme(held["onward"], allowed_hosts=None)
    return redirect(held["onward"] if ours else settings.LOGIN_REDIRECT_URL)


def wrong() -> str:
    """What a wrong code is answered with."""
    return _("That code doesn’t fit. The app shows a new one every half minute, and each works once. Please try the next one.")


def too_soon(seconds: int) -> str:
    """What a code is answered with that comes too soon after a wrong one."""
    return ngettext(
        "That was quick after a code that didn’t fit. Please try again in %(n)d second.",
        "That was quick after a code that didn’t fit. Please try again in %(n)d seconds.",
        seconds,
    ) % {"n": seconds}


def waiting(response: HttpResponse, wait: TooSoon) -> HttpResponse:
    """With the seconds for programs as well."""
    response["Retry-After"] = str(wait.seconds)
    return response


# ------------------------------------------------------------------ turning it on and off
@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The page “A second step”: set up, confirm, fresh codes, turn off. `do` says which."""
    user = cast(User, request.user)
    if request.method != "POST":
        return show(request)
    if not user.has_usable_password():
        return show(request, status=409)
    match request.POST.get("do"):
        case "begin":
            second_step.begin(user)
            return redirect("account:second-step")
        case "confirm":
            return with_codes(request, lambda: second_step.confirm(user, request.POST.get("code", "")))
        case "codes":
            return with_codes(request, lambda: second_step.new_codes(user) if proves(request, user) else None)
        case "off":
            return turn_off(request, user)
    return show(request, status=400)


def with_codes(request: HttpRequest, make: Any) -> HttpResponse:
    """Show fresh recovery codes, this once; or say why there are none."""
    try:
        codes = make()
    except TooSoon as wait:
        return waiting(show(request, error=too_soon(wait.seconds), status=429), wait)
    if codes is None:
        return show(request, error=not_proven(request), status=400)
    return show(request, codes=codes)


def turn_off(request: HttpRequest, user: User) -> HttpResponse:
    """Turn it off for whoever gives the password and a code."""
    try:
        proven = proves(request, user)
    except TooSoon as wait:
        return waiting(show(request, error=too_soon(wait.seconds), status=429), wait)
    if not proven:
        return show(request, error=not_proven(request), status=400)
    second_step.turn_off(user)
    success(request, _("The second step is off. Name and password are enough now."))
    return redirect("account:account")


def proves(request: HttpRequest, user: User) -> bool:
    """Whether the password is right, and then the code: an unlocked laptop alone is not enough. Raises `TooSoon`.

    Through `authenticate`, so that wrong passwords are counted as at sign-in.
    """
    known = authenticate(request, username=user.get_username(), password=request.POST.get("password", ""))
    return known == user and second_step.accepts(user, request.POST.get("code", ""))


def not_proven(request: HttpRequest) -> str:
    """The sentence for a wrong code, or for a wrong password or code."""
    if "password" in request.POST:
        return _("Password and code don’t go together. Nothing was changed.")
    return wrong()


def show(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    """The page as things stand."""
    user = cast(User, request.user)
    device = second_step.pending(user)
    is_on = second_step.is_on(user)
    context = {
        "has_password": user.has_usable_password(),
        "is_on": is_on,
        "codes_left": second_step.codes_left(user) if is_on else 0,
        "now": timezone.localtime(),
    }
    if device is not None and not is_on:
        context |= {"key": second_step.key_text(device), "address": address_of(user, device), "is_pending": True}
    return render(request, "sessions/second_step.html", context | more, status=status)


def address_of(user: User, device: Any) -> segno.QRCode:
    """The key as the QR code an app reads."""
    return segno.make(device.config_url, error="m", micro=False)
