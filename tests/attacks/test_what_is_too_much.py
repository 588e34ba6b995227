"""A real server, and clients that send too much, too many, too slowly, or never read. What the room has is not touched."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import aiohttp
import pytest
from django.conf import settings
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport

from sessions.consumers import StageConsumer
from sessions.management import guarding
from sessions.management.guarding import (
    ARRIVE_SECONDS,
    HEADER_BYTES,
    LARGEST_BODY,
    LONGEST_ADDRESS,
    MOST_HEADERS,
    READ_ON,
    SOCKET_FRAME,
    UNASKED,
    Channel,
    Crowd,
    Socket,
)
from sessions.management.turnstile import INSIDE, Turnstile
from tests.live import Live, memory
from tests.pouring_server import ANSWER

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server for all the tests here: none of them harms it."""
    running = Live(tmp_path_factory.mktemp("data"))
    running.link()
    yield running
    assert running.stop() == (0, ""), "not a word of all this reaches the log"


def said_to(live: Live, *parts: bytes, more: int = 0) -> tuple[bytes, int]:
    """What the server answers to bytes, and how many of `more` further ones it took before it closed."""
    taken = 0
    with closing(socket.create_connection(("127.0.0.1", live.port), timeout=30)) as line:
        for part in parts:
            line.sendall(part)
        try:
            while taken < more:
                taken += line.send(b"1" * min(65_536, more - taken))
        except ConnectionError:
            return b"", taken
        try:
            return line.recv(200), taken
        except ConnectionError:
            return b"", taken


def status(answer: bytes) -> int:
    return int(answer.split()[1]) if answer else 0


POST = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"


# ------------------------------------------------------------------ bodies
def test_the_servers_measure_is_djangos() -> None:
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == LARGEST_BODY


@pytest.mark.parametrize("size", [LARGEST_BODY + 1, 500_000, READ_ON])
def test_a_body_that_is_too_long_is_answered_in_words(live: Live, size: int) -> None:
    answer = live.ask("/", "1" * size)
    assert (answer.status, "That is more than Hymn Sheet takes at once." in answer.text) == (413, True)


def test_a_body_that_is_just_short_enough_gets_to_django(live: Live) -> None:
    assert live.ask("/", "1" * (LARGEST_BODY - 1)).status == 403  # Django's own: no token


@pytest.mark.parametrize("kind", ["length", "chunked", "expected"])
def test_twenty_bodies_of_two_hundred_megabytes_are_cut_off_and_leave_nothing_in_memory(live: Live, kind: str) -> None:
    size = 200 * MEGABYTE
    head = {
        "length": POST + b"Content-Length: %d\r\n\r\n" % size,
        "chunked": POST + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % size,
        "expected": POST + b"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n" % size,
    }[kind]
    before = memory(live.process.pid)
    taken = [said_to(live, head, more=size)[1] for _body in range(20)]
    assert max(taken) < 20 * MEGABYTE, "what is on its way in the operating systems, and no more"
    assert memory(live.process.pid) - before < 5 * MEGABYTE
    assert live.page("/healthz") == "ok"


# ------------------------------------------------------------------ addresses and headers
@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (b"GET /%b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % (b"a" * LONGEST_ADDRESS), 414),
        (b"GET /?%b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % (b"a" * LONGEST_ADDRESS), 414),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X-One: 1\r\n" * MOST_HEADERS + b"\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X-One: %b\r\n" % (b"a" * 4000) * 5 + b"\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", 200),
    ],
    ids=["long path", "long query", "many headers", "long headers", "one of ours"],
)
def test_addresses_and_headers_have_an_end(live: Live, request_: bytes, expected: int) -> None:
    assert HEADER_BYTES < 5 * 4000
    assert status(said_to(live, request_)[0]) == expected


# ------------------------------------------------------------------ time
def connected(clock: Clock) -> tuple[Channel, StringTransport]:
    """A connection on a clock of its own that nobody has sent anything on."""
    channel, transport = Channel(), StringTransport()  # type: ignore[no-untyped-call]
    channel.callLater, channel.timeOut = clock.callLater, ARRIVE_SECONDS
    channel.makeConnection(transport)
    return channel, transport


@pytest.fixture
def small_crowd(monkeypatch: pytest.MonkeyPatch) -> Crowd:
    monkeypatch.setattr(guarding, "crowd", Crowd(3))
    monkeypatch.setattr(guarding, "turnstile", Turnstile())
    return guarding.crowd


