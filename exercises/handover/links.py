"""The team lead's private link: 128 random bits of which only a hash is kept. It is shown once, can be replaced or ended at any time,
and ends by itself with the workshop's days."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from exercises.models import FollowUp, LeadLink
from sessions import clock
from sessions.access import hashed, new_secret
from sessions.actions import people
from sessions.exercise import Refused
from sessions.models import LiveSession
from sessions.phases import Phase


def ends_at(live: LiveSession, now: datetime) -> datetime:
    """When a link made now ends: with the workshop's days, which begin to count at its end."""
    return (live.ended_at or now) + timedelta(days=live.kept_days)


def newest(live: LiveSession) -> LeadLink | None:
    """The link that was made last, whether it still works or not."""
    return LeadLink.objects.select_related("live").filter(live=live).order_by("-pk").first()


def works(link: LeadLink | None, now: datetime) -> bool:
    """Whether a link opens anything. Its days begin to count at the end of the workshop, whenever it was made."""
    return link is not None and link.revoked_at is None and (not link.live.is_over or link.ends_at > now)


@transaction.atomic
def make(live: LiveSession, after: int, now: datetime | None = None) -> str:
    """A fresh absolute link in place of the one before, which stops working at once.

    `after` is the number of the newest link its maker knew of, 0 for none: a press that comes twice does not replace a link that
    somebody may already have sent. Raises `Refused` then.
    """
    now = now or clock.now()
    LiveSession.objects.select_for_update().get(pk=live.pk)
    known = newest(live)
    if (known.pk if known else 0) != after:
        raise Refused(_("A link was made a moment ago, perhaps by a double press or a colleague. If nobody kept it, replace it."))
    end(live, now)
    token = new_secret()
    LeadLink.objects.create(live=live, token_hash=hashed(token), ends_at=ends_at(live, now))
    return settings.PUBLIC_URL + reverse("exercises:after-points", args=[token])


@transaction.atomic
def end(live: LiveSession, now: datetime | None = None) -> None:
    """Let no link of this workshop open anything any more, nor a control seat of its follow-up that somebody came to by one."""
    if LeadLink.objects.filter(live=live, revoked_at=None).update(revoked_at=now or clock.now()):
        for row in FollowUp.objects.select_related("live").filter(first=live).exclude(live__phase=Phase.ENDED):
            people.new_invite(row.live)


def move_end(live: LiveSession, now: datetime | None = None) -> None:
    """Let the link that works end with the workshop's days as they are now."""
    LeadLink.objects.filter(live=live, revoked_at=None).update(ends_at=ends_at(live, now or clock.now()))


def find(token: str) -> LeadLink | None:
    """The link with this token, whether it still works or not."""
    return LeadLink.objects.select_related("live__deck", "live__owner").filter(token_hash=hashed(token)).first()


def opened(link: LeadLink, now: datetime) -> None:
    """Note the first time a link was opened."""
    if link.opened_at is None:
        LeadLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=now)
