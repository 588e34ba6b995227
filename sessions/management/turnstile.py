"""Strangers come in one by one when many are at the door: the others’ connections are left unread, which costs next to nothing.

To say no takes a server almost as long as to say yes, so a flood that is refused request by request still takes the time of the room.
Here it waits outside, in one line for each address, and nobody who has been let in waits with it. What is not whole yet has no place
inside: somebody who sends half a request keeps nobody waiting.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from sessions.edge import forwarded_for
from sessions.known import client_of, neighbourhood

FORWARDED = re.compile(rb"\r\nx-forwarded-for:[ \t]*([^\r\n]*)", re.IGNORECASE)
INSIDE = 24  # whole requests on their way through the server before strangers have to wait outside
COOKIE = re.compile(rb"\r\ncookie:[ \t]*([^\r\n]*)", re.IGNORECASE)
FLOOD = 400  # connections outside: more than a room that comes in at once; from then on each waits for a breath of the others
BREATH = 1 / 30  # seconds between two who come in during a flood
SOCKET_SECONDS = 1.0  # that the opening of a socket counts as being on its way


class Waiting(Protocol):
    """What a turnstile needs of a connection."""

    address: str
    is_gone: bool
    callLater: Callable[..., Any]

    def go_on(self) -> None: ...

    def give_up(self) -> None: ...


def is_member(head: bytes) -> bool:
    """Whether the head of a request is from somebody who has been let in: a good cookie, or a big screen's address."""
    line = head.partition(b"\r\n")[0].split(b" ")
    path = (line[1] if len(line) > 1 else b"").partition(b"?")[0].decode("latin-1")
    cookies: list[tuple[bytes, Any]] = [(b"cookie", value) for value in COOKIE.findall(head)]
    return client_of({"path": path, "headers": cookies}).is_member


def line_of(connection: Waiting, head: bytes) -> str:
    """The line a stranger waits in: their address, as our own proxies say it where there are any."""
    return neighbourhood(forwarded_for(FORWARDED.findall(head))) or connection.address


class Turnstile:
    """Lets so many in at the same time, and then one address after the other."""

    def __init__(self, most: int = INSIDE) -> None:
        self.most, self.inside = most, 0
        self.outside: dict[str, deque[Waiting]] = {}
        self.is_resting = False

    def enter(self, connection: Waiting, head: bytes) -> bool | None:
        """True: counted as inside, and `leave` has to follow. None: a member, who need not wait. False: told to go on later."""
        if self.inside < self.most:
            self.inside += 1
            return True
        if is_member(head):
            return None
        self.outside.setdefault(line_of(connection, head), deque()).append(connection)
        return False

    def leave(self) -> None:
        """One has been answered: the next address has its turn, in a flood only after a breath in which the room is served."""
        self.inside -= 1
        if self.outside and not self.is_resting:
            self._let_in()

    def _let_in(self) -> None:
        self.is_resting = False
        while self.inside < self.most and self.outside and not self.is_resting:
            address = next(iter(self.outside))
            line = self.outside.pop(address)
            first = line.popleft()
            if line:
                self.outside[address] = line
            if first.is_gone:
                continue
            self.inside += 1
            first.go_on()
            if self.waiting() > FLOOD:
                self.is_resting = True
                first.callLater(BREATH, self._let_in)

    def waiting(self) -> int:
        """How many wait outside."""
        return sum(map(len, self.outside.values()))

    def send_away(self) -> bool:
        """End the connection that has waited shortest in the longest line. False when nobody waits."""
        if not self.outside:
            return False
        address = max(self.outside, key=lambda address: len(self.outside[address]))
        line = self.outside[address]
        last = line.pop()
        if not line:
            del self.outside[address]
        if not last.is_gone:
            last.give_up()
        return True


def address_of(peer: Any) -> str:
    """The line somebody waits in."""
    return neighbourhood(str(getattr(peer, "host", "")))


turnstile = Turnstile()
