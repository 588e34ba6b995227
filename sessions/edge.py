"""What stands in front of everything: whom to believe about addresses, and which pages may open a socket.

Daphne believes any client's `Daphne-Root-Path`, and forwarded headers are the client's own words unless a known proxy wrote them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from workshop import env

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

NOT_YOURS, GONE = 4403, 4404  # codes after which a page does not come back
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
                hops = [hop.strip() for name, value in headers if name == b"x-forwarded-for" for hop in value.decode("latin-1").split(",")]
                if len(hops) >= env.TRUSTED_PROXIES:
                    scope["client"] = (hops[-env.TRUSTED_PROXIES], 0)
                proto = next((value for name, value in reversed(headers) if name == b"x-forwarded-proto"), b"")
                if proto in {b"http", b"https"}:
                    scope["headers"].append((b"x-forwarded-proto", proto))
        await self.app(scope, receive, send)


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
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    host = headers.get(b"host", b"").decode("latin-1")
    known = "*" in settings.ALLOWED_HOSTS or (parts.hostname or "") in {h.strip("[]") for h in settings.ALLOWED_HOSTS}
    return bool(not settings.SECURE and parts.scheme == "http" and known and parts.netloc == host and "@" not in origin)
