"""Texts that would do harm, how they are sent, and how one sees that they did none."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

import html5lib

from exercises.texts import clean
from tests.exercises.exports.hostile import HOSTILE, LONG
from workshop.templatetags.assets import drawing

# If one of these did what it says, an element or an attribute of this name would stand in the page.
MARKS = (
    "<x-harm>", "</p></div></main><x-harm onx-harm=1>", '"><x-harm>', "'><x-harm>", '" x-harm="1', "' x-harm='1", "` x-harm=1",
    "x x-harm=1", "--><x-harm>", "]]><x-harm>", "</textarea><x-harm>", "</title><x-harm>", "</script><x-harm>", "</style><x-harm>",
    "</option></select><x-harm>", "<svg><x-harm>", "<math><x-harm>", "&lt;x-harm&gt;", "&#60;x-harm&#62;", "\\u003cx-harm\\u003e",
    "<x-harm\x00>", "<\x0bx-harm>", "javascript:x-harm()", "<a href='javascript:x-harm()'>x</a>", '" onfocus="x-harm()" autofocus="',
    '" hx-get="/x-harm" hx-trigger="load', '" hx-on:click="x-harm()', "{% x-harm %}", "{{ x-harm }}", "<img src=x onerror=x-harm()>",
    "＜x-harm＞", "<iframe srcdoc='<x-harm>'>", "<template><x-harm></template>", "<x-harm", "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>", "<form action=//evil.example><button>x", "<style>*{display:none}</style>",
)  # fmt: skip
STRINGS: tuple[str, ...] = tuple(dict.fromkeys((*MARKS, *(text for text in HOSTILE if text not in LONG))))
LINK = ("href", "src", "action", "formaction", "hx-get", "hx-post", "srcdoc", "data", "poster")

_TURNS = re.compile("[\\u202a\\u202b\\u202d\\u202e\\u2066-\\u2068]")
_ENDS = re.compile("[\u202c\u2069]")  # of a turned direction


def as_sent(text: str) -> str:
    """How a text arrives: lone surrogates do not survive the way, as with any browser."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def packed(most: int, strings: Iterable[str] = STRINGS, joint: str = " ") -> Iterator[list[str]]:
    """The strings that fit, as many at a time as a field of `most` characters holds."""
    batch: list[str] = []
    length = 0
    for text in map(as_sent, strings):
        size = len(text.replace("\n", "\r\n")) + len(joint) + len(_TURNS.findall(text))  # each turned direction gets an end
        if size > most:
            continue
        if batch and length + size > most:
            yield batch
            batch, length = [], 0
        batch.append(text)
        length += size
    if batch:
        yield batch


def body(**fields: Any) -> str:
    """A form as it travels."""
    return urlencode(fields, doseq=True, errors="surrogatepass")


def squeezed(text: str) -> str:
    """A text without spaces: what is left when lines are broken anew and runs of spaces made one."""
    return re.sub(r"\s", "", text)


def harm(page: str) -> list[str]:
    """What in a page or a fragment came from somebody's words: elements, attributes, handlers, links; and control characters."""
    found = [f"U+{ord(c):04X}" for c in sorted(set(page)) if unicodedata.category(c) == "Cc" and c not in "\n\r\t"]
    root: Any = html5lib.parse(page.replace(drawing("img/mark.svg"), ""), namespaceHTMLElements=False)  # the icon, to the letter
    for element in root.iter():
        if not isinstance(element.tag, str):  # a comment
            found += ["comment"] if "x-harm" in str(element.text) else []
            continue
        if "x-harm" in element.tag or "x-harm" in "".join(element.attrib):
            found.append(f"<{element.tag} {sorted(element.attrib)}>")
        for name, value in element.attrib.items():
            if name.startswith(("on", "hx-on")):
                found.append(f"{element.tag} {name}")
            if name in LINK and (re.match(r"\s*(javascript|data|vbscript):", value, re.IGNORECASE) or "evil.example" in value):
                found.append(f"{element.tag} {name}={value[:40]}")
        if element.tag in {"iframe", "object", "embed", "base"} or (element.tag == "meta" and "evil" in element.get("content", "")):
            found.append(f"<{element.tag}>")
        if element.tag in {"script", "style"} and (element.text or "").strip():
            found.append(f"words in <{element.tag}>")
    return found


def said(page: str) -> str:
    """Every word of a page, also those in fields, squeezed."""
    values = " ".join(html.unescape(value) for value in re.findall(r'\svalue="([^"]*)"', page))
    return squeezed(html.unescape(re.sub(r"<[^>]*>", "", page)) + values)


def missing(page: str, strings: Iterable[str]) -> list[str]:
    """The strings a page does not say as they were written, aside from control characters and from where a turned direction ends.

    That is at the end of its line, so behind the other strings of the same field.
    """
    words = _ENDS.sub("", said(page))
    return [text for text in strings if _ENDS.sub("", squeezed(clean(text))) not in words]
