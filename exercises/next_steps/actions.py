"""What the room does together on next steps: propose, support, write the plan; and what facilitators do: keep, blank.

Nothing here raises the stage's revision: phones hear of it as a piece, console and projector as counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exercises.models import ActionPoint, Draft, Level, OwnLink, Reflection, SharedPlan, Support
from exercises.next_steps import board
from sessions import clock, push
from sessions.actions import still_on
from sessions.exercise import Refused
from sessions.models import LiveSession, Participant, SlideRun

MOST_PROPOSALS = 60  # of one level
QUIET = 2000  # milliseconds between two pushes for support alone; the poll brings what falls in between
OWN_DAYS = 14  # what is somebody's own stays theirs for so long after the session
FIELDS = "steps."  # drafts of this slide begin so
STEP = ("what", "who", "by_when", "by_when_text")  # what a proposal says


def locked(live: LiveSession) -> SharedPlan:
    """The plan, for this transaction alone."""
    SharedPlan.objects.get_or_create(live=live)
    return SharedPlan.objects.select_for_update().get(live=live)


def changed(live: LiveSession, plan: SharedPlan, *fields: str, soon: bool = False) -> None:
    """The boards have changed: note it and tell the room. `soon`: not more often than every two seconds."""
    now = clock.milliseconds(clock.now()) or 0
    wait = soon and now - plan.versions.get(board.PUSHED, 0) < QUIET
    plan.versions = {**plan.versions, board.VERSION: board.version_of(plan) + 1} | ({} if wait else {board.PUSHED: now})
    plan.save(update_fields=["versions", *fields])
    push.counts(live)
    slide = board.slide_of(live)
    run = SlideRun.objects.filter(live=live, slide_key=slide.key).first() if slide and not wait else None
    if run is not None and live.slide_key == run.slide_key:
        run.live = live
        push.piece(run, board.ADDRESS)


def check_open(live: LiveSession) -> None:
    """Raises `Refused` before next steps have been on, and after the end."""
    slide = board.slide_of(live)
    if live.is_over:
        raise over()
    if slide is None or not SlideRun.objects.filter(live=live, slide_key=slide.key).exists():
        raise Refused(_("It hasn’t begun yet. It will appear here by itself."), title=_("A moment"))


def hold_open(live: LiveSession) -> None:
    """The same for a transaction that writes: the workshop does not end before it is through."""
    check_open(live)
    if not still_on(live.pk):
        raise over()


def over() -> Refused:
    """What somebody reads who writes after the end."""
    return Refused(_("This workshop is over. What was on the boards by then is kept."), title=_("The workshop has ended"))


# ------------------------------------------------------------------ phones
@transaction.atomic
def propose(live: LiveSession, who: Participant, level: str, data: Mapping[str, Any], request_key: str) -> None:
    """Put a proposal at the end of a level's board. The same request twice is one proposal. Raises `Refused`."""
    hold_open(live)
    plan = locked(live)
    there = ActionPoint.objects.filter(live=live)
    if request_key and there.filter(request_key=request_key).exists():
        return
    if there.filter(level=level).count() >= MOST_PROPOSALS:
        raise Refused(_("The board is full. Support one that is close to yours, or ask the facilitator."), title=_("No more room"))
    try:
        with transaction.atomic():
            ActionPoint.objects.create(live=live, level=level, writer=who, request_key=request_key, **data)
    except IntegrityError:
        return
    changed(live, plan)


@transaction.atomic
def support(live: LiveSession, who: Participant, number: int, on: bool, asked: int | None = None) -> None:
    """Be for a proposal, or no longer. Twice the same is once. Raises Http404 for one that is not on the boards.

    `asked` is what the presser's page was drawn with: raises `Refused` when the proposal says something else since.
    """
    hold_open(live)
    point = ActionPoint.objects.filter(live=live, pk=number, level__in=board.SHARED, is_blanked=False).first()
    if point is None:
        raise Http404
    if on and asked not in {None, point.asked}:
        raise Refused(_("This one has just been changed. Read it again first."), title=_("A moment"))
    if on:
        _row, is_new = Support.objects.get_or_create(point=point, who=who)
    else:
        is_new = bool(Support.objects.filter(point=point, who=who).delete()[0])
    if is_new:
        changed(live, locked(live), soon=True)


