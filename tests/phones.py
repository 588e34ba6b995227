"""Test phones and other screens: a browser for HTTP, and the socket its page would open."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

from asgiref.typing import ASGI3Application
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from sessions.models import LiveSession, Participant
from tests.factories import make_seat
from workshop.asgi import application

SITE = "http://testserver"
HTMX = {"HX-Request": "true"}


class Phone:
    """Somebody's phone with a seat in a live session."""

    def __init__(self, live: LiveSession) -> None:
        self.live = live
        self.seat, cookie = make_seat(live)
        self.client = Client()
        self.client.cookies[settings.SEAT_COOKIE_NAME] = cookie

    @property
    def cookie(self) -> str:
        return f"{settings.SEAT_COOKIE_NAME}={self.client.cookies[settings.SEAT_COOKIE_NAME].value}"

    def page(self) -> Any:
        return self.client.get(f"/w/{self.live.key}/")

    def poll(self, seen: int = 0, piece: str = "") -> Any:
        return self.client.get(f"/w/{self.live.key}/stage/", {"seen": seen} | ({"piece": piece} if piece else {}), headers=HTMX)

    def answer(self, slide_key: str, **data: Any) -> Any:
        return self.client.post(f"/w/{self.live.key}/answer/{slide_key}/", data, headers=HTMX)

    def fresh(self) -> Participant:
        """The seat as it is stored now."""
        return Participant.objects.get(pk=self.seat.pk)

    def socket(self, **kwargs: Any) -> WebsocketCommunicator:
        return phone_socket(self.live, self.cookie, **kwargs)


def socket(
    path: str, cookie: str = "", origin: str | None = SITE, host: str = "testserver", app: ASGI3Application | None = None
) -> WebsocketCommunicator:
    """A socket opened by a page of `origin` on `host`; nothing has been sent yet."""
    headers = [(b"host", host.encode())]
    headers += [(b"origin", origin.encode())] if origin is not None else []
    headers += [(b"cookie", cookie.encode())] if cookie else []
    return WebsocketCommunicator(app or application, path, headers=headers)


def phone_socket(live: LiveSession, cookie: str = "", **kwargs: Any) -> WebsocketCommunicator:
    return socket(f"/live/phones/{live.key}/", cookie, **kwargs)


def projector_socket(live: LiveSession, **kwargs: Any) -> WebsocketCommunicator:
    return socket(f"/live/projector/{live.screen_token}/", **kwargs)


def console_socket(live: LiveSession, client: Client, **kwargs: Any) -> WebsocketCommunicator:
    name = settings.SESSION_COOKIE_NAME
    held = client.cookies.get(name)
    return socket(f"/live/console/{live.key}/", f"{name}={held.value}" if held else "", **kwargs)


async def opened(communicator: WebsocketCommunicator) -> WebsocketCommunicator:
    """A socket that was let in."""
    connected, _protocol = await communicator.connect()
    assert connected
    return communicator


async def closed_with(communicator: WebsocketCommunicator) -> int:
    """The code a socket is closed with after it was accepted: before that, a browser would never hear it."""
    await opened(communicator)
    message = await communicator.receive_output(timeout=2)
    assert message["type"] == "websocket.close"
    return int(message["code"])


# Actions and test browsers use the database, so async tests run them where the product runs its views: in a thread.
in_thread = database_sync_to_async


async def until(true: Callable[[], bool], seconds: float = 5) -> None:
    """Give the server its turn until something has become true."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 the server has no event to wait for; this waits for the fact itself
            await asyncio.sleep(0.01)


def untimed(html: str) -> str:
    """A fragment without the moment it was drawn at, and without the places on the stave that move with it."""
    return re.sub(r'data-now="\d+"|\d+\.\d\d%', "", html)


def revision_in(html: str) -> int:
    """The revision a fragment carries."""
    found = re.search(r'id="pulse"[^>]*data-revision="(\d+)"', html)
    assert found
    return int(found[1])


def shows(html: str, slide_key: str) -> bool:
    """Whether a fragment or page has this slide on stage."""
    return f'data-slide="{slide_key}"' in html
