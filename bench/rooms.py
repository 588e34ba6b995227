"""Many small rooms at once: `python -m bench.rooms --rooms 12 --people 20`. What a person at rest, a press, a ballot and a joining cost.

Starts PostgreSQL, Redis, nginx and the product's processes by itself, once with one process and once with two, everything on this
machine and on loopback; the phones are simulated in this process. Processor time is read from /proc, so other work on the machine
disturbs it less than it disturbs times. docs/scaling.md reckons with what this prints.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis

from tests import booted  # isort: skip  # noqa: F401 before what needs the apps
from sessions.rehearsal.forms import form_in
from sessions.rehearsal.measure import Times
from sessions.rehearsal.phones import Phone
from sessions.rehearsal.site import Data
from tests.scale.town import Room, Town, built, entered

REST_SECONDS = 40.0  # two rounds of polls
PRESSES = 6  # in each room
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """Processor seconds of a stretch, by who used them."""

    web: float = 0.0
    postgres: float = 0.0
    redis: float = 0.0
    nginx: float = 0.0
    seconds: float = 0.0


@dataclass
class Result:
    """What one run found."""

    processes: int
    rooms: int
    people: int
    joining: Cost = field(default_factory=Cost)
    resting: Cost = field(default_factory=Cost)
    pressing: Cost = field(default_factory=Cost)
    voting: Cost = field(default_factory=Cost)
    last: Times = field(default_factory=Times)  # from a press to the last phone of its room
    answers: Times = field(default_factory=Times)
    problems: int = 0
    wrong: int = 0
    memory: float = 0.0  # MiB of the web processes
    row_bytes: float = 0.0  # what a room adds to the database
    redis_bytes: float = 0.0


def used(pid: int) -> float:
    """Processor seconds of a process and of those it has started, ended ones included."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat.parent.name) == pid:
            total += sum(map(int, fields[11:15])) / TICK
        elif int(fields[1]) == pid:
            total += sum(map(int, fields[11:13])) / TICK
    return total


def now(town: Town) -> Cost:
    """What everything has used so far."""
    web = sum(used(process.running.pid) for process in town.processes)
    return Cost(web, used(town.database.process.pid), used(town.store.process.pid), used(town.proxy.process.pid), time.monotonic())


@asynccontextmanager
async def measured(town: Town, into: Cost) -> AsyncIterator[None]:
    """Note what the block costs."""
    before = now(town)
    yield
    after = now(town)
    for name in vars(into):
        setattr(into, name, getattr(after, name) - getattr(before, name))


async def run(town: Town, people: int) -> Result:
    """Fill the rooms, let them rest, press, vote."""
    result = Result(len(town.processes), len(town.stages), people)
    size = town.ask("SELECT pg_database_size(current_database())")
    async with AsyncExitStack() as doors:
        rooms = [await doors.enter_async_context(entered(town, stage)) for stage in town.stages]
        for room in rooms:
            room.facilitator.site = room.proxied
        async with measured(town, result.joining):
            for room in rooms:  # one room after the other, so that the simulated phones do not hinder each other
                await room.let_in(people)
        async with measured(town, result.resting):
            await asyncio.sleep(REST_SECONDS)
        await asyncio.gather(*(begin(room) for room in rooms))
        async with measured(town, result.pressing):
            await asyncio.gather(*(press(room, n / len(rooms), result.last) for n, room in enumerate(rooms)))
        await asyncio.gather(*(room.facilitator.press("go", people, slide=room.stage.vote) for room in rooms))
        await asyncio.gather(*(room.facilitator.press("open", people) for room in rooms))
        async with measured(town, result.voting):
            await asyncio.gather(*(vote(phone, result.answers) for room in rooms for phone in room.phones))
        stored = town.ask("SELECT count(*) FROM exercises_ballot WHERE sent")
        result.wrong = abs(stored - people * len(rooms)) + sum(p.shown != room.revision() for room in rooms for p in room.phones)
        result.problems = sum(sum(room.log.problems.values()) for room in rooms)
        result.memory = sum(resident(process.running.pid) for process in town.processes)
        result.redis_bytes = float(dict(Redis.from_url(town.store.url).info("memory"))["used_memory"])
        result.row_bytes = (town.ask("SELECT pg_database_size(current_database())") - size) / len(rooms)
    return result


