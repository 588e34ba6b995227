"""The short way out for one text to many sockets.

Daphne builds a frame anew for every socket and waits for the selector before each write; for two hundred phones that is most of what a
slide costs. Here the frame is built once and offered to the operating system at once. Whatever does not fit goes to Twisted, which
keeps the order. This leans on attributes of Daphne, autobahn and Twisted that are not promised to stay: where anything looks different
(another server, TLS in this process, compression), there is no short way, and texts go out as ASGI messages.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any


def frame(text: str) -> bytes:
    """A text as one WebSocket frame of a server: final, unmasked (RFC 6455, section 5.2)."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return struct.pack("!BB", 0x81, size) + payload
    if size < 1 << 16:
        return struct.pack("!BBH", 0x81, 126, size) + payload
    return struct.pack("!BBQ", 0x81, 127, size) + payload


class ShortWay:
    """Writes finished frames to one socket, past Daphne's own way."""

    def __init__(self, protocol: Any) -> None:
        self.protocol, self.transport = protocol, protocol.transport
        self.offer: Callable[[bytes], int] = self.transport.socket.send
        self.is_busy()

    def is_busy(self) -> bool:
        """Whether something that was written before still waits for its reader."""
        transport = self.transport
        return bool(self.protocol.send_queue or transport.dataBuffer or transport._tempDataBuffer or transport.disconnecting)

    def __call__(self, framed: bytes) -> None:
        """Write; what does not fit waits in order. Raises ConnectionError once the socket is not open any more."""
        if self.protocol.state != self.protocol.STATE_OPEN:
            raise ConnectionError
        sent = 0
        if not self.is_busy():
            try:
                sent = self.offer(framed)
            except OSError:  # full, or gone: Twisted finds out which
                sent = 0
        if sent < len(framed):
            self.transport.write(framed[sent:])


class UvicornsWay:
    """The same on uvicorn's sans-io protocol, whose transport offers a text to the system by itself."""

    def __init__(self, protocol: Any) -> None:
        self.protocol, self.transport = protocol, protocol.transport
        _ = (protocol.handshake_complete, protocol.close_sent)

    def is_busy(self) -> bool:
        return bool(self.transport.get_write_buffer_size())

    def __call__(self, framed: bytes) -> None:
        if not self.protocol.handshake_complete or self.protocol.close_sent or self.transport.is_closing():
            raise ConnectionError
        self.transport.write(framed)


Way = ShortWay | UvicornsWay


def short_way(send: Any) -> Way | None:
    """A way to write finished frames to the socket behind an ASGI `send`; None where there is none that is known."""
    return _daphnes(send) or _uvicorns(send)


def _daphnes(send: Any) -> ShortWay | None:
    try:
        from autobahn.twisted.websocket import WebSocketServerProtocol
        from twisted.internet import tcp

        protocol = send.args[0]
        plain = isinstance(protocol, WebSocketServerProtocol) and type(protocol.transport) is tcp.Server
        if not plain or protocol._perMessageCompress is not None:
            return None
        _ = protocol.state
        return ShortWay(protocol)
    except (ImportError, AttributeError, IndexError):
        return None


def _uvicorns(send: Any) -> UvicornsWay | None:
    try:
        from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

        protocol = send.__self__
        plain = type(protocol) is WebSocketsSansIOProtocol and protocol.transport.get_extra_info("sslcontext") is None
        return UvicornsWay(protocol) if plain and not protocol.conn.extensions else None
    except (ImportError, AttributeError):
        return None
