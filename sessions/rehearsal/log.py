"""What simulated phones note together: how long things took, and what should not have happened."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

from sessions.rehearsal.measure import Times


@dataclass
class Wave:
    """A change on its way to everybody: who has it, and how many seconds after the press."""

    revision: int
    expected: int
    sent: float
    times: dict[int, float] = field(default_factory=dict)
    text: str = ""  # what was pushed, as the first phone got it
    done: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Words:
    """Something written that is on its way to some people: who has it, and how many seconds after it was sent."""

    text: str
    expected: frozenset[int]
    sent: float = field(default_factory=time.perf_counter)
    times: dict[int, float] = field(default_factory=dict)
    done: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Log:
    """What all phones note together."""

    joined: Times = field(default_factory=Times)
    ticked: Times = field(default_factory=Times)
    sent: Times = field(default_factory=Times)
    polled: Times = field(default_factory=Times)
    back: Times = field(default_factory=Times)
    problems: Counter[str] = field(default_factory=Counter)
    missed: int = 0  # pushes that a poll had to make up for
    wave: Wave | None = None
    words: Words | None = None

    def problem(self, what: str, error: BaseException | None = None) -> None:
        """Note something that should not have happened."""
        self.problems[f"{what} ({type(error).__name__})" if error else what] += 1

    def begin(self, revision: int, expected: int) -> Wave:
        """A press is being sent now that will bring this revision to so many phones."""
        self.wave = Wave(revision, expected, time.perf_counter())
        if not expected:
            self.wave.done.set()
        return self.wave

    def arrived(self, number: int, revision: int, text: str) -> None:
        """A phone shows a revision now."""
        wave = self.wave
        if wave is None or revision < wave.revision or number in wave.times:
            return
        wave.times[number] = time.perf_counter() - wave.sent
        wave.text = wave.text or text
        if len(wave.times) >= wave.expected:
            wave.done.set()

    def told(self, number: int, html: str) -> None:
        """A phone got a small region, such as what its group has written."""
        words = self.words
        if words is None or number not in words.expected or number in words.times or words.text not in html:
            return
        words.times[number] = time.perf_counter() - words.sent
        if len(words.times) == len(words.expected):
            words.done.set()
