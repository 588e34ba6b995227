"""The calendar file: the follow-up meeting, and a day for each action point that is due.

Due dates are all-day events and not to-dos, because Outlook and most phones leave to-dos out without a word. Times are UTC, which every
calendar turns into its own. The same point keeps its UID, so that taking the file in again changes an entry instead of adding one.

Escaping and folding are icalendar's. Its components are not used: they weigh each line many times, and a long file would take as long as
a PDF.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar.parser import Contentline
from icalendar.prop import vText

from exercises.exports.cleaning import cleaned
from exercises.exports.report import (
    ActionPointRow,
    Handover,
    Meeting,
    Status,
    dates_only,
    day,
    level_labels,
    name,
    statements,
    what_it_is,
)

FINISHED = frozenset({Status.DONE, Status.LET_GO})


def write(handover: Handover) -> bytes:
    """The follow-up meeting and the due dates as an .ics file, from the whole hand-over.

    Points that are done, let go, only proposed or without a date are left out, and the file says how many. Where `is_empty`, it is a
    calendar without an entry, which the standard does not know and nobody should be given.
    """
    handover = dates_only(cleaned(handover))
    about = " ".join((*statements(handover), *_left_out(handover)))
    return _calendar(handover, [_text("X-WR-CALDESC", about), *_meeting(handover), *_due_days(handover)])


def invitation(handover: Handover) -> bytes:
    """The follow-up meeting alone, to be passed round: its day, place and questions. Without a day it would have no entry."""
    handover = dates_only(cleaned(handover))
    about = _("This is the follow-up alone: its day, its place and its questions.")
    return _calendar(handover, [_text("X-WR-CALDESC", about), *_meeting(handover)])


def is_empty(meeting: Meeting | None, points: Iterable[ActionPointRow]) -> bool:
    """Whether nothing of these has a date to put into a calendar."""
    return not (meeting and meeting.date) and not any(map(_is_due, points))


def _calendar(handover: Handover, lines: list[str]) -> bytes:
    start = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hymn Sheet//Hand-over//EN", _text("X-WR-CALNAME", what_it_is(handover))]
    return "\r\n".join([*start, *lines, "END:VCALENDAR", ""]).encode()


def _text(field: str, words: str) -> str:
    """A line with a text: escaped, and folded to 75 bytes."""
    line: bytes = Contentline(f"{field}:{vText(words).to_ical().decode()}").to_ical()  # type: ignore[no-untyped-call]
    return line.decode()


def _moment(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _date(date: dt.date) -> str:
    """Eight digits. `%Y` would write the year 26 with two."""
    return date.isoformat().replace("-", "")


def _all_day(date: dt.date) -> Iterator[str]:
    yield f"DTSTART;VALUE=DATE:{_date(date)}"
    if date < dt.date.max:  # without an end it is that one day as well
        yield f"DTEND;VALUE=DATE:{_date(date + dt.timedelta(days=1))}"


def _is_due(point: ActionPointRow) -> bool:
    return point.by_when is not None and point.kept and point.status not in FINISHED


def _due(handover: Handover) -> list[ActionPointRow]:
    return [point for point in handover.action_points if _is_due(point)]


def _left_out(handover: Handover) -> Iterator[str]:
    missing = len(handover.action_points) - len(_due(handover))
    if missing:
        yield ngettext(
            "%(count)d action point is not in the calendar: it has no date, or is done, let go or only proposed.",
            "%(count)d action points are not in the calendar: they have no date, or are done, let go or only proposed.",
            missing,
        ) % {"count": missing}


def _meeting(handover: Handover) -> Iterator[str]:
    meeting = handover.meeting
    if not meeting or not meeting.date:
        return
    yield "BEGIN:VEVENT"
    yield _uid(handover, "meeting")
    yield f"DTSTAMP:{_moment(handover.made)}"
    if meeting.starts:
        starts = dt.datetime.combine(meeting.date, meeting.starts, timezone.get_current_timezone())
        yield f"DTSTART:{_moment(starts)}"
        yield f"DTEND:{_moment(starts + dt.timedelta(minutes=meeting.minutes))}"
    else:
        yield from _all_day(meeting.date)
    yield _text("SUMMARY", _("Follow-up: %(title)s") % {"title": name(handover)})
    if meeting.where:
        yield _text("LOCATION", meeting.where)
    if words := _agenda(meeting):
        yield _text("DESCRIPTION", words)
    yield "END:VEVENT"


def _agenda(meeting: Meeting) -> str:
    return "\n".join(f"{number}. {question}" for number, question in enumerate(meeting.agenda, start=1))


def _due_days(handover: Handover) -> Iterator[str]:
    made, labels, due, nobody = f"DTSTAMP:{_moment(handover.made)}", level_labels(), _("Due: %(what)s"), _("Not named")
    about = _("Who: %(who)s\nLevel: %(level)s\nFrom the workshop “%(title)s” on %(date)s")
    workshop = {"title": name(handover), "date": day(handover.date)}
    for point in _due(handover):
        assert point.by_when is not None  # noqa: S101 or it would not be due
        yield "BEGIN:VEVENT"
        yield _uid(handover, point.key or f"{point.level}|{point.what}|{point.who}")
        yield made
        yield from _all_day(point.by_when)
        yield _text("SUMMARY", due % {"what": point.what})
        yield _text("DESCRIPTION", about % {**workshop, "who": point.who or nobody, "level": labels[point.level]})
        yield "TRANSP:TRANSPARENT"  # nobody is busy all day because something is due
        yield "END:VEVENT"


def _uid(handover: Handover, thing: str) -> str:
    """The same for the same thing in every file, and telling nothing: a key of the database could be a key to a page."""
    workshop = handover.key or f"{handover.title}|{handover.date}"
    return f"UID:{uuid.uuid5(uuid.NAMESPACE_URL, f'hymn-sheet|{workshop}|{thing}')}@hymn-sheet"
