"""A facilitator and a room of phones on the product, as thin as they can be: each does what its page's script does, and draws nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from bench.crowd import Answer, Crowd, Data, Line, now

HIDDEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
TOKEN = re.compile(rb'"X-CSRFToken": "(\w+)"')
PULSE = re.compile(rb'id="pulse"[^>]*data-revision="(\d+)" data-base="(\d+)"')
CATCH_UP = 0.3  # seconds within which a page asks for what it has missed, once its socket is open


Choice = tuple[list[int], bool]


def crumbs(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def keep(cookies: dict[str, str], answer: Answer) -> None:
    """Take the cookies a response sets."""
    for value in answer.header(b"set-cookie"):
        name, _, rest = value.partition(b"=")
        cookies[name.decode()] = rest.split(b";", 1)[0].decode()


def token_in(expression: re.Pattern[bytes], page: bytes) -> str:
    found = expression.search(page)
    return found[1].decode() if found else ""


class Wave:
    """A push on its way to so many phones."""

    def __init__(self, expected: int) -> None:
        self.expected, self.began = expected, now()
        self.times: list[float] = []
        self.text = b""

    def arrived(self, text: bytes, at: float) -> None:
        self.times.append(at - self.began)
        self.text = self.text or text

    @property
    def is_done(self) -> bool:
        return len(self.times) >= self.expected


class Phone:
    """One participant's phone."""

    def __init__(self, crowd: Crowd, port: int, number: int, key: str) -> None:
        self.crowd, self.port, self.key = crowd, port, key
        self.chance = random.Random(number)  # noqa: S311 the same room again
        self.cookies: dict[str, str] = {}
        self.cookie, self.token = "", ""
        self.shown, self.turn = 0, 0
        self.began, self.ready = 0.0, 0.0
        self.socket: Line | None = None
        self.http: Line | None = None
        self.wrong = 0  # answers that were not what they should be
        self.given: Choice | None = None  # the last choice that was sent, and whether as a ballot

    # ------------------------------------------------------------------ coming in
    def join(self, code: str) -> None:
        """Code, promise, seat, page, socket, first look; then `ready` says when."""
        self.began = now()

        def post(fields: Data, then: Callable[[Answer], None]) -> None:
            self.patiently(lambda got: self.line().ask("/", got, cookie=crumbs(self.cookies), data=fields), then)

        def first(answer: Answer) -> None:
            post({"csrfmiddlewaretoken": token_in(HIDDEN, answer.body), "code": code}, promise)

        def promise(answer: Answer) -> None:
            post({"csrfmiddlewaretoken": token_in(HIDDEN, answer.body), "code": code, "agreed": "1"}, seated)

        def seated(answer: Answer) -> None:
            self.wrong += answer.status != 302
            self.patiently(lambda got: self.line().ask(f"/w/{self.key}/", got, cookie=crumbs(self.cookies)), page)

        def page(answer: Answer) -> None:
            self.wrong += answer.status != 200
            self.cookie, self.token = crumbs(self.cookies), token_in(TOKEN, answer.body)
            self.see(answer.body)
            self.open(catch_up=0.0)

        self.patiently(lambda got: self.line().ask("/", got), first)

    def patiently(self, ask: Callable[[Callable[[Answer], None]], None], then: Callable[[Answer], None]) -> None:
        """Ask, and while many are at the door at once ask again after two seconds, as the page does by itself and as people do."""

        def got(answer: Answer) -> None:
            keep(self.cookies, answer)
            if answer.status == 503:
                self.crowd.later(2.0 + self.chance.random(), lambda: ask(got))
            else:
                then(answer)

        ask(got)

    def open(self, catch_up: float = CATCH_UP) -> None:
        """Open the socket; once it is open, look whether anything was missed, after so many seconds at most."""
        self.ready = 0.0
        self.socket = Line(self.crowd, self.port)
        self.socket.on_text = self._pushed
        self.socket.on_lost = lambda: self.crowd.later(0.5, self.open)

        def opened(answer: Answer) -> None:
            self.wrong += answer.status != 101
            self.crowd.later(catch_up * self.chance.random(), self._look_soon)

        self.socket.upgrade(f"/live/phones/{self.key}/?seen={self.shown}", opened, self.cookie)

    def _pushed(self, text: bytes, _at: float) -> None:
        self.see(text)
        if self.socket is not None:
            self.socket.on_text = None  # what else comes is counted, not read

    def _look_soon(self) -> None:
        if self.socket is not None and self.socket.heard:
            self.crowd.later(2.0 * self.chance.random(), self._look)
        else:
            self._look()

    def _look(self) -> None:
        self.poll(lambda _answer: setattr(self, "ready", now()))

    def see(self, html: bytes) -> None:
        """Note the revision of what is shown now, and a pulse that asks to look oneself."""
        news = PULSE.search(html)
        if news and b'id="stage"' in html:
            self.shown = max(self.shown, int(news[1]))

    # ------------------------------------------------------------------ asking
    def line(self) -> Line:
        """The connection for asking, kept open as a browser does."""
        if self.http is None or self.http.closed:
            self.http = Line(self.crowd, self.port)
            self.http.on_lost = self._lost
        return self.http

    def _lost(self) -> None:
        """The server ends what is idle for long; while an answer is awaited it must not."""
        self.wrong += self.http is not None and self.http.is_waiting

    def poll(self, answered: Callable[[Answer], None]) -> None:
        """Look whether there is something newer."""

        def got(answer: Answer) -> None:
            self.wrong += answer.status not in {200, 204}
            self.see(answer.body)
            answered(answer)

        self.line().ask(f"/w/{self.key}/stage/?seen={self.shown}&page=bench", got, cookie=self.cookie, headers={"HX-Request": "true"})

    def answer(self, slide: str, picks: list[int], answered: Callable[[Answer], None], *, quiet: bool) -> None:
        """A tick (`quiet`) or a ballot."""
        self.turn += 1
        self.given = picks, not quiet
        fields: Data = {"pick": [str(n) for n in picks], "turn": str(self.turn), **({"quiet": "1"} if quiet else {"sent": "1"})}
        headers = {"HX-Request": "true", "X-CSRFToken": self.token}
        self.line().ask(f"/w/{self.key}/answer/{slide}/", answered, cookie=self.cookie, data=fields, headers=headers)

    def at(self, port: int) -> None:
        """Ask another server from now on."""
        self.hang_up()
        self.port = port

    def hang_up(self) -> None:
        """Close the connection for asking."""
        if self.http is not None:
            self.http.close()
            self.http = None

    def drop(self) -> None:
        """Lose the socket."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None


class Facilitator:
    """Whoever presses the buttons."""

    def __init__(self, crowd: Crowd, port: int, key: str, cookies: dict[str, str]) -> None:
        self.crowd, self.key, self.cookies = crowd, key, dict(cookies)
        self.line = Line(crowd, port)
        self.token, self.revision = "", 0
        page = self._ask(f"/console/{key}/")
        keep(self.cookies, page)
        self.token = token_in(TOKEN, page.body)
        self._note(page)

    def _ask(self, path: str, data: Data | None = None) -> Answer:
        answers: list[Answer] = []
        if self.line.closed:  # the server ends what has been idle for long
            self.line = Line(self.crowd, self.line.port)
        headers = {"HX-Request": "true", "X-CSRFToken": self.token} if data is not None else {}
        self.line.ask(path, answers.append, cookie=crumbs(self.cookies), data=data, headers=headers)
        self.crowd.until(lambda: bool(answers))
        return answers[0]

    def _note(self, answer: Answer) -> None:
        news = PULSE.search(answer.body)
        if answer.status != 200 or news is None:
            raise RuntimeError(f"the console was answered with {answer.status}")
        self.revision = int(news[1])

    def press(self, button: str, phones: list[Phone], **fields: str) -> Wave:
        """Press a button and wait until every phone with a socket has a text, and the press its answer."""
        wave = Wave(len(phones))
        for phone in phones:
            if phone.socket is not None:
                phone.socket.on_text = wave.arrived
        self._note(self._ask(f"/console/{self.key}/{button}/", {"seen": str(self.revision), **fields}))
        self.crowd.until(lambda: wave.is_done)
        return wave

    def screens(self, screen_token: str) -> list[Line]:
        """Open the sockets of the console and of the big screen, which are shown how many have answered."""
        answers: list[Answer] = []
        lines = [Line(self.crowd, self.line.port) for _n in range(2)]
        lines[0].upgrade(f"/live/console/{self.key}/", answers.append, crumbs(self.cookies))
        lines[1].upgrade(f"/live/projector/{screen_token}/", answers.append)
        self.crowd.until(lambda: len(answers) == len(lines))
        return lines
