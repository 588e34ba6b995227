"""What is on stage: next, back, go to, more time, open, close, show, settle.

Every function takes the revision its presser saw and raises `Stale` when the stage has moved on since.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sessions import clock, push
from sessions.actions import Stale, claim
from sessions.exercise import Exercise, Refused, exercise_for
from sessions.models import LiveSession, SlideRun
from sessions.phases import NotPermitted, Phase, RunPhase, check_run
from workshop.plans import LONGEST, Part


# ------------------------------------------------------------------ moving
@transaction.atomic
def go_next(live: LiveSession, seen: int, now: datetime | None = None) -> None:
    """Put the next slide on stage. On the last one nothing happens."""
    _move(live, seen, live.next_part, now or clock.now())


@transaction.atomic
def go_back(live: LiveSession, seen: int, now: datetime | None = None) -> None:
    """Put the slide before on stage again, with the run it had. On the first one nothing happens."""
    here = live.part
    _move(live, seen, next((p for p in live.parts if here and p.position == here.position - 1), None), now or clock.now())


@transaction.atomic
def go_to(live: LiveSession, seen: int, slide_key: str, now: datetime | None = None) -> None:
    """Put any slide of the running order on stage. Raises `NotPermitted` for a slide that is not in it."""
    part = live.find(slide_key)
    if part is None:
        raise NotPermitted(slide_key)
    _move(live, seen, part, now or clock.now())


def _move(live: LiveSession, seen: int, to: Part | None, now: datetime) -> None:
    if live.phase not in {Phase.RUNNING, Phase.PAUSED}:
        raise NotPermitted(live.phase)
    if seen != live.revision:
        raise Stale
    here = live.part
    if to is None or to == here:
        return
    paused_at = live.paused_at
    claim(live, seen, slide_key=to.slide.key, phase=Phase.RUNNING, paused_at=None, is_blank=False)
    end_pause(live, paused_at, now)
    left: SlideRun | None = None
    if here is not None and (left := live.runs.filter(slide_key=here.slide.key).first()):
        close_if_open(left)
        leave(live, left, now)
    run = enter(live, to, now, coming_from=(here, left) if here and left else None)
    exercise = exercise_for(to.slide.kind)
    stays = exercise is not None and left is not None and exercise_for(left.slide.kind) is exercise and exercise.stays(run, left)
    push.show(live, stays=stays)


def end_pause(live: LiveSession, paused_at: datetime | None, now: datetime) -> None:
    """Move the deadlines of what is on stage on by the length of a pause that ends now; `paused_at` None: there was none."""
    if paused_at is None:
        return
    live.resumed_from = live.counted_from(paused_at, now)
    live.save(update_fields=["resumed_from"])
    length = max(now - paused_at, timedelta())
    for run in live.runs.filter(entered_at__isnull=False):
        run.ends_at = clock.moved(run.ends_at, length)
        run.closes_at = clock.moved(run.closes_at, length)
        run.entered_at = clock.moved(run.entered_at, length)
        run.save(update_fields=["ends_at", "closes_at", "entered_at"])


def same_clock(live: LiveSession, part: Part) -> QuerySet[SlideRun]:
    """The runs of every slide that shares a part's countdown, its own among them."""
    return live.runs.filter(slide_key__in=[p.slide.key for p in live.parts if p.clock == part.clock])


def enter(live: LiveSession, part: Part, now: datetime, coming_from: tuple[Part, SlideRun] | None = None) -> SlideRun:
    """Start or go on with a slide's countdown.

    A slide that is returned to goes on with what it had left. Slides with the same clock hand the countdown on, so a group exercise
    has one clock over all its slides.
    """
    run, _new = SlideRun.objects.get_or_create(live=live, slide_key=part.slide.key)
    run.entered_at = now
    shared = coming_from is not None and coming_from[0].clock == part.clock and coming_from[1].ends_at is not None
    if shared and coming_from is not None:
        run.ends_at, run.extra = coming_from[1].ends_at, coming_from[1].extra
    elif part.units:
        shared_runs = list(same_clock(live, part))
        run.extra = next((r.extra for r in shared_runs if r.extra), 0)
        run.ends_at = now + timedelta(minutes=live.planned(part) + run.extra, seconds=-sum(r.seconds for r in shared_runs))
    else:
        run.ends_at = None
    run.save(update_fields=["entered_at", "ends_at", "extra"])
    return run


