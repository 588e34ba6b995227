"""What `make faults` prints and docs/reliability.md holds: one line for each fault."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path

from sessions.rehearsal.measure import Times
from sessions.rehearsal.report import table
from tests.faults.catalogue import Outcome
from tests.machine import measured_on
from workshop.env import BASE_DIR

PAGE = BASE_DIR / "docs" / "reliability.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
HEAD = (
    "what goes wrong",
    "times",
    "writes acknowledged",
    "lost, doubled, made up",
    "screens right again: median / 95th / longest",
    "later than 6 s",
)


def report(outcomes: Sequence[Outcome], failed: Sequence[str], minutes: float, phones: int, on: str = "") -> str:
    """Everything, as Markdown. `on`: the house all of it was moved to."""
    rows = [line(outcome) for outcome in outcomes]
    broken = sum(outcome.rounds for outcome in outcomes if not outcome.fault.is_race)
    races = sum(outcome.rounds for outcome in outcomes if outcome.fault.is_race)
    writes = sum(outcome.acknowledged for outcome in outcomes)
    about = (
        f"{writes:,} acknowledged writes of {phones} phones and two consoles under {broken} faults and {races:,} races, "
        f"in {minutes:.0f} minutes{f' on {on}' if on else ''}. "
        f"{measured_on()}, {platform.system()}; "
        f"load average {os.getloadavg()[2]:.1f}."
    )
    told = [f"- {outcome.fault.name}: {words}" for outcome in outcomes for words in outcome.said]
    wrong = [f"- **{outcome.fault.name}**: {outcome.verdict} {outcome.healing.never}" for outcome in outcomes if not outcome.is_sound]
    wrong += [f"- **{name}** did not go as it should: what it said is above." for name in failed]
    return "\n\n".join(filter(None, [about, table(HEAD, rows), "\n".join(told), "\n".join(wrong)]))


def line(outcome: Outcome) -> tuple[str, ...]:
    """One fault."""
    verdict, healing = outcome.verdict, outcome.healing
    counts = f"{len(verdict.lost)}, {len(verdict.doubled)}, {len(verdict.phantom)}"
    late = f"{healing.late} of {len(healing.times.seconds) + len(healing.never):,}"
    return outcome.fault.name, f"{outcome.rounds:,}", f"{outcome.acknowledged:,}", counts, spread(healing.times), late


def spread(times: Times) -> str:
    """Median, 95th percentile and longest, in seconds."""
    return f"{times.median:.1f} / {times.p95:.1f} / {times.longest:.1f} s" if times.seconds else ""


def write(text: str, page: Path = PAGE) -> None:
    """Put the figures into the page, in place of those before."""
    before, _begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _old, _end, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
