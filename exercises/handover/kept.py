"""What is kept of a workshop, as what, and until when: the promise people were given, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises.handover.building import kept_until
from sessions.actions.purging import PRIVATE_DAYS
from sessions.models import LiveSession


@dataclass(frozen=True)
class Kept:
    """One kind of thing. `until` is a day, or says when in words."""

    what: str
    how: str
    until: str


def kept(live: LiveSession) -> list[Kept]:
    """A row for each kind of thing people leave behind."""
    whole = day(kept_until(live)) or ngettext("%(n)d day after the end", "%(n)d days after the end", live.kept_days) % {"n": live.kept_days}
    days = min(PRIVATE_DAYS, live.kept_days)
    private = day(timezone.localdate(live.ended_at + timedelta(days=days)) if live.ended_at else None) or ngettext(
        "%(n)d day after the end", "%(n)d days after the end", days
    ) % {"n": days}
    at_the_end = _("Gone since the end") if live.is_over else _("When you close")
    return [
        Kept(_("Choices in the vote and the sorting"), _("Totals only. Nobody can find out who chose what."), whole),
        Kept(_("Points shared with the room"), _("As written, with the group’s name"), whole),
        Kept(_("Notes on what makes this hard"), _("How many for each tag, from five notes by five people on. Never the words."), whole),
        Kept(_("Action points"), _("As written. “You” points only where people chose to pass them on."), whole),
        Kept(_("Answers about how it was"), _("Counts for the team lead, from five people on. Free lines for you alone."), whole),
        Kept(_("Unshared group points"), _("Not kept"), at_the_end),
        Kept(_("Where people work"), _("Not kept"), at_the_end),
        Kept(_("Seats, private notes and reflections"), _("For each person alone. Neither you nor the team lead can read them."), private),
    ]


def day(when: date | None) -> str:
    return date_format(when, "j F Y") if when else ""
