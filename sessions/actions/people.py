"""Who comes in and who leaves, the door and its code."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sessions import clock, push
from sessions.access import hashed, new_secret
from sessions.actions import claim, still_on
from sessions.edge import NOT_YOURS
from sessions.exercise import Refused
from sessions.models import Facilitator, LiveSession, Participant
from sessions.models.live import CODE_DIGITS, new_token
from sessions.models.people import Agency
from sessions.phases import Phase

MOVE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 O 1 I: read from one phone, typed on another
MOVE_LENGTH = 6
MOVE_MINUTES = 10


def plain_code(typed: str) -> str:
    """A join code as it is stored: digits alone, whatever was typed between them."""
    return "".join(c for c in typed if c.isdecimal() and c.isascii())[: CODE_DIGITS + 1]


def find_by_code(typed: str) -> LiveSession | None:
    """The live session a join code opens, or None. Codes of finished sessions are retired."""
    code = plain_code(typed)
    if len(code) != CODE_DIGITS:
        return None
    return LiveSession.objects.select_related("deck", "owner").filter(code=code).exclude(phase=Phase.ENDED).first()


def give_code(live: LiveSession) -> None:
    """Give a live session a code nobody else has now."""
    for _attempt in range(50):
        live.code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        try:
            with transaction.atomic():
                live.save(update_fields=["code"])
        except IntegrityError:
            continue
        return
    raise RuntimeError("no free join code in fifty draws")


@transaction.atomic
def join(live: LiveSession) -> tuple[Participant, str]:
    """Take a seat: (the participant, the token for their browser). Raises `Refused` when the door is closed or all is over."""
    if live.is_over:
        raise Refused(_("This workshop is over."), status=410)
    if not live.door_open:
        raise Refused(_("The door is closed."), status=403)
    token = new_secret()
    seat = Participant.objects.create(live=live, token_hash=hashed(token))
    push.counts(live)
    return seat, token


@transaction.atomic
def leave(live: LiveSession, seat: Participant) -> None:
    """Give a seat up. What was only counted stays counted."""
    _remove(live, seat)


@transaction.atomic
def remove(live: LiveSession, seat: Participant) -> None:
    """Take a seat away: its sockets are told to leave and its cookie no longer opens anything."""
    _remove(live, seat)


def _remove(live: LiveSession, seat: Participant) -> None:
    Participant.objects.filter(pk=seat.pk, removed_at=None).update(removed_at=clock.now(), move_hash="")
    push.goodbye(live, seat, NOT_YOURS)
    push.counts(live)


@transaction.atomic
def say_agency(live: LiveSession, seat: Participant, agency: str) -> None:
    """Note where somebody works, if the facilitator asks and they like to say. Raises `Refused`."""
    if not live.asks_agency or agency not in Agency.values or not still_on(live.pk):
        raise Refused(_("That answer isn’t on the list. Nothing was changed."), status=400)
    Participant.objects.filter(pk=seat.pk).update(agency=agency)


# ------------------------------------------------------------------ moving to another phone
@transaction.atomic
def offer_move(seat: Participant, now: datetime | None = None) -> str:
    """A fresh personal code that carries the seat to another phone, once, within ten minutes. The one before stops working."""
    now = now or clock.now()
    for _attempt in range(50):
        code = "".join(secrets.choice(MOVE_LETTERS) for _letter in range(MOVE_LENGTH))
        seat.move_hash, seat.move_ends_at = hashed(f"{seat.live_id}:{code}"), now + timedelta(minutes=MOVE_MINUTES)
        try:
            with transaction.atomic():
                seat.save(update_fields=["move_hash", "move_ends_at"])
        except IntegrityError:
            continue
        return code
    raise RuntimeError("no free personal code in fifty draws")


@transaction.atomic
def move_here(live: LiveSession, typed: str, now: datetime | None = None) -> tuple[Participant, str]:
    """Sit in another phone's seat: that phone lets go. Returns the seat and its new token. Raises `Refused` for any wrong code."""
    code = "".join(c for c in typed.upper() if c in MOVE_LETTERS)
    token = new_secret()
    moved = Participant.objects.filter(
        live=live, move_hash=hashed(f"{live.pk}:{code}"), move_ends_at__gt=now or clock.now(), removed_at=None
    ).first()
    if live.is_over or moved is None or not code:
        raise Refused(
            _("Those letters don’t open a seat here. Each code works once, for ten minutes: ask the first phone for another."), status=404
        )
    claimed = Participant.objects.filter(pk=moved.pk, move_hash=moved.move_hash).update(
        token_hash=hashed(token), move_hash="", move_ends_at=None
    )
    if not claimed:
        raise Refused(_("Those letters have just been used."), status=409)
    push.goodbye(live, moved, NOT_YOURS)
    return moved, token


# ------------------------------------------------------------------ control seats
@transaction.atomic
def take_control(live: LiveSession, name: str = "") -> tuple[Facilitator, str]:
    """A co-facilitator's control seat: (the seat, the token for their Django session)."""
    token = new_secret()
    seat = Facilitator.objects.create(live=live, name=name.strip()[:40], token_hash=hashed(token))
    push.counts(live)
    return seat, token


@transaction.atomic
def new_invite(live: LiveSession) -> None:
    """Replace the co-facilitator's link and end the seats opened with the old one."""
    live.invite_half = new_token()
    live.save(update_fields=["invite_half"])
    Facilitator.objects.filter(live=live, user=None).delete()
    push.ask_again(live)


# ------------------------------------------------------------------ the door
@transaction.atomic
def set_door(live: LiveSession, seen: int, is_open: bool) -> None:
    """Let people in, or keep the door closed to newcomers. Whoever is in stays in. Raises `Stale`."""
    claim(live, seen, door_open=is_open)
    push.show(live, clock_only=True)


@transaction.atomic
def change_code(live: LiveSession, seen: int) -> None:
    """Give the room another join code; the old one stops working at once. Raises `Stale`, `Refused` when all is over."""
    if live.is_over:
        raise Refused(_("This workshop is over, and its code is retired."))
    claim(live, seen)
    give_code(live)
    push.show(live, clock_only=True)
