"""Every socket × everybody who might open it, and what each of them hears of the others."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from channels.layers import channel_layers
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from exercises.models import LeadLink
from sessions import push
from sessions.actions import people, stage
from sessions.hub import address, hub
from tests.attacks.rooms import Room, go, make_room
from tests.phones import closed_with, in_thread, opened, socket
from tests.tables import BLOCK, FIRST

pytestmark = pytest.mark.django_db(transaction=True)
NOT_YOURS, GONE = 4403, 4404


@pytest.fixture(autouse=True)
def fresh_layer() -> Iterator[None]:
    channel_layers.backends.clear()
    yield
    channel_layers.backends.clear()


def cookies_of(browser: Client) -> str:
    """What a browser sends along."""
    return "; ".join(f"{name}={held.value}" for name, held in browser.cookies.items() if name != settings.CSRF_COOKIE_NAME)


def two_rooms() -> tuple[Room, Room]:
    ours, theirs = make_room("canary"), make_room("other")
    for room in (ours, theirs):
        go(room, FIRST)
    return ours, theirs


def path_to(room: Room, audience: str) -> str:
    return f"/live/{audience}/{room.live.screen_token if audience == 'projector' else room.live.key}/"


async def test_a_socket_opens_for_those_it_is_for_and_for_nobody_else() -> None:
    ours, theirs = await in_thread(two_rooms)()
    everybody: dict[str, Client] = {
        **ours.browsers,
        **{f"another {role}": browser for role, browser in theirs.browsers.items()},
        "nobody": Client(),
    }
    let_in: dict[str, set[str]] = {"phones": set(), "console": set(), "projector": set()}
    for audience, inside in let_in.items():
        for role, browser in everybody.items():
            opening = await opened(socket(path_to(ours, audience), cookies_of(browser)))
            if await opening.receive_nothing(timeout=0.05):
                inside.add(role)
            else:
                message = await opening.receive_output()
                assert (role, audience, message) == (role, audience, {"type": "websocket.close", "code": NOT_YOURS})
            await opening.disconnect()
    assert let_in == {
        "phones": {"member", "mate", "neighbour", "late"},
        "console": {"facilitator", "co"},
        "projector": set(everybody),  # its link is the key
    }


async def test_no_other_secret_opens_a_socket() -> None:
    """Only a link of its own kind opens the projector's; keys of sessions that are not there open none."""
    ours, _theirs = await in_thread(two_rooms)()
    stored = await in_thread(lambda: LeadLink.objects.latest("pk").token_hash)()
    secrets = [ours.live.key, ours.live.code, ours.seats["member"].token_hash, stored]
    secrets += [s.rstrip("/").rpartition("/")[2] for kind, s in ours.secrets.items() if kind != "screen"]
    desk = cookies_of(ours.browsers["facilitator"])
    for secret in secrets:
        assert await closed_with(socket(f"/live/projector/{secret}/", desk)) == GONE
    for audience in ("phones", "console", "seat-1", "group-1", "board", "hub", "x"):
        assert await closed_with(socket(f"/live/{audience}/{ours.live.screen_token}/", desk)) == GONE
    for audience in ("seat-1", f"group-{ours.numbers['window']}", "board", "hub"):
        assert await closed_with(socket(f"/live/{audience}/{ours.live.key}/", desk)) == GONE


# ------------------------------------------------------------------ what each hears
@pytest.fixture
async def listening() -> AsyncIterator[dict[str, WebsocketCommunicator]]:
    """Sockets by role, closed when the test is over."""
    held: dict[str, WebsocketCommunicator] = {}
    yield held
    for one in held.values():
        await one.disconnect()


async def listen(held: dict[str, WebsocketCommunicator], role: str, room: Room, audience: str) -> None:
    """Open a socket and wait until it is in the table."""
    where = address(room.live.key, audience)
    before = len(hub().table.get(where, ()))
    held[role] = await opened(socket(path_to(room, audience), cookies_of(room.browsers.get(role.removeprefix("another "), Client()))))
    async with asyncio.timeout(5):
        while len(hub().table.get(where, ())) == before:  # noqa: ASYNC110 the server has no event to wait for
            await asyncio.sleep(0.01)


async def heard(one: WebsocketCommunicator, last: str) -> str:
    """Everything a socket was told up to a message that says `last`."""
    said = ""
    async with asyncio.timeout(5):
        while last not in said:
            said += (await one.receive_output(timeout=5)).get("text", "")
    return said


