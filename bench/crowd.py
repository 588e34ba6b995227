"""Many connections from one thread, cheap enough not to be what is measured: plain sockets on one epoll, no library between.

A `Line` is a connection that asks for pages one after the other, and may turn into a WebSocket. Nothing is decoded but what somebody asks
for: a text that everybody is sent is compared, not read.
"""

from __future__ import annotations

import heapq
import os
import select
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import count
from urllib.parse import urlencode

PATIENCE = 120.0  # seconds until a run counts as stuck
MASK = b"\x00\x00\x00\x00"  # a client must mask what it sends (RFC 6455, 5.3); with zeros the payload stays as it is
Data = Mapping[str, str | list[str]]
now = time.perf_counter


class Answer:
    """A response that has been read."""

    __slots__ = ("at", "body", "head", "status")

    def __init__(self, status: int, head: bytes, body: bytes) -> None:
        self.status, self.head, self.body, self.at = status, head, body, now()

    def header(self, name: bytes) -> list[bytes]:
        """The values of a header, as they were sent."""
        wanted = name.lower() + b":"
        return [line.split(b":", 1)[1].strip() for line in self.head.split(b"\r\n")[1:] if line.lower().startswith(wanted)]


class Stuck(Exception):
    """What was waited for did not happen in time, or a connection broke where none may."""


class Crowd:
    """The loop all lines share."""

    def __init__(self) -> None:
        self.poll = select.epoll()
        self.lines: dict[int, Line] = {}
        self.timers: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = count()
        self.broken = 0  # sockets and questions that ended although nobody wanted them to; what is idle for long may be ended

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something after so many seconds."""
        heapq.heappush(self.timers, (now() + seconds, next(self._numbers), act))

    def until(self, done: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Run until something is so. Raises `Stuck`."""
        end = now() + patience
        while not done():
            moment = now()
            if moment > end:
                raise Stuck("the server did not keep up")
            while self.timers and self.timers[0][0] <= moment:
                heapq.heappop(self.timers)[2]()
            wait = min(0.2, max(0.0, self.timers[0][0] - moment)) if self.timers else 0.2
            for fd, event in self.poll.poll(wait):
                line = self.lines.get(fd)
                if line is not None:
                    line.ready(event)

    def wait(self, seconds: float) -> None:
        """Run for so long."""
        passed: list[bool] = []
        self.later(seconds, lambda: passed.append(True))
        self.until(lambda: bool(passed), seconds + PATIENCE)


