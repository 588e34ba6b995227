"""What a team lead takes away, as plain data. Pure: no database, no request; the writers beside this file turn it into files.

Three shapes: the whole report, the action points alone (`action_points_only`) and the dates alone (`dates_only`). Texts are as people
wrote them; every writer starts from `cleaning.cleaned`, so that nothing a file format forbids can reach it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from exercises.exports.cleaning import is_readable

LONGEST_NAME = 120  # letters of a title in a sentence


class Level(StrEnum):
    """Whose action point it is."""

    YOU = "you"
    TEAM = "team"
    ORGANISATION = "organisation"


class Status(StrEnum):
    """How far an action point is."""

    NOT_STARTED = "not-started"
    BEGUN = "begun"
    DONE = "done"
    LET_GO = "let-go"


class Approach(StrEnum):
    """What an option of the vote asks for. The values are those of the decks."""

    BEHAVIOUR = "behaviour-based"
    BOTH = "both"
    ECOLOGICAL = "ecological"


class Shape(StrEnum):
    """What a file holds of the hand-over."""

    REPORT = "report"
    ACTION_POINTS = "action-points"
    CALENDAR = "calendar"


@dataclass(frozen=True, kw_only=True)
class ActionPointRow:
    """One action point. `by_when` is a real date where there is one, `by_when_text` what was typed (“after the summer”)."""

    level: Level
    what: str
    who: str = ""
    by_when: dt.date | None = None
    by_when_text: str = ""
    status: Status = Status.NOT_STARTED
    kept: bool = True  # the room settled on it; otherwise it was only proposed
    since: str = ""  # what has happened since
    key: str = ""  # unchanging, so that a calendar knows the same point again


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """The follow-up. `starts` is local time; without it the day alone is known. `minutes` is how long it lasts."""

    date: dt.date | None = None
    starts: dt.time | None = None
    minutes: int = 20
    where: str = ""
    vision: str = ""
    reflection: str = ""
    agenda: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Asks:
    """What would help from the organisation, who hears about it, and how."""

    support: tuple[str, ...] = ()
    feed_back_to: str = ""
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class SharedPoint:
    """A point that a group showed to the room, under the heading of its questions."""

    group: str
    block: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Option:
    """An option of the vote: how often it was picked, and which list it is on."""

    number: int
    label: str
    approach: Approach
    picks: int


@dataclass(frozen=True, kw_only=True)
class Lean:
    """Picks by approach."""

    behaviour: int
    both: int
    ecological: int

    @property
    def picks(self) -> int:
        return self.behaviour + self.both + self.ecological


@dataclass(frozen=True, kw_only=True)
class Vote:
    """What the room chose. Never by agency: no ballot says where anybody works."""

    options: tuple[Option, ...]
    people: int
    picks: int
    lean: Lean


@dataclass(frozen=True, kw_only=True)
class SortedOption:
    """Where the room put one option, against the list it is on (`approach`)."""

    number: int
    label: str
    approach: Approach
    behaviour: int
    both: int
    ecological: int
    unsure: int


@dataclass(frozen=True, kw_only=True)
class Barrier:
    """A tag of the notes on what makes this hard. `count` is None where it is too small to show."""

    tag: str
    count: int | None


@dataclass(frozen=True, kw_only=True)
class FeedbackQuestion:
    """A question at the close and how often each answer was given."""

    question: str
    answers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class Handover:
    """Everything that may leave the product for the team lead.

    `made` is when the file is made, with its time zone. `minutes` is how long the workshop took. `kept_until` is the day the original
    is deleted, None where nothing is due yet. Parts that are None were not done or may not be shown; `left_out` says why, in sentences,
    for the shape it has, and `points_left_out` which action points are not there, for every shape.
    """

    title: str
    date: dt.date
    made: dt.datetime
    minutes: int | None = None
    people: int | None = None
    kept_until: dt.date | None = None
    question_set: str = ""
    facilitators: tuple[str, ...] = ()
    action_points: tuple[ActionPointRow, ...] = ()
    meeting: Meeting | None = None
    asks: Asks | None = None
    shared_points: tuple[SharedPoint, ...] = ()
    vote: Vote | None = None
    sorting: tuple[SortedOption, ...] | None = None
    barriers: tuple[Barrier, ...] | None = None
    feedback: tuple[FeedbackQuestion, ...] | None = None
    left_out: tuple[str, ...] = ()
    points_left_out: tuple[str, ...] = ()
    shape: Shape = Shape.REPORT
    key: str = ""  # unchanging, for calendars


def action_points_only(handover: Handover) -> Handover:
    """The smaller shape: the action points and nothing else of the report, which it says. Asking twice changes nothing."""
    if handover.shape is Shape.ACTION_POINTS:
        return handover
    return dataclasses.replace(
        handover,
        shape=Shape.ACTION_POINTS,
        meeting=None,
        asks=None,
        shared_points=(),
        vote=None,
        sorting=None,
        barriers=None,
        feedback=None,
        left_out=(
            _(
                "Everything else of the workshop report is left out here, whether or not the report could tell it: the vote, the sorting, "
                "what makes this hard, what groups shared, the follow-up, what would help from the organisation, and how it was."
            ),
        ),
    )


def dates_only(handover: Handover) -> Handover:
    """The shape of the calendar, whose writer picks the dates."""
    return dataclasses.replace(
        handover,
        shape=Shape.CALENDAR,
        left_out=(
            _(
                "Everything else of the workshop report is left out of the calendar, whether or not the report could tell it: the vote, "
                "the sorting, what makes this hard, what groups shared, what would help from the organisation, and how it was."
            ),
        ),
    )


# ------------------------------------------------------------------ words


def level_labels() -> dict[Level, str]:
    return {Level.YOU: _("You"), Level.TEAM: _("Team"), Level.ORGANISATION: _("Organisation")}


def status_labels() -> dict[Status, str]:
    return {
        Status.NOT_STARTED: _("Not started"),
        Status.BEGUN: _("Begun"),
        Status.DONE: _("Done"),
        Status.LET_GO: _("Let go"),
    }


def approach_label(approach: Approach) -> str:
    return {Approach.BEHAVIOUR: _("Behaviour-based"), Approach.BOTH: _("Both"), Approach.ECOLOGICAL: _("Ecological")}[approach]


def day(date: dt.date) -> str:
    """“14 January 2027” in the language of the reader."""
    return _day(date, language())


@lru_cache(maxsize=2048)
def _day(date: dt.date, _language: str) -> str:
    return date_format(date, "j F Y")


def by_when(point: ActionPointRow) -> str:
    """When it is due, in words, whatever is known."""
    if point.by_when:
        return day(point.by_when)
    return point.by_when_text or _("No date yet")


def what_it_is(handover: Handover) -> str:
    """The title of a file: “Action points: Tidewell panel, 14 January 2027”."""
    words = {"title": name(handover), "date": day(handover.date)}
    return {
        Shape.REPORT: _("Workshop report: %(title)s, %(date)s"),
        Shape.ACTION_POINTS: _("Action points: %(title)s, %(date)s"),
        Shape.CALENDAR: _("After the workshop: %(title)s, %(date)s"),
    }[handover.shape] % words


def title(handover: Handover) -> str:
    """The workshop's own title, or a word for it where nothing readable was typed."""
    return handover.title if is_readable(handover.title) else _("Workshop")


