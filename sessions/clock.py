"""Time is a column. Pure functions over stored deadlines; the only clock is the server's.

All moments are aware datetimes in UTC. While a session is paused its deadlines stand still: they are read at the moment of the
pause, and moved on by the length of the pause when it ends.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

GRACE = timedelta(seconds=2)  # an answer that was on its way when time ran out still counts
ADJOURNED = timedelta(hours=1)  # a pause of this length or more is no break in the hour: the room comes back for the rest another time


def now() -> datetime:
    """The server's present moment."""
    return timezone.now()


def reading(moment: datetime, paused_at: datetime | None) -> datetime:
    """The moment deadlines are compared with: the pause's, while there is one."""
    return paused_at or moment


def remaining(ends_at: datetime | None, moment: datetime, paused_at: datetime | None = None) -> float | None:
    """Seconds left until a deadline, negative when it has passed, None when there is no deadline."""
    if ends_at is None:
        return None
    return (ends_at - reading(moment, paused_at)).total_seconds()


def is_over(ends_at: datetime | None, moment: datetime, paused_at: datetime | None = None, grace: timedelta = GRACE) -> bool:
    """Whether a deadline has passed, with some grace."""
    left = remaining(ends_at, moment, paused_at)
    return left is not None and left + grace.total_seconds() < 0


def moved(ends_at: datetime | None, by: timedelta) -> datetime | None:
    """A deadline moved on, or still none."""
    return None if ends_at is None else ends_at + by


def counted_from(since: datetime | None, paused_at: datetime | None, moment: datetime) -> datetime | None:
    """From when the plan's clock counts if the pause that began at `paused_at`, where there is one, ends at `moment`.

    A break makes a room late. A night does not: the clock goes on where the room went home.
    """
    away = moment - paused_at if paused_at else timedelta()
    return moved(since, away) if away >= ADJOURNED else since


def milliseconds(moment: datetime | None) -> int | None:
    """Unix time in whole milliseconds, as scripts use it."""
    return None if moment is None else round(moment.timestamp() * 1000)