@pytest.mark.parametrize("part", [b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX-", b""], ids=["line", "headers", "nothing"])
def test_a_request_that_comes_byte_by_byte_has_half_a_minute(part: bytes, small_crowd: Crowd) -> None:
    clock = Clock()
    channel, transport = connected(clock)
    channel.requestFactory = lambda *_: _Request()
    seconds = 0
    for byte in part:
        channel.dataReceived(bytes([byte]))
    while not transport.disconnecting and seconds < 300:
        clock.advance(1)
        seconds += 1
        if part and not transport.disconnecting:
            channel.dataReceived(b"a")
    assert seconds == ARRIVE_SECONDS


class _Request:
    """As much of a request as a channel that never completes one asks for."""

    def __init__(self) -> None:
        self.requestHeaders = self

    def addRawHeader(self, *_header: Any) -> None: ...

    def connectionLost(self, _reason: Any) -> None: ...


def busy(clock: Clock) -> tuple[Channel, StringTransport]:
    """A connection whose request is being answered."""
    channel, transport = connected(clock)
    guarding.crowd.work(channel)
    return channel, transport


def ended(*connections: tuple[Channel, StringTransport]) -> list[bool]:
    return [transport.disconnected for _channel, transport in connections]


def test_one_connection_too_many_sends_away_the_one_that_has_been_idle_longest(small_crowd: Crowd) -> None:
    clock = Clock()
    first, second, third = busy(clock), connected(clock), connected(clock)
    fourth = connected(clock)
    assert ended(first, second, third, fourth) == [False, True, False, False]
    for channel, _transport in (third, fourth):
        small_crowd.work(channel)
    fifth = connected(clock)
    assert ended(first, third, fourth, fifth) == [False, False, False, True]
    small_crowd.rest(third[0])
    small_crowd.rest(first[0])
    connected(clock)
    assert ended(first, third, fourth) == [False, True, False]
    assert len(small_crowd.here) == 3


def test_many_half_sent_requests_do_not_drive_out_whoever_waits_or_has_just_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "crowd", Crowd(6))
    monkeypatch.setattr(guarding, "turnstile", Turnstile(0))
    clock = Clock()
    rests, waits, begins = (connected(clock) for _connection in range(3))
    guarding.crowd.rest(rests[0])
    waits[0].dataReceived(b"GET / HTTP/1.1\r\n\r\n")
    half_sent = [connected(clock) for _connection in range(3)]
    begins[0].dataReceived(b"G")
    half_sent += [connected(clock) for _connection in range(3)]
    assert ended(rests, waits, begins, *half_sent) == [False] * 3 + [True] * 3 + [False] * 3


def test_whoever_asks_on_and_on_without_reading_is_cut_off(live: Live) -> None:
    css = next(word.split('"')[0] for word in live.page("/").split('href="') if ".css" in word.split('"')[0]).encode()
    asking = b"GET %b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % css
    before = memory(live.process.pid)
    lines = [socket.create_connection(("127.0.0.1", live.port), timeout=30) for _line in range(10)]
    for line in lines:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.sendall(asking * 300)
    assert live.page("/healthz") == "ok"
    grown = memory(live.process.pid) - before
    for line in lines:
        line.close()
    assert grown < 25 * MEGABYTE


@pytest.mark.parametrize(
    "half",
    [
        b"G",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        POST + b"Content-Length: 11\r\n\r\ncode=",
        POST + b"Content-Length: %d\r\n\r\ncode=" % (LARGEST_BODY + 1),
        POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nco",
    ],
    ids=["a letter", "half a head", "half a body", "half a long body", "half a chunk"],
)
def test_half_sent_requests_from_the_same_address_keep_nobody_waiting(live: Live, half: bytes) -> None:
    with ExitStack() as lines:
        slow = [lines.enter_context(socket.create_connection(("127.0.0.1", live.port))) for _line in range(2 * INSIDE)]
        for line in slow:
            line.sendall(half)
        assert [live.page("/healthz"), live.ask("/").status, live.ask("/", "code=123456").status] == ["ok", 200, 403]
        for line in slow:
            line.setblocking(False)
            with pytest.raises(BlockingIOError):  # it has been neither answered nor ended: nobody waited for that
                line.recv(1)


# ------------------------------------------------------------------ sockets
async def opened(browser: aiohttp.ClientSession, live: Live) -> aiohttp.ClientWebSocketResponse:
    """A socket nobody serves is closed at once by the server; one that is being closed still reads for a moment."""
    return await browser.ws_connect(
        f"http://127.0.0.1:{live.port}/live/phones/nobody/", origin=f"http://127.0.0.1:{live.port}", autoclose=False
    )


async def test_a_frame_no_page_would_send_ends_the_socket(live: Live) -> None:
    async with asyncio.timeout(30), aiohttp.ClientSession() as browser:
        line = await opened(browser, live)
        await line.send_str("a" * (SOCKET_FRAME + 1))
        codes = set()
        while (message := await line.receive()).type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.TEXT}:
            codes.add(message.data)
            if message.type is aiohttp.WSMsgType.CLOSE:
                break
        assert codes <= {4403, 4404, 1009}
    assert live.page("/healthz") == "ok"


