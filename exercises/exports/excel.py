"""The Excel file: the action points as a real table with real dates, “About” beside it, and the rest of the report on further sheets.

Every text is written as text: a formula or a link can only be something Excel shows, never something it runs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from io import BytesIO

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exercises.exports.cleaning import cleaned
from exercises.exports.outline import meeting_when
from exercises.exports.report import Handover, approach_label, level_labels, statements, status_labels, title, what_it_is

LONGEST = 32_767  # what a cell holds, in UTF-16 units

Value = str | int | dt.date | None
Columns = Sequence[tuple[str, int]]  # heading and width, in characters


def write(handover: Handover) -> bytes:
    """The hand-over as an .xlsx file."""
    handover = cleaned(handover)
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as book:
        made = handover.made.astimezone(dt.UTC).replace(tzinfo=None)
        book.set_properties({"title": what_it_is(handover), "author": "Hymn Sheet", "created": made})
        _Sheets(book).fill(handover)
    return file.getvalue()


class _Sheets:
    """The sheets of one file and the looks they share."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.words: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.date: Format = book.add_format({"num_format": "d mmmm yyyy", "valign": "top", "align": "left"})
        self.number: Format = book.add_format({"valign": "top"})
        self.heading: Format = book.add_format({"bold": True, "valign": "top", "bottom": 2, "text_wrap": True})
        self.tables = 0

    def fill(self, handover: Handover) -> None:
        levels, states, yes, no = level_labels(), status_labels(), _("Yes"), _("Only proposed")
        self.table(
            _("Action points"),
            [
                (_("Level"), 14),
                (_("What"), 60),
                (_("Who"), 24),
                (_("By when"), 18),
                (_("By when, in words"), 22),
                (_("Progress"), 14),
                (_("Settled on"), 12),
                (_("Since then"), 40),
            ],
            (
                (
                    levels[p.level],
                    p.what,
                    p.who,
                    p.by_when,
                    p.by_when_text,
                    states[p.status],
                    yes if p.kept else no,
                    p.since,
                )
                for p in handover.action_points
            ),
        )
        self.about(handover)
        if handover.vote:
            self.table(
                _("The vote"),
                [(_("Number"), 9), (_("Option"), 60), (_("Approach"), 18), (_("Picks"), 9)],
                ((o.number, o.label, approach_label(o.approach), o.picks) for o in handover.vote.options),
            )
        if handover.sorting:
            self.table(
                _("The sorting"),
                [
                    (_("Number"), 9),
                    (_("Option"), 60),
                    (_("On the list"), 18),
                    (_("Behaviour-based"), 18),
                    (_("Both"), 9),
                    (_("Ecological"), 12),
                    (_("Not sure"), 10),
                ],
                ((o.number, o.label, approach_label(o.approach), o.behaviour, o.both, o.ecological, o.unsure) for o in handover.sorting),
            )
        if handover.barriers is not None:
            self.table(
                _("What makes this hard"),
                [(_("Tag"), 24), (_("Notes"), 24)],
                ((b.tag, _("Too few to show") if b.count is None else b.count) for b in handover.barriers),
            )
        if handover.shared_points:
            self.table(
                _("What groups shared"),
                [(_("Heading"), 36), (_("Point"), 70), (_("Group"), 24)],
                ((p.block, p.text, p.group) for p in handover.shared_points),
            )
        self.follow_up(handover)
        if handover.feedback is not None:
            self.table(
                _("Feedback"),
                [(_("Question"), 50), (_("Answer"), 24), (_("People"), 9)],
                ((q.question, answer, count) for q in handover.feedback for answer, count in q.answers),
            )

    def follow_up(self, handover: Handover) -> None:
        rows: list[tuple[str, str]] = []
        if meeting := handover.meeting:
            rows += [(_("When"), meeting_when(meeting)), (_("Where"), meeting.where), (_("Our shared vision"), meeting.vision)]
            rows += [(_("How we build in reflection"), meeting.reflection)]
            rows += [(_("Agenda"), question) for question in meeting.agenda]
        if asks := handover.asks:
            rows += [(_("What would help"), ask) for ask in asks.support]
            rows += [(_("Feed back to"), asks.feed_back_to), (_("How"), asks.how)]
        if rows:
            self.table(_("Follow-up"), [(_("What"), 30), (_("In words"), 80)], rows)

    def about(self, handover: Handover) -> None:
        """What the file is, as a table, so that it reads like the other sheets."""
        rows: list[tuple[str, Value]] = [(_("Workshop"), title(handover)), (_("Held"), handover.date)]
        rows += [(_("Minutes"), handover.minutes)] if handover.minutes else []
        rows += [(_("People"), handover.people)] if handover.people is not None else []
        rows += [(_("Questions"), handover.question_set)] if handover.question_set else []
        rows += [(_("Facilitated by"), name) for name in handover.facilitators]
        rows += [(_("File made"), handover.made.date())]
        rows += [(_("Original kept until"), handover.kept_until)] if handover.kept_until else []
        rows += [(_("About this file"), sentence) for sentence in statements(handover)]
        self.table(_("About"), [(_("What"), 24), (_("In words"), 90)], rows)

    def table(self, name: str, columns: Columns, rows: Iterable[Sequence[Value]]) -> None:
        """A sheet with one table: headings frozen above it, and a filter on each."""
        sheet: Worksheet = self.book.add_worksheet(name[:31])
        sheet.hide_gridlines(2)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for number, (_heading, width) in enumerate(columns):
            sheet.set_column(number, number, width)
        last = 0
        for last, row in enumerate(rows, start=1):
            for number, value in enumerate(row):
                self.cell(sheet, last, number, value)
        self.tables += 1
        sheet.add_table(
            0,
            0,
            max(last, 1),
            len(columns) - 1,
            {
                "name": f"Table_{self.tables}",
                "style": "Table Style Light 1",
                "banded_rows": False,
                "columns": [{"header": heading, "header_format": self.heading} for heading, _width in columns],
            },
        )

    def cell(self, sheet: Worksheet, row: int, column: int, value: Value) -> None:
        if isinstance(value, dt.date):
            sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), self.date)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.number)
        elif value:
            sheet.write_string(row, column, fitted(value), self.words)


def fitted(text: str) -> str:
    """The text as far as a cell holds it. Where it is cut, the end says so."""
    if len(text) * 2 <= LONGEST or len(text.encode("utf-16-le")) // 2 <= LONGEST:
        return text
    note = " " + _("… Cut here: a cell holds no more. The Word, CSV and JSON files have the whole text.")
    room = (LONGEST - len(note)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + note
