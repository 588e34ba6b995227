"""The files opened again, by programs that had no part in writing them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook
from pypdf import PdfReader

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def parts(file: bytes) -> dict[str, ElementTree.Element]:
    """Every XML part of an office file, by name. Each must be well-formed."""
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        assert packed.testzip() is None
        return {name: ElementTree.fromstring(packed.read(name)) for name in packed.namelist() if name.endswith((".xml", ".rels"))}  # noqa: S314 ours


def external(file: bytes) -> list[str]:
    """What an office file would fetch or open from elsewhere."""
    return [
        relation.get("Target", "")
        for name, part in parts(file).items()
        if name.endswith(".rels")
        for relation in part
        if relation.get("TargetMode") == "External"
    ]


def paragraph(element: ElementTree.Element) -> str:
    """The text of a Word paragraph."""
    marks = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-"}
    said = ""
    for run in element.iter(f"{W}r"):
        for piece in run:
            said += (piece.text or "") if piece.tag == f"{W}t" else marks.get(piece.tag, "")
    return said


def word_tables(file: bytes) -> list[list[list[list[str]]]]:
    """Tables → rows → cells → paragraphs of a Word file. Empty paragraphs (bars) are left out."""
    body = parts(file)["word/document.xml"]
    return [
        [
            [
                [said for p in cell.iter(f"{W}p") if (said := paragraph(p)) or not len(cell.findall(f"{W}p")) > 1]
                for cell in row.iter(f"{W}tc")
            ]
            for row in table.iter(f"{W}tr")
        ]
        for table in body.iter(f"{W}tbl")
    ]


def word_paragraphs(file: bytes) -> list[tuple[str, str]]:
    """(style, text) of each paragraph outside tables that says something."""
    body = parts(file)["word/document.xml"][0]
    found = []
    for p in body.findall(f"{W}p"):
        style = p.find(f"{W}pPr/{W}pStyle")
        if said := paragraph(p):
            found.append(("Normal" if style is None else style.get(f"{W}val", ""), said))
    return found


def excel(file: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Sheets of an Excel file, with the values of their rows. Dates come as datetimes, empty cells as None."""
    book = load_workbook(io.BytesIO(file))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def csv_rows(file: bytes) -> list[list[str]]:
    """Rows of a CSV file, which must begin with a byte order mark."""
    assert file.startswith(b"\xef\xbb\xbf")
    csv.field_size_limit(10_000_000)
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def pdf_text(file: bytes) -> str:
    """The words of a PDF file, page after page, without the places where lines break."""
    pages = PdfReader(io.BytesIO(file)).pages
    return squeezed("".join(page.extract_text() for page in pages))


def squeezed(text: str) -> str:
    """A text without spaces and marks that cannot be seen: what is left when lines are broken anew."""
    return re.sub(r"[\s\u200b\xad]", "", text)
