"""The hand-over as a document: headings, paragraphs, facts, lists and tables, in reading order.

Word and PDF draw the same outline, so that both say the same. Everything in it is plain text: no block holds markup.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from exercises.exports.cleaning import is_readable
from exercises.exports.report import (
    ActionPointRow,
    Approach,
    Asks,
    Barrier,
    FeedbackQuestion,
    Handover,
    Lean,
    Level,
    Meeting,
    Shape,
    SharedPoint,
    SortedOption,
    Status,
    Vote,
    approach_label,
    by_when,
    counted_minutes,
    counted_people,
    counted_picks,
    day,
    level_labels,
    name,
    none_at_all,
    statements,
    status_labels,
    title,
)


@dataclass(frozen=True)
class Heading:
    """A heading. Level 1 is a section of the file, below the file's own title."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Facts:
    """Names and what they are: “Held: 14 January 2027”."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Bullets:
    """A list. Each entry is a text and a quiet word at its end (whose it is), which may be empty."""

    items: tuple[tuple[str, str], ...]
    numbered: bool = False


@dataclass(frozen=True)
class LeanBar:
    """One bar in three parts: behaviour-based, both, ecological. The words beside it say the same."""

    lean: Lean


@dataclass(frozen=True)
class Cell:
    """A table cell. `quiet` is a second, smaller line; `mark` and `state` are drawn before the text and never instead of it;
    `share` (0 to 1) draws a bar beside a number, with the mark's pattern."""

    text: str
    quiet: str = ""
    mark: Approach | None = None
    state: Status | None = None
    share: float | None = None


@dataclass(frozen=True)
class Column:
    """A column: its heading, its part of the width, and whether it holds numbers."""

    label: str
    width: int
    number: bool = False