def own_proposal(live: LiveSession, who: Participant, number: int) -> ActionPoint:
    """A proposal for its writer to change or take back. Raises Http404 for anybody else's, `Refused` once the room has settled on it."""
    hold_open(live)
    point = ActionPoint.objects.filter(live=live, pk=number, level__in=board.SHARED, writer=who, is_blanked=False).first()
    if point is None:
        raise Http404
    if point.kept:
        raise Refused(_("The room has settled on this one. A facilitator can change it with the room."), title=_("Kept by the room"))
    return point


@transaction.atomic
def take_back(live: LiveSession, who: Participant, number: int) -> None:
    """Take a proposal of one's own off its board, with its support. Raises Http404, `Refused` like `own_proposal`."""
    plan = locked(live)
    own_proposal(live, who, number).delete()
    changed(live, plan)


@transaction.atomic
def change(live: LiveSession, number: int, data: Mapping[str, Any], version: int, who: Participant | None = None) -> ActionPoint | None:
    """Change a proposal as it stood at `version`: `who` is its writer, None a facilitator, who changes it with the room.

    When its writer changes what is to be done, its support starts anew, for nobody is for words they have not read; who and when can
    be changed without. What a facilitator changes keeps its support and stays kept. Gives back the proposal as it stands, with
    nothing changed, when somebody else was quicker. Raises Http404, `Refused`.
    """
    hold_open(live)
    plan = locked(live)
    point = own_proposal(live, who, number) if who else shared_point(live, number)
    if all(getattr(point, name) == data[name] for name in STEP):
        return None  # nothing to do, or the same press again
    if point.version != version:
        return point
    if who and letters(point.what) != letters(data["what"]):
        Support.objects.filter(point=point).delete()
        point.asked += 1
    for name in STEP:
        setattr(point, name, data[name])
    point.version += 1
    point.save(update_fields=[*STEP, "asked", "version"])
    changed(live, plan)
    return None


def letters(text: str) -> str:
    """What a text says apart from capitals, spaces and punctuation."""
    return "".join(c for c in text.casefold() if c.isalnum())


@transaction.atomic
def write_plan(live: LiveSession, name: str, text: str, version: int) -> bool:
    """Write a text of the plan as its writer saw it at `version`. False: somebody was quicker, and both texts are kept.

    Raises `Refused` when both together are longer than fits: nothing is changed.
    """
    hold_open(live)
    plan = locked(live)
    there = str(getattr(plan, name))
    if there == text or (text and there.endswith(text) and version != board.version_of(plan, name)):
        return True  # the same press again
    is_first = version == board.version_of(plan, name) or not there
    field = board.PLAN[name]
    together = text if is_first else joined(there, text, field.longest)
    if len(together) > field.longest:
        raise Refused(_("Somebody else has just written here, and both texts together are longer than fits. Yours is still in the field."))
    setattr(plan, name, together)
    plan.versions = {**plan.versions, name: board.version_of(plan, name) + 1}
    changed(live, plan, name)
    return is_first


def joined(there: str, mine: str, longest: int) -> str:
    """Both texts, one after the other; an empty one says nothing."""
    if not mine:
        return there
    return f"{there}\n\n{mine}" if longest > 500 else f"{there} / {mine}"


@transaction.atomic
def choose_date(live: LiveSession, day: date | None, version: int) -> None:
    """Choose the day of the follow-up from a phone. Raises `Refused` when somebody else has just chosen another."""
    hold_open(live)
    set_date(live, day, version)


@transaction.atomic
def set_date(live: LiveSession, day: date | None, version: int) -> None:
    """The same from the pages beside the room, which may be quicker than the slide. Raises `Refused` like `choose_date`."""
    plan = locked(live)
    if plan.follow_up_date == day:
        return
    if version != board.version_of(plan, board.FOLLOW_UP) and plan.follow_up_date:
        raise Refused(
            _("Somebody else has just chosen %(date)s. Press again if you would still like yours to stand there.")
            % {"date": date_format(plan.follow_up_date, "j F Y")}
        )
    plan.follow_up_date = day
    plan.versions = {**plan.versions, board.FOLLOW_UP: board.version_of(plan, board.FOLLOW_UP) + 1}
    changed(live, plan, "follow_up_date")


