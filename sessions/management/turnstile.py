"""Strangers come in one by one when many are at the door: the others’ connections are left unread, which costs next to nothing.

To say no takes a server almost as long as to say yes, so a flood that is refused request by request still takes the time of the room.
Here it waits outside, in one line for each address, and nobody who has been let in waits with it.
"""

from __future__ import annotations

import re
from collections import deque
from typing import Any, Protocol

from sessions.known import client_of, neighbourhood

INSIDE = 24  # requests on their way through the server before strangers have to wait outside
COOKIE = re.compile(rb"\r\ncookie:[ \t]*([^\r\n]*)", re.IGNORECASE)
SOCKET_SECONDS = 1.0  # that the opening of a socket counts as being on its way


class Waiting(Protocol):
    """What a turnstile needs of a connection."""

    address: str
    is_gone: bool

    def go_on(self) -> None: ...

    def give_up(self) -> None: ...


def is_member(head: bytes) -> bool:
    """Whether the beginning of a request is from somebody who has been let in: a good cookie, or a big screen's address."""
    line = head.partition(b"\r\n")[0].split(b" ")
    path = (line[1] if len(line) > 1 else b"").partition(b"?")[0].decode("latin-1")
    cookies: list[tuple[bytes, Any]] = [(b"cookie", value) for value in COOKIE.findall(head)]
    return client_of({"path": path, "headers": cookies}).is_member


class Turnstile:
    """Lets so many in at the same time, and then one address after the other."""

    def __init__(self, most: int = INSIDE) -> None:
        self.most, self.inside = most, 0
        self.outside: dict[str, deque[Waiting]] = {}

    def enter(self, connection: Waiting, head: bytes) -> bool | None:
        """True: counted as inside, and `leave` has to follow. None: a member, who need not wait. False: told to go on later."""
        if self.inside < self.most:
            self.inside += 1
            return True
        if is_member(head):
            return None
        self.outside.setdefault(connection.address, deque()).append(connection)
        return False

    def leave(self) -> None:
        """One has been answered: the next address has its turn."""
        self.inside -= 1
        while self.inside < self.most and self.outside:
            address = next(iter(self.outside))
            line = self.outside.pop(address)
            first = line.popleft()
            if line:
                self.outside[address] = line
            if not first.is_gone:
                self.inside += 1
                first.go_on()

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
