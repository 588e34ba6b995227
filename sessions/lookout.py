"""Notices when a push has not come, and sends what it would have brought.

A push can be lost anywhere between the commit and this process: the process that committed is killed, the channel layer is full or
away. A page with an open socket would learn of it with its next poll, up to twenty seconds later. So once a second the newest revisions
of the rooms with sockets here are read, in one query, and whoever has been behind since the last look is sent the stage as it is.
"""

from __future__ import annotations

from channels.db import database_sync_to_async

from sessions import push
from sessions.exercise import Audience
from sessions.hub import Hub
from sessions.models import LiveSession

SHOWN = {audience.value for audience in Audience}  # a table also has addresses of single seats and of groups
SECONDS = 1.0  # from one look to the next: a push that is only being drawn has arrived by then


class Lookout:
    """What one process has noticed."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self._behind: set[str] = set()
        self._next = float("-inf")

    async def look(self, now: float) -> None:
        """Look, unless the last time was less than a second ago. `now` is in seconds of any clock that only goes forward."""
        if now < self._next:
            return
        self._next = now + SECONDS
        rooms = {where: tuple(where.rpartition(".")[::2]) for where in self.hub.table}
        watched = {where: room for where, room in rooms.items() if room[1] in SHOWN}
        newest = await database_sync_to_async(revisions_of)({key for key, _audience in watched.values()}) if watched else {}
        behind = {where for where, (key, _audience) in watched.items() if self.hub.is_behind(where, newest.get(key))}
        for where in behind & self._behind:
            key, audience = watched[where]
            await self.hub.deliver(await database_sync_to_async(push.again)(key, Audience(audience)))
        self._behind = behind


def revisions_of(keys: set[str]) -> dict[str, int]:
    """The newest revision of each of these rooms that exists."""
    return dict(LiveSession.objects.filter(key__in=keys).values_list("key", "revision"))
