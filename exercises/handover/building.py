"""Rows → the hand-over: the only place that decides what the team lead gets. Read side; nothing here writes.

Never who wrote or chose something, which seat, or when. What people may still take back while the workshop runs (points for
themselves) comes once it has ended; what the room has not been shown yet (the lists of the reveal) does not come before either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from exercises.breakout import board
from exercises.closing.questions import ANSWERS, QUESTIONS
from exercises.exports import report
from exercises.exports.report import (
    ActionPointRow,
    Approach,
    Asks,
    Barrier,
    FeedbackQuestion,
    Handover,
    Lean,
    Meeting,
    Option,
    SharedPoint,
    SortedOption,
    Vote,
)
from exercises.handover.agenda import agenda
from exercises.models import ActionPoint, Afterwards, Feedback, Level, SharedPlan, Theme
from exercises.numbers import LEAST
from sessions import clock
from sessions.exercise import exercise_for
from sessions.models import LiveSession, SlideRun
from sessions.models.live import sets_of, slides_of
from sessions.phases import RunPhase
from workshop.models import Kind, Slide
from workshop.text import quotes

ORDER = {Level.TEAM: 0, Level.ORGANISATION: 1, Level.YOU: 2}


def name_for(live: LiveSession, number: int | None = None) -> str:
    """An unchanging name for a workshop or one of its points that opens nothing and counts nothing."""
    return hashlib.sha256(f"hand-over {live.key} {number or ''}".encode()).hexdigest()[:16]


def kept_until(live: LiveSession) -> date | None:
    """The day on which everything goes; None as long as the workshop has not ended."""
    return timezone.localdate(live.ended_at + timedelta(days=live.kept_days)) if live.ended_at else None


def afterwards(live: LiveSession) -> Afterwards:
    """What has been settled since, or nothing yet (unsaved)."""
    return Afterwards.objects.filter(live=live).first() or Afterwards(live=live)


# ------------------------------------------------------------------ action points
def passed_on(live: LiveSession) -> Q:
    """Which action points the lead gets: those of the boards, and people's own where they chose to pass them on."""
    boards = Q(level__in=[Level.TEAM, Level.ORGANISATION])
    return boards | Q(level=Level.YOU, passed_on=True) if live.is_over else boards


def points_of(live: LiveSession) -> list[ActionPoint]:
    """The action points the lead gets: team, organisation, you; what was settled on first, then by date."""
    found = ActionPoint.objects.filter(passed_on(live), live=live, is_blanked=False).exclude(what="")
    return sorted(found, key=lambda p: (ORDER[Level(p.level)], not is_settled(p), p.by_when or date.max, p.pk))


def is_settled(point: ActionPoint) -> bool:
    """Whether somebody means to do it: the room settled on it, or its writer passed it on."""
    return point.kept or point.level == Level.YOU


def row(live: LiveSession, point: ActionPoint) -> ActionPointRow:
    """An action point without who wrote it and when."""
    return ActionPointRow(
        level=report.Level(point.level),
        what=point.what,
        who=point.who,
        by_when=point.by_when,
        by_when_text=point.by_when_text,
        status=report.Status(point.status),
        kept=is_settled(point),
        since=point.progress,
        key=name_for(live, point.pk),
    )


# ------------------------------------------------------------------ the whole
def handover(live: LiveSession, now: datetime | None = None, points: Sequence[ActionPoint] | None = None, note: str = "") -> Handover:
    """Everything that may leave for the team lead. `points`: only these action points, and `note` says so."""
    plan = plan_of(live)
    vote, sorting, left_out = votes(live)
    barriers = themes(live)
    feedback, no_feedback = feedback_of(live)
    left_out += [no_feedback] if no_feedback else []
    if barriers is None:
        left_out.append(_("What makes this hard is left out: it is told from five notes on, by five people who let theirs be counted."))
    points_left_out = [note] if note else []
    if not live.is_over:
        points_left_out.append(_("The workshop has not ended yet. What people pass on of their own comes when it has."))
    return Handover(
        title=live.title,
        date=held_on(live),
        made=timezone.localtime(now or clock.now()),
        minutes=minutes_of(live),
        people=people_of(live),
        kept_until=kept_until(live),
        question_set=next((s.title for s in sets_of(live.deck_id) if s.key == live.question_set), ""),
        facilitators=facilitators(live),
        action_points=tuple(row(live, point) for point in (points_of(live) if points is None else points)),
        meeting=meeting(live, plan),
        asks=asks(plan),
        shared_points=shared(live),
        vote=vote,
        sorting=sorting,
        barriers=barriers,
        feedback=feedback,
        left_out=tuple(left_out),
        points_left_out=tuple(points_left_out),
        key=name_for(live),
    )


