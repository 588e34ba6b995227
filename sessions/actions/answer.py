"""Taking what participants ticked or wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sessions import clock, push
from sessions.exercise import Exercise, Overtaken, Refused, exercise_for
from sessions.models import LiveSession, Participant, SlideRun
from sessions.phases import RunPhase

Given = tuple[Participant, Mapping[str, Any]]


def answer(live: LiveSession, who: Participant, slide_key: str, data: Mapping[str, Any]) -> None:
    """Check and store one answer to the exercise of a slide.

    Whether it is in time is decided by comparing times, with a small grace, not by hoping that the ticker ran. Raises `Refused` with
    the sentence people read: 400 malformed, 404 nothing to answer there, 409 not open yet or too late.
    """
    refusal = answers(live, slide_key, [(who, data)])[0]
    if refusal is not None and not isinstance(refusal, Overtaken):
        raise refusal


@transaction.atomic
def answers(live: LiveSession, slide_key: str, given: Sequence[Given]) -> list[Refused | None]:
    """The same for several at once, in the order they came: for each, None once it is stored, or why it was not.

    One that is refused takes nothing away from the others. Whatever else goes wrong stores none of them.
    """
    run, exercise = run_of(live, slide_key)
    if run is None or exercise is None:
        return [Refused(_("There is nothing to answer here."), status=404) for _one in given]
    found: list[Refused | None] = []
    valid: list[tuple[int, Participant, dict[str, Any]]] = []
    for number, (who, data) in enumerate(given):
        checked = check(run, exercise, data)
        found.append(checked if isinstance(checked, Refused) else None)
        if not isinstance(checked, Refused):
            valid.append((number, who, checked))
    if not valid:
        return found
    for (number, who, _data), refusal in zip(valid, exercise.record_all(run, [each[1:] for each in valid]), strict=True):
        found[number] = refusal
        if refusal is None:
            for address in exercise.touched(run, who):
                push.piece(run, address)
    if None in found:
        push.counts(live, own=True)
    return found


def stands(live: LiveSession, who: Participant, slide_key: str, data: Mapping[str, Any]) -> bool:
    """Whether what was sent is still what is stored of whoever sent it."""
    run, exercise = run_of(live, slide_key)
    if run is None or exercise is None:
        return False
    checked = check(run, exercise, data)
    return not isinstance(checked, Refused) and exercise.stands(run, who, checked)


def run_of(live: LiveSession, slide_key: str) -> tuple[SlideRun | None, Exercise | None]:
    """The run of a slide and its exercise, as far as there are any."""
    run = SlideRun.objects.select_related("live").filter(live=live, slide_key=slide_key).first()
    return run, exercise_for(run.slide.kind) if run else None


def check(run: SlideRun, exercise: Exercise, data: Mapping[str, Any]) -> dict[str, Any] | Refused:
    """What an answer says, once it is well-formed and in time; else why not."""
    if run.live.is_over:
        return Refused(_("This workshop is over. What you had ticked by then is counted."), title=_("The workshop has ended"))
    if run.phase == RunPhase.SHOWN:
        return Refused(_("It hasn’t begun yet. It will appear here by itself."), title=_("A moment"))
    form = exercise.Answer(data, run=run)  # type: ignore[call-arg]
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        return Refused(str(first), status=400)
    if run.phase != RunPhase.OPEN or clock.is_over(run.closes_at, clock.now(), run.live.paused_at):
        return Refused(
            _("This closed before your choice reached us. What you had ticked by then is counted."),
            title=_("Time ran out first"),
            hint=_("Nothing more to do. The next slide will appear by itself."),
        )
    return form.cleaned_data
