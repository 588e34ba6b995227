"""Who waits outside when many are at the door, and who never does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport

from sessions import known
from sessions.management import guarding, turnstile
from sessions.management.guarding import ARRIVE_SECONDS, Channel, Crowd
from sessions.management.turnstile import Turnstile, address_of, is_member, line_of
from tests.factories import make_live
from tests.phones import Phone
from workshop import env

HEAD = b"GET / HTTP/1.1\r\nHost: hymns.example\r\n\r\n"
FORM = b"POST / HTTP/1.1\r\nHost: hymns.example\r\nContent-Length: 9\r\n\r\n"
BODY = b"code=1234"


@dataclass
class Somebody:
    """A connection that notes what it is told."""

    address: str
    name: str
    told: list[str] = field(default_factory=list)
    is_gone: bool = False
    callLater: Any = None

    def go_on(self) -> None:
        self.told.append(self.name)

    def give_up(self) -> None:
        self.told.append(f"{self.name} is sent away")


def test_so_many_are_let_in_and_the_others_one_address_after_the_other() -> None:
    told: list[str] = []
    gate = Turnstile(2)
    everybody = [Somebody("192.0.2.1", f"e{n}", told) for n in range(6)] + [Somebody("192.0.2.2", "n1", told)]
    assert [gate.enter(one, HEAD) for one in everybody] == [True, True, False, False, False, False, False]
    for _answer in range(4):
        gate.leave()
    assert told == ["e2", "n1", "e3", "e4"]
    everybody[5].is_gone = True
    for _answer in range(2):
        gate.leave()
    assert (told, gate.inside, gate.outside) == (["e2", "n1", "e3", "e4"], 0, {})


def test_in_a_flood_they_come_in_one_by_one_with_a_breath_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turnstile, "FLOOD", 2)
    told: list[str] = []
    clock, gate = Clock(), Turnstile(2)
    for n in range(8):
        gate.enter(Somebody("192.0.2.1", f"e{n}", told, callLater=clock.callLater), HEAD)
    heard = []
    for _step in range(3):
        gate.leave()
        gate.leave()
        heard.append([*told])
        clock.advance(turnstile.BREATH)
        clock.advance(turnstile.BREATH)
    assert heard == [["e2"], ["e2", "e3", "e4"], ["e2", "e3", "e4", "e5", "e6", "e7"]]


def test_whoever_waits_shortest_in_the_longest_line_makes_room() -> None:
    told: list[str] = []
    gate = Turnstile(0)
    for one in [*(Somebody("192.0.2.1", f"e{n}", told) for n in range(3)), Somebody("192.0.2.2", "n1", told)]:
        gate.enter(one, HEAD)
    assert [gate.send_away() for _time in range(4)] == [True] * 4
    assert (told[:2], gate.send_away()) == (["e2 is sent away", "e1 is sent away"], False)


def cookie(name: str, value: str) -> bytes:
    return HEAD[:-2] + f"COOKIE: other=1; {name}={value}; more=2\r\n\r\n".encode()


@pytest.mark.django_db
def test_members_do_not_wait_outside_and_forged_ones_do() -> None:
    phone = Phone(make_live())
    value = phone.client.cookies[settings.SEAT_COOKIE_NAME].value
    known.know("a-session")
    known.know("a-screen")
    assert [is_member(cookie(settings.SEAT_COOKIE_NAME, value)), is_member(cookie(settings.SESSION_COOKIE_NAME, "a-session"))] == [
        True,
        True,
    ]
    assert [is_member(b"GET /%b HTTP/1.1\r\n\r\n" % path) for path in (b"screen/a-screen/stage/?seen=1", b"live/projector/a-screen/")] == [
        True
    ] * 2
    forged = [cookie(settings.SEAT_COOKIE_NAME, value + "x"), cookie(settings.SESSION_COOKIE_NAME, "made-up"), HEAD, b"", b"\r\n", b"GET"]
    forged += [
        b"GET /screen/other/ HTTP/1.1\r\n\r\n",
        b"GET /?" + value.encode() + b" HTTP/1.1\r\n\r\n",
        b"\xff\xfe \xff \r\nCookie: \xff=\xff\r\n",
    ]
    assert [is_member(head) for head in forged] == [False] * len(forged)


class Request:
    """A request that is answered when the test says so."""

    def __init__(self, channel: Channel, _queued: Any) -> None:
        self.channel, self.requestHeaders, self.responseHeaders = channel, self, self
        self.body = b""

    def addRawHeader(self, *_header: Any) -> None: ...

    def parseCookies(self) -> None: ...

    def gotLength(self, _length: Any) -> None: ...

    def getRawHeaders(self, _name: Any) -> None: ...

    def handleContentChunk(self, data: bytes) -> None:
        self.body += data

    def requestReceived(self, *_line: Any) -> None:
        answered.append(self)

    def connectionLost(self, _reason: Any) -> None: ...


answered: list[Any] = []


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Turnstile:
    """A turnstile with one place, in front of a server where nobody is yet."""
    answered.clear()
    monkeypatch.setattr(guarding, "crowd", Crowd(10))
    gate = Turnstile(1)
    monkeypatch.setattr(guarding, "turnstile", gate)
    return gate


def sending(clock: Clock, *parts: bytes) -> Channel:
    """A connection that has sent so much."""
    channel = Channel()
    channel.callLater, channel.timeOut, channel.requestFactory = clock.callLater, ARRIVE_SECONDS, Request
    channel.makeConnection(StringTransport())  # type: ignore[no-untyped-call]
    for part in parts:
        channel.dataReceived(part)
    return channel


def who_was_answered() -> list[Channel]:
    return [request.channel for request in answered]


def answer_next(clock: Clock, channel: Channel) -> None:
    """The request of this connection is answered, and whoever is next is let in."""
    channel.requestDone(channel.requests[0])
    clock.advance(0)
    clock.advance(0)


def test_a_connection_that_waits_outside_is_not_read_and_goes_on_where_it_was(gate: Turnstile) -> None:
    clock = Clock()
    first, second, third = (sending(clock, HEAD) for _connection in range(3))
    assert (who_was_answered(), first.transport.producerState) == ([first], "producing")
    assert [channel.transport.producerState for channel in (second, third)] == ["paused"] * 2
    third.connectionLost(None)
    answer_next(clock, first)
    assert (who_was_answered(), second.transport.producerState) == ([first, second], "producing")
    second.connectionLost(None)
    clock.advance(0)
    assert (gate.inside, gate.outside) == (0, {})


@pytest.mark.parametrize(("whole", "there"), [(HEAD, 1), (HEAD, -2), (HEAD, -1), (FORM + BODY, -len(BODY)), (FORM + BODY, -4)])
def test_half_a_request_takes_no_place_and_waits_its_turn_when_it_is_whole(gate: Turnstile, whole: bytes, there: int) -> None:
    clock = Clock()
    slow = [sending(clock, whole[:there]) for _connection in range(3)]
    clock.advance(0)
    assert (gate.inside, gate.outside) == (0, {})
    newcomer = sending(clock, HEAD)
    assert who_was_answered() == [newcomer]
    for channel in slow[:2]:
        channel.dataReceived(whole[there:])
    assert (who_was_answered(), gate.waiting(), slow[0].transport.producerState) == ([newcomer], 2, "paused")
    for channel in (newcomer, *slow[:2]):
        assert list(guarding.crowd.arriving) == [slow[2]], "the others are at work or wait outside"
        answer_next(clock, channel)
    assert who_was_answered() == [newcomer, *slow[:2]]
    assert [request.body for request in answered[1:]] == [BODY if whole.endswith(BODY) else b""] * 2
    assert (gate.inside, gate.outside) == (0, {})


def test_one_request_after_the_other_on_one_connection_each_waits_its_turn(gate: Turnstile) -> None:
    clock = Clock()
    first = sending(clock, HEAD + FORM + BODY + HEAD)
    other = sending(clock, HEAD)
    for channel in (first, other, first, first):
        assert gate.inside == 1
        answer_next(clock, channel)
    assert (who_was_answered(), answered[2].body) == ([first, other, first, first], BODY)
    assert (gate.inside, gate.outside) == (0, {})


def test_nobody_is_sent_away_for_having_waited_outside(gate: Turnstile) -> None:
    clock = Clock()
    channels = [sending(clock, head) for head in (HEAD, FORM, FORM)]
    clock.advance(10 * ARRIVE_SECONDS)
    assert [channel.transport.disconnecting for channel in channels] == [False] * 3
    answer_next(clock, channels[0])
    assert (gate.inside, gate.outside) == (0, {}), "neither is whole"
    clock.advance(ARRIVE_SECONDS + 1)  # once it is read, a request has to arrive in time again
    assert [channel.transport.disconnecting for channel in channels[1:]] == [True, True]


def test_behind_a_proxy_a_line_is_the_address_the_proxy_saw(monkeypatch: pytest.MonkeyPatch) -> None:
    head = b"GET / HTTP/1.1\r\nX-Forwarded-For: 203.0.113.9, 2001:db8:1:2::5\r\n\r\n"
    proxy = Somebody("192.0.2.1", "proxy")
    assert line_of(proxy, head) == "192.0.2.1", "whoever has no proxy believes nobody"
    monkeypatch.setattr(env, "TRUSTED_PROXIES", 1)
    assert [line_of(proxy, each) for each in (head, HEAD)] == ["2001:db8:1:2::/64", "192.0.2.1"]


def test_a_line_is_an_address_and_for_ipv6_a_network() -> None:
    peers = [IPv4Address("TCP", "192.0.2.1", 1), IPv6Address("TCP", "2001:db8:1:2:3::4", 1), object()]
    assert [address_of(peer) for peer in peers] == ["192.0.2.1", "2001:db8:1:2::/64", ""]