def held_on(live: LiveSession) -> date:
    """The day of the workshop: when it began, or as it was planned."""
    return timezone.localdate(live.started_at) if live.started_at else live.date


def minutes_of(live: LiveSession) -> int | None:
    """How long it took without its pauses, in whole minutes; None unless it began and ended."""
    return live.held_minutes() if live.started_at and live.ended_at else None


def people_of(live: LiveSession) -> int:
    """How many are, or at the end were, in the room."""
    noted = afterwards(live).people
    return live.participants.filter(removed_at=None).count() if noted is None else noted


def facilitators(live: LiveSession) -> tuple[str, ...]:
    """What the facilitators are called, as far as they said."""
    names = [live.owner.get_full_name(), *live.facilitators.filter(user=None).order_by("pk").values_list("name", flat=True)]
    return tuple(dict.fromkeys(name for name in names if name))


def plan_of(live: LiveSession) -> SharedPlan | None:
    """What the room wrote together, if it did."""
    return SharedPlan.objects.filter(live=live).first()


def meeting(live: LiveSession, plan: SharedPlan | None) -> Meeting | None:
    """The follow-up, as far as the room or the lead has said anything about it."""
    later = afterwards(live)
    day = plan.follow_up_date if plan else None
    vision, reflection = (plan.shared_vision, plan.critical_reflection) if plan else ("", "")
    if not (day or vision or reflection):
        return None
    return Meeting(
        date=day,
        starts=later.meets_at,
        minutes=later.meets_minutes,
        where=later.meets_where,
        vision=vision,
        reflection=reflection,
        agenda=agenda(),
    )


def asks(plan: SharedPlan | None) -> Asks | None:
    """What would help from the organisation; one ask a line."""
    if plan is None or not (plan.support_needed or plan.feed_back_to or plan.feed_back_how):
        return None
    lines = tuple(line.strip() for line in plan.support_needed.splitlines() if line.strip())
    return Asks(support=lines, feed_back_to=plan.feed_back_to, how=plan.feed_back_how)


def shared(live: LiveSession) -> tuple[SharedPoint, ...]:
    """What groups shared with the room, in the order of their questions: points, sorted responses, and who is in their meeting."""
    headings = board.headings(live.deck_id)
    paths = list(headings)
    points = sorted(
        board.shared_points(live), key=lambda p: (paths.index(p.block) if p.block in headings else len(paths), p.group_id, p.pk)
    )
    found = [SharedPoint(group=p.group.name, block=quotes(headings.get(p.block, "")), text=p.text) for p in points]
    for group in board.groups_of(live):
        for agency in board.shared_agencies(live).get(group.pk, []):
            text = f"{agency.name}: {agency.get_lean_display()}" if agency.lean is not None else agency.name
            found.append(SharedPoint(group=group.name, block=_("Who is in the meeting, and how their training leans"), text=text))
    for card in board.shared_cards(live):
        text = f"{card.text}: {board.APPROACHES[card.approach]}" + (f"\n{card.belief}" if card.belief else "")
        found.append(SharedPoint(group=card.group.name, block=_("Responses the groups use, sorted"), text=text))
    return tuple(found)


