"""Text of a deck as safe HTML: Markdown for slides and long reading, two kinds of stress for the projector.

Whatever the text says, only the tags and attributes listed here come out. Straight quotes become typographic ones.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
INLINE_TAGS = frozenset({"strong", "em"})
BLOCK_TAGS = frozenset({"p", "ul", "ol", "li", "blockquote", "pre", "hr", "table", "thead", "tbody", "tr", "th", "td"})
TAGS = INLINE_TAGS | BLOCK_TAGS | {"a", "code", "br", *HEADINGS}
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}, "th": {"scope"}} | {tag: {"id"} for tag in HEADINGS}
SCHEMES = frozenset({"http", "https", "mailto"})
WORDS_A_MINUTE = 200


def _is_good_link(url: str) -> bool:
    return url.split(":", 1)[0].lower() in SCHEMES if ":" in url else False


def _parser(preset: str) -> MarkdownIt:
    parser = MarkdownIt(preset, {"typographer": True, "html": False}).enable("smartquotes")
    parser.validateLink = _is_good_link  # type: ignore[method-assign]  # the library's own way to set it
    return parser


_LONG = _parser("commonmark").enable("table").disable(["image", "html_inline", "html_block"])
_SHORT = _parser("zero").enable("emphasis")
_PLAIN = _parser("zero")


@dataclass(frozen=True)
class Heading:
    """An entry of a contents list. `level` is 2 to 6; `anchor` is the heading's id."""

    level: int
    anchor: str
    title: str


@dataclass(frozen=True)
class Document:
    """A long text: its title, the paragraph below it, the rest as HTML, the contents, and the minutes it takes to read."""

    title: str
    lede: SafeString
    body: SafeString
    contents: tuple[Heading, ...]
    minutes: int


@lru_cache(maxsize=512)
def markdown(text: str) -> SafeString:
    """A slide's Markdown (CommonMark and tables) as HTML.

    The page around it has the only h1: the topmost headings here become h2, and those below keep their distance.
    """
    tokens = _LONG.parse(text)
    _shift_headings(tokens)
    return _html(tokens)


@lru_cache(maxsize=2048)
def inline(text: str) -> SafeString:
    """One line of the projector's short wording as HTML: `**strong**` and `*em*`, everything else as it is written."""
    return mark_safe(nh3.clean(_SHORT.renderInline(text), tags=set(INLINE_TAGS), attributes={"*": set()}, link_rel=None))  # noqa: S308 cleaned


@lru_cache(maxsize=2048)
def quotes(text: str) -> str:
    """Plain text with typographic quotes and apostrophes. Not HTML: templates still escape it."""
    return _words(_PLAIN.parseInline(text))


@lru_cache(maxsize=16)
def document(text: str) -> Document:
    """A long Markdown text with a title. Its first heading and the paragraph below it are taken out; other headings get ids."""
    tokens = _LONG.parse(text)
    title, lede = "", SafeString("")
    if tokens and tokens[0].type == "heading_open":
        title, tokens = _words(tokens[1:2]), tokens[3:]
    if title and tokens and tokens[0].type == "paragraph_open":
        lede, tokens = _html(tokens[1:2]), tokens[3:]
    _shift_headings(tokens)
    contents = tuple(_anchors(tokens))
    return Document(title, lede, _html(tokens), contents, max(1, math.ceil(len(text.split()) / WORDS_A_MINUTE)))


_OPENS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")


def clean(text: str) -> str:
    """Text without control characters other than newline and tab; line ends as a newline; a turned direction ends with its line.

    Nothing else is changed.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    return text if _OPENS.keys().isdisjoint(text) else "\n".join(map(_closed, text.split("\n")))


def _closed(line: str) -> str:
    """A line whose marks of direction are all closed, so that none of them turns the words that stand after it on a page."""
    still_open: list[str] = []
    for c in line:
        if c in _OPENS:
            still_open.append(_OPENS[c])
        elif c in still_open and (c == "\u2069" or still_open[-1] == c):  # the end of an isolate ends what was opened inside it
            while still_open.pop() != c:
                pass
    return line + "".join(reversed(still_open))


def _shift_headings(tokens: Sequence[Token]) -> None:
    headings = [t for t in tokens if t.type in {"heading_open", "heading_close"}]
    down = 2 - min((int(t.tag[1]) for t in headings), default=2)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) + down, 6)}"


def _anchors(tokens: Sequence[Token]) -> Iterator[Heading]:
    taken: set[str] = set()
    for opening, words in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        title = _words([words])
        wanted = anchor = slugify(title) or "part"
        n = 1
        while anchor in taken:
            n += 1
            anchor = f"{wanted}-{n}"
        taken.add(anchor)
        opening.attrSet("id", anchor)
        yield Heading(int(opening.tag[1]), anchor, title)


def _table_heads(tokens: Sequence[Token]) -> None:
    """Say which cells name columns and which name rows, for screen readers.

    A table whose first corner is empty has the names of its rows in its first column. The corner itself is a plain cell: an empty
    head would be announced.
    """
    rows_are_named = False
    for n, token in enumerate(tokens):
        first = token.type in {"th_open", "td_open"} and tokens[n - 1].type == "tr_open"
        if token.type == "th_open":
            empty = not tokens[n + 1].content.strip()
            if first:
                rows_are_named = empty
            if empty:
                token.tag = tokens[n + 2].tag = "td"
            else:
                token.attrSet("scope", "col")
        elif token.type == "td_open" and first and rows_are_named and tokens[n + 1].content.strip():
            token.tag = tokens[n + 2].tag = "th"
            token.attrSet("scope", "row")


def _html(tokens: list[Token]) -> SafeString:
    _table_heads(tokens)
    html = _LONG.renderer.render(tokens, _LONG.options, {})
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel="noopener",
        clean_content_tags=set(),
        set_tag_attribute_values={"table": {"class": "table"}},
    )
    return mark_safe(clean)  # noqa: S308 cleaned in the line above


def _words(tokens: Sequence[Token]) -> str:
    """The words of inline tokens, without marks."""
    return "".join(
        " " if child.type in {"softbreak", "hardbreak"} and not child.content else child.content
        for token in tokens
        for child in token.children or ()
    )
