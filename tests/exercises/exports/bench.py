"""How long each file of ten and of a thousand action points takes. `python -m tests.exercises.exports.bench` prints a table.

Times are processor time, child processes included, so that other work on the machine counts little.
"""

from __future__ import annotations

import resource
import sys
from dataclasses import dataclass

from exercises.exports.report import Handover
from tests.exercises.exports.handovers import many_points


@dataclass(frozen=True)
class Took:
    """Processor seconds for one file of ten action points and one of a thousand."""

    ten: float
    thousand: float

    @property
    def ratio(self) -> float:
        return self.thousand / self.ten


def spent() -> float:
    """Processor seconds of this process and those it started, so far."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _one(slug: str, handover: Handover, times: int) -> float:
    from exercises.exports import FORMATS

    start = spent()
    for _turn in range(times):
        FORMATS[slug].write(handover)
    return (spent() - start) / times


def measure(slug: str) -> Took:
    """The best of three rounds for each size, after one to warm up."""
    ten, thousand = many_points(10), many_points(1000)
    _one(slug, ten, 1)
    return Took(min(_one(slug, ten, 5) for _round in range(3)), min(_one(slug, thousand, 1) for _round in range(3)))


def main() -> None:
    from exercises.exports import FORMATS

    lines = [f"{'file':<10}{'10 points':>12}{'1,000 points':>15}{'ratio':>9}"]
    for slug in FORMATS:
        took = measure(slug)
        lines.append(f"{slug:<10}{took.ten * 1000:>9.1f} ms{took.thousand * 1000:>12.1f} ms{took.ratio:>9.1f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    main()