def resident(pid: int) -> float:
    """MiB in use."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


async def begin(room: Room) -> None:
    await room.begin()


async def press(room: Room, shift: float, last: Times) -> None:
    """The facilitators press in turn, as they would: each every two seconds, not all at once."""
    await asyncio.sleep(2 * shift)
    for _n in range(PRESSES):
        wave = await room.facilitator.press("next", len(room.phones))
        last.add([max(wave.times.values(), default=float("nan"))])
        await asyncio.sleep(2)


async def vote(phone: Phone, answers: Times) -> None:
    """One complete ballot within two seconds."""
    await asyncio.sleep(phone.chance.random() * 2)
    form = form_in(phone.stage)
    if form is None:
        return
    data: Data = {"pick": phone.choice(form), "sent": "1"}
    began = time.perf_counter()
    if await phone.answer(form.action, data):
        answers.add([time.perf_counter() - began])


def table(results: list[Result]) -> str:
    """The figures, in Markdown."""
    first = results[0]
    people = first.rooms * first.people
    lines: list[tuple[str, Callable[[Result], str]]] = [
        ("web CPU for a person coming in", lambda r: f"{1000 * r.joining.web / people:.1f} ms"),
        ("web CPU for a person at rest, each second", lambda r: f"{1e6 * r.resting.web / people / r.resting.seconds:.0f} µs"),
        (f"web CPU for a press in a room of {first.people}", lambda r: f"{1000 * r.pressing.web / first.rooms / PRESSES:.0f} ms"),
        ("web CPU for a ballot", lambda r: f"{1000 * r.voting.web / people:.1f} ms"),
        ("PostgreSQL CPU: coming in / press / ballot", lambda r: per(r, "postgres")),
        ("Redis CPU: coming in / press / ballot", lambda r: per(r, "redis")),
        ("nginx CPU: coming in / press / ballot", lambda r: per(r, "nginx")),
        ("from a press to the last phone of its room: median / 95th", lambda r: f"{1000 * r.last.median:.0f} / {1000 * r.last.p95:.0f} ms"),
        ("answer to a ballot: median / 95th", lambda r: f"{1000 * r.answers.median:.0f} / {1000 * r.answers.p95:.0f} ms"),
        ("memory of the web processes", lambda r: f"{r.memory:.0f} MiB"),
        ("a room in the database", lambda r: f"{r.row_bytes / 1024:.0f} KiB"),
        ("memory of Redis", lambda r: f"{r.redis_bytes / 2**20:.1f} MiB"),
        ("lost or doubled ballots and wrong slides / errors", lambda r: f"{r.wrong} / {r.problems}"),
    ]
    head = " | ".join(f"{r.processes} process{'es' if r.processes > 1 else ''}" for r in results)
    rows = [f"| {first.rooms} rooms of {first.people} | {head} |", "|---|" + "---|" * len(results)]
    return "\n".join(rows + [f"| {name} | {' | '.join(say(r) for r in results)} |" for name, say in lines])


def per(r: Result, who: str) -> str:
    """What a helper used for a person coming in, a press and a ballot, in milliseconds."""
    people = r.rooms * r.people
    parts = (getattr(r.joining, who) / people, getattr(r.pressing, who) / r.rooms / PRESSES, getattr(r.voting, who) / people)
    return " / ".join(f"{1000 * part:.2f}" for part in parts) + " ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=12)
    parser.add_argument("--people", type=int, default=20, help="in each room")
    given = parser.parse_args()
    results = []
    for count in (1, 2):
        with tempfile.TemporaryDirectory(prefix="hymn-sheet-rooms-") as folder, built(Path(folder) / "data", count) as town:
            town.prepare(given.rooms)
            results.append(asyncio.run(run(town, given.people)))
    sys.stdout.write(table(results) + "\n")


if __name__ == "__main__":
    main()
