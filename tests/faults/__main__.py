"""The long version: `make faults`, or `python -m tests.faults --minutes 20`. Prints what it found as a Markdown table."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
import traceback
from collections.abc import Sequence

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


LONG = 75.0  # seconds for what lasts for minutes in life


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """What to run and for how long."""
    parser = argparse.ArgumentParser(prog="make faults", description="Break things, and look for what was lost.")
    parser.add_argument(
        "--minutes", type=float, default=24.0, help="every fault is tried at least once, and no new round is begun after that"
    )
    parser.add_argument("--only", default="", help="only faults with these words in their names")
    parser.add_argument("--phones", type=int, default=60)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/reliability.md")
    return parser.parse_args(words)


def say(line: str) -> None:
    """Print a line now."""
    print(line, flush=True)  # noqa: T201


async def main(chosen: argparse.Namespace) -> bool:
    """Run the faults one after the other, those of one file in a workshop of their own; whether all was well.

    One that does not go as it should does not keep the others from being tried, in a new workshop.
    """
    from tests.faults import report
    from tests.faults.catalogue import Outcome, run
    from tests.faults.everything import FAULTS
    from tests.faults.houses import Rooms

    began, outcomes, failed = time.monotonic(), list[Outcome](), dict[str, str]()
    faults = [fault for fault in FAULTS if chosen.only in fault.name]
    left, rooms = sum(fault.long * fault.each for fault in faults), Rooms(chosen.phones, LONG)
    try:
        for fault in sorted(faults, key=lambda fault: (fault.house, fault.breaks.__module__)):
            share, left = fault.long * fault.each / left, left - fault.long * fault.each
            try:
                room = await rooms.at(fault.house, fault.breaks.__module__)
                now = time.monotonic()
                outcome = await run(fault, room, fault.long, now + (began + chosen.minutes * 60 - now) * share)
            except Exception:
                failed[fault.name] = traceback.format_exc()
                say(f"{fault.name}:\n{failed[fault.name]}")
                await rooms.close()
                continue
            outcomes.append(outcome)
            say(" | ".join(report.line(outcome)))
    finally:
        await rooms.close()
    text = report.report(outcomes, list(failed), (time.monotonic() - began) / 60, chosen.phones)
    say(f"\n{text}")
    if chosen.write:
        report.write(text)
    return not failed and all(outcome.is_sound for outcome in outcomes)


if __name__ == "__main__":
    django.setup()
    sys.exit(not asyncio.run(main(arguments())))
