"""Which action points are showing: the filters of the lead's page, which its copies keep to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.models import ActionPoint, Level

SOON_DAYS = 14
DUE: dict[str, str | Promise] = {
    "soon": gettext_lazy("In the next two weeks"),
    "past": gettext_lazy("Past its date"),
    "none": gettext_lazy("No date yet"),
}
FINISHED = frozenset({ActionPoint.Status.DONE, ActionPoint.Status.LET_GO})


def due(point: ActionPoint, today: date) -> str:
    """How a point stands with its date: "soon", "past", "none", or "" when there is time or nothing left to do."""
    if point.status in FINISHED:
        return ""
    if point.by_when is None:
        return "" if point.by_when_text else "none"
    if point.by_when < today:
        return "past"
    return "soon" if point.by_when <= today + timedelta(days=SOON_DAYS) else ""


@dataclass(frozen=True)
class Showing:
    """What was asked for; an empty text means all."""

    level: str = ""
    who: str = ""
    due: str = ""
    progress: str = ""

    @classmethod
    def asked(cls, query: QueryDict) -> Showing:
        """The filters in an address; what makes no sense is left out."""
        level, when, progress = query.get("level", ""), query.get("due", ""), query.get("progress", "")
        return cls(
            level=level if level in Level.values else "",
            who=query.get("who", "")[:80],
            due=when if when in DUE else "",
            progress=progress if progress in ActionPoint.Status.values else "",
        )

    @property
    def is_all(self) -> bool:
        return self == Showing()

    @property
    def query(self) -> str:
        """The same filters for another address, with its question mark."""
        asked = {name: value for name, value in vars(self).items() if value}
        return f"?{urlencode(asked)}" if asked else ""

    def of(self, points: Sequence[ActionPoint], today: date) -> list[ActionPoint]:
        """The points to show, in the order they came."""
        return [
            point
            for point in points
            if (not self.level or point.level == self.level)
            and (not self.who or point.who == self.who)
            and (not self.due or due(point, today) == self.due)
            and (not self.progress or point.status == self.progress)
        ]

    def note(self, shown: int, all_of_them: int) -> str:
        """What a copy says about points it leaves out; "" when it has all."""
        if shown == all_of_them:
            return ""
        return _("This copy holds the %(shown)d of %(all)d action points that were showing when it was made.") % {
            "shown": shown,
            "all": all_of_them,
        }