@dataclass(frozen=True)
class Table:
    """A table with one row of headings. `caption` says what it is to those who cannot see it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block = Heading | Paragraph | Facts | Bullets | LeanBar | Table


@dataclass(frozen=True)
class Outline:
    """A whole document. `eyebrow` is the line above the title."""

    eyebrow: str
    title: str
    blocks: tuple[Block, ...]


def outline(handover: Handover) -> Outline:
    """The document for a hand-over, in its shape. Takes cleaned data."""
    if handover.shape is Shape.REPORT:
        return Outline(_("Workshop report"), title(handover), tuple(_report(handover)))
    eyebrow = _("From the workshop “%(title)s” on %(date)s") % {"title": name(handover), "date": day(handover.date)}
    return Outline(eyebrow, _("Action points"), tuple(_points_alone(handover)))


def _report(handover: Handover) -> Iterator[Block]:
    yield Facts(tuple(_facts(handover)))
    if handover.vote:
        yield from _vote(handover.vote)
    if handover.sorting:
        yield from _sorting(handover.sorting)
    if handover.barriers is not None:
        yield from _barriers(handover.barriers)
    if handover.shared_points:
        yield from _shared(handover.shared_points)
    yield Heading(_("Action points"))
    if not handover.action_points:
        yield Paragraph(_("None were written, or none were passed on."))
    yield from _action_points(handover.action_points, level=2)
    if handover.meeting:
        yield from _meeting(handover.meeting)
    if handover.asks:
        yield from _asks(handover.asks)
    if handover.feedback is not None:
        yield from _feedback(handover.feedback)
    yield from _about(handover)


def _points_alone(handover: Handover) -> Iterator[Block]:
    kept = Counter(p.status for p in handover.action_points if p.kept)
    if kept:
        words = {"done": kept[Status.DONE], "begun": kept[Status.BEGUN], "to_start": kept[Status.NOT_STARTED]}
        yield Paragraph(_("%(done)d done, %(begun)d begun, %(to_start)d to start.") % words)
    yield from map(Paragraph, none_at_all(handover))
    yield from _action_points(handover.action_points, level=1)
    yield from _about(handover)


def _facts(handover: Handover) -> Iterator[tuple[str, str]]:
    held = day(handover.date)
    if handover.minutes:
        held = _("%(date)s, %(minutes)s") % {"date": held, "minutes": counted_minutes(handover.minutes)}
    yield _("Held"), held
    if handover.facilitators:
        yield _("Facilitated by"), ", ".join(handover.facilitators)
    if handover.people is not None:
        yield _("In the room"), counted_people(handover.people)
    if is_readable(handover.question_set):
        yield _("Questions"), handover.question_set
    if handover.kept_until:
        yield _("Kept until"), day(handover.kept_until)


def lean_words(lean: Lean) -> str:
    """“36 behaviour-based, 13 both, 23 ecological”."""
    return _("%(behaviour)d behaviour-based, %(both)d both, %(ecological)d ecological") % {
        "behaviour": lean.behaviour,
        "both": lean.both,
        "ecological": lean.ecological,
    }


def _vote(vote: Vote) -> Iterator[Block]:
    yield Heading(_("What the room chose"))
    words = {"people": counted_people(vote.people), "picks": counted_picks(vote.picks), "lean": lean_words(vote.lean)}
    yield Paragraph(_("%(people)s made %(picks)s: %(lean)s.") % words)
    yield LeanBar(vote.lean)
    most = max((o.picks for o in vote.options), default=0) or 1
    yield Table(
        _("Picks for each option"),
        (Column(_("Option"), 9), Column(_("Approach"), 4), Column(_("Picks"), 5)),
        tuple(
            (Cell(o.label), Cell(approach_label(o.approach), mark=o.approach), Cell(str(o.picks), mark=o.approach, share=o.picks / most))
            for o in vote.options
        ),
    )


def _sorting(options: Sequence[SortedOption]) -> Iterator[Block]:
    yield Heading(_("How the room sorted the options"))
    yield Paragraph(_("Before the lists were shown, people said which approach each option is. The last column is the list it is on."))
    yield Table(
        _("How many people put each option where"),
        (
            Column(_("Option"), 13),
            Column(_("Behaviour-based"), 6, number=True),
            Column(_("Both"), 4, number=True),
            Column(_("Ecological"), 5, number=True),
            Column(_("Not sure"), 4, number=True),
            Column(_("On the list"), 9),
        ),
        tuple(
            (
                Cell(o.label),
                *(Cell(str(n)) for n in (o.behaviour, o.both, o.ecological, o.unsure)),
                Cell(approach_label(o.approach), mark=o.approach),
            )
            for o in options
        ),
    )


def _barriers(barriers: Sequence[Barrier]) -> Iterator[Block]:
    yield Heading(_("What makes this hard"))
    shown = [b for b in barriers if b.count is not None]
    if shown:
        yield Table(
            _("Notes for each tag"),
            (Column(_("Tag"), 6), Column(_("Notes"), 2, number=True)),
            tuple((Cell(b.tag), Cell(str(b.count))) for b in shown),
        )
    if len(shown) < len(barriers):
        yield Paragraph(_("Tags with fewer than five notes are not shown. Nobody’s words are passed on."), quiet=True)
    else:
        yield Paragraph(_("Only notes that their writers let us count. Nobody’s words are passed on."), quiet=True)


def _shared(points: Sequence[SharedPoint]) -> Iterator[Block]:
    yield Heading(_("What groups shared"))
    for block, under in groupby(points, key=lambda p: p.block):
        if is_readable(block):
            yield Heading(block, 2)
        yield Bullets(tuple((p.text, p.group) for p in under))


def _action_points(points: Sequence[ActionPointRow], *, level: int) -> Iterator[Block]:
    labels = level_labels()
    for whose in dict.fromkeys(p.level for p in points):
        yield Heading(_level_heading(whose), level)
        here = [p for p in points if p.level is whose]
        kept, proposed = [p for p in here if p.kept], [p for p in here if not p.kept]
        if kept:
            yield _table_of_points(kept, labels[whose])
        if proposed:
            yield Heading(_("Also proposed, not settled on"), level + 1)
            yield _table_of_points(proposed, _("%(level)s, also proposed") % {"level": labels[whose]})


def _level_heading(level: Level) -> str:
    return {
        Level.YOU: _("For ourselves"),
        Level.TEAM: _("For the team or meeting"),
        Level.ORGANISATION: _("For the organisation"),
    }[level]


def _table_of_points(points: Sequence[ActionPointRow], whose: str) -> Table:
    since, nobody, states = _("Since then: %(words)s"), _("Not named"), status_labels()
    return Table(
        _("Action points: %(level)s") % {"level": whose},
        (Column(_("What"), 8), Column(_("Who"), 4), Column(_("By when"), 4), Column(_("Progress"), 3)),
        tuple(
            (
                Cell(p.what, quiet=since % {"words": p.since} if p.since else ""),
                Cell(p.who or nobody),
                Cell(by_when(p), quiet=p.by_when_text if p.by_when else ""),
                Cell(states[p.status], state=p.status),
            )
            for p in points
        ),
    )


def _meeting(meeting: Meeting) -> Iterator[Block]:
    yield Heading(_("The follow-up meeting"))
    facts = [(_("When"), meeting_when(meeting))]
    facts += [(_("Where"), meeting.where)] if meeting.where else []
    facts += [(_("Our shared vision"), meeting.vision)] if meeting.vision else []
    facts += [(_("How we build in reflection"), meeting.reflection)] if meeting.reflection else []
    yield Facts(tuple(facts))
    if meeting.agenda:
        yield Heading(_("Agenda"), 2)
        yield Bullets(tuple((question, "") for question in meeting.agenda), numbered=True)


def meeting_when(meeting: Meeting) -> str:
    """“12 February 2027, 09:30, 20 minutes”, as much as is known."""
    if not meeting.date:
        return _("No date yet")
    parts = [day(meeting.date)] + ([f"{meeting.starts:%H:%M}", counted_minutes(meeting.minutes)] if meeting.starts else [])
    return ", ".join(parts)


def _asks(asks: Asks) -> Iterator[Block]:
    yield Heading(_("What would help from the organisation"))
    if asks.support:
        yield Bullets(tuple((ask, "") for ask in asks.support))
    facts = [(_("Feed back to"), asks.feed_back_to)] if asks.feed_back_to else []
    facts += [(_("How"), asks.how)] if asks.how else []
    if facts:
        yield Facts(tuple(facts))


def _feedback(questions: Sequence[FeedbackQuestion]) -> Iterator[Block]:
    yield Heading(_("Feedback"))
    for question in questions:
        if is_readable(question.question):
            yield Heading(question.question, 2)
        yield Table(
            _("Answers: %(question)s") % {"question": question.question},
            (Column(_("Answer"), 6), Column(_("People"), 2, number=True)),
            tuple((Cell(answer), Cell(str(count))) for answer, count in question.answers),
        )


def _about(handover: Handover) -> Iterator[Block]:
    yield Heading(_("About this file"))
    for sentence in statements(handover):
        yield Paragraph(sentence, quiet=True)
