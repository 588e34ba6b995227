"""The Word file: real headings, lists and tables, in A4, to be edited further.

Nothing but text goes into a run: no field, link or picture can come from what people wrote. Table rows are built from elements directly,
because python-docx looks through the whole table for each cell and a long file would take minutes.
"""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph
from lxml.etree import _Element

from exercises.exports.cleaning import cleaned
from exercises.exports.outline import Block, Bullets, Cell, Column, Facts, Heading, LeanBar, Paragraph, Table, outline
from exercises.exports.report import Approach, Handover, language, statements, what_it_is

INK, SECOND, RULE = "1E2230", "4C4F5E", "D9CDB6"
SERIF, SANS = "Georgia", "Arial"  # on every machine, or replaced by something alike
WIDTH = 170  # mm of text on a line of A4

# Word's own shading patterns over the colours. Both is neither colour: where a reader draws no patterns, it must not look like one of them.
PAPER, OCHRE, TEAL = "FFFCF5", "A3670F", "177B80"
SHADING = {
    Approach.BEHAVIOUR: ("thinDiagStripe", PAPER, OCHRE),
    Approach.ECOLOGICAL: ("pct20", PAPER, TEAL),
    Approach.BOTH: ("horzStripe", PAPER, SECOND),
}


def write(handover: Handover) -> bytes:
    """The hand-over as a .docx file."""
    handover = cleaned(handover)
    document = Document()
    _set_up(document, handover)
    told = outline(handover)
    _paragraph(document, told.eyebrow, "Subtitle")
    _paragraph(document, told.title, "Title")
    for block in told.blocks:
        _add(document, block)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


# ------------------------------------------------------------------ the file


def _set_up(document: WordDocument, handover: Handover) -> None:
    about = document.core_properties
    about.title = what_it_is(handover)
    about.subject = ""
    about.author = about.last_modified_by = "Hymn Sheet"
    about.comments = statements(handover)[0][:255]
    about.keywords = ""
    about.language = language()
    about.created = about.modified = handover.made.astimezone(dt.UTC).replace(tzinfo=None)

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(20)
    page.footer.is_linked_to_previous = False
    foot = page.footer.paragraphs[0]
    foot.text = what_it_is(handover) + "\t"
    foot.paragraph_format.tab_stops.clear_all()
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), 2)
    foot._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))

    _styles(document)
    # The language of every text, and the way today's Word lays out a page.
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), language())
    settings = document.settings.element
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    for lang in settings.iter(qn("w:themeFontLang")):
        lang.set(qn("w:val"), language())
    for key, relation in list(document.part.package.rels.items()):  # the picture of somebody else's empty page
        if relation.reltype.endswith("/thumbnail"):
            document.part.package.rels.pop(key)


