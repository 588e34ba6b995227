"""What exercises add to a rehearsal. An exercise names its module in `Exercise.rehearsal`; it is loaded only to rehearse.

Such a module may have

- `begins(stage)`: whether there is something to do on a phone that shows this stage.
- `company(phone, think)`: an async function; what somebody does by themselves then, once for each slide.
- `measured(part)`: an async function; a part of a measured run, on the first of the exercise's slides. It gives back the lines of the
  report, and notes whatever went wrong in the log.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from sessions.exercise import exercise_for
from sessions.rehearsal.measure import Times

if TYPE_CHECKING:
    from sessions.rehearsal.facilitator import Facilitator
    from sessions.rehearsal.phones import Phone

Think = Callable[[], Awaitable[None]]
Line = tuple[str, str, str]  # what, measured, goal


class Act(Protocol):
    """What a module of an exercise has for company."""

    def begins(self, stage: str) -> bool: ...

    async def company(self, phone: Phone, think: Think) -> None: ...


@dataclass
class Part:
    """A measured run as an exercise gets it: who presses, who is in the room, and the slides of its kinds in running order."""

    presser: Facilitator
    room: list[Phone]
    slides: list[str]
    chance: random.Random
    plain: Times  # from Next to each phone on slides that are the same for everybody

    @property
    def key(self) -> str:
        return self.presser.stage.key

    async def go(self, slide: str) -> dict[int, float]:
        """Put a slide on, unless it is on already; seconds until each phone had it."""
        if all(phone.slide == slide for phone in self.room):
            return {}
        return (await self.presser.press("go", len(self.room), slide=slide)).times


def module_of(kind: str) -> Any:
    """What the exercise of a kind of slide adds; None where it adds nothing."""
    exercise = exercise_for(kind)
    return import_module(exercise.rehearsal) if exercise and exercise.rehearsal else None


def act_of(kind: str) -> Act | None:
    """What people do by themselves on such a slide."""
    module: Act | None = module_of(kind)
    return module if hasattr(module, "company") else None


def measured_of(kind: str) -> Callable[[Part], Awaitable[list[Line]]] | None:
    """The part of a measured run on such slides."""
    return getattr(module_of(kind), "measured", None)