@pytest.mark.parametrize("way", ["long", "short"])
async def test_twenty_readers_who_never_read_are_dropped_and_cost_little_memory(way: str) -> None:
    server = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.pouring_server", stdout=asyncio.subprocess.PIPE)
    assert server.stdout is not None
    silent: list[socket.socket] = []
    try:
        async with asyncio.timeout(120):
            port = int(await server.stdout.readline())
            before = memory(server.pid)
            for _reader in range(20):
                line = socket.create_connection(("127.0.0.1", port))
                line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                line.sendall(
                    b"GET /%b/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n" % way.encode()
                )
                silent.append(line)
            assert [await server.stdout.readline() for _reader in silent] == [b"dropped\n"] * 20
            assert memory(server.pid) - before < 10 * MEGABYTE
            async with aiohttp.ClientSession() as browser, browser.ws_connect(f"http://127.0.0.1:{port}/{way}/") as reader:
                assert len({len(await reader.receive_str()) for _text in range(30)}) == 1, "whoever reads gets everything"
    finally:
        for line in silent:
            line.close()
        server.terminate()
        await server.wait()


async def test_nothing_more_is_written_to_a_reader_who_was_dropped() -> None:
    sent: list[bytes] = []
    consumer = StageConsumer()
    consumer.write, consumer.drop_if_slow = sent.append, lambda: True
    with pytest.raises(ConnectionError):
        await consumer.relay("text", b"framed")
    consumer.drop_if_slow = lambda: False
    await consumer.relay("text", b"framed")
    assert sent == [b"framed"]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_long_answer_arrives_whole(method: str) -> None:
    server = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.pouring_server", stdout=asyncio.subprocess.PIPE)
    assert server.stdout is not None
    try:
        async with asyncio.timeout(60), aiohttp.ClientSession() as browser:
            port = int(await server.stdout.readline())
            for _request in range(3):  # on one connection
                async with browser.request(method, f"http://127.0.0.1:{port}/", data=b"a=1" if method == "POST" else None) as answer:
                    assert await answer.read() == ANSWER
    finally:
        server.terminate()
        await server.wait()


async def test_a_client_that_goes_on_sending_is_cut_off() -> None:
    server = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.pouring_server", stdout=asyncio.subprocess.PIPE)
    assert server.stdout is not None
    try:
        async with asyncio.timeout(60), aiohttp.ClientSession() as browser:
            port = int(await server.stdout.readline())
            async with browser.ws_connect(f"http://127.0.0.1:{port}/long/") as line:
                for _frame in range(UNASKED):
                    await line.send_str("hello")
                assert (await line.receive()).type is aiohttp.WSMsgType.TEXT
                await line.send_str("hello")
                while (await line.receive()).type is aiohttp.WSMsgType.TEXT:
                    pass
            assert await server.stdout.readline() == b"dropped\n"
    finally:
        server.terminate()
        await server.wait()


@pytest.mark.parametrize("state", [Socket.STATE_CLOSING, Socket.STATE_CLOSED])
def test_what_is_pushed_to_a_socket_on_its_way_out_goes_nowhere_and_breaks_nothing(state: int) -> None:
    line, transport = Socket(), StringTransport()  # type: ignore[no-untyped-call]
    line.transport, line.state, line.client_addr = transport, state, None
    line.serverSend("too late")
    assert transport.value() == b""  # type: ignore[no-untyped-call]
