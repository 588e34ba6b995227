"""A room that comes back at once: known seats, and what was missed, from memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exercises.models import Group, Grouping, Place
from sessions import seats
from sessions.actions import people, stage
from sessions.hub import hub
from sessions.models import LiveSession
from sessions.screens import pieces
from tests.factories import make_running
from tests.phones import Phone, closed_with, in_thread, opened, revision_in, socket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def held() -> AsyncIterator[list[WebsocketCommunicator]]:
    """Sockets that are closed when the test is over."""
    sockets: list[WebsocketCommunicator] = []
    yield sockets
    for each in sockets:
        await each.disconnect()


def back(phone: Phone, seen: int | str) -> WebsocketCommunicator:
    """The socket of a page that shows revision `seen`."""
    return socket(f"/live/phones/{phone.live.key}/?seen={seen}", phone.cookie)


def room_of(phones: int) -> tuple[LiveSession, list[Phone]]:
    live = make_running()
    return live, [Phone(live) for _n in range(phones)]


async def test_whoever_comes_back_with_an_older_slide_is_sent_the_one_that_is_on(held: list[WebsocketCommunicator]) -> None:
    live, (phone,) = await in_thread(room_of)(1)
    before = live.revision
    await hub().listen()
    await in_thread(stage.go_next)(live, before)
    held.append(await opened(back(phone, before)))
    assert revision_in(await held[0].receive_from()) == live.revision


@pytest.mark.parametrize("seen", ["now", "", "x", "-1", "0", "9" * 30])
async def test_whoever_is_up_to_date_or_does_not_say_is_sent_nothing(seen: str, held: list[WebsocketCommunicator]) -> None:
    live, (phone,) = await in_thread(room_of)(1)
    await hub().listen()
    await in_thread(stage.go_next)(live, live.revision)
    async with asyncio.timeout(5):
        while not (shown := hub().last_shown(live.key)) or shown.revision < live.revision:  # noqa: ASYNC110 a layer may take a moment
            await asyncio.sleep(0.01)
    held.append(await opened(back(phone, live.revision if seen == "now" else seen)))
    assert await held[0].receive_nothing()


async def test_a_seat_that_was_taken_away_is_not_let_in_by_what_is_remembered(held: list[WebsocketCommunicator]) -> None:
    live, (gone, other) = await in_thread(room_of)(2)
    held.append(await opened(back(other, 1)))
    assert gone.seat.token_hash in await seats.room(live.key)
    await in_thread(people.remove)(live, gone.seat)
    assert await closed_with(back(gone, 1)) == 4403


@pytest.mark.parametrize("phones", [1, 3])
def test_knowing_a_room_costs_the_same_for_one_and_for_three(phones: int) -> None:
    live, _phones = room_of(phones)
    with CaptureQueriesContext(connection) as asked:
        found = seats._seats_of(live.key)
    assert (len(found), len(asked)) == (phones, 3)


def test_a_room_is_known_to_sit_where_each_phone_would_be_told() -> None:
    live, (first, second, _third) = room_of(3)
    Grouping.objects.create(live=live, stage=Grouping.Stage.FIXED)
    group = Group.objects.create(live=live, name="Table 1", position=1)
    for phone in (first, second):
        Place.objects.create(participant=phone.seat, group=group if phone is first else None)
    found: dict[int, Any] = {seat.pk: list(seat.addresses) for seat in seats._seats_of(live.key).values()}
    assert f"group-{group.pk}" in found[first.seat.pk]
    assert found == {seat.pk: pieces.addresses(live, seat) for seat in live.participants.all()}