class Line:
    """One connection to a server on this machine."""

    __slots__ = (
        "_answered",
        "_buffer",
        "_host",
        "_out",
        "closed",
        "crowd",
        "heard",
        "is_connected",
        "is_socket",
        "on_lost",
        "on_text",
        "port",
        "sock",
    )

    def __init__(self, crowd: Crowd, port: int) -> None:
        self.crowd, self.port = crowd, port
        self.closed, self.is_socket, self.is_connected = False, False, False
        self._buffer, self._out = b"", b""
        self._answered: Callable[[Answer], None] | None = None
        self.on_text: Callable[[bytes, float], None] | None = None
        self.on_lost: Callable[[], None] | None = None
        self.heard = 0  # texts
        self._host = f"127.0.0.1:{port}".encode()
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.sock.setblocking(False)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        crowd.lines[self.sock.fileno()] = self
        with suppress(BlockingIOError):
            self.sock.connect(("127.0.0.1", port))
        crowd.poll.register(self.sock.fileno(), select.EPOLLIN | select.EPOLLOUT)

    # ------------------------------------------------------------------ asking
    def ask(
        self,
        path: str,
        answered: Callable[[Answer], None],
        *,
        cookie: str = "",
        data: Data | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """GET, or POST a form."""
        lines = [f"{'GET' if data is None else 'POST'} {path} HTTP/1.1".encode(), b"Host: " + self._host]
        body = b""
        if cookie:
            lines.append(b"Cookie: " + cookie.encode())
        if data is not None:
            body = urlencode(data, doseq=True).encode()
            lines += [
                b"Content-Type: application/x-www-form-urlencoded",
                b"Origin: http://" + self._host,
                b"Sec-Fetch-Site: same-origin",
                b"Content-Length: %d" % len(body),
            ]
        lines += [f"{name}: {value}".encode() for name, value in (headers or {}).items()]
        self._answered = answered
        self.send(b"\r\n".join(lines) + b"\r\n\r\n" + body)

    def upgrade(self, path: str, answered: Callable[[Answer], None], cookie: str = "") -> None:
        """Turn into a WebSocket."""
        self.ask(
            path,
            answered,
            cookie=cookie,
            headers={
                "Upgrade": "websocket",
                "Connection": "Upgrade",
                "Origin": f"http://{self._host.decode()}",
                "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
                "Sec-WebSocket-Version": "13",
            },
        )

    def post_raw(self, path: str, body: bytes, answered: Callable[[Answer], None]) -> None:
        """POST bytes as they are."""
        self._answered = answered
        self.send(b"POST " + path.encode() + b" HTTP/1.1\r\nHost: " + self._host + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    def send(self, data: bytes) -> None:
        """Send now, or as soon as there is room."""
        if not self.is_connected or self._out:
            self._out += data
            return
        try:
            sent = self.sock.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._lost()
            return
        if sent < len(data):
            self._out = data[sent:]
            self.crowd.poll.modify(self.sock.fileno(), select.EPOLLIN | select.EPOLLOUT)

    # ------------------------------------------------------------------ being answered
    def ready(self, event: int) -> None:
        """Something came, or there is room to send."""
        if event & select.EPOLLOUT:
            self.is_connected = True
            data, self._out = self._out, b""
            self.crowd.poll.modify(self.sock.fileno(), select.EPOLLIN)
            if data:
                self.send(data)
        if event & (select.EPOLLIN | select.EPOLLHUP | select.EPOLLERR) and not self.closed:
            try:
                data = self.sock.recv(262_144)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self._lost()
                return
            self._buffer = self._buffer + data if self._buffer else data
            if self.is_socket:
                self._frames()
            else:
                self._response()

    def _response(self) -> None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._buffer[:end]
        status = int(head[9:12])
        rest = self._buffer[end + 4 :]
        if status in {101, 204, 304}:
            body, left = b"", rest
        else:
            read = _body(head.lower(), rest)
            if read is None:
                return
            body, left = read
        self._buffer = left
        answered, self._answered = self._answered, None
        if status == 101:
            self.is_socket = True
        if answered is not None:
            answered(Answer(status, head, body))
        if self.is_socket and self._buffer:
            self._frames()

    def _frames(self) -> None:
        at = now()
        buffer = self._buffer
        while len(buffer) >= 2:
            opcode, size, start = buffer[0] & 15, buffer[1] & 127, 2
            if size > 125:
                start = 4 if size == 126 else 10
                if len(buffer) < start:
                    break
                size = int.from_bytes(buffer[2:start], "big")
            end = start + size
            if len(buffer) < end:
                break
            if opcode == 1:
                self.heard += 1
                if self.on_text is not None:
                    self.on_text(buffer[start:end], at)
            elif opcode == 9:
                self.send(bytes((0x8A, 0x80 | size)) + MASK + buffer[start:end])
            elif opcode == 8:
                self._buffer = b""
                self._lost()
                return
            buffer = buffer[end:]
        self._buffer = buffer

    def _lost(self) -> None:
        wanted = self.closed
        self.crowd.broken += not wanted and (self.is_socket or self.is_waiting)
        self.close()
        if self._answered is not None and self.on_lost is None:
            raise Stuck("a connection ended before its answer came")
        if self.on_lost is not None and not wanted:
            self.on_lost()

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is still to come."""
        return self._answered is not None

    def close(self) -> None:
        """Go away without a word."""
        if not self.closed:
            self.closed = True
            fd = self.sock.fileno()
            self.crowd.poll.unregister(fd)
            del self.crowd.lines[fd]
            self.sock.close()


def _body(head: bytes, rest: bytes) -> tuple[bytes, bytes] | None:
    """The body of a response and what follows it; None while something is missing."""
    at = head.find(b"content-length:")
    if at >= 0:
        size = int(head[at + 15 :].split(b"\r\n", 1)[0])
        return (rest[:size], rest[size:]) if len(rest) >= size else None
    if b"transfer-encoding: chunked" in head:
        end = rest.find(b"0\r\n\r\n")
        return (b"".join(_chunks(rest[:end])), rest[end + 5 :]) if end >= 0 and (end == 0 or rest[end - 2 : end] == b"\r\n") else None
    return b"", rest


def _chunks(data: bytes) -> Iterator[bytes]:
    while data:
        size, _, data = data.partition(b"\r\n")
        length = int(size, 16)
        yield data[:length]
        data = data[length + 2 :]


def descriptors(pid: int) -> int:
    """How many files and sockets a process has open."""
    return len(os.listdir(f"/proc/{pid}/fd"))


def threads(pid: int) -> int:
    """How many threads a process has."""
    return len(os.listdir(f"/proc/{pid}/task"))