# ------------------------------------------------------------------ counts
def votes(live: LiveSession) -> tuple[Vote | None, tuple[SortedOption, ...] | None, list[str]]:
    """What the room chose and how it sorted, once it has been shown the lists; and in sentences what is left out."""
    slides = slides_of(live.deck_id)
    vote_slide = next((s for s in slides if s.kind == Kind.VOTE), None)
    reveal = next((s for s in slides if s.kind == Kind.REVEAL), None)
    shown = run_of(live, reveal)
    if vote_slide is None or not (live.is_over or (shown and shown.phase == RunPhase.REVEALED)):
        return None, None, [_("The vote is left out: the room has not been shown its lists yet.")] if vote_slide else []
    options = vote_slide.part("vote")["options"]
    approaches = {o["number"]: Approach(o["approach"]) for o in options}
    labels = {o["number"]: quotes(o["label"]) for o in options}
    left_out = []
    vote = None
    picked = rows_of(run_of(live, vote_slide))
    people = picked[0]["people"] if picked else 0
    if people >= LEAST:
        found = [Option(number=r["number"], label=labels[r["number"]], approach=approaches[r["number"]], picks=r["picks"]) for r in picked]
        sums = {a: sum(o.picks for o in found if o.approach is a) for a in Approach}
        lean = Lean(behaviour=sums[Approach.BEHAVIOUR], both=sums[Approach.BOTH], ecological=sums[Approach.ECOLOGICAL])
        found.sort(key=lambda o: (-o.picks, o.number))
        vote = Vote(options=tuple(found), people=people, picks=lean.picks, lean=lean)
        if live.asks_agency:
            left_out.append(_("Where each agency leaned is not told: no ballot says where anybody works."))
    elif people:
        left_out.append(_("The vote is left out: fewer than five people took part, and somebody could guess who chose what."))
    else:
        left_out.append(_("There was no vote."))
    sorting = tuple(
        SortedOption(
            number=r["number"],
            label=labels[r["number"]],
            approach=approaches[r["number"]],
            behaviour=r["behaviour-based"],
            both=r["both"],
            ecological=r["ecological"],
            unsure=r["unsure"],
        )
        for r in rows_of(shown)
    )
    if not sorting:
        left_out.append(_("The sorting is left out: it was skipped, or fewer than five people took part."))
    return vote, sorting or None, left_out


def run_of(live: LiveSession, slide: Slide | None) -> SlideRun | None:
    """The run of a slide, if it was ever on stage."""
    return SlideRun.objects.select_related("live").filter(live=live, slide_key=slide.key).first() if slide else None


def rows_of(run: SlideRun | None) -> list[dict[str, Any]]:
    """What the exercise of a run has to report."""
    exercise = exercise_for(run.slide.kind) if run else None
    return list(exercise.rows(run)) if exercise and run else []


def themes(live: LiveSession) -> tuple[Barrier, ...] | None:
    """Tags of the notes on what makes this hard, where enough people let enough notes be counted; None where no tag has enough."""
    found = {t.tag: t.notes for t in Theme.objects.filter(live=live, notes__gte=LEAST, people__gte=LEAST)}
    tags = live.deck.data.get("barriers", {}).get("tags", [])
    named = [Barrier(tag=quotes(tag["label"]), count=found.get(tag["key"])) for tag in tags]
    if not any(barrier.count for barrier in named):
        return None
    return tuple(sorted(named, key=lambda b: -(b.count or 0)))


def feedback_of(live: LiveSession) -> tuple[tuple[FeedbackQuestion, ...] | None, str]:
    """How it was, in counts of the whole room, and in a sentence what of it is left out. Never what people wrote.

    Like the vote, these are not split in any way, so they are shown as they are, from five answers to a question on.
    """
    given = list(Feedback.objects.filter(live=live).values_list("answers", flat=True))
    if not given:
        return None, ""
    found = []
    for question in QUESTIONS:
        counts = {key: sum(answers.get(question.key) == key for answers in given) for key in ANSWERS}
        if sum(counts.values()) >= LEAST:
            shown = tuple((str(ANSWERS[key]), count) for key, count in counts.items() if count)
            found.append(FeedbackQuestion(question=str(question.words), answers=shown))
    if not found:
        return None, _("Feedback is left out: fewer than five people answered.")
    return tuple(found), "" if len(found) == len(QUESTIONS) else _(
        "Questions that fewer than five people answered are left out of the feedback."
    )
