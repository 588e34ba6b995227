"""The list of faults, and one run of one of them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from tests.faults import disk
from tests.faults.history import Verdict
from tests.faults.houses import LAPTOP, SCALE, SMALL_DISK, UVICORN, Rooms
from tests.faults.room import Healing, Room

Break = Callable[[Room], Awaitable[None]]


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong. Its name is a sentence; `short` and `long` say how often it is tried in either version, and `each` how
    many seconds one round takes on a quiet machine: by that the long version shares its time out. `about` is what it is about, where not
    every house has that, and `is_the_end` means that nothing can come after it in the same workshop."""

    breaks: Break
    short: int
    long: int
    each: float
    house: str
    is_race: bool  # people press at the same moment, and nothing breaks
    about: str
    is_the_end: bool

    @property
    def name(self) -> str:
        """What goes wrong, as a sentence."""
        return self.breaks.__name__.replace("_", " ")


FAULTS: list[Fault] = []

SQLITE_FILE, MEMORY_LAYER = "the file of SQLite", "the channel layer in memory"
# The houses to which the faults of the laptop can move, and what is not there: a fault about that stays at home.
LACKS = {
    SCALE: {SQLITE_FILE, MEMORY_LAYER},  # nothing of PostgreSQL is a file that another program holds, and no channel of Redis is ever full
    UVICORN: set[str](),
}


def fault(
    *,
    short: int = 1,
    long: int = 20,
    each: float = 5.0,
    house: str = LAPTOP,
    is_race: bool = False,
    about: str = "",
    is_the_end: bool = False,
) -> Callable[[Break], Break]:
    """Put a function on the list. It breaks something once, lets people write meanwhile, and returns when nothing is broken any more."""

    def decorate(breaks: Break) -> Break:
        if house != SMALL_DISK or disk.IS_POSSIBLE:
            FAULTS.append(Fault(breaks, short, long, each, house, is_race, about, is_the_end))
        return breaks

    return decorate


def moved_to(house: str) -> list[Fault]:
    """What can be tried in this house: its own faults, and those of the laptop that are not about what it lacks."""
    there = [fault for fault in FAULTS if fault.house == house or (fault.house == LAPTOP and fault.about not in LACKS[house])]
    return [replace(fault, house=house) for fault in there]


@dataclass
class Outcome:
    """What came of trying a fault a number of times."""

    fault: Fault
    rounds: int
    acknowledged: int
    verdict: Verdict
    healing: Healing
    said: list[str]
    seconds: float

    @property
    def is_sound(self) -> bool:
        """Nothing lost, doubled or made up, and no screen wrong for good."""
        return self.verdict == Verdict() and not self.healing.never


async def run(fault: Fault, room: Room, rounds: int, until: float = float("inf")) -> Outcome:
    """Try a fault so often, or until that moment of time.monotonic(); after each round every screen comes to show what is committed."""
    began, before, tried = time.monotonic(), room.history.acknowledged(), 0
    room.healing, room.said, room.sums, room.troubles = Healing(), {}, Counter(), Counter()
    room.is_over |= fault.is_the_end  # also where it fails half-way
    while tried < rounds and (time.monotonic() < until or not tried):
        healed = len(room.healing.times.seconds)
        await fault.breaks(room)
        tried += 1
        if len(room.healing.times.seconds) == healed:  # it has not looked itself, in the middle of it all
            await room.heal()
    taken = room.history.acknowledged() - before
    said = [f"{what} {times.median:.1f} / {times.p95:.1f} / {times.longest:.1f} {unit}" for (what, unit), times in room.said.items()]
    said += [f"{what}: {number:,} in all" for what, number in room.sums.items()]
    return Outcome(fault, tried, taken, room.verdict(), room.healing, said, time.monotonic() - began)


async def assert_sound(fault: Fault, rooms: Rooms) -> None:
    """Its short version where it belongs. Raises AssertionError with what was lost, doubled or made up, and which screens stayed wrong."""
    outcome = await run(fault, await rooms.at(fault.house), fault.short)
    assert (outcome.verdict, outcome.healing.never) == (Verdict(), []), f"{outcome.verdict} {outcome.healing.never}"
