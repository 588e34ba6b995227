"""What a ballot costs the rest of the room: nothing, however many they are. Only console and big screen count, now and then."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from channels.testing import WebsocketCommunicator

from exercises.models import Ballot
from sessions.actions import stage
from sessions.hub import COUNT_SECONDS, address, hub
from sessions.models import LiveSession
from tests.factories import at_desk, make_running
from tests.phones import Phone, console_socket, in_thread, opened, projector_socket, until
from tests.roads import Road, Sender, sit_down, warmed_up

pytestmark = pytest.mark.django_db(transaction=True)
VOTE = "creating-safety"
BALLOTS = 6


@pytest.fixture
async def listening() -> AsyncIterator[Callable[[WebsocketCommunicator], Any]]:
    """Opens sockets, and closes them when the test is over."""
    held: list[WebsocketCommunicator] = []

    async def listening(socket: WebsocketCommunicator) -> WebsocketCommunicator:
        held.append(await opened(socket))
        return socket

    yield listening
    for socket in held:
        await socket.disconnect()


def voting() -> LiveSession:
    live = make_running(VOTE)
    stage.open_exercise(live, live.revision)
    return live


async def vote(road: Road, voter: Sender) -> None:
    """Three ticks, each saved, and the press that sends them."""
    for turn, picks in enumerate(([4], [4, 6], [4, 6, 8], [4, 6, 8]), start=1):
        body = urlencode({"pick": picks, "turn": turn, **({"sent": 1} if turn == 4 else {"quiet": 1})}, doseq=True).encode()
        assert (await road.ask("POST", voter.path, voter.headers(body), body)).status == (200 if turn == 4 else 204)


async def frames_until_silent(socket: WebsocketCommunicator) -> int:
    """How many texts a socket is sent until none has come for longer than the pace of counts."""
    frames = 0
    while not await socket.receive_nothing(timeout=0.8):
        await socket.receive_from()
        frames += 1
    return frames


@pytest.mark.parametrize("others", [2, 20])
async def test_a_ballot_sends_nothing_to_other_peoples_phones_however_many_they_are(
    road: Road, others: int, listening: Callable[[WebsocketCommunicator], Any]
) -> None:
    live = await in_thread(voting)()
    voters = [await in_thread(sit_down)(live, f"answer/{VOTE}/") for _n in range(BALLOTS)]
    await warmed_up(road, voters[0])
    desk = await in_thread(lambda: at_desk(live.owner))()
    phones = [await listening((await in_thread(Phone)(live)).socket()) for _n in range(others)]
    counting = [await listening(socket) for socket in (console_socket(live, desk), projector_socket(live))]
    there = {address(live.key, audience): number for audience, number in (("phones", others), ("console", 1), ("projector", 1))}
    await until(lambda: {at: len(hub().table.get(at, ())) for at in there} == there)
    for socket in counting:
        await frames_until_silent(socket)  # who has come in is counted

    began = time.monotonic()
    for voter in voters:
        await vote(road, voter)
    most = (time.monotonic() - began) / COUNT_SECONDS + 2  # the first at once, the last after all of them
    assert await in_thread(Ballot.objects.filter(sent=True).count)() == BALLOTS
    assert [1 <= await frames_until_silent(socket) <= most for socket in counting] == [True, True]
    assert [phone.output_queue.qsize() for phone in phones] == [0] * others

    await in_thread(stage.go_next)(live, live.revision)
    await until(lambda: all(phone.output_queue.qsize() for phone in phones))
    assert [phone.output_queue.qsize() for phone in phones] == [1] * others, "each has been listening, and a slide is one text"
