"""Who a request or a socket is from, as far as that can be told without asking the database.

A seat's cookie is signed, so its holder is a member. Django's session and the big screen's link are random: they belong to a member once
a view has found that they do, which this process remembers. Everybody else is a stranger, told apart by address alone. It decides who
waits for whom, and nothing else.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, NamedTuple

from django.conf import settings

from sessions import access

MOST = 10_000
SECONDS = 60 * 60 * 12
_known: OrderedDict[str, float] = OrderedDict()  # a session's key or a screen's token -> until when


class Client(NamedTuple):
    """Whoever asks: a name that is the same for the same browser, and whether they have been let in."""

    name: str
    is_member: bool

    @property
    def is_seat(self) -> bool:
        """Whether it is a participant's phone."""
        return self.name.startswith("seat ")


def know(secret: str) -> None:
    """Remember for twelve hours that this session or screen has been let in."""
    _known[secret] = time.monotonic() + SECONDS
    _known.move_to_end(secret)
    if len(_known) > MOST:
        _known.popitem(last=False)


def is_known(secret: str) -> bool:
    """Whether this session or screen has been let in by this process lately."""
    return _known.get(secret, 0.0) > time.monotonic()


def forget() -> None:
    """Know nobody, as a new process does."""
    _known.clear()


def client_of(scope: Mapping[str, Any]) -> Client:
    """Who opens this request or socket."""
    cookies = access.scope_cookies(scope)
    seat = access.any_seat(cookies)
    if seat:
        return Client(f"seat {seat}", True)
    session = cookies.get(settings.SESSION_COOKIE_NAME, "")
    if session and is_known(session):
        return Client(f"session {session}", True)
    path = scope["path"].split("/")
    if path[1:2] == ["screen"] and is_known(path[2]):
        return Client(f"screen {path[2]}", True)
    if path[1:3] == ["live", "projector"] and len(path) > 3 and is_known(path[3]):
        return Client(f"screen {path[3]}", True)
    return Client(f"address {neighbourhood((scope.get('client') or ['', 0])[0])}", False)


def parsed(address: str) -> IPv4Address | IPv6Address | None:
    """An address; IPv4 as itself, too, where a server that listens on IPv6 sees it inside one of its own. None: it is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def neighbourhood(address: str) -> str:
    """An address, and for IPv6 the network of 2^64 of them that one household or one attacker has."""
    found = parsed(address)
    if found is None:
        return address
    return str(ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)
