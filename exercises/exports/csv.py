"""The CSV file: one action point a line, for any spreadsheet. UTF-8 with a byte order mark, so that Excel reads the letters right.

A spreadsheet takes a cell that begins with =, +, - or @ for a formula. Such a text gets an apostrophe in front, which spreadsheets
show as nothing or as an apostrophe, but never run.
"""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _

from exercises.exports.cleaning import cleaned
from exercises.exports.report import Handover, action_points_only, level_labels, name, statements, status_labels

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠﹢﹣﹫−|%")
_HIDDEN = (
    " \u00a0\u3000\ufeff\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2066\u2067\u2068\u2069\u00ad"
)


def write(handover: Handover) -> bytes:
    """The action points as a .csv file. What the file is stands in its last columns, on every line, so that it stays a plain table."""
    handover = action_points_only(cleaned(handover))
    about = " ".join(statements(handover))
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    headings = [
        _("Level"),
        _("What"),
        _("Who"),
        _("By when"),
        _("By when, in words"),
        _("Progress"),
        _("Settled on"),
        _("Since then"),
    ]
    writer.writerow([*headings, _("Workshop"), _("Held"), _("Original kept until"), _("About this file")])
    held, kept_until = handover.date.isoformat(), handover.kept_until.isoformat() if handover.kept_until else ""
    of_the_file = [inert(name(handover)), held, kept_until, inert(about)]
    levels, states, yes, no = level_labels(), status_labels(), _("Yes"), _("Only proposed")
    for point in handover.action_points:
        own = [
            levels[point.level],
            point.what,
            point.who,
            point.by_when.isoformat() if point.by_when else "",
            point.by_when_text,
            states[point.status],
            yes if point.kept else no,
            point.since,
        ]
        writer.writerow([*map(inert, own), *of_the_file])
    if not handover.action_points:
        writer.writerow([*[""] * len(headings), *of_the_file])  # or nothing would say what the file is, nor that there are none
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def inert(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet could take it for a formula, hidden marks and spaces ahead of it or not."""
    start = text.lstrip(_HIDDEN)
    return f"'{text}" if not _FORMULA.isdisjoint((text[:1], start[:1])) else text
