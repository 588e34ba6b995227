"""A proposal reaches every phone of the room as a slide does, and no other room's; support is passed on with patience."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from channels.testing import WebsocketCommunicator

from exercises.models import ActionPoint
from sessions import clock
from sessions.hub import address, hub
from sessions.models import LiveSession
from tests.factories import make_running
from tests.phones import HTMX, Phone, in_thread, opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def listening() -> AsyncIterator[Callable[[Phone], Any]]:
    """Opens phones' sockets, and closes them when the test is over."""
    held: list[WebsocketCommunicator] = []

    async def listening(phone: Phone) -> WebsocketCommunicator:
        there = hub().table.get(address(phone.live.key, "board"), ())
        number = len(there) + 1
        held.append(await opened(phone.socket()))
        async with asyncio.timeout(5):
            while len(hub().table.get(address(phone.live.key, "board"), ())) < number:  # noqa: ASYNC110 the server has no event for it
                await asyncio.sleep(0.01)
        return held[-1]

    yield listening
    for communicator in held:
        await communicator.disconnect()


def propose(phone: Phone) -> None:
    phone.client.post(f"/w/{phone.live.key}/proposals/team/", {"what": "Walk the route"}, headers=HTMX)


def support(phone: Phone) -> None:
    point = ActionPoint.objects.get(live=phone.live)
    phone.client.post(f"/w/{phone.live.key}/proposals/{point.pk}/support/", {"on": "1"}, headers=HTMX)


def room() -> tuple[LiveSession, Phone, Phone, Phone]:
    live = make_running("next-steps")
    return live, Phone(live), Phone(live), Phone(make_running("next-steps"))


async def test_a_proposal_reaches_the_other_phones_of_its_room_and_no_other(listening: Callable[[Phone], Any]) -> None:
    _live, writer, other, stranger = await in_thread(room)()
    near, far = await listening(other), await listening(stranger)
    await in_thread(propose)(writer)
    html = await near.receive_from(timeout=5)
    assert ["Walk the route" in html, 'data-piece="board" data-version="1"' in html, 'id="stage"' in html] == [True, True, False]
    assert await far.receive_nothing(timeout=0.3)


async def test_support_alone_is_sent_at_most_every_two_seconds(listening: Callable[[Phone], Any]) -> None:
    _live, writer, other, _stranger = await in_thread(room)()
    near = await listening(other)
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        await in_thread(propose)(writer)
        await near.receive_from(timeout=5)
        await in_thread(support)(writer)
        assert await near.receive_nothing(timeout=0.3)
        now.move_to(start + timedelta(seconds=3))
        await in_thread(support)(other)
        assert '<b class="num">2</b>' in await near.receive_from(timeout=5)