def leave(live: LiveSession, run: SlideRun, now: datetime) -> None:
    """Note the time a slide has had."""
    if run.entered_at is not None:
        run.seconds += max(0.0, (now - run.entered_at).total_seconds())
        run.entered_at = None
        run.save(update_fields=["seconds", "entered_at"])


@transaction.atomic
def extend(live: LiveSession, seen: int, minutes: int) -> None:
    """Give the slide that is on more minutes, or take some (negative). Its end never lies before now. Raises `Stale`."""
    run = _on(live)
    claim(live, seen)
    now = clock.reading(clock.now(), live.paused_at)
    if run.ends_at is not None:
        before = run.ends_at
        run.ends_at = max(now, (max(before, now) if minutes > 0 else before) + timedelta(minutes=minutes))
        # What really changed: after time was up the minutes that had run over count as given too, so going back finds the same end.
        run.extra += math.ceil((run.ends_at - before) / timedelta(minutes=1))
        run.save(update_fields=["ends_at"])
        if live.part:
            same_clock(live, live.part).update(extra=run.extra)
    push.show(live, clock_only=True)


@transaction.atomic
def blank(live: LiveSession, seen: int, is_blank: bool) -> None:
    """Show nothing on the projector, or show it again. Phones and console stay as they are. Raises `Stale`."""
    claim(live, seen, is_blank=is_blank)
    push.show(live, clock_only=True)


# ------------------------------------------------------------------ exercises
def _on(live: LiveSession) -> SlideRun:
    run = SlideRun.objects.select_related("live").filter(live=live, slide_key=live.slide_key).first()
    if run is None or live.is_over:
        raise NotPermitted("nothing is on stage")
    return run


def _exercise(run: SlideRun) -> Exercise:
    exercise = exercise_for(run.slide.kind)
    if exercise is None:
        raise NotPermitted("nothing to do on this slide")
    return exercise


@transaction.atomic
def open_exercise(live: LiveSession, seen: int, now: datetime | None = None) -> None:
    """Let people answer, for the first time or again. Raises `Stale`, `NotPermitted`, `Refused`."""
    now = now or clock.now()
    run = _on(live)
    exercise = _exercise(run)
    check_run(RunPhase(run.phase), RunPhase.OPEN)
    if run.phase == RunPhase.CLOSED and not exercise.may_reopen(run):
        raise NotPermitted("sealed")
    paused_at = live.paused_at
    claim(live, seen, phase=Phase.RUNNING, paused_at=None)
    if paused_at:
        end_pause(live, paused_at, now)
        run.refresh_from_db(fields=["ends_at", "entered_at"])
    seconds = exercise.opening_seconds(run)
    run.phase = RunPhase.OPEN
    run.opened_at = run.opened_at or now
    run.closes_at = now + timedelta(seconds=seconds) if seconds else None
    run.save(update_fields=["phase", "opened_at", "closes_at"])
    exercise.opened(run)
    push.show(live)


@transaction.atomic
def more_seconds(live: LiveSession, seen: int, seconds: int) -> None:
    """Let people answer for some seconds longer. Raises `Stale`, `NotPermitted` when nothing is open."""
    run = _on(live)
    if run.phase != RunPhase.OPEN:
        raise NotPermitted(run.phase)
    claim(live, seen)
    if run.closes_at is not None:
        run.closes_at = max(run.closes_at, clock.reading(clock.now(), live.paused_at)) + timedelta(seconds=seconds)
        run.save(update_fields=["closes_at"])
    push.show(live, clock_only=True)


