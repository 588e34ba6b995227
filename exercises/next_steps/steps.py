"""What one person writes for themselves: a reflection and three action points. Theirs alone, until they pass a point on.

Everything is kept as it is typed, field by field, through the drafts' own road; the fields are named `steps.you.reflection` and
`steps.you.1.what` to `steps.you.3.by_when_text`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from exercises import drafts
from exercises.groups.places import place_of
from exercises.models import ActionPoint, Draft, Level, Point, Reflection
from exercises.models.steps import LONGEST_STEP
from sessions import push
from sessions.exercise import Refused
from sessions.models import LiveSession, Participant

PREFIX = "steps.you."
POSITIONS = (1, 2, 3)
LONGEST = {"reflection": 3000, "what": LONGEST_STEP, "who": 80, "by_when_text": 40}
WORDS = ("what", "who", "by_when", "by_when_text")
YEARS = range(2000, 2101)
FIELD = re.compile(r"steps\.you\.(?:(reflection)|([123])\.(what|who|by_when|by_when_text))")
CHANGE_BLOCKS = ("change", "needs", "system")  # keys of the blocks that ask what needs to change


@dataclass(frozen=True)
class Own:
    """One of somebody's three, as a form shows it; empty when nothing has been written there."""

    position: int
    what: str = ""
    who: str = ""
    by_when: date | None = None
    by_when_text: str = ""
    passed_on: bool = False
    version: int = 0

    @property
    def iso(self) -> str:
        """The date as a date field takes it."""
        return self.by_when.isoformat() if self.by_when else ""

    def field(self, name: str) -> str:
        """The name under which a text is kept while it is typed."""
        return f"{PREFIX}{self.position}.{name}"

    @property
    def what_field(self) -> str:
        return self.field("what")

    @property
    def who_field(self) -> str:
        return self.field("who")

    @property
    def date_field(self) -> str:
        return self.field("by_when")

    @property
    def roughly_field(self) -> str:
        return self.field("by_when_text")


# ------------------------------------------------------------------ reading
def rows_of(who: Participant, *, lock: bool = False) -> list[ActionPoint]:
    """The rows of somebody's own action points, in their order."""
    rows = ActionPoint.objects.select_for_update() if lock else ActionPoint.objects.all()
    return list(rows.filter(writer=who, level=Level.YOU).order_by("position"))


def three_of(who: Participant | None) -> list[Own]:
    """Somebody's three, written or not."""
    rows = {row.position: row for row in rows_of(who)} if who else {}
    return [shown(n, rows[n]) if n in rows else Own(n) for n in POSITIONS]


def shown(position: int, row: ActionPoint) -> Own:
    """A row as a form shows it."""
    return Own(position, row.what, row.who, row.by_when, row.by_when_text, row.passed_on, row.version)


def reflection_of(who: Participant | None) -> str:
    """Somebody's reflection."""
    return Reflection.objects.filter(who=who).values_list("text", flat=True).first() or "" if who else ""


def writing(live: LiveSession) -> int:
    """How many people have begun to write for themselves: a number, never who."""
    has_step = ActionPoint.objects.filter(writer=OuterRef("pk"), level=Level.YOU)
    has_reflection = Reflection.objects.filter(who=OuterRef("pk")).exclude(text="")
    return Participant.objects.filter(Q(Exists(has_step)) | Q(Exists(has_reflection)), live=live, removed_at=None).count()


# ------------------------------------------------------------------ writing
def keep(who: Participant, field: str, text: str) -> None:
    """Keep one field as it is typed. Raises `Refused` for a field that is not there, and for a text longer than fits."""
    found = FIELD.fullmatch(field)
    if found is None:
        raise Refused("", status=400)
    name = found[1] or found[3]
    if len(text) > LONGEST.get(name, 10):
        raise Refused("", status=400)
    if name == "reflection":
        _row, is_new = Reflection.objects.update_or_create(who=who, defaults={"text": text})
    else:
        value = read_date(text) if name == "by_when" else text
        is_new = write(who, int(found[2]), {name: value})
    if is_new:
        push.counts(who.live)


