"""Asking for a pause without being known, and what facilitators do about it."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from exercises.models import Moment
from sessions import push
from sessions.exercise import Refused
from sessions.models import LiveSession

MOST = 30_000  # what the column holds, and more than any room asks
KEPT_FOR = timedelta(days=14)  # after the end, like everything else that was for the people in the room


def moment_of(live: LiveSession) -> Moment:
    """The row of a live session, made when it is first needed."""
    try:
        with transaction.atomic():
            return Moment.objects.get_or_create(live=live)[0]
    except IntegrityError:  # two phones at the same moment
        return Moment.objects.get(live=live)


@transaction.atomic
def ask(live: LiveSession) -> None:
    """Tell the facilitators that somebody would like a pause. Stores neither who nor when. Raises `Refused` once the workshop is over."""
    if live.is_over:
        raise Refused(_("This workshop is over."), title=_("It has ended"))
    Moment.objects.filter(pk=moment_of(live).pk, asked__lt=MOST).update(asked=F("asked") + 1)
    push.counts(live)


def ticket(moment: Moment) -> str:
    """A name for what has been asked so far that does not say how often: pressing “seen” answers that and nothing that came since."""
    return salted_hmac("hymnsheet.moment", f"{moment.live_id}:{moment.asked}").hexdigest()[:20]


@transaction.atomic
def seen(live: LiveSession, ticket_: str) -> None:
    """A facilitator has taken note. Whatever was asked after their page was drawn stays."""
    moment = moment_of(live)
    if secrets.compare_digest(ticket(moment), ticket_):
        Moment.objects.filter(pk=moment.pk, asked=moment.asked).update(asked=0)
    push.counts(live)


def support_of(live: LiveSession) -> str:
    """Who people can talk to here, as the facilitators put it; "" when they have not."""
    return Moment.objects.filter(live=live).values_list("support", flat=True).first() or ""


def who_to_talk_to(live: LiveSession) -> list[str]:
    """The same by paragraphs."""
    return [part for part in re.split(r"\n\s*\n", support_of(live)) if part.strip()]


def set_support(live: LiveSession, text: str) -> None:
    """What phones say under “Who you can talk to here”."""
    Moment.objects.filter(pk=moment_of(live).pk).update(support=text)
