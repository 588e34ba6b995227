"""A second step at sign-in: six digits from an app on one's phone, or one of ten codes kept on paper. Only for those who turn it on.

Django-otp keeps the keys, learns how far a phone's clock is off, takes a code once, and makes each wrong one wait twice as long as
the one before. What is ours is when it is asked for, and the words.
"""

from __future__ import annotations

import math
import re
from base64 import b32encode

from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from sessions import clock
from workshop.models import User

RECOVERY_CODES = 10
TOLERANCE = 2  # steps of 30 seconds a phone's clock may be off either way before we have learnt by how much


class TooSoon(Exception):
    """A wrong code was just given; `seconds` is how long to wait before the next is looked at."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def is_on(user: User) -> bool:
    """Whether signing in with name and password asks for a code as well."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


@transaction.atomic
def begin(user: User) -> None:
    """Make a fresh key that counts for nothing until it is confirmed. Raises nothing when the step is on already: then nothing changes."""
    if not is_on(user):
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        TOTPDevice.objects.create(user=user, name="app", confirmed=False, tolerance=TOLERANCE)


def pending(user: User) -> TOTPDevice | None:
    """The key that waits to be confirmed, if there is one."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=False).order_by("-pk").first()
    return found


def key_text(device: TOTPDevice) -> str:
    """A key as people type it into an app: groups of four letters."""
    letters = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


@transaction.atomic
def confirm(user: User, typed: str) -> list[str] | None:
    """Turn the step on with a first code from the app; the recovery codes, or None when the code is wrong. Raises `TooSoon`."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).order_by("-pk").first()
    if device is None or is_on(user) or not _takes(device, plain(typed)):
        return None
    TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    return new_codes(user)


@transaction.atomic
def accepts(user: User, typed: str) -> bool:
    """Whether a code of the app, or a recovery code, is right. Each works once. Raises `TooSoon`."""
    code = plain(typed)
    model = TOTPDevice if re.fullmatch(r"[0-9]{6}", code) else StaticDevice if re.fullmatch(r"[a-z2-7]{8}", code) else None
    device = model.objects.select_for_update().filter(user=user, confirmed=True).first() if model else None
    return device is not None and _takes(device, code)


@transaction.atomic
def new_codes(user: User) -> list[str]:
    """Ten fresh recovery codes; those from before stop working."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="paper")
    codes = [StaticToken.random_token() for _code in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def codes_left(user: User) -> int:
    """How many recovery codes still work."""
    return int(StaticToken.objects.filter(device__user=user).count())


@transaction.atomic
def turn_off(user: User) -> bool:
    """Ask for a second step no more, and forget key and codes. False when there was none."""
    was_on = is_on(user)
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    return was_on


def plain(typed: str) -> str:
    """A code as it was made: people type spaces, dashes and capitals."""
    return re.sub(r"[\s\-–]", "", typed).lower()


def _takes(device: TOTPDevice | StaticDevice, code: str) -> bool:
    allowed, facts = device.verify_is_allowed()
    if not allowed:
        left = (facts["locked_until"] - clock.now()).total_seconds()
        raise TooSoon(max(1, math.ceil(left)))
    return bool(device.verify_token(code))