def name(handover: Handover) -> str:
    """The title where it is said in passing or on every page: one line, and never a long one."""
    line = " ".join(title(handover).split())
    return line if len(line) <= LONGEST_NAME else f"{line[:LONGEST_NAME].rstrip()}…"


def statements(handover: Handover) -> tuple[str, ...]:
    """What every file says about itself, in sentences: what it is, its date, what is left out, until when the original is kept."""
    words = {"title": name(handover), "date": day(handover.date), "made": day(handover.made.date())}
    first = {
        Shape.REPORT: _("This is the report on the workshop “%(title)s”, held on %(date)s. The file was made on %(made)s."),
        Shape.ACTION_POINTS: _("These are the action points of the workshop “%(title)s”, held on %(date)s. The file was made on %(made)s."),
        Shape.CALENDAR: _("These are the dates from the workshop “%(title)s”, held on %(date)s. The file was made on %(made)s."),
    }[handover.shape] % words
    kept = (
        _("The original is kept until %(date)s and then deleted. This copy is yours to look after.") % {"date": day(handover.kept_until)}
        if handover.kept_until
        else _("No day has been set for deleting the original. This copy is yours to look after.")
    )
    private = _("No file holds private notes, points that groups kept to themselves, what people wrote about the hour, or who chose what.")
    return (first, *none_at_all(handover), *handover.points_left_out, *handover.left_out, private, kept)


def none_at_all(handover: Handover) -> tuple[str, ...]:
    """What a copy of the action points says where it holds none."""
    is_empty = handover.shape is Shape.ACTION_POINTS and not handover.action_points
    return (_("There are no action points in this file."),) if is_empty else ()


def counted_people(number: int) -> str:
    return ngettext("%(number)d person", "%(number)d people", number) % {"number": number}


def counted_minutes(number: int) -> str:
    return ngettext("%(number)d minute", "%(number)d minutes", number) % {"number": number}


def counted_picks(number: int) -> str:
    return ngettext("%(number)d pick", "%(number)d picks", number) % {"number": number}


def language() -> str:
    """The language of the reader as files name it: “en-GB”."""
    base, _dash, region = (get_language() or "en-gb").partition("-")
    return f"{base}-{region.upper()}" if region else base


def file_name(handover: Handover, extension: str) -> str:
    """“hymn-sheet-tidewell-panel-2027-01-14.docx”: plain ASCII, whatever the title says."""
    slug = slugify(handover.title)[:60].strip("-") or "workshop"
    return f"hymn-sheet-{slug}-{handover.date.isoformat()}{'-report' if handover.shape is Shape.REPORT else ''}.{extension}"
