"""What the facilitator presses, every screen sees, and nobody else does."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer, channel_layers, get_channel_layer
from channels.testing import WebsocketCommunicator
from django.test import Client
from django.utils import timezone

from sessions import ticker
from sessions.actions import people, running, stage
from sessions.hub import COUNT_SECONDS, GROUP, address, hub
from sessions.models import LiveSession, Participant, SlideRun
from tests.factories import at_desk, make_live, make_running
from tests.fakes import Echo, make_saying
from tests.phones import (
    Phone,
    closed_with,
    console_socket,
    in_thread,
    opened,
    phone_socket,
    projector_socket,
    revision_in,
    shows,
    socket,
    until,
    untimed,
)

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[[WebsocketCommunicator], Any]


@pytest.fixture
async def let_in() -> AsyncIterator[Open]:
    """Opens sockets, and closes them when the test is over."""
    held: list[WebsocketCommunicator] = []

    async def let_in(communicator: WebsocketCommunicator) -> WebsocketCommunicator:
        held.append(await opened(communicator))
        await until(lambda: any(hub().table.values()))
        return communicator

    yield let_in
    for communicator in held:
        await communicator.disconnect()


async def joined(live: LiveSession, audience: str, number: int = 1) -> None:
    """Wait until this many sockets of an audience are in the table: accepting comes first, the seat is looked up after it."""
    await until(lambda: len(hub().table.get(address(live.key, audience), ())) == number)


async def silent(communicator: WebsocketCommunicator) -> bool:
    return bool(await communicator.receive_nothing(timeout=0.3))


def desk_of(live: LiveSession) -> Client:
    return at_desk(live.owner)


def everything(live: LiveSession) -> tuple[Any, ...]:
    return LiveSession.objects.values().get(pk=live.pk), list(SlideRun.objects.values()), list(Participant.objects.values())


def press(client: Client, live: LiveSession, verb: str, **data: Any) -> Any:
    seen = LiveSession.objects.values_list("revision", flat=True).get(pk=live.pk)
    return client.post(f"/console/{live.key}/{verb}/", {"seen": seen, **data}, headers={"HX-Request": "true"})


# ------------------------------------------------------------------ who sees what
async def test_what_the_facilitator_presses_every_screen_of_the_room_sees_and_an_outsider_does_not(let_in: Open) -> None:
    live, other = await in_thread(make_running)(), await in_thread(make_running)()
    desk = await in_thread(desk_of)(live)
    phone, outsider = await in_thread(Phone)(live), await in_thread(Phone)(other)
    theirs = [await let_in(s) for s in (phone.socket(), projector_socket(live), console_socket(live, desk))]
    outside = [await let_in(s) for s in (outsider.socket(), projector_socket(other))]
    for audience in ("phones", "projector", "console"):
        await joined(live, audience)
    await joined(other, "phones")
    await joined(other, "projector")
    response = await in_thread(press)(desk, live, "next")
    assert response.status_code == 200
    for screen in theirs:
        html = await screen.receive_from(timeout=3)
        assert (shows(html, "what-is-in-this-workshop"), revision_in(html)) == (True, live.revision + 1)
    assert [await silent(screen) for screen in outside] == [True, True]


async def test_a_change_of_the_clock_alone_leaves_a_phone_without_a_socket_what_it_holds() -> None:
    live = await in_thread(make_running)()
    phone = await in_thread(Phone)(live)
    await hub().listen()
    before = live.revision
    await in_thread(stage.extend)(live, before, 1)
    await until(lambda: (shown := hub().last_shown(live.key)) is not None and shown.revision == live.revision)

    async def told(seen: int, piece: str = "") -> tuple[int, bool, bool]:
        answer = await in_thread(phone.poll)(seen, piece)
        html = answer.content.decode()
        return answer.status_code, 'id="pulse"' in html, 'id="stage"' in html

    assert await told(before) == (200, True, False)
    assert await told(live.revision) == (204, False, False)
    assert [await told(seen) for seen in (before - 1, 0)] == [(200, True, True)] * 2  # more has changed since
    assert await told(before, piece="group-1:1") == (200, True, True)  # it holds what is not its own any more


async def test_the_same_press_is_found_by_the_poll_of_a_phone_without_a_socket(let_in: Open) -> None:
    live = await in_thread(make_running)()
    with_socket, without = await in_thread(Phone)(live), await in_thread(Phone)(live)
    screen = await let_in(with_socket.socket())
    await joined(live, "phones")
    await in_thread(stage.go_next)(live, live.revision)
    pushed = await screen.receive_from(timeout=3)
    polled = (await in_thread(without.poll)(seen=live.revision - 1)).content.decode()
    assert untimed(polled) == untimed(pushed)


OUTSIDERS: dict[str, tuple[Callable[[LiveSession, Phone, Phone], WebsocketCommunicator], int]] = {
    "no cookie": (lambda live, me, other: phone_socket(live), 4403),
    "a seat of another session": (lambda live, me, other: phone_socket(live, other.cookie), 4403),
    "a broken cookie": (lambda live, me, other: phone_socket(live, me.cookie[:-1]), 4403),
    "a participant at the console": (lambda live, me, other: socket(f"/live/console/{live.key}/", me.cookie), 4403),
    "no such session": (lambda live, me, other: socket("/live/phones/nobody/", me.cookie), 4404),
    "no such projector": (lambda live, me, other: socket("/live/projector/nobody/"), 4404),
    "the key in place of the projector's token": (lambda live, me, other: socket(f"/live/projector/{live.key}/"), 4404),
    "no such audience": (lambda live, me, other: socket(f"/live/everything/{live.key}/", me.cookie), 4404),
    "another site": (lambda live, me, other: me.socket(origin="http://elsewhere.example"), 4403),
    "another port": (lambda live, me, other: me.socket(origin="http://testserver:9999"), 4403),
    "another scheme": (lambda live, me, other: me.socket(origin="https://testserver"), 4403),
    "somebody else's name in front": (lambda live, me, other: me.socket(origin="http://testserver@elsewhere.example"), 4403),
    "ours as somebody's name": (lambda live, me, other: me.socket(origin="http://someone@testserver"), 4403),
    "a page without origin": (lambda live, me, other: me.socket(origin="null"), 4403),
    "no origin at all": (lambda live, me, other: me.socket(origin=None), 4403),
    "an origin nobody can read": (lambda live, me, other: me.socket(origin="http://["), 4403),
}


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_an_outsider_is_told_to_stay_away_after_the_socket_was_accepted(who: str) -> None:
    live, other = await in_thread(make_running)(), await in_thread(make_running)()
    me, foreign = await in_thread(Phone)(live), await in_thread(Phone)(other)
    make, code = OUTSIDERS[who]
    assert await closed_with(make(live, me, foreign)) == code
    assert not any(hub().table.values())


async def test_a_socket_at_an_address_nobody_serves_is_closed_for_good() -> None:
    assert await closed_with(socket("/live/phones/a/b/c/")) == 4404


async def test_a_cookie_another_program_left_does_not_hide_the_seat(let_in: Open) -> None:
    live = await in_thread(make_running)()
    phone = await in_thread(Phone)(live)
    await let_in(phone_socket(live, f'tool={{"a": [1]}}; odd; {phone.cookie}; b=c d'))
    await joined(live, "phones")


async def test_a_control_seat_opens_the_console_until_there_is_a_new_link(let_in: Open) -> None:
    live = await in_thread(make_running)()
    helper = Client()
    await in_thread(helper.post)(f"/with/{live.invite_token}/", {"name": "Sam"})
    desk = await in_thread(desk_of)(live)
    mine, helpers = await let_in(console_socket(live, desk)), await let_in(console_socket(live, helper))
    await joined(live, "console", 2)
    await in_thread(people.new_invite)(live)
    assert [(await screen.receive_output(timeout=3))["code"] for screen in (mine, helpers)] == [4012, 4012]
    assert await closed_with(console_socket(live, helper)) == 4403
    again = await let_in(console_socket(live, desk))
    await joined(live, "console")
    await in_thread(stage.go_next)(live, live.revision)
    assert shows(await again.receive_from(timeout=3), live.slide_key)
    assert await silent(helpers)


async def test_a_seat_taken_away_is_closed_and_gets_nothing_more(let_in: Open) -> None:
    live = await in_thread(make_running)()
    gone, stays = await in_thread(Phone)(live), await in_thread(Phone)(live)
    away, here = await let_in(gone.socket()), await let_in(stays.socket())
    await joined(live, "phones", 2)
    await in_thread(people.remove)(live, gone.seat)
    assert (await away.receive_output(timeout=3))["code"] == 4403
    await in_thread(stage.go_next)(live, live.revision)
    assert shows(await here.receive_from(timeout=3), live.slide_key)
    assert await silent(away)
    assert await closed_with(gone.socket()) == 4403


async def test_a_phone_whose_seat_moved_lets_go_at_once(let_in: Open) -> None:
    live = await in_thread(make_running)()
    old = await in_thread(Phone)(live)
    screen = await let_in(old.socket())
    await joined(live, "phones")
    letters = await in_thread(people.offer_move)(old.seat)
    await in_thread(people.move_here)(live, letters)
    assert (await screen.receive_output(timeout=3))["code"] == 4403


# ------------------------------------------------------------------ what a client sends
async def test_nothing_a_client_sends_over_the_socket_changes_anything(let_in: Open) -> None:
    live = await in_thread(make_running)()
    phone = await in_thread(Phone)(live)
    screen = await let_in(phone.socket())
    projector = await let_in(projector_socket(live))
    await joined(live, "phones")
    await joined(live, "projector")
    rows = await in_thread(everything)(live)
    texts = ["{", "null", json.dumps({"type": "hub.show", "key": live.key}), json.dumps({"action": "next"}), "x" * 1_000_000, "\x00"]
    for text in texts:
        await screen.send_to(text_data=text)
        await projector.send_to(text_data=text)
    for data in (b"\xff\xfe", b"\x00" * 1_000_000):
        await screen.send_to(bytes_data=data)
    assert await silent(screen)
    assert await silent(projector)
    again = await in_thread(everything)(live)
    assert again == rows
    await in_thread(stage.go_next)(live, live.revision)
    assert shows(await screen.receive_from(timeout=3), live.slide_key)


# ------------------------------------------------------------------ the hub
async def test_a_process_subscribes_to_the_layer_once_however_many_sockets_it_has(let_in: Open) -> None:
    live = await in_thread(make_running)()
    phones = [await in_thread(Phone)(live) for _n in range(5)]
    for phone in phones:
        await let_in(phone.socket())
    await joined(live, "phones", 5)
    assert [len(channels) for channels in get_channel_layer().groups.values()] == [1]


async def test_a_socket_that_closes_leaves_the_table() -> None:
    live = await in_thread(make_running)()
    phone = await in_thread(Phone)(live)
    screen = await opened(phone.socket())
    await joined(live, "phones")
    await screen.disconnect()
    assert hub().table == {}


class Broken:
    """A socket whose connection has just gone."""

    def catch_up(self) -> bool:
        return True

    async def relay(self, text: str, framed: bytes, where: str = "") -> bool:
        raise RuntimeError("gone")

    async def goodbye(self, code: int) -> None:
        raise RuntimeError("gone")


async def test_a_broken_socket_never_stops_the_others(let_in: Open) -> None:
    live = await in_thread(make_running)()
    phone = await in_thread(Phone)(live)
    broken = Broken()
    await hub().join(address(live.key, "phones"), broken)
    await hub().join(address(live.key, f"seat-{phone.seat.pk}"), broken)
    screen = await let_in(phone.socket())
    await joined(live, "phones", 2)
    await in_thread(stage.go_next)(live, live.revision)
    assert shows(await screen.receive_from(timeout=3), live.slide_key)
    await in_thread(people.remove)(live, phone.seat)
    assert (await screen.receive_output(timeout=3))["code"] == 4403
    await until(lambda: broken not in hub().table.get(address(live.key, "phones"), ()))


async def test_a_delivery_asks_the_database_nothing(let_in: Open, django_db_blocker: Any) -> None:
    live = await in_thread(make_running)()
    phone = await in_thread(Phone)(live)
    screens = [await let_in(phone.socket()), await let_in(phone.socket()), await let_in(projector_socket(live))]
    await joined(live, "phones", 2)
    await joined(live, "projector")
    message = {"type": "hub.show", "key": live.key, "revision": 9, "texts": {"phones": "P", "projector": "B", "console": "C"}}
    with django_db_blocker.block():
        await get_channel_layer().group_send(GROUP, message)
        assert [await screen.receive_from(timeout=3) for screen in screens] == ["P", "P", "B"]


async def test_twenty_answers_make_a_few_messages_for_console_and_projector_and_none_for_phones(let_in: Open, echo: Echo) -> None:
    live = await in_thread(make_saying)()
    phones = [await in_thread(Phone)(live) for _n in range(20)]
    desk = await in_thread(desk_of)(live)
    phone, projector, console = [await let_in(s) for s in (phones[0].socket(), projector_socket(live), console_socket(live, desk))]
    for audience in ("phones", "projector", "console"):
        await joined(live, audience)
    await drained(projector)
    await drained(console)
    began = time.monotonic()
    for each in phones:
        assert (await in_thread(each.answer)("say", word="yes")).status_code == 200
    most = (time.monotonic() - began) / COUNT_SECONDS + 2  # the first at once, the last after all of them
    boards, desks = await drained(projector), await drained(console)
    assert 1 <= len(boards) <= most
    assert 1 <= len(desks) <= most
    assert '<span class="pj-count">20</span>' in boards[-1]
    assert ["yes" in text for text in boards] == [False] * len(boards)
    assert ['id="stage"' in text for text in boards + desks] == [False] * len(boards + desks)
    assert await silent(phone)


async def drained(communicator: WebsocketCommunicator) -> list[str]:
    """Everything a socket is sent until it has been silent for longer than the pace of counts."""
    texts: list[str] = []
    while not await communicator.receive_nothing(timeout=0.8):
        texts.append(await communicator.receive_from())
    return texts


# ------------------------------------------------------------------ the layer fails
class DeadLayer(InMemoryChannelLayer):
    """A channel layer whose server has gone."""

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        raise ConnectionError("no layer")


class ForgetfulLayer(InMemoryChannelLayer):
    """A channel layer that fails the first time it is listened to."""

    failed = False

    async def receive(self, channel: str) -> Any:
        if not self.failed:
            self.failed = True
            raise ConnectionError("gone for a moment")
        return await super().receive(channel)


def use_layer(settings: Any, layer: type[InMemoryChannelLayer]) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": f"{layer.__module__}.{layer.__qualname__}"}}
    channel_layers.set("default", layer())


async def test_a_dead_layer_never_fails_a_request_and_this_processs_own_screens_are_told_all_the_same(
    let_in: Open, settings: Any, caplog: pytest.LogCaptureFixture, echo: Echo
) -> None:
    use_layer(settings, DeadLayer)
    live = await in_thread(make_saying)()
    desk = await in_thread(desk_of)(live)
    phone = await in_thread(Phone)(live)
    screen = await let_in(phone.socket())
    await joined(live, "phones")
    assert (await in_thread(phone.answer)("say", word="yes")).status_code == 200
    assert (await in_thread(press)(desk, live, "next")).status_code == 200
    pushed = await drained(screen)
    assert [shows(text, "talk") for text in pushed][-1:] == [True]
    polled = (await in_thread(phone.poll)(seen=live.revision)).content.decode()
    assert shows(polled, "talk")
    lost = {record.getMessage() for record in caplog.records if record.name == "hymnsheet.push"}
    assert "a push was lost (ConnectionError); screens will catch up by asking" in lost


async def test_a_layer_that_comes_back_is_listened_to_again(let_in: Open, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    use_layer(settings, ForgetfulLayer)
    live = await in_thread(make_running)()
    phone = await in_thread(Phone)(live)
    screen = await let_in(phone.socket())
    await until(lambda: len(get_channel_layer().groups[GROUP]) == 2)
    await in_thread(stage.go_next)(live, live.revision)
    assert shows(await screen.receive_from(timeout=3), live.slide_key)


async def test_an_odd_message_is_no_reason_to_stop_listening(let_in: Open, caplog: pytest.LogCaptureFixture) -> None:
    live = await in_thread(make_running)()
    screen = await let_in((await in_thread(Phone)(live)).socket())
    await joined(live, "phones")
    for message in ({"type": "hub.show"}, {"type": "hub.goodbye", "key": live.key}, {"type": "unheard of", "key": live.key}):
        await get_channel_layer().group_send(GROUP, message)
    await in_thread(stage.go_next)(live, live.revision)
    assert shows(await screen.receive_from(timeout=3), live.slide_key)
    said = [record.getMessage() for record in caplog.records if record.name == "hymnsheet.hub"]
    assert said == ["a push could not be handed on (KeyError)"] * 2


# ------------------------------------------------------------------ by itself
async def test_the_ticker_closes_what_has_run_out_and_every_phone_sees_it(let_in: Open, echo: Echo) -> None:
    live = await in_thread(make_saying)()
    phone = await in_thread(Phone)(live)
    screen = await let_in(phone.socket())
    await joined(live, "phones")
    ago = timezone.now() - timedelta(seconds=10)
    await in_thread(lambda: SlideRun.objects.filter(live=live, slide_key="say").update(closes_at=ago))()
    ticker.start()
    html = await screen.receive_from(timeout=5)
    assert (revision_in(html), "Open. Mine" in html, shows(html, "say")) == (live.revision + 1, False, True)


async def test_what_was_rolled_back_is_shown_to_nobody(let_in: Open, echo: Echo) -> None:
    live = await in_thread(make_saying)()
    phone = await in_thread(Phone)(live)
    projector = await let_in(projector_socket(live))
    await joined(live, "projector")
    await drained(projector)
    assert (await in_thread(phone.answer)("say", word="never")).status_code == 409
    assert await drained(projector) == []


async def test_the_end_reaches_every_screen(let_in: Open) -> None:
    live = await in_thread(make_running)()
    phone = await in_thread(Phone)(live)
    screens = [await let_in(phone.socket()), await let_in(projector_socket(live))]
    await joined(live, "phones")
    await joined(live, "projector")
    await in_thread(running.end)(live, live.revision)
    texts = [await screen.receive_from(timeout=3) for screen in screens]
    assert ["This workshop has ended" in texts[0], "Thank you for your honesty" in texts[1]] == [True, True]


async def test_people_who_join_are_counted_on_the_lobby_screen(let_in: Open) -> None:
    live = await in_thread(make_live)()
    projector = await let_in(projector_socket(live))
    await joined(live, "projector")
    for _n in range(3):
        await in_thread(people.join)(live)
    assert '<span class="pj-count">3</span>' in (await drained(projector))[-1]
