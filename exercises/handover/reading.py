"""Every text the team lead would get as somebody wrote it, so that it can be read through before the link goes out.

A text has a name made of what it is, its number and its version: “point-12-3”. Whoever acts on a text that has changed since they read
it finds nothing under that name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from exercises.breakout import board
from exercises.handover import building
from exercises.handover.spotting import pieces
from exercises.models import ActionPoint, Card, Level, Point, SharedPlan
from sessions.models import LiveSession

PLAN = {
    "shared_vision": 2000,
    "critical_reflection": 2000,
    "support_needed": 2000,
    "feed_back_to": 200,
    "feed_back_how": 200,
}


@dataclass(frozen=True)
class Text:
    """A text, the row and field it stands in, the most characters it holds, and whose it is in words."""

    kind: str
    row: Any
    field: str
    version: int
    most: int
    whose: str

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.row.pk}-{self.version}"

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
    """Every text that would reach the lead: shared points, sorted responses, action points, the shared plan."""
    for point in board.shared_points(live):
        yield Text("point", point, "text", point.version, _longest(Point, "text"), _("Shared by %(group)s") % {"group": point.group.name})
    for card in board.shared_cards(live):
        whose = _("A response sorted by %(group)s") % {"group": card.group.name}
        yield Text("response", card, "text", card.version, _longest(Card, "text"), whose)
        if card.belief:
            yield Text("belief", card, "belief", card.version, _longest(Card, "belief"), whose)
    for step in building.points_of(live):
        whose = _("An action point: %(level)s") % {"level": Level(step.level).label}
        for kind, field in (("what", "what"), ("who", "who"), ("since", "progress")):
            if getattr(step, field):
                yield Text(kind, step, field, step.version, _longest(ActionPoint, field), whose)
    plan = SharedPlan.objects.filter(live=live).first()
    for field, most in PLAN.items():
        if plan and getattr(plan, field):
            kind = field.replace("_", "")
            yield Text(kind, plan, field, int(plan.versions.get(field, 0)), most, _("What the room wrote together"))


def _longest(model: type[Point | Card | ActionPoint], field: str) -> int:
    return int(model._meta.get_field(field).max_length or 0)  # type: ignore[union-attr]


def find(live: LiveSession, name: str, *, lock: bool = False) -> Text:
    """The text of this name in this workshop. Raises Http404. `lock`: nobody else changes its row before the transaction ends."""
    found = next((text for text in texts(live) if text.name == name), None)
    if found is None:
        raise Http404
    if lock:
        fresh = type(found.row).objects.select_for_update().filter(pk=found.row.pk).first()
        if fresh is None or (not isinstance(fresh, SharedPlan) and fresh.version != found.version):
            raise Http404
    return found


def doubtful(live: LiveSession) -> list[Text]:
    """Texts that might let somebody be recognised and have not been called fine."""
    fine = set(building.afterwards(live).fine)
    return [text for text in texts(live) if text.is_doubtful and text.name not in fine]
