"""Who is asking, from a request or a socket's scope: one answer for both.

A participant is a signed cookie with a random token; a facilitator is either the signed-in owner of the live session or somebody
whose Django session holds a control seat opened with the co-facilitator's link. Only hashes of tokens are stored, and half of a link
that is shown again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from importlib import import_module
from types import SimpleNamespace
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse, parse_cookie
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.utils.crypto import get_random_string

from sessions import signed_in
from sessions.models import Facilitator, LiveSession, Participant
from sessions.models.live import SCREEN
from workshop.models import User

CONTROL = "control"  # in a Django session: live key -> token of a control seat
_signer = Signer(salt="hymnsheet.seat")


def hashed(token: str) -> str:
    """How a token is stored: 128 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_secret() -> str:
    """A fresh token of 128 bits."""
    return secrets.token_urlsafe(16)


# ------------------------------------------------------------------ the one cookie
# `live key:seat token:secret of forms`, signed; docs/adr/0015-one-cookie.md says why. Without a seat the first two are empty.
def _held(cookies: Mapping[str, str]) -> tuple[str, str, str]:
    """What the cookie says: the live session's key, the seat token, the secret of forms; empty where there is none."""
    try:
        key, token, secret = [*_signer.unsign(cookies.get(settings.SEAT_COOKIE_NAME, "")).split(":"), "", "", ""][:3]
    except BadSignature:
        return "", "", ""
    return key, token, secret


def _hand_out(response: HttpResponse, key: str, token: str, secret: str) -> None:
    """With a seat the cookie ends by itself after twelve hours, without one with the browser."""
    response.set_cookie(
        settings.SEAT_COOKIE_NAME,
        _signer.sign(f"{key}:{token}:{secret}"),
        max_age=settings.SEAT_COOKIE_AGE if token else None,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


def form_secret(cookies: Mapping[str, str]) -> str:
    """The secret behind the tokens of the forms this browser was given; empty when it was given none."""
    return _held(cookies)[2]


def keep_secret(request: HttpRequest, response: HttpResponse, secret: str) -> None:
    """Put a fresh secret of forms beside the seat this browser has, if any."""
    key, token, _secret = _held(request.COOKIES)
    _hand_out(response, key, token, secret)


# ------------------------------------------------------------------ participants
def seat_token(cookies: Mapping[str, str], key: str) -> str | None:
    """The seat token a browser holds for this live session, by its signature alone: no database query."""
    live_key, token, _secret = _held(cookies)
    return token if live_key == key and token else None


def any_seat(cookies: Mapping[str, str]) -> str:
    """The seat a browser holds, whichever live session it is for: a name for it that is no secret; empty without a seat."""
    _key, token, _secret = _held(cookies)
    return hashed(token) if token else ""


def seat_key(cookies: Mapping[str, str]) -> str | None:
    """The live session a browser's seat belongs to, by its signature alone."""
    return _held(cookies)[0] or None


def participant(cookies: Mapping[str, str], live: LiveSession) -> Participant | None:
    """The participant a browser is, unless their seat has been taken away."""
    token = seat_token(cookies, live.key)
    if token is None:
        return None
    return Participant.objects.filter(live=live, token_hash=hashed(token), removed_at=None).first()


def give_seat(response: HttpResponse, live: LiveSession, token: str) -> None:
    """Put the seat into the browser, with a new secret of forms: pages opened before no longer send anything."""
    _hand_out(response, live.key, token, get_random_string(CSRF_SECRET_LENGTH))


def take_seat(response: HttpResponse) -> None:
    """Take the seat out of the browser, and have it forget what its pages kept there."""
    response.delete_cookie(settings.SEAT_COOKIE_NAME, samesite="Lax")
    forget(response)


def forget(response: HttpResponse) -> None:
    """Have the browser forget what pages of ours kept in it: drafts, ticks, pages in its cache. Browsers obey over https only."""
    response["Clear-Site-Data"] = '"cache", "storage"'


# ------------------------------------------------------------------ facilitators
def facilitator(user: object, session: SessionBase, live: LiveSession) -> Facilitator | None:
    """The control seat of whoever is asking, or None. The owner has one without a row of its own."""
    if isinstance(user, User) and user.is_active and user.pk == live.owner_id:
        return Facilitator(live=live, user=user, name=user.first_name[:40])
    token = (session.get(CONTROL) or {}).get(live.key)
    return Facilitator.objects.filter(live=live, token_hash=hashed(token)).first() if token else None


def give_control(session: SessionBase, live: LiveSession, token: str) -> None:
    """Put a control seat into a browser's Django session."""
    session[CONTROL] = {**(session.get(CONTROL) or {}), live.key: token}


def control_or_404(request: HttpRequest, key: str) -> tuple[LiveSession, Facilitator]:
    """The live session and the asker's control seat. 404, not 403: whether it exists is nobody else's business."""
    live = LiveSession.objects.select_related("owner", "deck").filter(key=key).first()
    seat = facilitator(request.user, request.session, live) if live else None
    if live is None or seat is None:
        raise Http404
    return live, seat


def screen_or_404(token: str) -> LiveSession:
    """The live session a projector link belongs to."""
    live = LiveSession.behind(SCREEN, token).select_related("deck").first()
    if live is None:
        raise Http404
    return live


# ------------------------------------------------------------------ sockets
def scope_cookies(scope: Mapping[str, Any]) -> dict[str, str]:
    """The cookies of a socket's opening request."""
    header = "; ".join(value.decode("latin-1") for name, value in scope.get("headers", ()) if name == b"cookie")
    return parse_cookie(header)  # as for a request: one odd cookie of another program does not hide the others


def scope_facilitator(cookies: Mapping[str, str], live: LiveSession) -> Facilitator | None:
    """The control seat behind a socket's cookies: the same rule as for a request."""
    engine = import_module(settings.SESSION_ENGINE)
    session = engine.SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
    if signed_in.is_over(session):
        return None
    user = get_user(cast(HttpRequest, SimpleNamespace(session=session, META={})))
    return facilitator(user, session, live)
