"""How far the action points are, all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from exercises.handover.building import is_settled
from exercises.models import ActionPoint


@dataclass(frozen=True)
class Progress:
    """Counts of what somebody means to do; what was only proposed or let go is not among `all`."""

    done: int
    begun: int
    to_start: int
    let_go: int

    @classmethod
    def of(cls, points: Sequence[ActionPoint]) -> Progress:
        states = Counter(point.status for point in points if is_settled(point))
        S = ActionPoint.Status
        return cls(states[S.DONE], states[S.BEGUN], states[S.NOT_STARTED], states[S.LET_GO])

    @property
    def all(self) -> int:
        return self.done + self.begun + self.to_start

    @property
    def bar(self) -> list[tuple[str, int]]:
        """The parts of the bar that are there, each with its whole per cent."""
        parts = (("done", self.done), ("begun", self.begun), ("none", self.to_start))
        return [(name, max(1, round(100 * n / self.all))) for name, n in parts if n]