# ------------------------------------------------------------------ facilitators
@transaction.atomic
def keep(live: LiveSession, number: int, on: bool) -> None:
    """Mark a proposal as one the room settles on, or no longer. At most three of a level. Raises Http404, `Refused`."""
    plan = locked(live)
    point = shared_point(live, number)
    if on and point.is_blanked:
        raise Refused(_("That one is off the screens. Show it again first."))
    kept = ActionPoint.objects.filter(live=live, level=point.level, kept=True).exclude(pk=number)
    if on and kept.count() >= board.MOST_KEPT:
        raise Refused(_("Three are kept on this board already. Let go of one first."), title=_("Three is the most"))
    if point.kept != on:
        ActionPoint.objects.filter(pk=number).update(kept=on)
        changed(live, plan)


@transaction.atomic
def blank(live: LiveSession, number: int, on: bool) -> None:
    """Take a proposal off every screen and export, or show it again. Blanked, it is not kept either."""
    plan = locked(live)
    point = shared_point(live, number)
    if point.is_blanked != on:
        ActionPoint.objects.filter(pk=number).update(is_blanked=on, kept=point.kept and not on)
        changed(live, plan)


def shared_point(live: LiveSession, number: int) -> ActionPoint:
    """A proposal of this live session. Raises Http404."""
    point = ActionPoint.objects.filter(live=live, pk=number, level__in=board.SHARED).first()
    if point is None:
        raise Http404
    return point


@transaction.atomic
def blank_text(live: LiveSession, name: str, on: bool) -> None:
    """Take a text of the plan off every screen and export, or put it back. Away, it stands where no reader looks."""
    plan = locked(live)
    away = dict(plan.versions.get(board.BLANKED, {}))
    there = str(getattr(plan, name))
    if on and there:
        away[name] = joined(away[name], there, board.PLAN[name].longest) if name in away else there
        setattr(plan, name, "")
    elif not on and name in away:
        back = away.pop(name)
        both = joined(back, there, board.PLAN[name].longest) if there else back
        if len(both) > board.PLAN[name].longest:
            raise Refused(_("Something else has been written there since, and both are longer than fits. Nothing was changed."))
        setattr(plan, name, both)
    else:
        return
    plan.versions = {**plan.versions, board.BLANKED: away, name: board.version_of(plan, name) + 1}
    changed(live, plan, name)


# ------------------------------------------------------------------ the end
def forget(live: LiveSession) -> None:
    """When the session ends nobody is known to have proposed or supported anything. What is somebody's own stays theirs."""
    Support.objects.filter(point__live=live).delete()
    ActionPoint.objects.filter(live=live, level__in=board.SHARED).update(writer=None, request_key="")
    ActionPoint.objects.filter(live=live, level=Level.YOU, what="", who="", by_when=None, by_when_text="").delete()
    Draft.objects.filter(who__live=live, field__startswith=FIELDS).delete()
    plan = SharedPlan.objects.filter(live=live).first()
    if plan is not None and board.BLANKED in plan.versions:
        plan.versions = {name: value for name, value in plan.versions.items() if name != board.BLANKED}
        plan.save(update_fields=["versions"])
    if live.ended_at:
        OwnLink.objects.filter(who__live=live).update(ends_at=live.ended_at + timedelta(days=OWN_DAYS))


@transaction.atomic
def purge(now: datetime) -> int:
    """Delete what was somebody's own 14 days after the end; what they passed on stays, and is nobody's from then on."""
    ended = {"live__ended_at__lte": now - timedelta(days=OWN_DAYS)}
    own = ActionPoint.objects.filter(level=Level.YOU)
    gone = own.filter(**ended, passed_on=False).delete()[0]
    gone += own.filter(writer=None, passed_on=False).delete()[0]  # its writer's seat has gone before it
    own.filter(**ended).exclude(writer=None).update(writer=None)
    gone += Reflection.objects.filter(who__live__ended_at__lte=now - timedelta(days=OWN_DAYS)).delete()[0]
    gone += OwnLink.objects.filter(ends_at__lte=now).delete()[0]
    return gone
