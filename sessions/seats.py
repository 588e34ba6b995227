"""Who sits where, as this process remembers it: so that a room that comes back at once is let in with one query, not with a thousand.

Read again at most once a second, and forgotten at once whenever somebody is told to go or to come back (`sessions.hub`). A seat that is
not in here is looked up by itself: it may be a moment old.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from channels.db import database_sync_to_async

from sessions.models import LiveSession, Participant
from sessions.screens import pieces

TRUSTED_SECONDS = 1.0
MOST_ROOMS = 500


@dataclass(frozen=True)
class Seat:
    """A seat, and what its phone listens to beyond the audience and the seat itself."""

    pk: int
    addresses: tuple[str, ...]


Room = Mapping[str, Seat]  # token hash -> seat
_rooms: dict[str, tuple[Room, float]] = {}
_changes: dict[str, int] = {}
T = TypeVar("T")


class Together(Generic[T]):
    """Lets everybody who asks for the same thing at the same time wait for one answer."""

    def __init__(self, find: Callable[[str], Awaitable[T]]) -> None:
        self.find = find
        self.asked: dict[str, asyncio.Future[T]] = {}

    async def get(self, key: str) -> T:
        """The answer; raises what `find` raises."""
        loop = asyncio.get_running_loop()
        task = self.asked.get(key)
        if task is None or task.get_loop() is not loop:
            task = self.asked[key] = asyncio.ensure_future(self.find(key))
            task.add_done_callback(lambda _task: self.asked.pop(key, None))
        return await asyncio.shield(task)


def changes(key: str) -> int:
    """Rises whenever what is remembered of a live session's seats was forgotten."""
    return _changes.get(key, 0)


def forget(key: str) -> None:
    """Somebody was told to go, or sits elsewhere now."""
    _rooms.pop(key, None)
    _changes[key] = changes(key) + 1


def forget_all() -> None:
    """Forget everything, as a new process would."""
    _rooms.clear()
    _changes.clear()


async def room(key: str) -> Room:
    """The seats of a live session as they were within the last second; none for a session that does not exist."""
    known = _rooms.get(key)
    if known and time.monotonic() - known[1] < TRUSTED_SECONDS:
        return known[0]
    return await _reading.get(key)


async def _read(key: str) -> Room:
    before, at = changes(key), time.monotonic()
    found: Room = await database_sync_to_async(_seats_of)(key)
    if len(_rooms) >= MOST_ROOMS:
        _rooms.clear()
    if changes(key) == before and found:
        _rooms[key] = (found, at)
    return found


def _seats_of(key: str) -> Room:
    live = LiveSession.objects.select_related("deck", "owner").filter(key=key).first()
    if live is None:
        return {}
    everybody = list(Participant.objects.filter(live=live, removed_at=None))
    further = pieces.all_addresses(live, everybody)
    return {seat.token_hash: Seat(seat.pk, tuple(further[seat.pk])) for seat in everybody}


_reading = Together(_read)
