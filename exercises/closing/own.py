"""What one person takes away: their own notes and points, and what the room decided. As data, as days, and as a Word file.

The three choices are not in it: nobody but the phone knows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exercises.barriers.notes import notes_of
from exercises.breakout.board import headings, shared_agencies, shared_cards
from exercises.exports.cleaning import clean
from exercises.groups.places import place_of
from exercises.models import ActionPoint, Level, Point, Reach, SharedPlan
from exercises.next_steps import board, steps
from exercises.next_steps.actions import OWN_DAYS
from sessions.models import LiveSession, Participant


@dataclass(frozen=True)
class Line:
    """A text and a quiet word about it, which may be empty."""

    text: str
    aside: str = ""


@dataclass(frozen=True)
class Part:
    """Some lines below a heading."""

    heading: str
    lines: tuple[Line, ...]


# ------------------------------------------------------------------ until when
def last_day(live: LiveSession) -> date:
    """The day of the session's end; today as long as it has not ended."""
    return timezone.localdate(live.ended_at) if live.ended_at else timezone.localdate()


def own_until(live: LiveSession) -> date:
    """Until when somebody's own things are kept."""
    return last_day(live) + timedelta(days=min(OWN_DAYS, live.kept_days))


def shared_until(live: LiveSession) -> date:
    """Until when what was shared is kept."""
    return last_day(live) + timedelta(days=live.kept_days)


# ------------------------------------------------------------------ what there is
def own_points(who: Participant) -> list[ActionPoint]:
    """Somebody's own action points that say something."""
    return [row for row in steps.rows_of(who) if row.what.strip()]


def group_points(live: LiveSession, who: Participant) -> list[Point]:
    """What the group somebody sits in has written; after the end only what it shared."""
    group = place_of(who)
    if group is None:
        return []
    points = group.points.order_by("pk")
    return list(points.filter(reach=Reach.ROOM) if live.is_over else points)


def parts_of(live: LiveSession, who: Participant) -> list[Part]:
    """Everything somebody may take away, below headings; what is empty is left out."""
    known = headings(live.deck_id)
    found = [
        Part(_("My reflection"), lines_of(steps.reflection_of(who))),
        Part(
            _("My action points"),
            tuple(Line(row.what, board.who_and_when(row.who, row.by_when, row.by_when_text)) for row in own_points(who)),
        ),
        Part(
            _("My private notes"),
            tuple(Line(own.note.text or ", ".join(own.labels), ", ".join(own.labels) if own.note.text else "") for own in notes_of(who)),
        ),
        Part(_("My group’s points"), tuple(Line(point.text, known.get(point.block, "")) for point in group_points(live, who))),
    ]
    plan = board.plan_of(live)
    for level in board.SHARED:
        proposed = [
            Line(proposal.what, ", ".join(part for part in (proposal.by, _("kept by the room") if proposal.kept else "") if part))
            for proposal in board.proposals(live, level)
        ]
        found.append(Part(str(level.label), tuple(proposed + plan_lines(live, plan, level))))
    return [part for part in found if part.lines]


def plan_lines(live: LiveSession, plan: SharedPlan, level: str) -> list[Line]:
    """What the room wrote together on a level beside its action points. What was blanked stands elsewhere."""
    return [Line(text["text"], text["label"]) for text in board.plan_texts(live, plan, level) if text["text"]]


def lines_of(text: str) -> tuple[Line, ...]:
    """One line of a text, or none of an empty one."""
    return (Line(text),) if text.strip() else ()


def facts(live: LiveSession, who: Participant) -> dict[str, Any]:
    """How much there is of each kind."""
    return {
        "notes": len(notes_of(who)),
        "own_points": len(own_points(who)),
        "group_points": len(group_points(live, who)),
        "shared": ActionPoint.objects.filter(live=live, level__in=board.SHARED, is_blanked=False).count(),
    }


# ------------------------------------------------------------------ what the team lead gets
def going_on(live: LiveSession, who: Participant) -> list[dict[str, Any]]:
    """Everything the team lead will get that this person wrote: what it is, and how it is taken back."""
    found = [
        {
            "kind": "step",
            "number": row.position,
            "text": row.what,
            "by": _("Your action point. Without your name."),
            "when": board.who_and_when(row.who, row.by_when, row.by_when_text),
        }
        for row in own_points(who)
        if row.passed_on
    ]
    found += [
        {
            "kind": "proposal",
            "number": row.pk,
            "text": row.what,
            "by": _("You proposed it to the room (%(level)s).") % {"level": Level(row.level).label},
            "when": board.who_and_when(row.who, row.by_when, row.by_when_text),
        }
        for row in ActionPoint.objects.filter(live=live, writer=who, level__in=board.SHARED, is_blanked=False).order_by("pk")
    ]
    shared = Point.objects.filter(group__live=live, writer=who, reach=Reach.ROOM, is_blanked=False)
    found += [
        {
            "kind": "point",
            "number": point.pk,
            "text": point.text,
            "by": _("%(group)s shared this point with the room. You wrote it.") % {"group": point.group.name},
            "when": "",
        }
        for point in shared.select_related("group").order_by("pk")
    ]
    return found


def from_group(live: LiveSession, who: Participant) -> list[dict[str, Any]]:
    """What goes on from somebody’s group as well, and anybody in it may take back: the responses and the list of agencies it shared."""
    group = place_of(who)
    if group is None:
        return []
    found: list[dict[str, Any]] = [
        {
            "kind": "response",
            "number": card.pk,
            "text": "\n".join(part for part in (card.text, card.belief) if part),
            "by": _("A response that %(group)s shared with the room.") % {"group": group.name},
        }
        for card in shared_cards(live)
        if card.group_id == group.pk
    ]
    if agencies := shared_agencies(live).get(group.pk):
        names = ", ".join(agency.name for agency in agencies)
        by = _("Who is in your meeting, and how their training leans. %(group)s shared the list.") % {"group": group.name}
        found.append({"kind": "agencies", "number": group.pk, "text": names, "by": by})
    return found


def together(live: LiveSession) -> list[Line]:
    """What the room wrote together beside its action points, which goes on as well."""
    plan = board.plan_of(live)
    return [line for level in board.SHARED for line in plan_lines(live, plan, level)]


# ------------------------------------------------------------------ the Word file
def own_word(live: LiveSession, who: Participant) -> bytes:
    """Somebody's own things as a .docx file with real headings and lists, in the language of the page."""
    from docx import Document  # not before the first file is made
    from docx.oxml.ns import qn
    from docx.shared import Mm

    document = Document()
    about = document.core_properties
    about.title = _("My notes: %(title)s") % {"title": clean(live.title)}
    about.author = about.last_modified_by = "Hymn Sheet"
    about.comments = ""
    about.language = get_language() or "en-gb"
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), about.language)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    document.add_heading(clean(live.title), 0)
    document.add_paragraph(date_format(live.date, "j F Y"))
    document.add_paragraph(_("Your own notes and points. Which three you chose is not in this file: only your phone knows."))
    for part in parts_of(live, who):
        document.add_heading(clean(part.heading), 1)
        for line in part.lines:
            entry = document.add_paragraph(clean(line.text), style="List Bullet")
            if line.aside:
                entry.add_run(f" ({clean(line.aside)})").italic = True
    file = BytesIO()
    document.save(file)
    return file.getvalue()
