"""The long version: `make faults`, or `python -m tests.faults --minutes 20`. Prints what it found as a Markdown table."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
import traceback
from collections.abc import Sequence

from tests import booted  # noqa: F401 the apps come first
from tests.faults import report
from tests.faults.catalogue import LACKS, Outcome, moved_to, run
from tests.faults.everything import FAULTS
from tests.faults.houses import Rooms

LONG = 75.0  # seconds for what lasts for minutes in life
LONGEST = 3 * 60 * 60.0  # seconds for one fault, however many rounds were asked for


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """What to run and for how long."""
    parser = argparse.ArgumentParser(prog="make faults", description="Break things, and look for what was lost.")
    parser.add_argument(
        "--minutes", type=float, default=24.0, help="every fault is tried at least once, and no new round is begun after that"
    )
    parser.add_argument("--rounds", type=int, help="try each so often, for up to three hours, and the end of a workshop once")
    parser.add_argument("--only", default="", help="only faults with these words in their names")
    parser.add_argument("--on", choices=sorted(LACKS), help="try what is tried on a laptop on PostgreSQL and Redis, or on uvicorn")
    parser.add_argument("--phones", type=int, default=60)
    parser.add_argument("--write", action="store_true", help="put the figures of everything into docs/reliability.md")
    chosen = parser.parse_args(words)
    if chosen.write and (chosen.only or chosen.on):
        parser.error("--write puts a table of everything there")
    return chosen


def say(line: str) -> None:
    """Print a line now."""
    print(line, flush=True)  # noqa: T201


async def main(chosen: argparse.Namespace) -> bool:
    """Run the faults one after the other, those of one file in a workshop of their own; whether all was well.

    One that does not go as it should does not keep the others from being tried, in a new workshop.
    """
    began, outcomes, failed = time.monotonic(), list[Outcome](), list[str]()
    faults = [fault for fault in (moved_to(chosen.on) if chosen.on else FAULTS) if chosen.only in fault.name]
    if not faults:
        say(f"No fault has “{chosen.only}” in its name.")
        return False
    left, rooms = sum(fault.long * fault.each for fault in faults), Rooms(chosen.phones, LONG)
    try:
        for fault in sorted(faults, key=lambda fault: (fault.house, fault.breaks.__module__)):
            share, left = fault.long * fault.each / left, left - fault.long * fault.each
            try:
                room = await rooms.at(fault.house, fault.breaks.__module__)
                now = time.monotonic()
                until = now + (LONGEST if chosen.rounds else (began + chosen.minutes * 60 - now) * share)
                rounds = 1 if fault.is_the_end else chosen.rounds or fault.long
                outcome = await run(fault, room, rounds, until)
                assert outcome.rounds == rounds or not chosen.rounds, f"tried {outcome.rounds} times in {LONGEST:,.0f} s"
            except Exception:
                failed.append(fault.name)
                say(f"{fault.name}:\n{traceback.format_exc()}")
                await rooms.close()
                continue
            outcomes.append(outcome)
            say(" | ".join(report.line(outcome)))
    finally:
        await rooms.close()
    text = report.report(outcomes, failed, (time.monotonic() - began) / 60, chosen.phones, chosen.on)
    say(f"\n{text}")
    if chosen.write:
        report.write(text)
    return not failed and all(outcome.is_sound for outcome in outcomes)


if __name__ == "__main__":
    sys.exit(not asyncio.run(main(arguments())))
