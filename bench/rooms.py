"""Many small rooms at once: `python -m bench.rooms --rooms 8 24 --people 15`. What a person at rest, a press, a ballot and a joining cost.

Starts PostgreSQL, Redis, nginx and the product's processes by itself, once with one process and once with two, everything on this
machine and on loopback; the phones are simulated in this process. PostgreSQL waits for the disk at every commit, as in production.
Processor time is read from /proc, so other work on the machine disturbs it less than it disturbs times.

The rooms come in one size after the other. What goes on at rest is drawn as a line through the sizes, because work that is fixed for each
process and work for each person cannot be told apart in one size. The plan of docs/scaling.md is reckoned from it (`bench.plan`).
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
from functools import partial
from itertools import pairwise
from pathlib import Path

from redis import Redis

from tests import booted  # isort: skip  # noqa: F401 before what needs the apps
from bench import plan
from bench.plan import WHO, Cost, Costs, Each, Who, at_rest
from sessions.rehearsal.forms import form_in
from sessions.rehearsal.measure import Times
from sessions.rehearsal.phones import Phone
from sessions.rehearsal.site import Data
from tests.machine import measured_on
from tests.scale.town import Room, Town, built, entered

REST_SECONDS = 40.0  # two rounds of polls
PRESSES = 6  # in each room
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Result:
    """What one run found. The costs of joining are those of the rooms that came last: by then every process has drawn every page once."""

    processes: int
    people: int  # in a room
    rests: list[tuple[int, Cost]] = field(default_factory=list)  # so many people in all, and what went on
    joined: int = 0
    joining: Cost = field(default_factory=Cost)
    pressed: int = 0
    pressing: Cost = field(default_factory=Cost)
    voting: Cost = field(default_factory=Cost)
    last: Times = field(default_factory=Times)  # from a press to the last phone of its room
    answers: Times = field(default_factory=Times)
    problems: int = 0
    wrong: int = 0
    memory: float = 0.0  # MiB of the web processes
    row_bytes: float = 0.0  # what a room adds to the database
    redis_bytes: float = 0.0

    @property
    def in_all(self) -> int:
        """People, once all are in."""
        return self.rests[-1][0]

    def costs(self) -> Costs:
        """What each thing costs, without what would have gone on anyway."""
        rest = {who: at_rest([(people, cost.of(who) / cost.seconds) for people, cost in self.rests]) for who in WHO}

        def each(who: Who, cost: Cost, people: float, count: int) -> float:
            fixed, person = rest[who]
            return max(0.0, (cost.of(who) - (fixed + person * people) * cost.seconds) / count)

        half_in = self.in_all - self.joined / 2
        return Costs(
            self.processes,
            {
                who: Each(
                    *rest[who],
                    each(who, self.joining, half_in, self.joined),
                    each(who, self.pressing, self.in_all, self.pressed),
                    each(who, self.voting, self.in_all, self.in_all),
                )
                for who in WHO
            },
        )


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


async def run(town: Town, sizes: list[int], people: int) -> Result:
    """Fill the rooms, size after size, let them rest, then press and vote in all of them."""
    result = Result(len(town.processes), people)
    size = town.ask("SELECT pg_database_size(current_database())")
    async with AsyncExitStack() as doors:
        rooms = [await doors.enter_async_context(entered(town, stage)) for stage in town.stages]
        for room in rooms:
            room.facilitator.site = room.proxied
        for before, count in pairwise([0, *sizes]):
            result.joining, result.joined = Cost(), (count - before) * people
            async with measured(town, result.joining):
                for room in rooms[before:count]:  # one room after the other, so that the simulated phones do not hinder each other
                    await room.let_in(people)
            rest = Cost()
            async with measured(town, rest):
                await asyncio.sleep(REST_SECONDS)
            result.rests.append((count * people, rest))
        await asyncio.gather(*(begin(room) for room in rooms))
        result.pressed = PRESSES * len(rooms)
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
    lines: list[tuple[str, Callable[[Result], str]]] = [
        *((f"{who}, at rest: fixed + for a person", partial(say_rest, who=who)) for who in WHO),
        *((f"{who}: coming in / press / ballot", partial(say_each, who=who)) for who in WHO),
        ("from a press to the last phone of its room: median / 95th", lambda r: f"{1000 * r.last.median:.0f} / {1000 * r.last.p95:.0f} ms"),
        ("answer to a ballot: median / 95th", lambda r: f"{1000 * r.answers.median:.0f} / {1000 * r.answers.p95:.0f} ms"),
        ("memory of the web processes", lambda r: f"{r.memory:.0f} MiB"),
        ("a room in the database", lambda r: f"{r.row_bytes / 1024:.0f} KiB"),
        ("memory of Redis", lambda r: f"{r.redis_bytes / 2**20:.1f} MiB"),
        ("lost or doubled ballots and wrong slides / errors", lambda r: f"{r.wrong} / {r.problems}"),
    ]
    head = " | ".join(f"{r.processes} process{'es' if r.processes > 1 else ''}" for r in results)
    sizes = " and ".join(f"{people // first.people}" for people, _cost in first.rests)
    rows = [f"| {sizes} rooms of {first.people}: processor time | {head} |", "|---|" + "---|" * len(results)]
    return "\n".join(rows + [f"| {name} | {' | '.join(say(r) for r in results)} |" for name, say in lines])


def say_rest(result: Result, who: Who) -> str:
    """What goes on each second, in milliseconds and in microseconds."""
    each = result.costs().of[who]
    return f"{1000 * each.fixed:.2f} ms + {1e6 * each.person:.1f} µs"


def say_each(result: Result, who: Who) -> str:
    """A person coming in, a press and a ballot, in milliseconds."""
    each = result.costs().of[who]
    return " / ".join(f"{1000 * cost:.2f}" for cost in (each.joining, each.press, each.ballot)) + " ms"


def load() -> str:
    """How much the machine had to do lately."""
    return f"{os.getloadavg()[0]:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, nargs="+", default=[8, 24], help="two sizes or more, each larger than the one before")
    parser.add_argument("--people", type=int, default=15, help="in each room")
    given = parser.parse_args()
    sizes: list[int] = given.rooms
    if len(sizes) < 2 or any(more <= fewer for fewer, more in pairwise([0, *sizes])):
        parser.error("--rooms needs two sizes or more, each larger than the one before")
    results = []
    said = f"{measured_on()}, load {load()}"  # before the run, which takes minutes: somebody may commit meanwhile
    for count in (1, 2):
        folder = tempfile.TemporaryDirectory(prefix="hymn-sheet-rooms-")
        with folder as name, built(Path(name) / "data", count, durable=True) as town:
            town.prepare(sizes[-1])
            results.append(asyncio.run(run(town, sizes, given.people)))
    one, two = (result.costs() for result in results)
    sys.stdout.write(f"{said} to {load()}.\n\n{table(results)}\n\n{plan.say(one, two)}\n")


if __name__ == "__main__":
    main()