def _styles(document: WordDocument) -> None:
    styles = document.styles
    looks = (
        ("Normal", SANS, 10.5, False, INK, 0, 6),
        ("Title", SERIF, 26, True, INK, 0, 10),
        ("Subtitle", SANS, 10, False, SECOND, 0, 2),
        ("Heading 1", SERIF, 16, True, INK, 18, 6),
        ("Heading 2", SERIF, 12.5, True, INK, 12, 4),
        ("Heading 3", SERIF, 11, True, SECOND, 10, 4),
        ("List Bullet", SERIF, 10.5, False, INK, 0, 4),
        ("List Number", SERIF, 10.5, False, INK, 0, 4),
        ("Footer", SANS, 8.5, False, SECOND, 0, 0),
    )
    styles.add_style("Quiet", WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    styles.add_style("Table text", WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    styles.add_style("Table bar", WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    more = (
        ("Quiet", SANS, 9.5, False, SECOND, 0, 4),
        ("Table text", SANS, 10, False, INK, 2, 2),
        ("Table bar", SANS, 5, False, INK, 0, 3),
    )
    for name, font, size, bold, colour, above, below in looks + more:
        style = styles[name]
        assert isinstance(style, ParagraphStyle)  # noqa: S101 all of these are
        style.font.name, style.font.size, style.font.bold, style.font.italic = font, Pt(size), bold, False
        style.font.color.rgb = RGBColor.from_string(colour)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
        _name_fonts(style.element.get_or_add_rPr().get_or_add_rFonts(), font)
        if (link := style.element.find(qn("w:link"))) is not None:  # the same look for a few words of it
            twin = styles.element.get_by_id(link.get(qn("w:val")))
            for look in twin.findall(qn("w:rPr")):
                twin.remove(look)
            twin.append(deepcopy(style.element.find(qn("w:rPr"))))
    for fonts in styles.element.find(qn("w:docDefaults")).iter(qn("w:rFonts")):
        _name_fonts(fonts, SANS)
    bar = styles["Table bar"]
    assert isinstance(bar, ParagraphStyle)  # noqa: S101 as above
    bar.paragraph_format.line_spacing = Pt(7)
    title = styles["Title"].element.get_or_add_pPr()
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)


def _name_fonts(fonts: _Element, font: str) -> None:
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # would win over the font named here
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(script), font)


# ------------------------------------------------------------------ its parts


def _add(document: WordDocument, block: Block) -> None:
    match block:
        case Heading():
            _paragraph(document, block.text, f"Heading{block.level}")
        case Paragraph():
            _paragraph(document, block.text, "Quiet" if block.quiet else "Normal")
        case Facts():
            for name, words in block.items:
                fact = _paragraph(document, "", "Normal")
                fact.paragraph_format.space_after = Pt(2)
                fact.add_run(f"{name}: ")
                fact.add_run(words).bold = True
        case Bullets():
            _list(document, block)
        case LeanBar():
            _lean(document, block)
        case Table():
            _table(document, block)


def _paragraph(document: WordDocument, text: str, style: str) -> WordParagraph:
    """A paragraph at the end, with the style's id: looking a style up by its name reads through all of them each time."""
    paragraph = document.add_paragraph(text)
    paragraph._p.style = style
    return paragraph


def _list(document: WordDocument, block: Bullets) -> None:
    for text, whose in block.items:
        entry = _paragraph(document, text, "ListNumber" if block.numbered else "ListBullet")
        if whose:
            _second(entry, f" ({whose})")


def _second(paragraph: WordParagraph, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.color.rgb = RGBColor.from_string(SECOND)
    run.font.size = Pt(9)


def _lean(document: WordDocument, block: LeanBar) -> None:
    """Three shaded paragraphs, as wide as their share. The words above them have said it already."""
    shares = ((Approach.BEHAVIOUR, block.lean.behaviour), (Approach.BOTH, block.lean.both), (Approach.ECOLOGICAL, block.lean.ecological))
    start = 0.0
    for approach, picks in shares:
        share = picks / (block.lean.picks or 1)
        if picks:
            bar = _paragraph(document, "", "Tablebar")
            bar._p.get_or_add_pPr().extend(_bar(approach, start, share, WIDTH))
        start += share


def _bar(approach: Approach | None, start: float, share: float, width: float) -> list[_Element]:
    """Shading and indents that make an empty paragraph a bar: from `start`, `share` of `width` millimetres."""
    pattern, colour, fill = SHADING[approach] if approach else ("clear", INK, INK)
    left, right = round(start * width * 56.7), round(max(0.0, 1 - start - share) * width * 56.7)
    return [
        parse_xml(f'<w:shd {nsdecls("w")} w:val="{pattern}" w:color="{colour}" w:fill="{fill}"/>'),
        parse_xml(f'<w:ind {nsdecls("w")} w:left="{left}" w:right="{right}"/>'),
    ]


def _table(document: WordDocument, block: Table) -> None:
    total = sum(column.width for column in block.columns)
    width = WIDTH if total >= 10 else WIDTH / 2  # a few narrow columns do not fill the page
    widths = [round(width * 56.7 * column.width / total) for column in block.columns]
    table = parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblW w:w='{sum(widths)}' w:type='dxa'/><w:tblBorders>"
        f"<w:top w:val='single' w:sz='4' w:space='0' w:color='{RULE}'/><w:bottom w:val='single' w:sz='4' w:space='0' w:color='{RULE}'/>"
        f"<w:insideH w:val='single' w:sz='4' w:space='0' w:color='{RULE}'/></w:tblBorders><w:tblLayout w:type='fixed'/>"
        "<w:tblCellMar><w:left w:w='60' w:type='dxa'/><w:right w:w='60' w:type='dxa'/></w:tblCellMar>"
        "<w:tblLook w:val='0620' w:firstRow='1' w:lastRow='0' w:firstColumn='0' w:lastColumn='0' w:noHBand='1' w:noVBand='1'/>"
        "<w:tblCaption/></w:tblPr><w:tblGrid/></w:tbl>"
    )
    table.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}").set(qn("w:val"), block.caption)
    grid = table.find(qn("w:tblGrid"))
    for width in widths:
        grid.append(parse_xml(f"<w:gridCol {nsdecls('w')} w:w='{width}'/>"))
    rows = _Rows(block.columns, widths)
    table.append(rows.heading())
    for cells in block.rows:
        table.append(rows.row(cells))
    document.element.body.insert_element_before(table, "w:sectPr")
    after = _paragraph(document, "", "Tablebar")
    after.paragraph_format.space_after = Pt(2)


class _Rows:
    """Rows of one table: empty cells are made once for each column and copied for each row."""

    def __init__(self, columns: tuple[Column, ...], widths: list[int]) -> None:
        self.columns, self.widths = columns, widths
        self.empty = [_empty_cell(column, width) for column, width in zip(columns, widths, strict=True)]

    def heading(self) -> _Element:
        row = parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr></w:tr>")
        for column, empty in zip(self.columns, self.empty, strict=True):
            cell = deepcopy(empty)
            _say(cell[-1], column.label, "<w:b/>")
            row.append(cell)
        return row

    def row(self, cells: tuple[Cell, ...]) -> _Element:
        row = OxmlElement("w:tr")
        for cell, empty, width in zip(cells, self.empty, self.widths, strict=True):
            made = deepcopy(empty)
            _say(made[-1], cell.text)
            if cell.quiet:
                second = deepcopy(empty[-1])
                _say(second, cell.quiet, f"<w:color w:val='{SECOND}'/><w:sz w:val='17'/>")
                made.append(second)
            if cell.share:
                bar = parse_xml(f"<w:p {nsdecls('w')}><w:pPr><w:pStyle w:val='Tablebar'/></w:pPr></w:p>")
                bar[0].extend(_bar(cell.mark, 0, cell.share, (width - 120) / 56.7))
                made.append(bar)
            row.append(made)
        return row


def _empty_cell(column: Column, width: int) -> _Element:
    align = "<w:jc w:val='right'/>" if column.number else ""
    return parse_xml(
        f"<w:tc {nsdecls('w')}><w:tcPr><w:tcW w:w='{width}' w:type='dxa'/></w:tcPr>"
        f"<w:p><w:pPr><w:pStyle w:val='Tabletext'/>{align}</w:pPr></w:p></w:tc>"
    )


def _say(paragraph: _Element, text: str, look: str = "") -> None:
    """Add text to a paragraph in one run. Line ends and tabs become Word's own."""
    run = parse_xml(f"<w:r {nsdecls('w')}><w:rPr>{look}</w:rPr></w:r>") if look else OxmlElement("w:r")
    run.text = text
    paragraph.append(run)
