"""The numbers of a bench, by what they measure, of which system, with how many phones."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log
from statistics import median


@dataclass
class Figures:
    """Values by measure, system and number of phones; several rounds each."""

    values: dict[tuple[str, str, int], list[float]] = field(default_factory=dict)

    def add(self, measure: str, system: str, phones: int, *values: float) -> None:
        self.values.setdefault((measure, system, phones), []).extend(values)

    def get(self, measure: str, system: str, phones: int) -> float:
        """The median of the rounds; NaN without any."""
        found = self.values.get((measure, system, phones))
        return median(found) if found else float("nan")

    def total(self, measure: str, system: str, phones: int) -> float:
        """The sum of the rounds, for what must not happen in any; NaN without any."""
        found = self.values.get((measure, system, phones))
        return sum(found) if found else float("nan")

    def most(self, measure: str, system: str, phones: int) -> float:
        """The largest of the rounds, for what is said to be so at most; NaN without any."""
        return max(self.values.get((measure, system, phones), ()), default=float("nan"))

    def exponent(self, measure: str, system: str, sizes: list[int]) -> float:
        """The e of N^e that fits a measure best, over all sizes; NaN with fewer than three above zero, through which anything fits."""
        points = [(log(n), log(value)) for n in sizes if (value := self.get(measure, system, n)) > 0]
        if len(points) < 3:
            return float("nan")
        x, y = sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
        return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _b in points)


def percentile(values: list[float], share: float) -> float:
    """The smallest value that so great a share does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")
