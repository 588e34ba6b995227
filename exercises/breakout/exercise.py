"""Going deeper in groups: questions to talk about, and what each group wants to keep of it.

Runs on the section and question slides of a set, which share one countdown. There is nothing to open or close: a group may write from
the first of these slides until the workshop ends.
"""

from __future__ import annotations

import secrets
from collections import Counter
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import drafts
from exercises.breakout import actions, board
from exercises.breakout.forms import READY
from exercises.groups import places, seating
from exercises.groups.places import place_of
from exercises.models import Factor, Group, Point, Reach
from sessions import clock
from sessions.exercise import Audience, Exercise, Piece, Press, register
from sessions.models import LiveSession, Participant, SlideRun
from workshop.models import Kind

MOST_NAMES = 7  # groups named on the big screen


class Breakout(Exercise):
    """What groups write stays in the group until whoever wrote it shares it."""

    slug = "breakout"
    label = gettext_lazy("Group exercise")
    kinds = frozenset({Kind.SECTION.value, Kind.QUESTIONS.value})
    has_console_side: ClassVar[bool] = True
    rehearsal: ClassVar[str] = "exercises.breakout.rehearsal"

    def rows(self, run: SlideRun) -> list[dict[str, Any]]:
        """Every point that was shared with the room below this slide's questions."""
        known = board.headings(run.live.deck_id)
        return [
            {"group": point.group.name, "heading": known.get(point.block, ""), "point": point.text}
            for point in board.shared_points(run.live)
            if point.block.startswith(f"{run.slide_key}/")
        ]

    # ------------------------------------------------------------- moments
    def press(self, run: SlideRun) -> Press | None:
        return Press(_("Bring everyone back"), "next") if run.slide.data.get("feedback_after") else None

    def has_own(self, run: SlideRun) -> bool:
        return board.has_places(run.live)

    def stays(self, run: SlideRun, before: SlideRun) -> bool:
        """A group has all its questions on one page, whichever of them the big screen shows."""
        return board.has_places(run.live) and run.slide.question_set == before.slide.question_set

    def session_ended(self, live: LiveSession) -> None:
        actions.forget(live)

    # ------------------------------------------------------------- groups
    def piece(self, run: SlideRun, address: str) -> Piece | None:
        return board.piece(run, address)

    # ------------------------------------------------------------- screens
    def counts(self, run: SlideRun, audience: Audience) -> dict[str, Any]:
        """The groups and how far they are: how much, never what. On the console also what has been shared with the room."""
        if audience is Audience.PHONES:
            return {}
        groups = board.groups_of(run.live)
        if audience is Audience.PROJECTOR:
            return {"groups": [(group.name, group.people) for group in groups[:MOST_NAMES]], "more": len(groups[MOST_NAMES:])}  # type: ignore[attr-defined]
        return {"groups": progress(run.live, groups)} | late(run.live, groups) | {"shared": board.shared_points(run.live)}

    def context(self, run: SlideRun, audience: Audience, me: Participant | None = None) -> dict[str, Any]:
        """On a phone: its own group's questions and words. Elsewhere nothing any group wrote, unless it was shared."""
        if audience is Audience.PHONES:
            return phone(run, me)
        number = board.page_on(run.live, run.slide)
        context: dict[str, Any] = {
            "page_number": number,
            "pages_total": len(board.pages_of(run.live.deck_id, run.slide.question_set)),
            "set_title": board.title_and_tip(run.live, run.slide.question_set)[0],
            "talk_seconds": whole_seconds(run),
        }
        if audience is Audience.CONSOLE:
            context |= console(run.live)
        return context


def whole_seconds(run: SlideRun) -> int:
    """How long the countdown is altogether, with what was given or taken."""
    part = run.live.find(run.slide_key)
    return 60 * max(0, run.live.planned(part) + run.extra) if part else 0


def phone(run: SlideRun, me: Participant | None) -> dict[str, Any]:
    """What one phone sees: its group's questions and everything it has written; without a group the room's questions."""
    live = run.live
    group = place_of(me)
    question_set = board.set_of(live, group) or run.slide.question_set
    on = board.page_on(live, run.slide)
    title, tip = board.title_and_tip(live, question_set)
    context: dict[str, Any] = {
        "group": group,
        "pages": board.pages_of(live.deck_id, question_set),
        "page_number": on,
        "open_page": on or 1,
        "set_title": title,
        "set_tip": tip,
    }
    if group is None:
        return context | seating.without_group_phone(live, me)
    mine = set(Factor.objects.filter(group=group, who=me).values_list("factor", flat=True))
    return context | {
        **seating.name_for(live, me, group),
        "own": board.Own(live, group, me),
        **{f"{block.key}_block": block for block in board.blocks_of(live, group) if block.key in board.HELPS},
        "drafts": drafts.of(me),
        "point_key": secrets.token_hex(12),
        "factors": [(factor, label, factor in mine) for factor, label in board.FACTORS.items()],
        "is_shown": bool(mine),
    }


# ------------------------------------------------------------------ console
def progress(live: LiveSession, groups: list[Group]) -> list[dict[str, Any]]:
    """How far each group is: people, blocks touched, points and shared ones, when it last wrote. Never a word of it."""
    now = clock.now()
    points: Counter[int] = Counter()
    shared: Counter[int] = Counter()
    touched: dict[int, set[str]] = {}
    for group_id, block, reach in Point.objects.filter(group__live=live).values_list("group_id", "block", "reach"):
        points[group_id] += 1
        shared[group_id] += reach == Reach.ROOM
        touched.setdefault(group_id, set()).add(block)
    return [
        {
            "pk": group.pk,
            "name": group.name,
            "people": group.people,  # type: ignore[attr-defined]
            "on_paper": group.on_paper,
            "blocks": len(touched.get(group.pk, ())),
            "blocks_total": len(board.blocks_of(live, group)),
            "points": points[group.pk],
            "shared": shared[group.pk],
            "wrote": ago(None if group.wrote_at is None else (now - group.wrote_at).total_seconds()),
            "message": group.message,
        }
        for group in groups
    ]


def ago(seconds: float | None) -> str:
    """When a group last wrote, roughly."""
    if seconds is None:
        return _("not yet")
    minutes = int(seconds // 60)
    return _("%(n)d min ago") % {"n": minutes} if minutes > 0 else _("now")


def late(live: LiveSession, groups: list[Group]) -> dict[str, Any]:
    """How many people have no group, and the smallest one."""
    if not groups or not places.is_fixed(live):
        return {"late": 0, "late_people": None, "smallest": None}
    people = seating.without_group(live) if places.late(live).exists() else []  # at every count, and most often there is nobody
    return {"late": len(people), "late_people": people, "smallest": places.smallest(live)}


def console(live: LiveSession) -> dict[str, Any]:
    """What the console's forms offer, and the list of who sits where."""
    groups = list(Group.objects.filter(live=live))
    blocks = {block.path: block.heading for group in groups for block in board.blocks_of(live, group)}
    return {
        "all_groups": groups,
        "all_headings": list(blocks.items()),
        "ready_messages": [(key, words) for key, words in READY.items() if key != "nudge"],
        "paper_key": secrets.token_hex(12),
        **seating.later(live),
    }


register(Breakout())
