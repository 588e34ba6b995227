"""The PDF, opened by pikepdf for its structure and by pypdf for its words."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import pytest

from exercises.exports import pdf, report
from tests.exercises.exports.handovers import whole_workshop
from tests.exercises.exports.readers import pdf_text, squeezed


def tags(element: Any) -> Iterator[str]:
    """The structure of a PDF, depth first."""
    if isinstance(element, pikepdf.Array):
        for part in element:
            yield from tags(part)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield str(element["/S"])
        if "/K" in element:
            yield from tags(element["/K"])


def test_it_is_tagged_and_says_that_it_is_pdf_ua() -> None:
    with pikepdf.open(io.BytesIO(pdf.write(whole_workshop()))) as read:
        assert read.check_pdf_syntax() == []
        assert bool(read.Root.MarkInfo.Marked) is True
        assert str(read.Root.Lang) == "en-GB"
        assert bool(read.Root.ViewerPreferences.DisplayDocTitle) is True
        with read.open_metadata() as about:
            assert (about["pdfuaid:part"], about["dc:title"]) == ("1", "Workshop report: Tidewell panel, 14 January 2027")
        found = Counter(tags(read.Root.StructTreeRoot))
        assert [found[f"/{name}"] for name in ("H1", "H2", "H3", "Table", "THead", "L")] == [9, 7, 1, 8, 8, 4]
        assert found["/TH"] == 29
        assert "/Figure" not in found  # bars and marks repeat what the words beside them say


def test_it_holds_no_links_scripts_or_files() -> None:
    with pikepdf.open(io.BytesIO(pdf.write(whole_workshop()))) as read:
        for thing in read.objects:
            if isinstance(thing, pikepdf.Dictionary):
                assert not {"/URI", "/JS", "/Launch", "/EmbeddedFile", "/GoToR"} & {
                    *thing.keys(),
                    str(thing.get("/S", "")),
                    str(thing.get("/Type", "")),
                }


def test_it_says_what_was_written() -> None:
    handover = report.action_points_only(whole_workshop())
    text = pdf_text(pdf.write(handover))
    for point in handover.action_points:
        for words in (point.what, point.who, point.by_when_text, point.since):
            assert squeezed(words) in text
    for sentence in report.statements(handover):
        assert squeezed(sentence) in text
    assert squeezed("12 February 2027 Begun") in text


def test_the_report_shows_each_count_beside_its_words() -> None:
    text = pdf_text(pdf.write(whole_workshop()))
    for words in (
        "24 people made 50 picks: 20 behaviour-based, 13 both, 17 ecological.",
        "Taking a taxi home rather than walking Behaviour-based 13",
        "Power 9",
        "Youth work is asked last, if there is time. (Window table)",
        "Feed back to: The safeguarding board",
        "Partly 6",
    ):
        assert squeezed(words) in text


def test_two_files_of_the_same_things_are_the_same() -> None:
    assert pdf.write(whole_workshop()) == pdf.write(whole_workshop())


def test_what_the_fonts_cannot_draw_is_named_and_the_file_says_so() -> None:
    text = pdf_text(pdf.write(whole_workshop(title="Panel 🌊 漢")))
    assert squeezed("Panel [water wave] [U+6F22]") in text
    assert squeezed("its name stands in square brackets") in text
    assert squeezed("its name stands in square brackets") not in pdf_text(pdf.write(whole_workshop()))


def test_a_typesetter_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "LONGEST", 0)
    with pytest.raises(pdf.CouldNotWrite, match="took too long"):
        pdf.write(whole_workshop())


def test_a_moment_with_parts_of_a_second_is_as_good_as_any() -> None:
    made = dt.datetime(2027, 1, 14, 11, 2, 3, 456789, tzinfo=ZoneInfo("Europe/London"))
    assert pdf.write(dataclasses.replace(whole_workshop(), made=made))[:5] == b"%PDF-"
