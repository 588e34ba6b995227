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

Write = Callable[[bytes], None]


def frame(text: str) -> bytes:
    """A text as one WebSocket frame of a server: final, unmasked (RFC 6455, section 5.2)."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return struct.pack("!BB", 0x81, size) + payload
    if size < 1 << 16:
        return struct.pack("!BBH", 0x81, 126, size) + payload
    return struct.pack("!BBQ", 0x81, 127, size) + payload


def short_way(send: Any) -> Write | None:
    """A function that writes finished frames to the socket behind an ASGI `send`; None where there is no short way.

    The function raises ConnectionError once the socket is not open any more.
    """
    try:
        from autobahn.twisted.websocket import WebSocketServerProtocol
        from twisted.internet import tcp

        protocol = send.args[0]
        transport = protocol.transport
        plain = isinstance(protocol, WebSocketServerProtocol) and type(transport) is tcp.Server
        if not plain or protocol._perMessageCompress is not None:
            return None
        _ = (protocol.state, protocol.send_queue, transport.dataBuffer, transport._tempDataBuffer, transport.disconnecting)
        offer = transport.socket.send
    except (ImportError, AttributeError, IndexError):
        return None

    def write(framed: bytes) -> None:
        if protocol.state != protocol.STATE_OPEN:
            raise ConnectionError
        sent = 0
        if not (protocol.send_queue or transport.dataBuffer or transport._tempDataBuffer or transport.disconnecting):
            try:
                sent = offer(framed)
            except OSError:  # full, or gone: Twisted finds out which
                sent = 0
        if sent < len(framed):
            transport.write(framed[sent:])

    return write
