"""Taking what a participant ticked or wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sessions import clock, push
from sessions.exercise import Refused, exercise_for
from sessions.models import LiveSession, Participant, SlideRun
from sessions.phases import RunPhase


@transaction.atomic
def answer(live: LiveSession, who: Participant, slide_key: str, data: Mapping[str, Any]) -> None:
    """Check and store one answer to the exercise of a slide.

    Whether it is in time is decided by comparing times, with a small grace, not by hoping that the ticker ran. Raises `Refused` with
    the sentence people read: 400 malformed, 404 nothing to answer there, 409 not open yet or too late.
    """
    run = SlideRun.objects.select_related("live").filter(live=live, slide_key=slide_key).first()
    exercise = exercise_for(run.slide.kind) if run else None
    if run is None or exercise is None:
        raise Refused(_("There is nothing to answer here."), status=404)
    if run.live.is_over:
        raise Refused(_("This workshop is over. What you had ticked by then is counted."), title=_("The workshop has ended"))
    if run.phase == RunPhase.SHOWN:
        raise Refused(_("It hasn’t begun yet. It will appear here by itself."), title=_("A moment"))
    form = exercise.Answer(data, run=run)  # type: ignore[call-arg]
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        raise Refused(str(first), status=400)
    if run.phase != RunPhase.OPEN or clock.is_over(run.closes_at, clock.now(), run.live.paused_at):
        raise Refused(
            _("This closed before your choice reached us. What you had ticked by then is counted."),
            title=_("Time ran out first"),
            hint=_("Nothing more to do. The next slide will appear by itself."),
        )
    exercise.record(run, who, form.cleaned_data)
    for address in exercise.touched(run, who):
        push.piece(run, address)
    push.counts(live)
