"""What facilitators do to a vote beyond opening and closing it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exercises import sealed
from exercises.models import Hands
from sessions import push
from sessions.exercise import Refused
from sessions.models import SlideRun
from sessions.phases import RunPhase


@transaction.atomic
def count_hands(run: SlideRun, people: int, choice: dict[str, Any]) -> None:
    """Note a show of hands in place of the one before; none at all takes it back. Raises `Refused` once the box is sealed."""
    run = SlideRun.objects.select_related("live").select_for_update(of=("self",)).get(pk=run.pk)
    if run.phase not in {RunPhase.OPEN, RunPhase.CLOSED} or sealed.total_of(run) is not None:
        raise Refused(_("Hands can be added from the moment the vote opens until its results are shown. Nothing was changed."))
    if people:
        Hands.objects.update_or_create(run=run, defaults={"people": people, "choice": choice})
    else:
        Hands.objects.filter(run=run).delete()
    push.counts(run.live)
