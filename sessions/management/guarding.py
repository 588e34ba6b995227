"""What Daphne takes from a stranger before any of our code runs: how much, how many, and for how long.

Daphne keeps a whole body in memory before it calls the application, waits for ever for a request that comes byte by byte, and
keeps for a slow reader whatever is sent to it. Here each of these has an end. See docs/security.md, “The edge”.
"""

from __future__ import annotations

import contextlib
import socket
import time
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
    """A connection that sends requests one after the other, each within `ARRIVE_SECONDS`, and from a stranger each in its turn."""

    maxHeaders = MOST_HEADERS
    totalHeadersSize = HEADER_BYTES
    arriving = False
    waiting = 0
    address = ""
    held: bytes | None = None  # the beginning of a request that waits outside
    patience: float | None = None  # seconds; kept here while it waits, because the waiting is our doing
    is_inside = is_gone = False

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
        if self.held is not None:
            self.held += data
            return
        if not self.arriving:
            self.arriving = True
            self.resetTimeout()
            may = turnstile.enter(self, data)
            if may is False:
                self.held = data
                self.patience = self.setTimeout(None)
                self._networkProducer.pauseProducing()
                return
            self.is_inside = bool(may)
        super(HTTPChannel, self).dataReceived(data)

    def go_on(self) -> None:
        """Its turn has come."""
        self.is_inside = True
        self.callLater(0, self._go_on)

    def _go_on(self) -> None:
        data, self.held = self.held or b"", None
        if self.is_gone or self.transport.disconnecting:
            self.step_out()
            return
        self.setTimeout(self.patience)
        self._networkProducer.resumeProducing()
        super(HTTPChannel, self).dataReceived(data)

    def give_up(self) -> None:
        """It has to make room."""
        self.transport.abortConnection()

    def step_out(self, seconds: float = 0) -> None:
        """Its request has been answered, or in so many seconds counts as answered."""
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
        self.arriving = False
        self.step_out()
        crowd.move_up(self)
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
    """All connections that are not sockets, the one that has been idle longest first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.here: dict[Channel, None] = {}

    def come(self, channel: Channel) -> None:
        """One more. When it is one too many, one that waits outside goes, or the one idle longest; when all are at work, the new one."""
        if len(self.here) >= self.most and not turnstile.send_away():
            idle = next((other for other in self.here if not other._handlingRequest), channel)
            self.go(idle)
            idle.transport.abortConnection()
            if idle is channel:
                return
        self.here[channel] = None

    def move_up(self, channel: Channel) -> None:
        """It has just been at work."""
        if channel in self.here:
            del self.here[channel]
            self.here[channel] = None

    def go(self, channel: Channel) -> None:
        """It is closed, or has become a socket. Going twice is harmless."""
        self.here.pop(channel, None)


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
        if not self.drop_if_slow():
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
