"""What Daphne takes from a stranger before any of our code runs: how much, how many, and for how long.

Daphne keeps a whole body in memory before it calls the application, waits for ever for a request that comes byte by byte, and
keeps for a slow reader whatever is sent to it. Here each of these has an end. See docs/security.md, “The edge”.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

from autobahn.websocket import protocol as autobahn
from daphne.http_protocol import WebRequest
from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from django.utils.translation import gettext as _
from twisted.web import http

from sessions.management.turnstile import SOCKET_SECONDS, address_of, turnstile

LARGEST_BODY = 64 * 1024  # bytes, as DATA_UPLOAD_MAX_MEMORY_SIZE; nothing we serve takes more
READ_ON = 1024 * 1024  # bytes of a body that is too long that are read and thrown away, so that the answer arrives
LONGEST_ADDRESS = 4096  # bytes of path and query
MOST_HEADERS = 100
HEADER_BYTES = 16 * 1024  # of the request line and all headers
END_OF_HEAD = b"\r\n\r\n"
ARRIVE_SECONDS = 30  # for a request to be here from its first byte to its last, and for an idle connection to stay
MOST_CONNECTIONS = 4000
SOCKET_FRAME = 4096  # bytes; a page sends nothing, so anything longer is no page
UNASKED = 8  # frames a page may send, although none does
LARGEST_TEXT = 256 * 1024  # bytes of one text to a socket
SLOW_BYTES = 64 * 1024  # waiting for a reader when the next text comes: then its socket is dropped, and the page asks
SYSTEM_BUFFER = 128 * 1024  # bytes the operating system may hold for one socket beside that

HTTPChannel: Any = http.HTTPChannel  # typed here and there only


def unsent(transport: Any) -> int:
    """Bytes a Twisted transport holds for its reader; 0 for what is no such transport."""
    return len(getattr(transport, "dataBuffer", b"")) - getattr(transport, "offset", 0) + getattr(transport, "_tempDataLen", 0)


class Request(WebRequest):  # type: ignore[misc]
    """A request that keeps no more of its body than `LARGEST_BODY`. What is longer is read to its end, so that the answer arrives: 413.

    What is very much longer is answered at once and cut off.
    """

    error_template = "<!doctype html><title>%(title)s</title><h1>%(title)s</h1><p>%(body)s</p>"
    taken = 0

    def __init__(self, *args: Any, **options: Any) -> None:
        """Django reads forms itself: Twisted need not do it before, nor look into what a stranger calls a form."""
        super().__init__(*args, parsePOSTFormSubmission=False, **options)

    def gotLength(self, length: int | None) -> None:
        self.content = BytesIO()  # never a file: it stays small

    def handleContentChunk(self, data: bytes) -> None:
        self.taken += len(data)
        if self.taken <= LARGEST_BODY:
            super().handleContentChunk(data)
        elif self.taken > READ_ON:
            self.channel.cut_off(b"413 Content Too Large")

    def process(self) -> Any:
        self.request_start = time.time()
        if self.taken > LARGEST_BODY:
            return self.basic_error(413, b"Content Too Large", _("That is more than Hymn Sheet takes at once."))
        if len(self.uri) > LONGEST_ADDRESS:
            return self.basic_error(414, b"URI Too Long", _("That address is longer than any of ours."))
        channel, done = self.channel, super().process()
        if self.transport is None:  # it has become a socket
            crowd.go(channel)
            channel.step_out(SOCKET_SECONDS)
        return done


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that sends requests one after the other, each within `ARRIVE_SECONDS`, and from a stranger each in its turn.

    A request asks for its turn twice: before its head is parsed, and before it is answered. In between it has no place: what somebody
    has not sent yet keeps nobody waiting.
    """

    maxHeaders = MOST_HEADERS
    totalHeadersSize = HEADER_BYTES
    waiting = 0
    address = ""
    came = b""  # of a request whose head is not whole yet, or not parsed
    head = b""  # of the request on its way
    then: Callable[[], None] | None = None  # what it does when its turn comes; until then it waits outside
    patience: float | None = None  # seconds; kept here while it waits, because the waiting is our doing
    has_turn = is_inside = is_gone = False

    def connectionMade(self) -> None:
        super().connectionMade()
        self.address = address_of(self.transport.getPeer())
        crowd.come(self)

    def connectionLost(self, reason: Any) -> None:
        self.is_gone = True
        crowd.go(self)
        self.step_out()
        super().connectionLost(reason)

    def dataReceived(self, data: bytes) -> None:
        """As Twisted's, but only the first byte of a request starts the clock anew: one byte now and then does not buy more time."""
        if self.requests or self._buffer:  # Twisted has the head, and what follows belongs to it
            super(HTTPChannel, self).dataReceived(data)
            return
        if not self.came:
            self.resetTimeout()
            crowd.begin(self)
        self.came += data
        if self.then is None and (END_OF_HEAD in self.came or len(self.came) > HEADER_BYTES):
            head, end, _body = self.came.partition(END_OF_HEAD)
            self.head = head + end
            self.in_turn(self._read)

    def _read(self) -> None:
        """Hand on what came. Where it is not the whole request, somebody else has its place until it is."""
        data, self.came = self.came, b""
        super(HTTPChannel, self).dataReceived(data)
        if not self._handlingRequest:
            self.step_out()

    def allContentReceived(self) -> None:
        """The request is whole."""
        crowd.work(self)
        if self.has_turn:
            super().allContentReceived()
            return
        self._handlingRequest = True  # what follows belongs to the next one
        self.setRawMode()
        self.in_turn(super().allContentReceived)

    def in_turn(self, then: Callable[[], None]) -> None:
        """Do it now, or leave the connection unread until its turn has come."""
        may = turnstile.enter(self, self.head)
        if may is False:
            crowd.work(self)
            self.then = then
            self.patience = self.setTimeout(None)
            self._networkProducer.pauseProducing()
            return
        self.has_turn, self.is_inside = True, bool(may)
        then()

    def go_on(self) -> None:
        """Its turn has come."""
        self.has_turn = self.is_inside = True
        self.callLater(0, self._go_on)

    def _go_on(self) -> None:
        then, self.then = self.then, None
        if self.is_gone or self.transport.disconnecting or then is None:
            self.step_out()
            return
        if not self._handlingRequest:
            crowd.begin(self)
        self.setTimeout(self.patience)
        self._networkProducer.resumeProducing()
        then()

    def give_up(self) -> None:
        """It has to make room."""
        self.transport.abortConnection()

    def step_out(self, seconds: float = 0) -> None:
        """Its request has been answered, or in so many seconds counts as answered, or has not come yet."""
        self.has_turn = False
        if self.is_inside:
            self.is_inside = False
            self.callLater(seconds, turnstile.leave)

    def allHeadersReceived(self) -> None:
        if (self.length or 0) > READ_ON:
            self.cut_off(b"413 Content Too Large")
        else:
            super().allHeadersReceived()

    def rawDataReceived(self, data: bytes) -> None:
        if not self.transport.disconnecting:
            super().rawDataReceived(data)

    def requestDone(self, request: Any) -> None:
        self.step_out()
        crowd.rest(self)
        if self._waitingForTransport and any(self._dataBuffer):  # asks on and on without reading the answers
            self.transport.abortConnection()
            return
        super().requestDone(request)

    def timeoutConnection(self) -> None:
        """Time is up; somebody who still takes in an answer, however slowly, gets more of it."""
        waiting = unsent(self.transport)
        if waiting and (not self.waiting or waiting < self.waiting):
            self.waiting = waiting
            self.setTimeout(ARRIVE_SECONDS)
        else:
            super().timeoutConnection()

    def cut_off(self, status: bytes) -> None:
        """Answer before the request is complete, and end the connection."""
        if not self.transport.disconnecting:
            self.transport.write(b"HTTP/1.1 " + status + b"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            self.loseConnection()


class Crowd:
    """All connections that are not sockets. Those whose request is not whole, and those that rest, each the longest first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.here: set[Channel] = set()
        self.arriving: dict[Channel, None] = {}
        self.resting: dict[Channel, None] = {}

    def come(self, channel: Channel) -> None:
        """One more. When it is one too many, somebody makes room; when all are at work, the new one goes."""
        if len(self.here) >= self.most and not self.make_room():
            channel.transport.abortConnection()
            return
        self.here.add(channel)
        self.arriving[channel] = None

    def make_room(self) -> bool:
        """End one of those there are most of, so that many of one kind drive out none of another. False when all are at work.

        Of those whose request is not whole and of those that rest it is the one that has taken longest, outside the one that came last.
        """
        most = max(self.arriving, self.resting, key=len)
        if turnstile.waiting() >= len(most):
            return turnstile.send_away()
        longest = next(iter(most))
        self.go(longest)
        longest.transport.abortConnection()
        return True

    def begin(self, channel: Channel) -> None:
        """A request of its begins to arrive, or goes on to."""
        self._put(channel, self.arriving)

    def work(self, channel: Channel) -> None:
        """Its request is whole, or waits outside."""
        self._put(channel, None)

    def rest(self, channel: Channel) -> None:
        """Its request has been answered."""
        self._put(channel, self.resting)

    def go(self, channel: Channel) -> None:
        """It is closed, or has become a socket. Going twice is harmless."""
        self.here.discard(channel)
        self._put(channel, None)

    def _put(self, channel: Channel, where: dict[Channel, None] | None) -> None:
        self.arriving.pop(channel, None)
        self.resting.pop(channel, None)
        if where is not None and channel in self.here:
            where[channel] = None


crowd = Crowd(MOST_CONNECTIONS)


class Socket(WebSocketProtocol):  # type: ignore[misc]
    """A socket that is only ever written to."""

    unasked = 0

    def onConnect(self, request: Any) -> Any:
        with contextlib.suppress(AttributeError, OSError):
            self.transport.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SYSTEM_BUFFER)
        return super().onConnect(request)

    def onMessageFrameBegin(self, length: int) -> None:
        """Nothing a page sends is ever read; somebody who goes on sending is no page of ours."""
        self.unasked += 1
        if self.unasked > UNASKED:
            self.dropConnection(abort=True)
        super().onMessageFrameBegin(length)

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        """Nothing is ever sent to us on purpose."""

    def drop_if_slow(self) -> bool:
        """End it where its reader has not taken in what it was sent before. Its page comes back, and asks for what is on by then."""
        slow = unsent(self.transport) > SLOW_BYTES
        if slow:
            self.dropConnection(abort=True)
        return slow

    def serverSend(self, content: Any, binary: bool = False) -> None:
        """As Daphne's, but to a socket that is closing or has just been dropped it says nothing, where Autobahn would raise."""
        if self.state not in {self.STATE_CLOSING, self.STATE_CLOSED} and not self.drop_if_slow():
            super().serverSend(content, binary)


def guard(server: Server) -> None:
    """Have a Daphne that is about to take its first connection build these instead of its own."""
    # It describes every new socket twice, at length, for a log that nobody keeps.
    autobahn.pformat = repr  # type: ignore[attr-defined, assignment]
    server.ws_factory.protocol = Socket
    server.http_factory.timeOut = ARRIVE_SECONDS
    server.http_factory.protocol = lambda: http._GenericHTTPChannelProtocol(Channel())
    build = server.http_factory.buildProtocol

    def guarded(address: Any) -> Any:
        protocol = build(address)
        protocol.requestFactory = Request
        return protocol

    server.http_factory.buildProtocol = guarded
