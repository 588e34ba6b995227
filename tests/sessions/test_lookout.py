"""A push that is lost on its way is noticed and made up for, long before the page would ask."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer, channel_layers

from sessions.actions import stage
from sessions.hub import address, hub
from sessions.lookout import Lookout
from sessions.models import LiveSession
from tests.factories import make_running
from tests.fakes import Echo, make_saying
from tests.phones import Phone, in_thread, opened, projector_socket, revision_in, shows

pytestmark = pytest.mark.django_db(transaction=True)


class FullLayer(InMemoryChannelLayer):
    """A channel layer that drops whatever it is given, without a word."""

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Nothing arrives."""


def lose_everything() -> None:
    channel_layers.set("default", FullLayer())


@pytest.fixture(autouse=True)
def own_layer() -> Any:
    """The layer of one test is not the next one's."""
    yield
    channel_layers.set("default", InMemoryChannelLayer())


async def first_look(live: LiveSession, *audiences: str) -> Lookout:
    """A lookout that has looked once, with a socket of each audience in the table: accepting one comes first."""
    async with asyncio.timeout(5):
        while not all(address(live.key, audience) in hub().table for audience in audiences):  # noqa: ASYNC110 there is no event for it
            await asyncio.sleep(0.01)
    lookout = Lookout(hub())
    await lookout.look(0)
    return lookout


async def test_whoever_has_missed_a_push_is_sent_the_stage_once_after_a_second_look() -> None:
    lose_everything()
    live = await in_thread(make_running)()
    phone, screen = await opened((await in_thread(Phone)(live)).socket()), await opened(projector_socket(live))
    lookout = await first_look(live, "phones", "projector")
    await in_thread(stage.go_next)(live, live.revision)
    await lookout.look(0.5)  # too soon to look
    await lookout.look(1)  # it may be on its way
    assert await phone.receive_nothing()
    await lookout.look(2)
    for socket in (phone, screen):
        html = await socket.receive_from()
        assert (revision_in(html), shows(html, live.slide_key)) == (live.revision, True)
    await lookout.look(3)
    await lookout.look(4)
    assert await phone.receive_nothing()
    await phone.disconnect()
    await screen.disconnect()


async def test_only_the_audience_that_missed_it_is_sent_it() -> None:
    lose_everything()
    live = await in_thread(make_running)()
    phone, screen = await opened((await in_thread(Phone)(live)).socket()), await opened(projector_socket(live))
    lookout = await first_look(live, "phones", "projector")
    await in_thread(stage.go_next)(live, live.revision)
    await hub().deliver({"type": "hub.show", "key": live.key, "revision": live.revision, "texts": {"projector": "the slide"}})
    await lookout.look(1)
    await lookout.look(2)
    assert await screen.receive_from() == "the slide"
    assert await screen.receive_nothing()
    assert revision_in(await phone.receive_from()) == live.revision
    await phone.disconnect()
    await screen.disconnect()


async def test_phones_with_something_of_their_own_are_asked_to_fetch_their_own_stage(echo: Echo) -> None:
    lose_everything()
    live = await in_thread(make_saying)()
    phone = await in_thread(Phone)(live)
    await in_thread(phone.answer)("say", word="mine")
    socket = await opened(phone.socket())
    lookout = await first_look(live, "phones")
    await in_thread(stage.extend)(live, live.revision, 1)
    await lookout.look(1)
    await lookout.look(2)
    html = await socket.receive_from()
    assert (revision_in(html), "mine" in html, shows(html, "say")) == (live.revision, False, False)
    await socket.disconnect()


async def test_a_quiet_room_costs_one_query_however_many_screens_it_has() -> None:
    live = await in_thread(make_running)()
    sockets = [await opened((await in_thread(Phone)(live)).socket()) for _phone in range(3)] + [await opened(projector_socket(live))]
    lookout = await first_look(live, "phones", "projector")
    asked: list[set[str]] = []
    read = LiveSession.objects.filter

    def counted(**which: Any) -> Any:
        asked.append(which["key__in"])
        return read(**which)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LiveSession.objects, "filter", counted)
        await lookout.look(1)
    assert asked == [{live.key}]
    for socket in sockets:
        await socket.disconnect()
    assert hub().told.keys().isdisjoint({address(live.key, "phones"), address(live.key, "projector")})


async def test_a_room_that_was_deleted_is_no_reason_to_stop_looking() -> None:
    live = await in_thread(make_running)()
    phone = await opened((await in_thread(Phone)(live)).socket())
    lookout = await first_look(live, "phones")
    await in_thread(live.delete)()
    for now in range(1, 4):
        await lookout.look(now)
    assert await phone.receive_nothing()
    await phone.disconnect()
