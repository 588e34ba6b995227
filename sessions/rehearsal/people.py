"""Somebody who holds a simulated phone: does by themselves what a slide asks for, and loses the network now and then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sessions.rehearsal.acts import act_of
from sessions.rehearsal.forms import Form, form_in
from sessions.rehearsal.log import Log
from sessions.rehearsal.phones import Phone
from sessions.rehearsal.site import Site


@dataclass(frozen=True)
class Habits:
    """How somebody behaves. All in seconds."""

    think: tuple[float, float] = (1.0, 8.0)  # before each tick
    taps_at_once: int = 1
    away_every: float = 600.0  # on average
    away_for: tuple[float, float] = (2.0, 25.0)


class Person(Phone):
    """A phone with somebody who holds it."""

    may_be_late = True  # somebody who thinks too long is too late

    def __init__(self, site: Site, log: Log, number: int, seed: int, habits: Habits, kinds: Mapping[str, str]) -> None:
        """`kinds`: of the slides by their keys."""
        super().__init__(site, log, number, seed)
        self.habits, self.kinds = habits, kinds
        self._begun: set[str] = set()

    def opened(self) -> None:
        self.spawn(self._live())

    async def _live(self) -> None:
        """Now and then the phone loses its network, or goes into a pocket, and comes back."""
        await asyncio.sleep(self.chance.expovariate(1 / self.habits.away_every))
        self.drop()
        await asyncio.sleep(self.chance.uniform(*self.habits.away_for))
        await self.rejoin()

    def considers(self, html: str) -> None:
        """There is something to do: begin it, once."""
        form = form_in(html) if "data-answer" in html else None
        act = act_of(self.kinds.get(self.slide, ""))
        if form:
            self._begin(form.action, lambda: self._take_part(form))
        elif act and act.begins(html):
            self._begin(self.slide, lambda: act.company(self, self._think))

    def _begin(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        if name in self._begun:
            return
        self._begun.add(name)

        async def whole() -> None:
            try:
                await work()
            except asyncio.CancelledError:
                self._begun.discard(name)  # interrupted: begun again when the phone is back
                raise

        self.spawn(whole())

    async def _think(self) -> None:
        await asyncio.sleep(self.chance.uniform(*self.habits.think))

    async def _take_part(self, form: Form) -> None:
        if form.boxes:
            picks = self.choice(form)
            if await self.vote(form, picks, self._think):
                await self._think()
                await self.send(form, picks)
        elif form.options:
            await self.sort(form, self.habits.taps_at_once, self._think)
