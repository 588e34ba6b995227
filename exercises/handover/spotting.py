"""Words that might name somebody, found by simple patterns. A hint for whoever reads through: it misses some and doubts others."""

from __future__ import annotations

import re

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_PATTERNS = (
    re.compile(rf"\b(?:{MONTHS})\s+{_DAY}\b(?:,?\s+\d{{4}})?|\b{_DAY}\s+(?:of\s+)?(?:{MONTHS})\b(?:\s+\d{{4}})?"),
    re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b"),
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b"),  # a postcode
    re.compile(r"\b\d[\d\s/-]{5,}\d\b"),  # a phone, case or NHS number
    re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|PC|DC|Sgt|Auntie|Uncle)\.?\s+[A-Z][\w’'-]+"),
    re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
)
_CAPITAL = re.compile(r"[A-Z][a-z’'-]*[a-z](?:\s+[A-Z][a-z’'-]*[a-z])*")
_STARTS = re.compile(r"(?:^|[.!?:;•]\s*|\n\s*)[“‘\"'(\[]*$")
_KNOWN = frozenset(
    f"{MONTHS}|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Christmas|Easter|Ramadan|Eid|English|Welsh|British|Police|Health"
    "|Education|Council|School|College|Youth|Social|Care|Community|Safety|Children|Contextual|Safeguarding|Partnership|Board|Panel"
    "|Team|Service|Services|Mondays|Tuesdays|Wednesdays|Thursdays|Fridays|Saturdays|Sundays|Teams|Zoom|Word|Excel".split("|")
)


def spots(text: str) -> list[tuple[int, int]]:
    """Where in a text somebody might be named: (start, end) of each place, in order, none overlapping."""
    found = [match.span() for pattern in _PATTERNS for match in pattern.finditer(text)]
    for match in _CAPITAL.finditer(text):
        words = match[0].split()
        begins = bool(_STARTS.search(text[: match.start()]))
        if begins:  # a first word has a capital anyway
            words = words[1:]
        if words and not _KNOWN.issuperset(words):
            start = match.end() - len(match[0].split(maxsplit=1)[-1]) if begins else match.start()
            found.append((start, match.end()))
    apart: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def pieces(text: str) -> list[tuple[str, bool]]:
    """The text in pieces, and whether each might name somebody."""
    made, at = [], 0
    for start, end in spots(text):
        made += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [(piece, is_spot) for piece, is_spot in [*made, (text[at:], False)] if piece]
