"""A private link to one's own form: for whoever has it, without an account, for 14 days after the session. Only its hash is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from exercises.closing import own
from exercises.models import OwnLink
from sessions import clock
from sessions.access import hashed, new_secret
from sessions.models import LiveSession, Participant


def make(live: LiveSession, who: Participant) -> str:
    """A fresh link's token; the one before stops working."""
    token = new_secret()
    days = (own.own_until(live) - own.last_day(live)).days
    ends_at = (live.ended_at or clock.now()) + timedelta(days=days)
    OwnLink.objects.update_or_create(who=who, defaults={"token_hash": hashed(token), "ends_at": ends_at})
    return token


def whose(token: str, now: datetime | None = None) -> Participant | None:
    """Whose link it is; None for one that is unknown or whose time is over."""
    link = OwnLink.objects.select_related("who__live__deck").filter(token_hash=hashed(token), ends_at__gt=now or clock.now()).first()
    return link.who if link else None