def read_date(text: str) -> date | None:
    """A date as a date field sends it; None for an empty one. Raises `Refused` for anything else."""
    if not text:
        return None
    try:
        read = date.fromisoformat(text)
    except ValueError:
        raise Refused("", status=400) from None
    if read.year not in YEARS:
        raise Refused("", status=400)
    return read


def write(who: Participant, position: int, values: Mapping[str, Any]) -> bool:
    """Change one of somebody's three; True when it is new. A point without words is passed on to nobody.

    Other words are another version: who has read the point through, or has it open for editing, is told.
    """
    row, is_new = ActionPoint.objects.get_or_create(writer=who, level=Level.YOU, position=position, defaults={"live_id": who.live_id})
    values = dict(values)
    if not values.get("what", row.what).strip():
        values["passed_on"] = False
    if any(getattr(row, name) != value for name, value in values.items() if name in WORDS):
        values["version"] = row.version + 1
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return is_new


@transaction.atomic
def write_all(
    who: Participant, reflection: str, three: Mapping[int, Mapping[str, Any]], seen: Mapping[int, int] | None = None
) -> list[Own]:
    """Keep a whole form at once. What is on its way from a page that knew less does not undo it.

    `seen` is position → version as the form showed it. Where somebody else (a facilitator who reads through, the team lead) has put
    other words there since, nothing at all is kept, and what stands there now is given: an empty list means that everything is kept.
    """
    if seen and (theirs := [own for own in changed_since(who, seen) if differs(own, three[own.position])]):
        return theirs
    if reflection or Reflection.objects.filter(who=who).exists():
        Reflection.objects.update_or_create(who=who, defaults={"text": reflection})
    for position, values in three.items():
        if any(values.values()) or ActionPoint.objects.filter(writer=who, level=Level.YOU, position=position).exists():
            write(who, position, values)
    for draft in Draft.objects.filter(who=who, field__startswith=PREFIX):
        drafts.clear(who, draft.field, draft.turn + 1)
    push.counts(who.live)
    return []


def changed_since(who: Participant, seen: Mapping[int, int]) -> list[Own]:
    """Those of somebody's three that are no longer as a form showed them. Until the transaction ends nobody else changes them."""
    rows = {row.position: row for row in rows_of(who, lock=True)}
    return [shown(n, row) for n, row in rows.items() if n in seen and row.version != seen[n]]


def differs(own: Own, values: Mapping[str, Any]) -> bool:
    """Whether a form says something else than what stands there now."""
    return any(getattr(own, name) != value for name, value in values.items() if name in WORDS)


@transaction.atomic
def pass_on(who: Participant, position: int, on: bool) -> None:
    """Add one of somebody's three to what the team lead gets, or take it back, which needs no reason."""
    row = ActionPoint.objects.filter(writer=who, level=Level.YOU, position=position).first()
    if row is None or not row.what.strip():
        if on:
            raise Refused(_("There is nothing in it yet. Write what you will do, then add it."), title=_("One thing first"))
        return
    row.passed_on = on
    row.save(update_fields=["passed_on"])


# ------------------------------------------------------------------ from a group's answers
def answers_of(who: Participant | None) -> list[Point]:
    """What the group somebody sits in has written about what needs to change."""
    group = place_of(who)
    if group is None:
        return []
    return [point for point in group.points.order_by("pk") if point.block.rpartition("/")[2] in CHANGE_BLOCKS and not point.is_blanked]


@transaction.atomic
def from_answer(who: Participant, point_id: int) -> int:
    """Make an action point of somebody's own of an answer of their group; its position. Twice the same is once.

    Raises Http404 for a point that is not such an answer, `Refused` when all three are written.
    """
    point = next((point for point in answers_of(who) if point.pk == point_id), None)
    if point is None:
        raise Http404
    text = Truncator(point.text).chars(LONGEST_STEP)
    three = three_of(who)
    already = next((own.position for own in three if own.what == text), None)
    if already:
        return already
    free = next((own.position for own in three if not own.what.strip()), None)
    if free is None:
        raise Refused(_("Your three are written. Empty one first, then press again."), title=_("All three are full"))
    write(who, free, {"what": text})
    field = Own(free).what_field
    drafts.clear(who, field, drafts.turn_after(drafts.of(who).get(field)))
    push.counts(who.live)
    return free


drafts.keep_elsewhere(PREFIX, keep)
