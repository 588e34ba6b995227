"""The same words by every program that opens a file: the format's own reader always, and LibreOffice wherever it is installed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from exercises.exports import csv, excel, word
from exercises.exports.cleaning import clean
from exercises.exports.report import Handover
from tests.exercises.exports import office, readers
from tests.exercises.exports.handovers import whole_workshop
from tests.exercises.exports.test_hostile import ALL_AT_ONCE

SHORT = 1000  # characters: LibreOffice takes minutes over cells of a million


def hostile() -> Handover:
    """A workshop full of harmful texts, without long ones and without what a CSV file says again in every line."""
    points = tuple(point for point in ALL_AT_ONCE.action_points if len(point.what) < SHORT)
    return dataclasses.replace(ALL_AT_ONCE, action_points=points, left_out=())


def missing(handover: Handover, readings: dict[str, str]) -> dict[str, list[str]]:
    """For each reader the action points it does not find in what it read."""
    wanted = [readers.squeezed(clean(point.what)) for point in handover.action_points]
    return {by: lost for by, read in readings.items() if (lost := [what for what in wanted if what not in read])}


def of_readers(by_own: list[str], by_office: dict[str, bytes]) -> dict[str, str]:
    """What each program read, without the places where lines break. LibreOffice is among them where it is installed."""
    readings = {"its own reader": readers.squeezed("".join(by_own))}
    if office.program():
        readings["LibreOffice"] = readers.squeezed("".join(text.decode("utf-8-sig").replace('""', '"') for text in by_office.values()))
    return readings


def test_a_word_file_is_opened_with_every_word_in_it(tmp_path: Path) -> None:
    for n, handover in enumerate((whole_workshop(), hostile())):
        file = word.write(handover)
        own = [text for table in readers.word_tables(file) for row in table for cell in row for text in cell]
        folder = tmp_path / str(n)
        folder.mkdir()
        readings = of_readers(own, office.opened(folder, "file.docx", file, office.WORDS))
        assert len(readings) == (2 if office.program() else 1)
        assert missing(handover, readings) == {}


def test_an_excel_file_is_opened_with_every_word_in_it_and_nothing_worked_out(tmp_path: Path) -> None:
    for n, handover in enumerate((whole_workshop(), hostile())):
        file = excel.write(handover)
        own = [str(value) for rows in readers.excel(file).values() for row in rows for value in row]
        folder = tmp_path / str(n)
        folder.mkdir()
        sheets = office.opened(folder, "file.xlsx", file, office.SHEETS)
        readings = of_readers(own, sheets)
        assert missing(handover, readings) == {}
        assert len(sheets) == (len(readers.excel(file)) if office.program() else 0)


def test_a_csv_file_is_opened_with_every_word_in_it_and_no_formula(tmp_path: Path) -> None:
    for n, handover in enumerate((whole_workshop(), hostile())):
        file = csv.write(handover)
        shown, kept = tmp_path / f"{n}-shown", tmp_path / f"{n}-kept"
        shown.mkdir()
        kept.mkdir()
        own = [cell for row in readers.csv_rows(file) for cell in row]
        assert missing(handover, of_readers(own, office.opened(shown, "file.csv", file, office.SHEETS))) == {}
        for book in office.opened(kept, "file.csv", file, office.BOOK).values():
            assert [cell for part in readers.parts(book).values() for cell in part.iter(f"{readers.MAIN}f")] == []
