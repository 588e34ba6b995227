"""What the room writes together: proposals with their support, and the plan beside them. The read side; nothing here writes.

News travel as one piece for everybody, in which no field can be typed in. A supporter's own marks are not in it: it is rendered once
for all, and each phone knows its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.models import ActionPoint, Level, SharedPlan, Support
from sessions.exercise import Piece
from sessions.models import LiveSession, Participant, SlideRun
from sessions.models.live import slides_of
from workshop.models import Kind, Slide

ADDRESS = "board"
VERSION, BLANKED, PUSHED = "board", "blanked", "pushed"  # in SharedPlan.versions, beside a version for each field
SHARED = (Level.TEAM, Level.ORGANISATION)
MOST_KEPT = 3
MOST_SHOWN = 3  # proposals below a column of the big screen
FOLLOW_UP = "follow_up_date"


@dataclass(frozen=True)
class PlanField:
    """A text the room writes together. `longest` in characters; 0: a date."""

    name: str
    level: Level
    label: Any
    longest: int


PLAN: dict[str, PlanField] = {
    field.name: field
    for field in (
        PlanField("shared_vision", Level.TEAM, gettext_lazy("How we will build a shared vision"), 2000),
        PlanField(FOLLOW_UP, Level.TEAM, gettext_lazy("When we will meet to talk about this"), 0),
        PlanField("critical_reflection", Level.TEAM, gettext_lazy("How we will make room for critical reflection"), 2000),
        PlanField("feed_back_to", Level.ORGANISATION, gettext_lazy("Who we will tell"), 200),
        PlanField("feed_back_how", Level.ORGANISATION, gettext_lazy("How we will tell them"), 200),
    )
}


# ------------------------------------------------------------------ the slide
def slide_of(live: LiveSession) -> Slide | None:
    """The deck's slide of next steps."""
    return next((slide for slide in slides_of(live.deck_id) if slide.kind == Kind.NEXT_STEPS), None)


def level_of(slide: Slide, level: str) -> dict[str, Any]:
    """What a slide says about a level: heading, prompts, and the labels of its fields by key."""
    said: dict[str, Any] = next((each for each in slide.data.get("levels", ()) if each["key"] == level), {})
    return {
        "key": level,
        "heading": said.get("heading", ""),
        "prompts": said.get("prompts", []),
        "labels": {field["key"]: field["label"] for field in said.get("fields", ())},
    }


def label_of(slide: Slide | None, field: PlanField) -> str:
    """What a text of the plan is called: as the deck says, or else by our own words."""
    return str((level_of(slide, field.level)["labels"].get(field.name) if slide else "") or field.label)


# ------------------------------------------------------------------ proposals
@dataclass(frozen=True)
class Proposal:
    """A proposal as everybody sees it: never by whom. `support` counts people, for the words as they are now."""

    pk: int
    what: str
    by: str
    support: int
    kept: bool
    is_mine: bool = False  # whether the one phone this is drawn for supports it
    is_blanked: bool = False
    asked: int = 1  # how often its support has started anew
    is_own: bool = False  # whether the one phone this is drawn for wrote it

    @property
    def support_id(self) -> str:
        """Another one after each new start, so that no phone goes on marking what it was for before."""
        return f"for-{self.pk}-{self.asked}"

    @property
    def change_id(self) -> str:
        return f"change-{self.pk}"

    @property
    def keep_id(self) -> str:
        return f"keep-{self.pk}"

    @property
    def blank_id(self) -> str:
        return f"blank-{self.pk}"

    @property
    def other(self) -> str:
        """What pressing the button would say: "1" for it, "" no longer."""
        return "" if self.is_mine else "1"


def who_and_when(who: str, by_when: date | None, by_when_text: str) -> str:
    """“Panel chair, by 12 February 2027, before the summer”, as much as is known."""
    when = _("by %(date)s") % {"date": date_format(by_when, "j F Y")} if by_when else ""
    return ", ".join(part for part in (who, when, by_when_text) if part)


def proposals(live: LiveSession, level: str, me: Participant | None = None, *, with_blanked: bool = False) -> list[Proposal]:
    """The proposals of a level, oldest first: new ones come at the end, and support never moves one."""
    rows = ActionPoint.objects.filter(live=live, level=level).annotate(supporters=Count("support")).order_by("pk")
    if not with_blanked:
        rows = rows.filter(is_blanked=False)
    mine = set(Support.objects.filter(who=me, point__live=live).values_list("point_id", flat=True)) if me else set()
    return [
        Proposal(
            row.pk,
            row.what,
            who_and_when(row.who, row.by_when, row.by_when_text),
            row.supporters,
            row.kept,
            row.pk in mine,
            row.is_blanked,
            row.asked,
            me is not None and row.writer_id == me.pk,
        )
        for row in rows
    ]


# ------------------------------------------------------------------ the plan
def plan_of(live: LiveSession) -> SharedPlan:
    """What the room writes beside the proposals; an empty one until somebody has."""
    return SharedPlan.objects.filter(live=live).first() or SharedPlan(live=live)


def text_of(plan: SharedPlan, name: str) -> str:
    """A text of the plan as it is shown; a date in words."""
    if name == FOLLOW_UP:
        return date_format(plan.follow_up_date, "l j F Y") if plan.follow_up_date else ""
    return str(getattr(plan, name))


def version_of(plan: SharedPlan, name: str = VERSION) -> int:
    """How new the whole board is, or one text of the plan."""
    return int(plan.versions.get(name, 0))


def plan_texts(live: LiveSession, plan: SharedPlan, level: str) -> list[dict[str, Any]]:
    """The texts of a level with their labels."""
    slide = slide_of(live)
    blanked = plan.versions.get(BLANKED, {})
    return [
        {
            "name": field.name,
            "label": label_of(slide, field),
            "text": text_of(plan, field.name),
            "is_blanked": field.name in blanked,
            "link_id": f"write-{field.name}",
            "blank_id": f"blank-{field.name}",
        }
        for field in PLAN.values()
        if field.level == level
    ]


# ------------------------------------------------------------------ the piece
def boards(live: LiveSession, me: Participant | None = None) -> dict[str, Any]:
    """Both boards for phones: for everybody, or with one phone's own marks."""
    plan = plan_of(live)
    return {
        "live": live,
        "board_version": version_of(plan),
        "is_for_all": me is None,
        "boards": {
            level.value: {"level": level.value, "proposals": proposals(live, level, me), "texts": plan_texts(live, plan, level)}
            for level in SHARED
        },
    }


def drawn(shown: dict[str, Any]) -> str:
    """What `boards` gives, ready to be put in place by id."""
    return render_to_string("exercises/next-steps/_news.html", shown | {"news": True, "oob": True})


def news_html(live: LiveSession, me: Participant) -> str:
    """Both boards for one phone, with its own marks."""
    return drawn(boards(live, me))


def piece(run: SlideRun) -> Piece:
    """What everybody's phone shows of the boards now."""
    shown = boards(run.live)
    return Piece(ADDRESS, shown["board_version"], drawn(shown))


def on_the_big_screen(live: LiveSession, level: str) -> dict[str, Any]:
    """At most three proposals of a level, in their order: the kept ones and the newest; and how many more there are."""
    found = proposals(live, level)
    kept = [proposal for proposal in found if proposal.kept][:MOST_SHOWN]
    open_ones = [proposal for proposal in found if not proposal.kept]
    newest = open_ones[max(0, len(open_ones) - (MOST_SHOWN - len(kept))) :]
    shown = sorted([*kept, *newest], key=lambda proposal: proposal.pk)
    return {"shown": shown, "total": len(found), "more": len(found) - len(shown)}
