"""Every text the team lead would get as somebody wrote it, so that it can be read through before the link goes out.

A text has a name made of what it is, its number and its version: “point-12-3”. Whoever acts on a text that has changed since they read
it finds nothing under that name. Agencies and groups count no versions: a number made of the words stands in for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any
from zlib import crc32

from django.db.models import Model, prefetch_related_objects
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.breakout import board
from exercises.handover import building
from exercises.handover.spotting import pieces
from exercises.models import Group, GroupAgency, Level, SharedPlan
from sessions.models import LiveSession

PLAN = {
    "shared_vision": 2000,
    "critical_reflection": 2000,
    "support_needed": 2000,
    "feed_back_to": 200,
    "feed_back_how": 200,
}


class Out(Enum):
    """What taking a text out does: its words go, or all that hangs on them, or it cannot be done."""

    WORDS = "words"
    ROW = "row"
    NOT = "not"


OUT = {  # the other kinds leave an empty field behind
    "point": (Out.ROW, gettext_lazy("Or take the point out: it is deleted, and nobody gets it.")),
    "agency": (Out.ROW, gettext_lazy("Or take the agency off the list: it is deleted with its lean, and nobody gets it.")),
    "response": (Out.ROW, gettext_lazy("Or take the whole response out: it is deleted with the belief it rests on, and nobody gets it.")),
    "what": (Out.ROW, gettext_lazy("Or take the whole action point out: it is deleted with who and by when, and nobody gets it.")),
    "group": (Out.NOT, ""),
}
ONLY_THE_WORDS = gettext_lazy("Or take these words out: they are deleted, and the rest of what they belong to stays.")


@dataclass(frozen=True)
class Text:
    """A text, the row and field it stands in, the most characters it holds, and whose it is in words."""

    kind: str
    row: Any
    field: str
    most: int
    whose: str

    @property
    def version(self) -> int:
        return version_of(self.row, self.field)

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.row.pk}-{self.version}"

    @property
    def out(self) -> Out:
        """What taking it out does."""
        return OUT.get(self.kind, (Out.WORDS, ""))[0]

    @property
    def out_words(self) -> str:
        """The same for whoever is about to do it; "" where it cannot be done."""
        return str(OUT.get(self.kind, (Out.WORDS, ONLY_THE_WORDS))[1])

    @property
    def is_optional(self) -> bool:
        """Whether it may be empty."""
        return self.out is Out.WORDS

    @property
    def is_one_line(self) -> bool:
        """Whether it is a name, which has no line ends."""
        return isinstance(self.row, (Group, GroupAgency))

    @property
    def words(self) -> str:
        return str(getattr(self.row, self.field))

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The words in pieces, and whether each might name somebody."""
        return pieces(self.words)

    @property
    def is_doubtful(self) -> bool:
        return any(is_spot for _piece, is_spot in self.pieces)


def texts(live: LiveSession) -> Iterator[Text]:
    """Every text that would reach the lead: shared points, agencies and sorted responses, their groups, action points, the shared plan."""
    groups: dict[int, Group] = {}
    for kind, row, field, whose in _of_groups(live):
        groups[row.group_id] = row.group
        yield Text(kind, row, field, _longest(row, field), whose % {"group": row.group.name})
    for group in groups.values():
        yield Text("group", group, "name", _longest(group, "name"), _("The name of a group"))
    for step in building.points_of(live):
        whose = _("An action point: %(level)s") % {"level": Level(step.level).label}
        for kind, field in (("what", "what"), ("who", "who"), ("when", "by_when_text"), ("since", "progress")):
            if getattr(step, field):
                yield Text(kind, step, field, _longest(step, field), whose)
    plan = SharedPlan.objects.filter(live=live).first()
    for field, most in PLAN.items():
        if plan and getattr(plan, field):
            yield Text(field.replace("_", ""), plan, field, most, _("What the room wrote together"))


def _of_groups(live: LiveSession) -> Iterator[tuple[str, Any, str, str]]:
    """What groups shared: its kind, row and field, and whose it is with a place for the group's name."""
    for point in board.shared_points(live):
        yield "point", point, "text", _("Shared by %(group)s")
    agencies = [agency for listed in board.shared_agencies(live).values() for agency in listed]
    prefetch_related_objects(agencies, "group")
    for agency in agencies:
        yield "agency", agency, "name", _("On the list of agencies of %(group)s")
    for card in board.shared_cards(live):
        yield "response", card, "text", _("A response sorted by %(group)s")
        if card.belief:
            yield "belief", card, "belief", _("A response sorted by %(group)s")


def _longest(row: Model, field: str) -> int:
    return int(row._meta.get_field(field).max_length or 0)  # type: ignore[union-attr]


def version_of(row: Model, field: str) -> int:
    """A number that is another one as soon as the words of this field are."""
    if isinstance(row, SharedPlan):
        return int(row.versions.get(field, 0))
    if isinstance(row, (Group, GroupAgency)):
        return crc32(row.name.encode())
    return int(row.version)  # type: ignore[attr-defined]


def find(live: LiveSession, name: str, *, lock: bool = False) -> Text:
    """The text of this name in this workshop. Raises Http404. `lock`: nobody else changes its row before the transaction ends."""
    found = next((text for text in texts(live) if text.name == name), None)
    if found is None:
        raise Http404
    if lock:
        fresh = type(found.row).objects.select_for_update().filter(pk=found.row.pk).first()
        if fresh is None or version_of(fresh, found.field) != found.version:
            raise Http404
    return found


def doubtful(live: LiveSession) -> list[Text]:
    """Texts that might let somebody be recognised and have not been called fine."""
    fine = set(building.afterwards(live).fine)
    return [text for text in texts(live) if text.is_doubtful and text.name not in fine]
