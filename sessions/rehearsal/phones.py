"""A simulated phone: it does what a browser with `static/js/live.js` does, without drawing anything.

It comes in with the code and the promise, keeps its seat cookie, opens the socket, polls, drops fragments that are older than what it
shows and fetches its own stage when a push asks for that. What it shows is a revision, a slide and the fragment itself.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

import aiohttp

from sessions.rehearsal.forms import Form
from sessions.rehearsal.listener import listen
from sessions.rehearsal.log import Log
from sessions.rehearsal.site import HIDDEN_TOKEN, NOW, PATIENCE, PULSE, SLIDE, TOKEN, Answer, Data, Site, crumbs, found

SOCKET = re.compile(r'data-socket="([^"]+)"')
POLL = re.compile(r'data-poll="([^"]+)"')
GONE = {4403, 4404, 4410}  # close codes after which a page does not come back
POLL_SECONDS = 8.0  # until a question counts as failed
SOCKET_SECONDS = 5.0  # until a socket that does not open is given up
OVERTAKEN = 2.0  # seconds a push may be later than a poll


class Phone:
    """One participant's phone. It does what it is told; `people.Person` is somebody who holds one."""

    may_be_late = False  # whether an answer that comes after the room has gone on is as it should be

    def __init__(self, site: Site, log: Log, number: int, seed: int) -> None:
        self.site, self.log, self.number = site, log, number
        self.chance = random.Random(f"{seed}-{number}")  # noqa: S311 the same people again for the same seed
        self.cookies: dict[str, str] = {}
        self.page, self.token, self.socket_path, self.poll_path = "", "", "", ""
        self.shown, self.slide, self.stage = 0, "", ""
        self.heard_of = 0
        self.is_open = False
        self.failures = 0
        self.turn = 0
        self.given: dict[str, Data] = {}  # the last answer that was acknowledged, by the address it went to
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._trusted: aiohttp.ClientWebSocketResponse | None = None  # the socket that was open when a poll was last sent
        self._look, self._retry = asyncio.Event(), asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._opened_at = 0.0
        self._page_id = f"{self.chance.getrandbits(48):012x}"
        self.connected = asyncio.Event()

    # -------------------------------------------------------------- coming and going
    async def join(self, code: str) -> bool:
        """Code, promise, seat, page. True when the phone is in; what went wrong is in the log."""
        began = time.perf_counter()
        try:
            first = await self.site.ask("/", self.cookies)
            fields = {"csrfmiddlewaretoken": found(HIDDEN_TOKEN, first.text), "code": code}
            promise = await self.site.ask("/", self.cookies, fields)
            if promise.status != 200:
                self.log.problem(f"the code was answered with {promise.status}")
                return False
            fields = {"csrfmiddlewaretoken": found(HIDDEN_TOKEN, promise.text), "code": code, "agreed": "1"}
            seat = await self.site.ask("/", self.cookies, fields)
            if seat.status != 302 or not seat.location:
                self.log.problem(f"the promise was answered with {seat.status}")
                return False
            self.page = seat.location
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            self.log.problem("coming in failed", error)
            return False
        if not await self.open():
            return False
        self.log.joined.add([time.perf_counter() - began])
        return True

    async def open(self) -> bool:
        """Open the page, as after a reload, and wait for its socket. The seat is in the cookie."""
        try:
            page = await self.site.ask(self.page, self.cookies)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            self.log.problem("the page did not open", error)
            return False
        if page.status != 200:
            self.log.problem(f"the page was answered with {page.status}")
            return False
        self.token, self.socket_path, self.poll_path = found(TOKEN, page.text), found(SOCKET, page.text), found(POLL, page.text)
        self.shown, self.heard_of, self.failures = 0, 0, 0
        self._opened_at = time.perf_counter()
        self._show(page.text)
        self.connected.clear()
        self._look.set()
        self.spawn(self._keep_socket())
        self.spawn(self._keep_polling())
        self.opened()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self.connected.wait()
                return True
        self.log.problem("the socket did not open")
        return False

    def drop(self) -> None:
        """Go away without a word, as a phone that loses its network: no closing frame, no further request."""
        if self._socket is not None:
            raw = self._socket.get_extra_info("socket")
            with suppress(OSError):
                raw.shutdown(2)
        self._stop()

    async def rejoin(self) -> None:
        """Come back: the page again, and what is on now."""
        began = time.perf_counter()
        if await self.open():
            self.log.back.add([time.perf_counter() - began])

    async def leave(self) -> None:
        """Give the seat up and close the page."""
        self._stop()
        with suppress(aiohttp.ClientError, OSError, TimeoutError):
            await self.site.ask(f"{self.page}leave/", self.cookies, {"csrfmiddlewaretoken": self.token})

    async def close(self) -> None:
        """Close the page and keep the seat."""
        self._stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin something that ends with the page."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            self.log.problem("a phone broke", task.exception())

    def _stop(self) -> None:
        self.is_open = False
        for task in tuple(self._tasks):
            if task is not asyncio.current_task():
                task.cancel()

    # -------------------------------------------------------------- what is shown
    def receive(self, html: str, from_socket: bool) -> None:
        """Put a fragment in place, unless it is older than what is shown; the same rules as in live.js."""
        news = PULSE.search(html)
        if news is None:
            self.log.told(self.number, html)
            return
        revision, base = int(news[1]), int(news[2])
        has_stage = 'id="stage"' in html
        if has_stage and (revision < self.shown or (from_socket and revision == self.shown)):
            return
        if not has_stage:
            if revision <= self.shown:
                return
            if self.shown < base:
                asyncio.get_running_loop().call_later(self.chance.random() * 0.3, self._sync)
                return
        self._show(html)

    def _show(self, html: str) -> None:
        news = PULSE.search(html)
        if news is None:
            self.log.problem("a page without a pulse")
            return
        self.shown = int(news[1])
        slide, now = SLIDE.search(html), NOW.search(html)
        if slide:
            self.slide, self.stage = slide[1], html
        elif now:
            self.slide = now[1]
        self.log.arrived(self.number, self.shown, html)
        if slide:
            self.considers(html)

    def opened(self) -> None:
        """For whoever holds the phone: its page is open."""

    def considers(self, html: str) -> None:
        """For whoever holds the phone: it shows another stage."""

    # -------------------------------------------------------------- the poll
    def _sync(self) -> None:
        """Ask now; where a question is on its way already, once more after it."""
        self._look.set()

    def _interval(self) -> float:
        if self.failures:
            return min(0.5 * 2.0 ** (self.failures - 1), 2.0) * (0.5 + self.chance.random() / 2)
        if self.is_open:
            return 15 + self.chance.random() * 5
        return 1.5 if time.perf_counter() - self._opened_at < 10 else 3.0

    async def _keep_polling(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._interval()):
                    await self._look.wait()
            self._look.clear()
            await self._ask()

    async def _ask(self) -> None:
        socket = self._socket if self.is_open else None
        told = f"&heard={self.heard_of}" if self.heard_of > self.shown else ""
        path = f"{self.poll_path}?seen={self.shown}&page={self._page_id}{told}"
        try:
            async with asyncio.timeout(POLL_SECONDS):
                answer = await self.site.ask(path, self.cookies, headers={"HX-Request": "true"})
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            self.log.problem("a poll failed", error)
            self.failures += 1
            return
        if answer.status not in {200, 204}:
            self.log.problem(f"a poll was answered with {answer.status}")
            self.failures += 1
            return
        if self.failures and not self.is_open:
            self._retry.set()  # the server is back: the socket need not wait any longer
        self.failures = 0
        self.log.polled.add([answer.seconds])
        news = PULSE.search(answer.text)
        if news and socket and socket is self._trusted and int(news[1]) > self.shown and int(news[1]) > self.heard_of:
            asyncio.get_running_loop().call_later(OVERTAKEN, self._suspect, socket, int(news[1]))
        self._trusted = socket or self._trusted  # what changed before this socket was there is not its to bring
        if answer.text:
            self.receive(answer.text, from_socket=False)

    def _suspect(self, socket: aiohttp.ClientWebSocketResponse, revision: int) -> None:
        """Give up a socket that has still not brought what a poll brought."""
        if socket is self._socket and self.heard_of < revision:
            self.log.missed += 1
            self.spawn(self._end(socket))

    async def _end(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        await socket.close()

    # -------------------------------------------------------------- the socket
    async def _keep_socket(self) -> None:
        tries = 0
        while True:
            code: int | None = None
            try:
                address = f"{self.site.base}{self.socket_path}?seen={self.shown}"
                headers = {"Cookie": crumbs(self.cookies), "Origin": self.site.base}
                async with asyncio.timeout(SOCKET_SECONDS) as patience, self.site.http.ws_connect(address, headers=headers) as self._socket:
                    patience.reschedule(None)
                    self.is_open, tries = True, 0
                    self.connected.set()
                    self._sync()  # subscribed first, fetched second
                    await listen(self._socket, self._pushed)
                    code = self._socket.close_code
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                self.log.problem("a socket failed", error)
            finally:
                self.is_open, self._socket = False, None
            self._sync()
            if code in GONE:
                return
            tries += 1
            self._retry.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(min(0.5 * 2.0 ** (tries - 1), 8.0) * (0.5 + self.chance.random() / 2)):
                    await self._retry.wait()

    def _pushed(self, html: str) -> None:
        news = PULSE.search(html)
        if news:
            self.heard_of = max(self.heard_of, int(news[1]))
        self.receive(html, from_socket=True)

    # -------------------------------------------------------------- answering
    async def answer(self, action: str, data: Data, *, quiet: bool = False) -> bool:
        """Post an answer with the next turn; True when it was acknowledged."""
        self.turn += 1
        return await self._post(action, {**data, "turn": str(self.turn), **({"quiet": "1"} if quiet else {})}, data)

    async def answer_twice(self, action: str, data: Data) -> bool:
        """The very same post twice at once, as after a nervous second tap."""
        self.turn += 1
        fields = {**data, "turn": str(self.turn)}
        return all(await asyncio.gather(self._post(action, fields, data), self._post(action, fields, data)))

    async def _post(self, action: str, fields: Data, data: Data) -> bool:
        quiet = "quiet" in fields
        try:
            answer = await self.site.ask(action, self.cookies, fields, {"HX-Request": "true", "X-CSRFToken": self.token})
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            self.log.problem("an answer failed", error)
            return False
        if answer.status == 409 and self.may_be_late:
            return False  # somebody who thinks too long is too late: so it should be
        if answer.status != (204 if quiet else 200):
            self.log.problem(f"an answer was answered with {answer.status}")
            return False
        (self.log.ticked if quiet else self.log.sent).add([answer.seconds])
        self.given[action] = data
        if not quiet:
            self.receive(answer.text, from_socket=False)
        return True

    async def post(self, path: str, fields: Data) -> Answer | None:
        """Send what a form of the phone's page sends; what comes back is shown. None, and a line in the log, when it was not taken."""
        headers = {"HX-Request": "true", "X-CSRFToken": self.token}
        try:
            answer = await self.site.ask(f"{self.page}{path}/", self.cookies, fields, headers)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            self.log.problem(f"{path.split('/')[0]} failed", error)
            return None
        if answer.status not in {200, 204}:
            if not (self.may_be_late and answer.status in {404, 409, 410}):  # the room has gone on meanwhile: so it should be
                self.log.problem(f"{path.split('/')[0]} was answered with {answer.status}")
            return None
        return answer

    def choice(self, form: Form) -> list[str]:
        """Any three, or however many there are to pick."""
        return sorted(self.chance.sample(form.boxes, form.pick), key=int)

    async def vote(self, form: Form, picks: list[str], pause: Callable[[], Awaitable[None]] | None = None) -> bool:
        """Tick one after the other, each saved quietly. They are not sent yet."""
        self.turn = max(self.turn, form.turn)
        for n in range(1, len(picks) + 1):
            if pause:
                await pause()
            if not await self.answer(form.action, {"pick": picks[:n]}, quiet=True):
                return False
        return True

    async def send(self, form: Form, picks: list[str], *, twice: bool = False) -> bool:
        """Send the picks."""
        data: Data = {"pick": picks, "sent": "1"}
        return await (self.answer_twice(form.action, data) if twice else self.answer(form.action, data))

    async def sort(self, form: Form, at_once: int = 1, pause: Callable[[], Awaitable[None]] | None = None) -> bool:
        """Say of each option which approach it is, saved after every `at_once` taps."""
        self.turn = max(self.turn, form.turn)
        said: dict[str, str] = {}
        names = list(form.options)
        for n, name in enumerate(names, start=1):
            said[name] = self.chance.choice(form.options[name])
            if n % at_once and n < len(names):
                continue
            if pause:
                await pause()
            if not await self.answer(form.action, dict(said), quiet=True):
                return False
        return True
