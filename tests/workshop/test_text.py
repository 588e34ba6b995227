"""Deck text as HTML: what comes out, and what never does."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshop.loading import BUILT_IN, read
from workshop.text import clean, document, inline, markdown, quotes

ALLOWED = {
    "p": set(),
    "ul": set(),
    "ol": {"start"},
    "li": set(),
    "strong": set(),
    "em": set(),
    "a": {"href", "rel"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "h5": {"id"},
    "h6": {"id"},
    "blockquote": set(),
    "code": set(),
    "pre": set(),
    "br": set(),
    "hr": set(),
    "table": {"class"},
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope"},
    "td": set(),
}
TAG_LIKE = """
<script>alert(1)</script> § <img src=x onerror=alert(1)> § <svg/onload=alert(1)> § <style>*{}</style> § <a href=javascript:alert(1)>
§ [a](javascript:alert(1)) § [a](JaVaScRiPt:alert(1)) § [a](data:text/html,x) § [a](//evil.example) § [a](https://a.example "t" )
§ [a](https://a.example"onmouseover="x) § ![a](https://a.example/x.png) § <https://a.example> § <javascript:x> § [r]: vbscript:x
§ &#x3c;b&#x3e; § &lt;b&gt; § <!-- § --> § <![CDATA[ § ]]> § <math><mtext></p> § </p> § [r] § {#id .c} § id=x
"""
MARKS = ["# ", "###### ", "- ", "1. ", "7) ", "> ", "    ", "```html\n", "```\n", "| a | b |\n", "|:-:|---|\n", "---\n", "===\n"]
MARKS += ["**", "*", "__", "_", "`", "\n", "\n\n", "\t", "\\", '"', "'", "<", ">", "&", "\x00", "\u00ad", "\u202e"]
PIECES = [piece.strip() for piece in TAG_LIKE.split("§")] + MARKS
hostile = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=25).map("".join)


def elements(html: str) -> list[Element]:
    """What a browser makes of a fragment, as it stands in a page."""
    tree = html5lib.parseFragment(html, container="div", treebuilder="etree", namespaceHTMLElements=False)
    return [element for element in tree.iter() if element is not tree]


def assert_harmless(html: str, allowed: dict[str, set[str]]) -> None:
    for element in elements(html):
        assert element.tag in allowed
        assert set(element.attrib) <= allowed[element.tag]
        if "href" in element.attrib:
            assert element.attrib["href"].split(":", 1)[0].lower() in {"http", "https", "mailto"}
            assert element.attrib["rel"] == "noopener"


@settings(deadline=None)
@given(hostile)
def test_no_text_gets_a_tag_or_attribute_past_the_list(text: str) -> None:
    assert_harmless(markdown(text), ALLOWED)
    assert_harmless(inline(text), {"strong": set(), "em": set()})


@settings(deadline=None)
@given(hostile)
def test_no_document_gets_a_tag_or_attribute_past_the_list_or_an_id_twice(text: str) -> None:
    doc = document("# A title\n\n" + text)

    assert_harmless(doc.lede + doc.body, ALLOWED)
    ids = [element.attrib["id"] for element in elements(doc.body) if "id" in element.attrib]
    assert ids == [heading.anchor for heading in doc.contents]
    assert len(ids) == len(set(ids))


def test_markdown_of_a_slide_becomes_html() -> None:
    assert markdown("Pick your **top 3**.\n\n1. *First*\n2. It's [here](https://a.example/)") == (
        "<p>Pick your <strong>top 3</strong>.</p>\n<ol>\n<li><em>First</em></li>\n"
        '<li>It’s <a href="https://a.example/" rel="noopener">here</a></li>\n</ol>\n'
    )


@pytest.mark.parametrize(
    ("text", "tags"),
    [("# One\n\n## Two", ["h2", "h3"]), ("### One\n\n#### Two", ["h2", "h3"]), ("# One\n\n###### Six", ["h2", "h6"])],
)
def test_headings_in_a_slide_never_rival_the_title_and_keep_their_order(text: str, tags: list[str]) -> None:
    assert [element.tag for element in elements(markdown(text))] == tags


def test_a_table_says_which_cells_name_columns_and_which_name_rows() -> None:
    named = elements(markdown("| | A |\n| --- | --- |\n| **x** | 1 |"))
    plain = elements(markdown("| A | B |\n| --- | --- |\n| x | 1 |"))

    assert [(e.tag, e.attrib.get("scope")) for e in named if e.tag in {"th", "td"}] == [
        ("td", None),
        ("th", "col"),
        ("th", "row"),
        ("td", None),
    ]
    assert [(e.tag, e.attrib.get("scope")) for e in plain if e.tag in {"th", "td"}] == [
        ("th", "col"),
        ("th", "col"),
        ("td", None),
        ("td", None),
    ]


def test_html_in_a_deck_is_shown_as_it_is_typed() -> None:
    assert markdown("<b>bold</b>") == "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"


def test_the_short_wording_knows_two_kinds_of_stress_and_nothing_else() -> None:
    assert inline("**Strong**, *em*, [a](https://a.example), `code`, # <b>") == (
        "<strong>Strong</strong>, <em>em</em>, [a](https://a.example), `code`, # &lt;b&gt;"
    )


def test_straight_quotes_become_typographic_ones() -> None:
    assert quotes("Don't say 'robust' or \"both\" <b>") == "Don’t say ‘robust’ or “both” <b>"
    assert inline("It's **'ecological'**") == "It’s <strong>‘ecological’</strong>"


def test_a_long_text_has_a_title_a_lede_contents_and_a_length() -> None:
    doc = document("# The title\n\nFor *you*.\n\n## One's own\n\nText.\n\n### Below\n\n## One's own\n")

    assert (doc.title, doc.lede, doc.minutes) == ("The title", "For <em>you</em>.", 1)
    assert [(h.level, h.anchor, h.title) for h in doc.contents] == [
        (2, "ones-own", "One’s own"),
        (3, "below", "Below"),
        (2, "ones-own-2", "One’s own"),
    ]
    assert doc.body == ('<h2 id="ones-own">One’s own</h2>\n<p>Text.</p>\n<h3 id="below">Below</h3>\n<h2 id="ones-own-2">One’s own</h2>\n')


def test_every_body_of_the_built_in_deck_is_shown_without_marks_left_over() -> None:
    shown = [markdown(slide["body"]) for slide in read(BUILT_IN)["slides"]]

    assert [html for html in shown if "**" in html or "&lt;" in html or "'" in html] == []
    assert sum("<strong>" in html for html in shown) == 10


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("plain \u200fwords", "plain \u200fwords"),
        ("a\u202eb", "a\u202eb\u202c"),
        ("a\u202eb\u202cc", "a\u202eb\u202cc"),
        ("a\u2067b\u202ac", "a\u2067b\u202ac\u202c\u2069"),
        ("a\u2067b\u202ac\u2069d", "a\u2067b\u202ac\u2069d"),
        ("a\u202eb\nc\u2066", "a\u202eb\u202c\nc\u2066\u2069"),
        ("\u202c\u2069a", "\u202c\u2069a"),
        ("bell\x07 \x00nul\r\ntab\t", "bell nul\ntab\t"),
    ],
)
def test_a_direction_that_is_turned_ends_with_its_line_and_control_characters_go(typed: str, kept: str) -> None:
    assert clean(typed) == kept
    assert clean(kept) == kept
