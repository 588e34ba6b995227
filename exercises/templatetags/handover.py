"""Markup of the hand-over and of the team lead's pages. Load with `{% load handover %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from exercises.exports import report
from exercises.handover.ways import Way
from exercises.models import ActionPoint
from sessions.templatetags.hymnsheet import mark

register = template.Library()

_RING = '<circle class="o" cx="10" cy="10" r="7.5"/>'
_STATES = {
    "not-started": _RING,
    "begun": f'{_RING}<path class="f" d="M10 2.5a7.5 7.5 0 0 1 0 15z"/>',
    "done": '<circle class="f" cx="10" cy="10" r="8.3"/><path d="M6.2 10.3l2.7 2.7 5-5.6" fill="none" class="cut"/>',
    "let-go": '<path d="M4 10h12" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/>',
}


@register.simple_tag
def way_url(way: Way, name: str, *args: Any) -> str:
    """The address of a page on the way somebody came in."""
    return way.url(name, *args)


@register.simple_tag
def state(status: str, number: int | None = None) -> SafeString:
    """The drawing of how far something is; its word stands beside it. `number` gives it an id by which it can be drawn anew."""
    attribute = format_html(' id="state-{}"', number) if number is not None else ""
    return format_html('<svg viewBox="0 0 20 20" aria-hidden="true"{}>{}</svg>', attribute, mark_safe(_STATES[status]))  # noqa: S308 constants


@register.filter
def state_id(status: str) -> str:
    """The id of the button that says where the point that is on stands."""
    return f"last-{status}"


@register.filter
def stands(point: ActionPoint, status: str) -> bool:
    """Whether an action point stands there."""
    return point.status == status


@register.simple_tag
def state_word(status: str) -> str:
    return report.status_labels()[report.Status(status)]


@register.simple_tag
def level_word(level: str) -> str:
    return report.level_labels()[report.Level(level)]


@register.simple_tag
def approach(value: str) -> SafeString:
    """An approach's mark with its name."""
    return format_html('<span class="approach">{} {}</span>', mark(value), report.approach_label(report.Approach(value)))


@register.simple_tag
def lean_in_words(lean: report.Lean) -> str:
    """“36 behaviour-based, 13 both, 23 ecological”."""
    from exercises.exports.outline import lean_words

    return lean_words(lean)


@register.simple_tag
def when_due(point: report.ActionPointRow) -> str:
    return report.by_when(point)


@register.simple_tag
def meeting_when(meeting: report.Meeting) -> str:
    """“12 February 2027, 09:30, 20 minutes”, as much as is known."""
    from exercises.exports import outline

    return outline.meeting_when(meeting)


@register.simple_tag
def about_file(ending: str, whole: bool = False) -> str:
    """What a button gives, and what is not in it."""
    if whole:
        return {
            "docx": _("The whole report, to edit or to paste from."),
            "xlsx": _("The whole report as tables, with real dates and numbers."),
            "pdf": _("The whole report as it is to be printed or passed on."),
            "json": _("The whole report for a program of your own."),
        }[ending]
    return {
        "docx": _("The points as a document to edit. Without the rest of the report."),
        "xlsx": _("The points as a table with real dates. Without the rest of the report."),
        "pdf": _("The points to print or pass on. Without the rest of the report."),
        "csv": _("One point a line, for any spreadsheet. Without the rest of the report."),
        "ics": _("Due dates, and the follow-up with its questions. Without points that are done, let go, only proposed or have no date."),
        "json": _("The points for a program of your own. Without the rest of the report."),
    }[ending]
