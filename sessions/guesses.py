"""Guessing codes. Six numbers are short, so wrong ones have a budget: so many a minute and an hour, for the whole server.

Once it is spent, a typed code is looked up only where it cannot be a stranger's guess: at an address the room is at already, or with
the pass that its QR code carries. Everybody else is asked to wait or to scan, whether their numbers are right or wrong: the answer
tells nobody anything. Rooms are noted by a keyed hash of the address, in the cache alone. docs/codes.md has the odds.
"""

from __future__ import annotations

import time
from ipaddress import ip_network

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from sessions.actions import people
from sessions.exercise import Refused
from sessions.known import neighbourhood, parsed
from sessions.models import LiveSession, Participant
from workshop import env

WRONG_A_MINUTE, WRONG_AN_HOUR = 60, 300  # for the whole server
RETRY_SECONDS = 60
AT_HOME_SECONDS = 60 * 60 * 4
# This machine, networks of one's own and addresses without a network. `is_private` would take in more, such as addresses for examples.
NEAR = [
    ip_network(network)
    for network in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10",
    )
]  # fmt: skip
PASS_LETTERS = 16  # hexadecimal: 64 bits


def _windows() -> list[tuple[str, int, int]]:
    """This minute and this hour: where their wrong guesses are counted, how many they may see, and how long that is kept (seconds)."""
    now = int(time.time())
    return [(f"wrong-codes:m{now // 60}", WRONG_A_MINUTE, 120), (f"wrong-codes:h{now // 3600}", WRONG_AN_HOUR, 7200)]


def wrong() -> None:
    """Note one wrong guess."""
    for key, _most, seconds in _windows():
        cache.add(key, 0, seconds)
        try:
            cache.incr(key)
        except ValueError:  # the cache was emptied in between
            cache.set(key, 1, seconds)


def are_spent() -> bool:
    """Whether this minute or this hour has seen as many wrong guesses as it may."""
    seen = cache.get_many([key for key, _most, _seconds in _windows()])
    return any(int(seen.get(key, 0)) >= most for key, most, _seconds in _windows())


# ------------------------------------------------------------------ who need not guess
def _where(address: str) -> str:
    """What counts as one address: with no proxy in front, all of the network the server itself is in, where every phone has its own."""
    found = None if env.TRUSTED_PROXIES else parsed(address)
    return "near" if found and any(found in network for network in NEAR) else neighbourhood(address)


def _home(request: HttpRequest, live: LiveSession) -> str:
    address = _where(str(request.META.get("REMOTE_ADDR", "")))
    return f"at-home:{salted_hmac('hymnsheet.at-home', f'{live.pk} {address}').hexdigest()[:32]}"


def at_home(request: HttpRequest, live: LiveSession) -> None:
    """Note that this room is at this address now: its facilitator or somebody with a seat is."""
    cache.set(_home(request, live), 1, AT_HOME_SECONDS)


def is_at_home(request: HttpRequest, live: LiveSession) -> bool:
    """Whether somebody of this room has been at this address in the last hours."""
    return bool(cache.get(_home(request, live)))


def move_here(live: LiveSession, typed: str) -> tuple[Participant, str]:
    """`people.move_here`, for whoever is at home or has a pass too: letters are guessed within the budget. Raises `Refused`."""
    if are_spent():
        raise Refused(_("Somebody is trying many codes just now. Please try these letters again in a minute."), status=429)
    try:
        return people.move_here(live, typed)
    except Refused:
        wrong()
        raise


def pass_of(live: LiveSession) -> str:
    """What a room's QR code carries beside the code, and no other room's; a new code makes it worthless."""
    return salted_hmac("hymnsheet.pass", f"{live.pk} {live.code}").hexdigest()[:PASS_LETTERS]


def may_try(request: HttpRequest, live: LiveSession | None) -> bool:
    """Whether a typed code may be looked at at all; `live` is the room it would open."""
    if not are_spent():
        return True
    if live is None:
        return False
    given = request.POST.get("pass", "")[:PASS_LETTERS]
    return constant_time_compare(given.encode(), pass_of(live).encode()) or is_at_home(request, live)
