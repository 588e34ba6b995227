"""One-time sign-in links: how the person who starts the server on their own machine gets in without a password.

Such a link asks for no second step: whoever reads it has the machine, its database and its keys before them already.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse

from sessions import clock, push
from sessions.access import hashed, new_secret
from sessions.models import LiveSession, SignInLink
from sessions.phases import Phase
from workshop.models import User

LINK_MINUTES = 60


@transaction.atomic
def make_link(user: User, minutes: int = LINK_MINUTES, base: str = "") -> str:
    """A fresh absolute link that signs `user` in once, within `minutes`. Links made for them before stop working.

    `base` is where the link leads, without a slash at the end; `PUBLIC_URL` unless said otherwise.
    """
    SignInLink.objects.filter(user=user).delete()
    token = new_secret()
    SignInLink.objects.create(user=user, token_hash=hashed(token), ends_at=clock.now() + timedelta(minutes=minutes))
    return f"{base or settings.PUBLIC_URL}{reverse('account:one-time', args=[token])}"


def link_is_good(token: str, now: datetime | None = None) -> bool:
    """Whether a link would sign somebody in. Changes nothing: mail scanners and previews follow links."""
    return _good(token, now).exists()


def use_link(token: str, now: datetime | None = None) -> User | None:
    """The user a link signs in, exactly once; None when it is unknown, used or past its time.

    Claimed by conditions on the row alone: one on a joined table would become a subquery, which PostgreSQL does not look at again for
    somebody who has waited for the row.
    """
    link = _good(token, now).select_related("user").first()
    if link is None or not SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now or clock.now()):
        return None
    return link.user


def _good(token: str, now: datetime | None) -> models.QuerySet[SignInLink]:
    return SignInLink.objects.filter(token_hash=hashed(token), used_at=None, ends_at__gt=now or clock.now(), user__is_active=True)


@transaction.atomic
def ask_consoles_again(user: User) -> None:
    """After signing out or a new password: every console of `user` is asked anew who it is, so that no open socket goes on."""
    for live in LiveSession.objects.filter(owner=user).exclude(phase=Phase.ENDED):
        push.ask_again(live)