async def test_what_a_group_writes_is_heard_by_its_members_alone(listening: dict[str, WebsocketCommunicator]) -> None:
    ours, theirs = await in_thread(two_rooms)()
    for role in ("member", "mate", "neighbour", "late"):
        await listen(listening, role, ours, "phones")
    await listen(listening, "facilitator", ours, "console")
    await listen(listening, "screen", ours, "projector")
    await listen(listening, "another member", theirs, "phones")
    await listen(listening, "another facilitator", theirs, "console")

    mate, key = ours.browsers["mate"], ours.live.key

    def write() -> list[int]:
        said = [
            mate.post(f"/w/{key}/points/", {"block": BLOCK, "text": "canary-group whisper"}),
            mate.post(f"/w/{key}/responses/", {"text": "canary-group habit"}),
            mate.post(f"/w/{key}/agencies/", {"name": "canary-group partner"}),
            mate.post(f"/w/{key}/factors/", {"factor": ["uniform"]}),
            mate.post(f"/w/{key}/notes/", {"tag": ["time"], "text": "canary-private sigh"}),
            mate.post(f"/w/{key}/draft/", {"field": "group.point", "text": "canary-private half a thought", "turn": "1"}),
        ]
        for room in (ours, theirs):
            room.live.refresh_from_db()
            stage.blank(room.live, room.live.revision, False)  # a push that reaches everybody, after all the others
            stage.go_next(room.live, room.live.revision)
        return [response.status_code for response in said]

    assert await in_thread(write)() == [302, 302, 302, 302, 302, 204]
    last = {room.mark: f'data-revision="{room.live.revision}"' for room in (ours, theirs)}
    told = {role: await heard(one, last["other" if role.startswith("another") else "canary"]) for role, one in listening.items()}
    secret = {role: sorted(set(re.findall(r"canary-(?:group|private)[\w ]*", said))) for role, said in told.items()}
    assert "canary-group whisper" in secret["member"]
    assert "canary-group whisper" in secret["mate"]
    assert [word for words in secret.values() for word in words if word.startswith("canary-private")] == []
    assert {role: words for role, words in secret.items() if role not in {"member", "mate"}} == {
        role: [] for role in ("neighbour", "late", "facilitator", "screen", "another member", "another facilitator")
    }
    assert [role for role, said in told.items() if role.startswith("another") and "canary" in said] == []


async def until_closed(one: WebsocketCommunicator) -> tuple[str, int]:
    """What a socket was told before it was closed, and the code."""
    said = ""
    async with asyncio.timeout(5):
        while True:
            message = await one.receive_output(timeout=5)
            if message["type"] == "websocket.close":
                return said, int(message["code"])
            said += message.get("text", "")


async def test_a_seat_that_is_taken_away_hears_nothing_more(listening: dict[str, WebsocketCommunicator]) -> None:
    ours, _theirs = await in_thread(two_rooms)()
    await listen(listening, "mate", ours, "phones")
    await listen(listening, "member", ours, "phones")

    def take_away() -> None:
        people.remove(ours.live, ours.seats["mate"])
        ours.browsers["member"].post(f"/w/{ours.live.key}/points/", {"block": BLOCK, "text": "canary-group whisper"})

    await in_thread(take_away)()
    said, code = await until_closed(listening["mate"])
    assert ("whisper" in said, code) == (False, NOT_YOURS)
    assert "whisper" in await heard(listening["member"], "whisper")
    assert await listening["mate"].receive_nothing(timeout=0.2)


async def test_a_control_seat_that_is_taken_away_hears_nothing_more(listening: dict[str, WebsocketCommunicator]) -> None:
    """A new co-facilitator's link ends the seats opened with the old one, and what they listen with."""
    ours, _theirs = await in_thread(two_rooms)()
    await listen(listening, "co", ours, "console")
    await listen(listening, "facilitator", ours, "console")

    def replace_the_link() -> None:
        ours.browsers["facilitator"].post(f"/workshops/{ours.live.key}/invite/")
        ours.live.refresh_from_db()
        stage.go_next(ours.live, ours.live.revision)

    await in_thread(replace_the_link)()
    new: Any = f'data-revision="{ours.live.revision}"'
    for role in ("co", "facilitator"):
        said, code = await until_closed(listening[role])
        assert (role, new in said, code) == (role, False, push.COME_BACK)
    assert await closed_with(socket(path_to(ours, "console"), cookies_of(ours.browsers["co"]))) == NOT_YOURS
    again = await opened(socket(path_to(ours, "console"), cookies_of(ours.browsers["facilitator"])))
    assert await again.receive_nothing(timeout=0.05)
    await again.disconnect()
