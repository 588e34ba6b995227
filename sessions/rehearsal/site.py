"""The server as simulated phones and facilitators reach it, and the few expressions they read its pages with.

HTML is read with expressions and not parsed, because the generator shares its machine with the server it measures.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from types import TracebackType
from urllib.parse import urlsplit

import aiohttp

PULSE = re.compile(r'id="pulse"[^>]*data-revision="(\d+)" data-base="(\d+)"')
SLIDE = re.compile(r'id="stage"[^>]*data-slide="([\w-]*)"')
NOW = re.compile(r'id="now"[^>]*data-slide="([\w-]*)"')  # the page goes on under this slide
TOKEN = re.compile(r'"X-CSRFToken": "(\w+)"')
HIDDEN_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
PATIENCE = 30.0  # seconds until an answer counts as missing
Data = Mapping[str, str | list[str]]


def is_this_machine(url: str) -> bool:
    """Whether an address means this machine itself: 127.0.0.0/8, ::1 or localhost, over plain http."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme != "http" or parts.path.strip("/") or parts.query or parts.username is not None:
        return False
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Answer:
    """A response that has been read."""

    status: int
    text: str
    location: str
    seconds: float


class Site:
    """The server, and one pool of connections for all phones. Cookies stay with each phone, not with the pool."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")
        self.http = aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(),
            connector=aiohttp.TCPConnector(limit=0),
            timeout=aiohttp.ClientTimeout(total=PATIENCE),
            auto_decompress=True,
        )

    async def __aenter__(self) -> Site:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.http.close()

    async def ask(self, path: str, cookies: dict[str, str], data: Data | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """GET, or POST with `data`; `cookies` takes what the answer sets. Raises what aiohttp raises."""
        sent = time.perf_counter()
        all_headers = {"Cookie": crumbs(cookies), **(headers or {})}
        if data is None:
            request = self.http.get(f"{self.base}{path}", headers=all_headers, allow_redirects=False)
        else:
            all_headers["Origin"] = self.base
            request = self.http.post(f"{self.base}{path}", headers=all_headers, data=pairs(data), allow_redirects=False)
        async with request as response:
            text = await response.text()
            for name, morsel in response.cookies.items():
                cookies[name] = morsel.value
            return Answer(response.status, text, response.headers.get("Location", ""), time.perf_counter() - sent)


def crumbs(cookies: Mapping[str, str]) -> str:
    """Cookies as the header says them."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def pairs(data: Data) -> list[tuple[str, str]]:
    """Form data with several values for a name."""
    return [(name, value) for name, values in data.items() for value in ([values] if isinstance(values, str) else values)]


def found(expression: re.Pattern[str], text: str) -> str:
    """The first group of a match, or nothing."""
    match = expression.search(text)
    return match[1] if match else ""
