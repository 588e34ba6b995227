"""What a phone fetches at its first visit, without a browser: the pages, and each file they name once, as a browser keeps it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import brotli  # type: ignore[import-untyped]

from bench.crowd import Answer, Crowd, Data, Line
from bench.room import HIDDEN, crumbs, keep, token_in

KINDS = {"stylesheet", "icon", "apple-touch-icon", "manifest", "modulepreload", "preload"}
IN_FILES = {  # what a file fetches in turn
    "css": re.compile(r"""url\(\s*["']?([^"')]+)"""),
    "js": re.compile(r"""(?:^|[\s;}])(?:import|export)\b[^"'();]*["']([^"']+)["']"""),
}


@dataclass
class Load:
    """What came over the wire: heads and packed bodies."""

    pages: int = 0
    redirects: int = 0
    files: dict[str, int] = field(default_factory=dict)  # path → bytes
    size: int = 0  # bytes in all

    @property
    def requests(self) -> int:
        return self.pages + self.redirects + len(self.files)


class Named(HTMLParser):
    """The files a page names."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.files: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and KINDS & set((given.get("rel") or "").split()):
            self.files.append(given.get("href") or "")
        elif tag in {"script", "img"}:
            self.files.append(given.get("src") or "")


class Visitor:
    """Somebody with a code and an empty cache."""

    def __init__(self, crowd: Crowd, port: int) -> None:
        self.crowd, self.line = crowd, Line(crowd, port)
        self.cookies: dict[str, str] = {}
        self.load = Load()

    def open(self, path: str, data: Data | None = None) -> str:
        """A page with all its files; where it leads elsewhere, that page. Raises `RuntimeError` when there is none."""
        answer = self._ask(path, data)
        if answer.status == 302:
            self.load.redirects += 1
            return self.open(answer.header(b"location")[0].decode())
        self.load.pages += 1
        html = unpacked(answer)
        for name in Named(html).files:
            self._fetch(urljoin(path, name))
        return html

    def _fetch(self, path: str) -> None:
        path = urlsplit(path)._replace(fragment="").geturl()
        if not path.startswith("/") or path in self.load.files:
            return
        before = self.load.size
        self.load.files[path] = 0
        text = unpacked(self._ask(path))
        self.load.files[path] = self.load.size - before
        further = IN_FILES.get(urlsplit(path).path.rpartition(".")[2])
        for name in further.findall(text) if further else ():
            self._fetch(urljoin(path, name))

    def _ask(self, path: str, data: Data | None = None) -> Answer:
        answers: list[Answer] = []
        self.line.ask(path, answers.append, cookie=crumbs(self.cookies), data=data, headers={"Accept-Encoding": "gzip, deflate, br"})
        self.crowd.until(lambda: bool(answers))
        keep(self.cookies, answers[0])
        self.load.size += len(answers[0].head) + 4 + len(answers[0].body)
        if answers[0].status not in {200, 302}:
            raise RuntimeError(f"{path} was answered with {answers[0].status}")
        return answers[0]


def unpacked(answer: Answer) -> str:
    """The text of a response."""
    packing = b"".join(answer.header(b"content-encoding"))
    unpack = {b"br": brotli.decompress, b"gzip": gzip.decompress}.get(packing, bytes)
    return bytes(unpack(answer.body)).decode()


def visits(crowd: Crowd, port: int, code: str) -> Iterator[Load]:
    """The first page; then the same with all that follows, to the first slide: the code, the promise, the slide."""
    visitor = Visitor(crowd, port)
    html = visitor.open("/")
    yield Load(visitor.load.pages, visitor.load.redirects, dict(visitor.load.files), visitor.load.size)
    for agreed in ({}, {"agreed": "1"}):
        html = visitor.open("/", {"csrfmiddlewaretoken": token_in(HIDDEN, html.encode()), "code": code, **agreed})
    if 'id="stage"' not in html:
        raise RuntimeError("the way in did not lead to a slide")
    yield visitor.load
    visitor.line.close()
