"""The two roads to the pages: the express lane in front of Django's handler, and Django's handler alone.

The fixtures `road` and `lane` are in conftest.py.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from sessions.edge import Edge
from sessions.express import Express
from sessions.lines import InTurn
from sessions.models import LiveSession
from tests.phones import Phone
from workshop.handler import Handler

TOKEN = re.compile(r'"X-CSRFToken": "(\w+)"')
FORM = b"application/x-www-form-urlencoded"


@dataclass
class Answer:
    status: int
    headers: dict[bytes, bytes]
    html: str


@dataclass
class Road:
    """A way to the pages. `asked`: the requests that came to Django, with what was left of their bodies."""

    name: str
    app: Any
    lane: Express | None
    asked: list[bytes] = field(default_factory=list)

    async def ask(self, method: str, path: str, headers: list[tuple[bytes, bytes]], *pieces: bytes) -> Answer:
        sent: list[dict[str, Any]] = []
        bodies = list(pieces) or [b""]
        coming = [{"type": "http.request", "body": each, "more_body": n + 1 < len(bodies)} for n, each in enumerate(bodies)]

        async def receive() -> dict[str, Any]:
            return coming.pop(0)

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        address, _, query = path.partition("?")
        scope = {"type": "http", "method": method, "path": address, "query_string": query.encode(), "scheme": "http", "headers": headers}
        await self.app({**scope, "client": ("127.0.0.1", 1), "server": ("testserver", 80)}, receive, send)
        body = b"".join(message.get("body", b"") for message in sent[1:]).decode()
        return Answer(sent[0]["status"], {name.lower(): value for name, value in sent[0]["headers"]}, body)


def make_road(name: str) -> Road:
    road = Road(name, None, None)
    django = InTurn(Handler())

    async def noting(scope: Any, receive: Any, send: Any) -> None:
        taken: list[dict[str, Any]] = [await receive()]
        while taken[-1].get("more_body"):
            taken.append(await receive())
        road.asked.append(b"".join(each["body"] for each in taken))

        async def again() -> dict[str, Any]:
            return taken.pop(0) if taken else await receive()

        await django(scope, again, send)

    road.lane = Express(noting) if name == "lane" else None
    road.app = Edge(road.lane or noting)
    return road


async def finished(made: Road) -> None:
    if made.lane is not None:
        made.lane.gathering.let_go()
        await asyncio.to_thread(made.lane.gathering.writer.shutdown)
        await asyncio.to_thread(made.lane.stages.thread.shutdown)


@dataclass
class Sender:
    """A phone, and what its page holds that sends something."""

    phone: Phone
    token: str
    path: str

    def headers(self, body: bytes, **other: bytes | None) -> list[tuple[bytes, bytes]]:
        """Those of the page's script; `other` changes some, None leaves one out."""
        usual: dict[str, bytes | None] = {
            "host": b"testserver",
            "cookie": self.phone.cookie.encode(),
            "origin": b"http://testserver",
            "sec-fetch-site": b"same-origin",
            "content-type": FORM,
            "content-length": str(len(body)).encode(),
            "hx-request": b"true",
            "x-csrftoken": self.token.encode(),
        }
        changed = usual | {name.replace("_", "-"): value for name, value in other.items()}
        return [(name.encode(), value) for name, value in changed.items() if value is not None]


def sit_down(live: LiveSession, below: str) -> Sender:
    """A phone that has opened its page, with the cookie and the token that came with it; it sends to an address below its own."""
    phone = Phone(live)
    page = phone.page().content.decode()
    found = TOKEN.search(page)
    assert found
    return Sender(phone, found[1], f"/w/{live.key}/{below}")


async def look(road: Road, sender: Sender, seen: int, more: str = "") -> Answer:
    path = f"/w/{sender.phone.live.key}/stage/?seen={seen}&page=x{more}"
    return await road.ask("GET", path, sender.headers(b"", content_length=None))


async def warmed_up(road: Road, sender: Sender) -> None:
    """As in a process that has answered before: a look that brings news, and one that brings none."""
    live = sender.phone.live
    for seen in (0, live.revision):
        await look(road, sender, seen)
    road.asked.clear()
