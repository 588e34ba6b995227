"""Delete what is due. The `purge` command and the ticker call `purge`; nothing else decides when something goes.

- A workshop and all it left behind, its follow-ups among it: as many days after its end as its facilitators chose.
- Seats, and with them everything private: `PRIVATE_DAYS` after the end. The exercises delete what is theirs just before.
- A workshop that was left running is ended a day after anything was last pressed, a paused one after `PRIVATE_DAYS`, so that what goes at
  its end does go.
- A workshop that never began: a year after it was set up and after its day; its seats, which hold nothing, after `PRIVATE_DAYS`.
- Sign-in links, sign-ins that have run out, notes of wrong passwords with their addresses, and second steps nobody confirmed: after a day.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django_otp.plugins.otp_totp.models import TOTPDevice

from sessions import clock
from sessions.actions import Stale, preparing, running
from sessions.exercise import registered
from sessions.models import LiveSession, Participant, SignInLink
from sessions.phases import NotPermitted, Phase
from workshop.sqlite import wiping

PRIVATE_DAYS = 14
PRIVATE = timedelta(days=PRIVATE_DAYS)
LEFT_RUNNING = timedelta(days=1)
NEVER_BEGUN = timedelta(days=365)
A_DAY = timedelta(days=1)
log = logging.getLogger("hymnsheet.purge")


def purge(now: datetime | None = None, *, dry_run: bool = False) -> Counter[str]:
    """Delete what is due at `now` and say how many things of each kind went. With `dry_run`, count and change nothing.

    Each kind goes in a transaction of its own: one that fails is logged and tried again the next time, and the others go all the
    same. Afterwards nothing deleted is left in the database's files.
    """
    now = now or clock.now()
    gone: Counter[str] = Counter()
    steps: list[tuple[str, Callable[[], int]]] = [
        ("workshops ended that were left running", partial(end_left_running, now)),
        ("workshops ended as the one they belong to goes", partial(end_belonging, now)),
        *((f"things of “{each.slug}”", partial(each.purge, now)) for each in registered()),
        ("seats", partial(seats, now)),
        ("workshops", partial(workshops, now)),
        ("sign-ins and sign-in links", partial(sign_ins, now)),
    ]
    for name, step in steps:
        try:
            with transaction.atomic():
                gone[name] += step()
                if dry_run:
                    transaction.set_rollback(True)
        except Exception as problem:
            log.error("purging %s failed (%s) and is tried again the next time", name, type(problem).__name__)
    gone = +gone
    if not dry_run:
        scrub(gone)
    if gone and not dry_run:
        log.info("purged: %s", ", ".join(f"{count} {name}" for name, count in gone.items()))
    return gone


_owes_scrub = True  # as far as a new process knows


def scrub(gone: Counter[str]) -> None:
    """Leave nothing deleted in the database's files, now or with the next purge. A new process makes up for one that was killed."""
    global _owes_scrub
    _owes_scrub = not wiping.scrub() if gone or _owes_scrub else not wiping.empty_log()


def end_left_running(now: datetime) -> int:
    """End what nobody ended: the vote is sealed, unshared texts go, and the days that are promised begin to count."""
    left = LiveSession.objects.filter(
        Q(phase=Phase.RUNNING, moved_at__lte=now - LEFT_RUNNING) | Q(phase=Phase.PAUSED, paused_at__lte=now - PRIVATE)
    )
    return end_all(left.select_related("deck", "owner"), now)


def end_all(lives: Iterable[LiveSession], now: datetime) -> int:
    """End those that have not ended; how many there were. One in which somebody presses something meanwhile is left for the next time."""
    ended = 0
    for live in lives:
        if live.is_over:
            continue
        try:
            running.end(live, live.revision, now)
        except (Stale, NotPermitted):  # somebody is there after all
            continue
        ended += 1
    return ended


def seats(now: datetime) -> int:
    """Seats of workshops that ended long enough ago, or never began, with everything that hangs on them."""
    due = Participant.objects.filter(
        Q(live__phase=Phase.ENDED, live__ended_at__lte=now - PRIVATE) | Q(live__phase=Phase.LOBBY, joined_at__lte=now - PRIVATE)
    )
    count = due.count()
    due.delete()
    return count


def is_due(live: LiveSession, now: datetime) -> bool:
    """Whether a workshop's days are over."""
    return live.ended_at is not None and live.ended_at + timedelta(days=live.kept_days) <= now


def workshops_due(now: datetime) -> list[int]:
    """Workshops whose days are over, and those that never began."""
    ended = LiveSession.objects.filter(phase=Phase.ENDED).only("ended_at", "kept_days")
    due = [live.pk for live in ended if is_due(live, now)]
    never = LiveSession.objects.filter(phase=Phase.LOBBY, created_at__lte=now - NEVER_BEGUN, date__lte=(now - NEVER_BEGUN).date())
    return [*due, *never.values_list("pk", flat=True)]


def end_belonging(now: datetime) -> int:
    """End what goes with a workshop that is due, in a transaction before that in which it goes, so that phones there hear about it."""
    return end_all(preparing.belonging(workshops_due(now)), now)


def workshops(now: datetime) -> int:
    """Workshops that are due, and whatever belongs to them."""
    due = workshops_due(now)
    going = {*due, *(live.pk for live in preparing.belonging(due))}
    LiveSession.objects.filter(pk__in=going).delete()
    return len(going)


def sign_ins(now: datetime) -> int:
    """What signing in leaves behind."""
    due = [
        SignInLink.objects.filter(ends_at__lte=now - A_DAY),
        Session.objects.filter(expire_date__lte=now),
        AccessAttempt.objects.filter(attempt_time__lte=now - A_DAY),
        TOTPDevice.objects.filter(confirmed=False, created_at__lte=now - A_DAY),
    ]
    return sum(found.delete()[0] for found in due)
