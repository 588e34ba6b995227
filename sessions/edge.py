"""What stands in front of everything: whom to believe about addresses, and which pages may open a socket.

Daphne believes any client's `Daphne-Root-Path`, and forwarded headers are the client's own words unless a known proxy wrote them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from sessions.known import client_of
from workshop import env

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

NOT_YOURS, GONE = 4403, 4404  # codes after which a page does not come back
TOO_MANY = 4429  # after this one a page goes on by asking, and tries again after a minute
STRANGERS = 200  # sockets at a time of people this process does not know: most of them are about to be refused
ASKED_BY_MACHINES = {"/readyz", "/metrics"}  # at each process's own port, under whatever name it has there; they build no links
FORWARDED = {b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-forwarded-port", b"forwarded", b"daphne-root-path"}


class Edge:
    """Fixes `root_path`, and takes the client's address and scheme from forwarded headers only behind `TRUSTED_PROXIES`."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"}:
            scope["root_path"] = ""
            scope["path"] = scope["path"].replace("\0", "�")  # PostgreSQL refuses NUL; nothing of ours has one in its address
            headers = scope.get("headers", [])
            scope["headers"] = [h for h in headers if h[0] not in FORWARDED]
            if env.TRUSTED_PROXIES:
                said = forwarded_for([value for name, value in headers if name == b"x-forwarded-for"])
                if said:
                    scope["client"] = (said, 0)
                proto = next((value for name, value in reversed(headers) if name == b"x-forwarded-proto"), b"")
                if proto in {b"http", b"https"}:
                    scope["headers"].append((b"x-forwarded-proto", proto))
            if scope["type"] == "http" and scope["path"] in ASKED_BY_MACHINES:
                scope["headers"] = as_by_the_proxy(scope["headers"])
        await self.app(scope, receive, send)


def as_by_the_proxy(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of a request as if it had come by the public address, so that it is neither refused nor sent there."""
    public = urlsplit(settings.PUBLIC_URL)
    own = [(b"host", public.netloc.encode())]
    if env.TRUSTED_PROXIES:
        own.append((b"x-forwarded-proto", public.scheme.encode()))
    return [header for header in headers if header[0] not in {b"host", b"x-forwarded-proto"}] + own


class Alive:
    """Answers `/healthz` by itself: ok for as long as this process takes requests.

    It asks nobody, neither the database nor a thread that may be waiting for it: to start a process anew brings no database back.
    """

    ANSWER = b"ok"
    HEADERS = ((b"Content-Type", b"text/plain"), (b"Content-Length", b"2"), (b"Cache-Control", b"no-store"))

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != "/healthz" or scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": list(self.HEADERS)})
        await send({"type": "http.response.body", "body": self.ANSWER if scope["method"] == "GET" else b""})


def forwarded_for(values: Sequence[bytes]) -> str:
    """The address the outermost proxy of ours saw, from the X-Forwarded-For headers in their order; "" without one."""
    hops = [hop.strip() for value in values for hop in value.decode("latin-1").split(",")]
    return an_address(hops[-env.TRUSTED_PROXIES]) if 0 < env.TRUSTED_PROXIES <= len(hops) else ""


def an_address(hop: str) -> str:
    """The address in an entry of X-Forwarded-For, without port and brackets; "" for anything else, such as “unknown”."""
    host = hop[1:].partition("]")[0] if hop.startswith("[") else hop.rpartition(":")[0] if hop.count(":") == 1 else hop
    try:
        return str(ip_address(host))
    except ValueError:
        return ""


class SameOrigin:
    """Lets a socket through only from one of our own pages: same scheme, host and port.

    Another origin gets a socket that is accepted and closed with 4403: a refusal before accepting reaches a browser as a lost
    connection, and it would try again for ever.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_ours(scope):
            await self.app(scope, receive, send)
            return
        await refuse(receive, send, NOT_YOURS)


class NotTooMany:
    """Counts the sockets of this process. One too many is accepted and closed with 4429.

    Members have places of their own, so that strangers cannot take them.
    """

    def __init__(self, app: App) -> None:
        self.app = app
        self.open = {True: 0, False: 0}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        member = client_of(scope).is_member
        if self.open[member] >= (settings.SOCKETS_IN_ALL if member else STRANGERS):
            await refuse(receive, send, TOO_MANY)
            return
        self.open[member] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.open[member] -= 1


def behind(send: Any) -> Any:
    """Daphne's protocol behind an ASGI `send`, or None with another server."""
    return (getattr(send, "args", ()) or (None,))[0]


async def refuse(receive: Receive, send: Send, code: int) -> None:
    """Accept a socket and close it with a code after which a page does not come back."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": code})


async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    """The application of every socket address nobody serves."""
    await refuse(receive, send, GONE)


def is_ours(scope: Scope) -> bool:
    """Whether the Origin header names this very site: `PUBLIC_URL`, or the host the socket was opened on."""
    headers = dict(scope.get("headers", []))
    origin = headers.get(b"origin", b"").decode("latin-1")
    if origin == settings.PUBLIC_URL:
        return True
    host = headers.get(b"host", b"").decode("latin-1")
    if settings.SECURE or origin != f"http://{host}":
        return False
    try:
        name = urlsplit(origin).hostname or ""
    except ValueError:
        return False
    return "*" in settings.ALLOWED_HOSTS or name in {known.strip("[]") for known in settings.ALLOWED_HOSTS}
