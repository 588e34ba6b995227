"""What can be done to a live session: one function for each verb on a button.

An action never sees a request. It claims the change with a conditional UPDATE on the revision its presser saw, changes rows, and
asks for a push after the commit.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F

from sessions import clock
from sessions.models import LiveSession
from sessions.phases import Phase


class Stale(Exception):
    """Somebody else, or the clock, was quicker: nothing was changed, and the presser should see the stage as it is."""


def claim(live: LiveSession, seen: int, **changes: Any) -> None:
    """Raise the revision from `seen` by one together with `changes`, or raise `Stale`. One row, one statement, no lock.

    It notes the moment too, so that nobody takes a workshop for one that was left running while somebody is pressing its buttons.
    """
    rows = LiveSession.objects.filter(pk=live.pk, revision=seen)
    claimed = rows.update(revision=F("revision") + 1, moved_at=clock.now(), **changes)
    if not claimed:
        raise Stale
    live.refresh_from_db()


def still_on(live_id: int) -> bool:
    """Whether the workshop has not ended. Inside a transaction, before whose commit it will not end either: whatever goes at the end would
    otherwise come back with what somebody had just sent."""
    going = LiveSession.objects.select_for_update(of=("self",), no_key=True).exclude(phase=Phase.ENDED)
    return going.filter(pk=live_id).values_list("pk").first() is not None
