"""Phones, consoles and big screens that can be put into a pocket, and what they show."""

from __future__ import annotations

import re

from sessions.rehearsal.log import Log
from sessions.rehearsal.phones import Phone
from sessions.rehearsal.site import Site

TIMES = re.compile(r'id="pulse"[^>]* data-ends="(\d*)" data-closes="(\d*)"')


class Screen(Phone):
    """A page that keeps itself up to date. `is_blind`: it does not wait for its socket, which may never open."""

    def __init__(self, site: Site, log: Log, number: int, *, is_blind: bool = False) -> None:
        super().__init__(site, log, number, 1)
        self.is_blind = is_blind
        # When the exercise closes and the slide's time is up, in milliseconds of the server's clock, as the page's clocks have it.
        self.closes = self.ends = ""
        self.flashed = 0  # how often it went back to something older
        self._pocket: list[str] | None = None

    def how(self) -> str:
        """How it is connected, for whoever looks for what went wrong."""
        return f"{'with' if self.is_open else 'without'} a socket, {self.failures} failed questions, {len(self._tasks)} tasks"

    def put_away(self) -> None:
        """The page stands still from now on, as in a pocket: the browser's own process still answers pings and takes in what comes."""
        self._pocket = []

    def take_out(self) -> None:
        """The page goes on: everything that came meanwhile in one burst, and then it asks, as it does when it becomes visible."""
        came, self._pocket = self._pocket or [], None
        for html in came:
            self._pushed(html)
        self._sync()

    def _pushed(self, html: str) -> None:
        if self._pocket is not None:
            self._pocket.append(html)
        else:
            super()._pushed(html)

    def receive(self, html: str, from_socket: bool) -> None:
        """What comes in while it is in the pocket, such as the answer to a question from before, is not drawn."""
        if self._pocket is None:
            super().receive(html, from_socket)

    async def _ask(self) -> None:
        if self._pocket is None:
            await super()._ask()

    async def _keep_socket(self) -> None:
        if self.is_blind:
            self.connected.set()
        await super()._keep_socket()

    def _show(self, html: str) -> None:
        before = self.shown
        super()._show(html)
        self.flashed += self.shown < before
        if times := TIMES.search(html):
            self.ends, self.closes = times[1], times[2]

    async def open_at(self, page: str, cookies: dict[str, str]) -> bool:
        """Open any page of the live session with somebody's cookies."""
        self.page, self.cookies = page, cookies
        return await self.open()