@transaction.atomic
def close_exercise(live: LiveSession, seen: int) -> None:
    """Stop taking answers. What people have ticked counts. Raises `Stale`, `NotPermitted`."""
    run = _on(live)
    _exercise(run)
    check_run(RunPhase(run.phase), RunPhase.CLOSED)
    claim(live, seen)
    run.phase = RunPhase.CLOSED
    run.save(update_fields=["phase"])
    push.show(live)


def close_if_open(run: SlideRun) -> bool:
    """Close a run that is being left behind; True if it was open."""
    if run.phase != RunPhase.OPEN:
        return False
    run.phase = RunPhase.CLOSED
    run.save(update_fields=["phase"])
    return True


@transaction.atomic
def show_step(live: LiveSession, seen: int, step: int, now: datetime | None = None) -> None:
    """Show an exercise's next result: one press each, in order, and the last one is the reveal, which nothing takes back.

    Raises `Stale`, `NotPermitted` for a step out of order, `Refused` when the exercise will not.
    """
    now = now or clock.now()
    run = _on(live)
    exercise = _exercise(run)
    last = exercise.steps(run)
    closed = run.phase == RunPhase.CLOSED
    in_order = step == run.step + 1 or (step == last and closed and run.step + 1 < last)
    if not (1 <= step <= last) or not in_order:
        raise NotPermitted(f"step {step} after {run.step}")
    claim(live, seen)
    exercise.show(run, step)
    if step > 1:
        close_if_open(run)
    if step == last:
        check_run(RunPhase(run.phase), RunPhase.REVEALED)
        run.phase = RunPhase.REVEALED
    run.step = step
    run.shown_at = {**run.shown_at, str(step): now.isoformat()}
    run.save(update_fields=["phase", "step", "shown_at"])
    push.show(live)


def settle(live_id: int, now: datetime | None = None) -> bool:
    """Close what has run out of time. Anyone may notice; noticing twice is harmless. True if this call closed something."""
    now = now or clock.now()
    with transaction.atomic():
        live = LiveSession.objects.select_related("deck").get(pk=live_id)
        run = SlideRun.objects.select_related("live").filter(live=live, phase=RunPhase.OPEN, closes_at__isnull=False).first()
        if run is None or not clock.is_over(run.closes_at, now, live.paused_at):
            return False
        try:
            claim(live, live.revision)
        except Stale:
            return False  # somebody else moved the stage in this very moment; the next look settles it
        close_if_open(run)
        push.show(live)
    return True


def due(now: datetime | None = None) -> list[int]:
    """Live sessions that have something to settle."""
    late = (now or clock.now()) - clock.GRACE
    runs = SlideRun.objects.filter(phase=RunPhase.OPEN, closes_at__lt=late, live__paused_at=None)
    return list(runs.values_list("live_id", flat=True).distinct())


# ------------------------------------------------------------------ plans
@transaction.atomic
def choose_set(live: LiveSession, seen: int, question_set: str) -> None:
    """Decide which question set the groups will talk about, as long as no slide of a set is on stage. Raises `Stale`, `NotPermitted`."""
    known = {s.key for s in live.deck.question_sets.all()}
    if question_set not in known | {""} or live.is_over or (live.part and live.part.slide.question_set):
        raise NotPermitted(question_set)
    claim(live, seen, question_set=question_set)
    push.show(live)


@transaction.atomic
def trim(live: LiveSession, seen: int, minutes: Mapping[str, int]) -> None:
    """Give units that are still to come other minutes. Raises `Stale`, `Refused` for one that has been on or a number out of range."""
    here = live.part.position if live.part else 0
    ahead = {bar.unit for bar in live.bars if bar.position > here}
    for unit, number in minutes.items():
        if unit not in ahead or not 0 <= number <= LONGEST:
            raise Refused(_("Those timings no longer fit: the room has moved on. Nothing was changed."))
    claim(live, seen, minutes={**live.minutes, **minutes})
    push.show(live, clock_only=True)
