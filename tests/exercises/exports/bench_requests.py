"""How long a team lead waits for each file of ten and of a thousand action points: `python -m tests.exercises.exports.bench_requests`.

The whole request, from the address to the last byte: finding the link, building the hand-over from a database of its own, and writing.
`bench.py` beside this measures the writers alone. Times are processor time, child processes included, so that other work on the machine
counts little; requests of the two sizes take turns, so that a slow moment does not fall on one of them.
"""

from __future__ import annotations

import os
import statistics
import sys
from typing import Any

from tests.exercises.exports.bench import Took, spent

ROUNDS = 9
WORDS = (
    "Invite the bus company and the shopping centre to the spring panel, number {n}.",
    "Ask of every plan whether it changes the person or the place, number {n}: “who would have to act differently?”",
    "Say “we don’t know yet” out loud at the next meeting, number {n}.",
)


def lead_of(count: int) -> Any:
    """The team lead of a workshop with everything in it and so many action points, with dates, owners and progress."""
    from datetime import date, timedelta

    from exercises.models import ActionPoint, Level
    from tests.exercises.handovers import Lead, make_workshop

    live = make_workshop()
    ActionPoint.objects.filter(live=live).delete()
    ActionPoint.objects.bulk_create(
        ActionPoint(
            live=live,
            level=Level.TEAM if n % 2 else Level.ORGANISATION,
            what=WORDS[n % 3].format(n=n),
            who=f"Panel chair {n % 20}",
            by_when=date(2027, 2, 1) + timedelta(days=n % 300) if n % 4 else None,
            by_when_text="" if n % 4 else "before the summer",
            kept=True,
            status=ActionPoint.Status.values[n % 4],
        )
        for n in range(count)
    )
    return Lead(live)


def one(lead: Any, ending: str, times: int) -> float:
    """Processor seconds for one answer."""
    start = spent()
    for _turn in range(times):
        answer = lead.get(f"{ending}/")
        assert (answer.status_code, len(answer.content) > 100) == (200, True)
    return (spent() - start) / times


def measure(ten: Any, thousand: Any, ending: str, rounds: int = ROUNDS) -> Took:
    """The median of several rounds for each of two leads, after one to warm up."""
    times: list[list[float]] = [[], []]
    one(ten, ending, 1)
    one(thousand, ending, 1)
    for _round in range(rounds):
        times[0].append(one(ten, ending, 3))
        times[1].append(one(thousand, ending, 1))
    return Took(*(statistics.median(each) for each in times))


def main() -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    try:
        from exercises.exports import FORMATS

        lines = [f"{'file':<14}{'10 points':>12}{'1,000 points':>15}{'ratio':>9}"]
        leads = lead_of(10), lead_of(1000)
        for kind in FORMATS.values():
            took = measure(*leads, kind.extension)
            lines.append(f"{kind.label:<14}{took.ten * 1000:>9.1f} ms{took.thousand * 1000:>12.1f} ms{took.ratio:>9.1f}")
        sys.stdout.write("\n".join(lines) + "\n")
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    main()
