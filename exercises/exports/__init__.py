"""The files a team lead takes away: which there are, what they are called, and how to make one.

`FORMATS["word"].write(handover)` gives the bytes; `file_name` and `content_type` go into the answer's headers. The writers and the
libraries behind them are loaded when the first file of a kind is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from exercises.exports.report import Handover


@dataclass(frozen=True)
class Format:
    """One kind of file. `tells_all` is whether it can hold the whole report; the others hold what their button says."""

    slug: str
    label: Promise
    extension: str
    content_type: str
    tells_all: bool = True

    def write(self, handover: Handover) -> bytes:
        """The hand-over, in the shape it has, as a file of this kind. May raise `pdf.CouldNotWrite` for the PDF."""
        made: bytes = import_module(f"exercises.exports.{self.slug}").write(handover)
        return made

    def file_name(self, handover: Handover) -> str:
        """A name for the download, in plain ASCII."""
        from exercises.exports.report import action_points_only, file_name

        return file_name(handover if self.tells_all else action_points_only(handover), self.extension)


_OFFICE = "application/vnd.openxmlformats-officedocument"

FORMATS = {
    one.slug: one
    for one in (
        Format("word", _("Word"), "docx", f"{_OFFICE}.wordprocessingml.document"),
        Format("excel", _("Excel"), "xlsx", f"{_OFFICE}.spreadsheetml.sheet"),
        Format("pdf", _("PDF"), "pdf", "application/pdf"),
        Format("csv", _("CSV"), "csv", "text/csv; charset=utf-8", tells_all=False),
        Format("calendar", _("Calendar"), "ics", "text/calendar; charset=utf-8", tells_all=False),
        Format("json", _("JSON"), "json", "application/json"),
    )
}
