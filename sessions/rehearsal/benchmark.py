"""The measured run: a live session of its own, driven over the console, with the bare relay beside it."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from asgiref.sync import sync_to_async

from sessions.exercise import exercise_for
from sessions.rehearsal import facilitator as desk
from sessions.rehearsal.acts import Line, Part, measured_of
from sessions.rehearsal.facilitator import Facilitator, Stage
from sessions.rehearsal.forms import Form, form_in
from sessions.rehearsal.listener import Listener
from sessions.rehearsal.log import Log
from sessions.rehearsal.measure import Process, Times
from sessions.rehearsal.phones import Phone
from sessions.rehearsal.site import PATIENCE, Site

ARRIVE_SECONDS = 8.0  # a room of two hundred comes in over so long, so that all can be in within ten; a smaller one sooner
BALLOT_SECONDS = 2.0
WALKS = 4  # through the slides of a round: the system counts processor time in steps of a hundredth of a second
WALK = 5  # slides


@dataclass
class Delivery:
    """One side of the comparison."""

    times: Times = field(default_factory=Times)  # from the press to each phone
    first: Times = field(default_factory=Times)  # from the press to the first phone
    after_first: Times = field(default_factory=Times)  # from the first phone to each
    cpu: list[float] = field(default_factory=list)  # a round's processor seconds for each delivery, the press included
    cpu_alone: list[float] = field(default_factory=list)  # the same presses with nobody there, for each press
    memory: float = float("nan")  # bytes for each phone

    def note(self, arrivals: dict[int, float]) -> None:
        """One press has reached everybody."""
        if arrivals:
            first = min(arrivals.values())
            self.times.add(arrivals.values())
            self.first.add([first])
            self.after_first.add(seconds - first for seconds in arrivals.values())

    def cpu_each(self) -> float:
        """Processor seconds for each delivery, the press included."""
        return median(self.cpu) if self.cpu else float("nan")

    def cpu_more(self, phones: int) -> float:
        """Processor seconds that each further phone costs: the press alone is taken off."""
        return self.cpu_each() - median(self.cpu_alone) / phones if self.cpu_alone else float("nan")


@dataclass
class Result:
    """Everything that was measured."""

    phones: int
    rounds: int
    seed: int
    log: Log
    product: Delivery = field(default_factory=Delivery)
    relay: Delivery = field(default_factory=Delivery)
    join_all: float = float("nan")
    own_stage: Times = field(default_factory=Times)
    ballots_began: float = float("nan")  # seconds from the first ballot's start to the last one's
    ballots_all: float = float("nan")  # and to the last one's answer
    ballots: int = 0
    ballots_lost: int = 0
    ballots_doubled: int = 0
    sorted_wrong: int = 0
    wrong_slides: int = 0
    bytes_pushed: int = 0
    has_cpu: bool = True
    second_half: list[Line] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """No errors, nothing lost or doubled, nobody on a wrong slide. Speed has no say in it."""
        return not (self.log.problems or self.ballots_lost or self.ballots_doubled or self.sorted_wrong or self.wrong_slides)


async def run(base: str, stage: Stage, *, phones: int, rounds: int, seed: int, server: Process, say: Callable[[str], None]) -> Result:
    """Measure. Raises RuntimeError when the console or the relay does not answer as it should."""
    chance = random.Random(seed)  # noqa: S311 the same run again for the same seed
    log = Log()
    result = Result(phones, rounds, seed, log, has_cpu=server.is_readable)
    async with Site(base) as site, bare_relay() as (relay_site, relay):
        presser = Facilitator(site, log, stage)
        await presser.open()
        say("Slides with nobody there")
        await presser.press("start", 0)
        await walk(presser, stage, 0, Delivery(), [])
        for _round in range(rounds):
            result.product.cpu_alone.append(await cpu_of(server, walks(presser, stage, 0, Delivery(), []), WALKS * WALK))
        everybody = [Phone(site, log, n, seed) for n in range(phones)]
        try:
            say("Phones come in")
            room = await everybody_in(everybody, stage, server, result, chance)
            phones = len(room)
            say("Slides, the vote and the sorting")
            await workshop(presser, stage, room, result, chance)
            say("Rounds beside the bare relay")
            await compare(presser, stage, relay_site, server, relay, phones, result)
            say("The second half")
            await second_half(presser, stage, room, result, chance)
            on = await in_database(desk.slide_on, stage)
            result.wrong_slides = sum(phone.slide != on or phone.shown != presser.revision for phone in room)
            await presser.press("finish", phones)
        finally:
            await asyncio.gather(*(phone.close() for phone in everybody))
    return result


async def in_database(ask: Callable[..., Any], *args: Any) -> Any:
    """Ask the database, off the event loop."""
    return await sync_to_async(ask)(*args)


async def cpu_of(process: Process, work: Any, times: int) -> float:
    """Processor seconds a process needs for a piece of work, for each of so many times."""
    before = process.cpu()
    await work
    return (process.cpu() - before) / times


# ------------------------------------------------------------------ coming in
async def everybody_in(room: list[Phone], stage: Stage, server: Process, result: Result, chance: random.Random) -> list[Phone]:
    """All come in, spread over eight seconds as people with a code in front of them are.

    Returns those who are in. Raises RuntimeError when nobody is.
    """
    before, began = server.memory(), time.perf_counter()

    async def one(phone: Phone, after: float) -> bool:
        await asyncio.sleep(after)
        return await phone.join(stage.code)

    within = min(ARRIVE_SECONDS, len(room) * ARRIVE_SECONDS / 200)
    came = await asyncio.gather(*(one(phone, chance.uniform(0, within)) for phone in room))
    result.join_all = time.perf_counter() - began
    inside = [phone for phone, is_in in zip(room, came, strict=True) if is_in]
    if not inside:
        raise RuntimeError(f"nobody could come in: {', '.join(result.log.problems)}")
    result.product.memory = (server.memory() - before) / len(inside)
    return inside


# ------------------------------------------------------------------ slides 1 to 11
async def workshop(presser: Facilitator, stage: Stage, room: list[Phone], result: Result, chance: random.Random) -> None:
    """From the first slide to the last before the groups, with everything people do on the way."""
    everybody = len(room)
    await presser.press("go", everybody, slide=stage.slides[0])
    while stage.slides.index(stage.vote) > stage.slides.index(await in_database(desk.slide_on, stage)):
        await presser.press("next", everybody)
    await presser.press("open", everybody)
    await ballots(presser, stage, room, result, chance)
    result.own_stage.add((await presser.press("close", everybody)).times.values())
    await presser.press("next", everybody)
    await presser.press("show", everybody, step="1")
    check_ballots(room, await in_database(desk.written, stage, stage.vote), result)
    await presser.press("open", everybody)
    await sorting(stage, room, result)
    await presser.press("show", everybody, step="2")
    check_sorting(room, await in_database(desk.written, stage, stage.reveal), result)
    await presser.press("show", everybody, step="3")
    await come_and_go(presser, room, chance)


async def ballots(presser: Facilitator, stage: Stage, room: list[Phone], result: Result, chance: random.Random) -> None:
    """All tick, and send within two seconds: a few twice at once, a few change their mind afterwards."""
    forms = forms_of(room, result)
    picks = {phone: phone.choice(form) for phone, form in forms.items()}
    await asyncio.gather(*(phone.vote(form, picks[phone]) for phone, form in forms.items()))
    began = time.perf_counter()
    starts: list[float] = []

    async def one(number: int, phone: Phone, form: Form, after: float) -> None:
        await asyncio.sleep(after)
        starts.append(time.perf_counter() - began)
        await phone.send(form, picks[phone], twice=number % 20 == 1)

    await asyncio.gather(*(one(n, phone, form, chance.uniform(0, BALLOT_SECONDS)) for n, (phone, form) in enumerate(forms.items())))
    result.ballots_began, result.ballots_all = max(starts, default=0.0), time.perf_counter() - began
    changed = list(forms.items())[:: max(1, len(forms) // 10)]
    await asyncio.gather(*(phone.send(form, phone.choice(form)) for phone, form in changed))
    stored = await in_database(desk.counted, stage, stage.vote)
    result.ballots = int(stored.get("in", 0))
    result.ballots_lost = max(0, len(forms) - result.ballots) + int(stored.get("begun", 0))
    result.ballots_doubled = max(0, result.ballots - len(forms))


def forms_of(room: list[Phone], result: Result) -> dict[Phone, Form]:
    """The exercise as each phone shows it; a phone without one is noted."""
    forms = {phone: form for phone in room if (form := form_in(phone.stage))}
    if len(forms) < len(room):
        result.log.problems["a phone shows no exercise where one is open"] += len(room) - len(forms)
    return forms


def check_ballots(room: list[Phone], rows: list[dict[str, Any]], result: Result) -> None:
    """Compare the sealed totals with what was acknowledged, option by option."""
    given = Counter(int(pick) for phone in room for data in phone.given.values() for pick in data.get("pick", ()))
    stored = Counter({row["number"]: row["picks"] for row in rows})
    result.ballots_lost += (given - stored).total()
    result.ballots_doubled += (stored - given).total()
    for phone in room:
        phone.given.clear()


async def sorting(stage: Stage, room: list[Phone], result: Result) -> None:
    """All say which is which."""
    forms = forms_of(room, result)
    await asyncio.gather(*(phone.sort(form, at_once=4) for phone, form in forms.items()))
    stored = await in_database(desk.counted, stage, stage.reveal)
    result.sorted_wrong = abs(len(forms) - int(stored.get("in", 0))) + int(stored.get("part_way", 0))


def check_sorting(room: list[Phone], rows: list[dict[str, Any]], result: Result) -> None:
    """Compare how often each option was sorted in each way. Which way is called what is the exercise's business: the counts must agree."""
    for row in rows:
        said = Counter(str(data[f"o{row['number']}"]) for phone in room for data in phone.given.values() if f"o{row['number']}" in data)
        stored = [n for name, n in row.items() if name != "number" and isinstance(n, int) and n]
        result.sorted_wrong += sorted(said.values()) != sorted(stored)


async def come_and_go(presser: Facilitator, room: list[Phone], chance: random.Random) -> None:
    """Every fourth phone loses its network, misses a slide, and comes back while the next one is pressed."""
    gone = chance.sample(room, len(room) // 4)
    for phone in gone:
        phone.drop()
    await presser.press("next", len(room) - len(gone))
    back = asyncio.gather(*(phone.rejoin() for phone in gone))
    await presser.press("next", len(room))
    await back


# ------------------------------------------------------------------ slides 11 to 25
async def second_half(presser: Facilitator, stage: Stage, room: list[Phone], result: Result, chance: random.Random) -> None:
    """Whatever the exercises after the reveal have to measure, in their running order."""
    after = stage.slides.index(stage.reveal) + 1
    slides: dict[str, list[str]] = {}
    work: dict[str, Callable[[Part], Awaitable[list[Line]]]] = {}
    for slide, kind in zip(stage.slides[after:], stage.kinds[after:], strict=True):
        exercise, measured = exercise_for(kind), measured_of(kind)
        if exercise and measured:
            work[exercise.slug] = measured
            slides.setdefault(exercise.slug, []).append(slide)
    for slug, measured in work.items():
        result.second_half += await measured(Part(presser, room, slides[slug], chance, result.product.times))


# ------------------------------------------------------------------ rounds
async def walk(presser: Facilitator, stage: Stage, expected: int, delivery: Delivery, texts: list[str]) -> None:
    """To the slide after the reveal, and four times Next: plain slides, which everybody is sent."""
    first = stage.slides.index(stage.reveal) + 1
    for n in range(WALK):
        wave = await (presser.press("next", expected) if n else presser.press("go", expected, slide=stage.slides[first]))
        delivery.note(wave.times)
        texts.append(wave.text)


async def walks(presser: Facilitator, stage: Stage, expected: int, delivery: Delivery, texts: list[str]) -> None:
    """Several walks, so that there is enough to count."""
    for _walk in range(WALKS):
        await walk(presser, stage, expected, delivery, texts)


async def compare(
    presser: Facilitator, stage: Stage, relay_site: Site, server: Process, relay: Process, phones: int, result: Result
) -> None:
    """Turn by turn: a round on the product, and the very texts it pushed through the relay."""
    log = Log()

    async def through_relay(texts: list[str], expected: int, delivery: Delivery) -> None:
        for text in texts:
            wave = log.begin(0, expected)
            async with relay_site.http.post(f"{relay_site.base}/", data=text.encode()):
                pass
            async with asyncio.timeout(PATIENCE):
                await wave.done.wait()
            delivery.note(wave.times)

    rounds: list[list[str]] = []
    listeners: list[Listener] = []
    try:
        await walk(presser, stage, phones, Delivery(), [])
        texts: list[str] = []
        await walk(presser, stage, phones, Delivery(), texts)
        await through_relay(texts, 0, Delivery())
        before = relay.memory()
        listeners = [Listener(relay_site, log, n) for n in range(phones)]
        await asyncio.gather(*(listener.is_open.wait() for listener in listeners))
        result.relay.memory = (relay.memory() - before) / phones
        await through_relay(texts, phones, Delivery())
        for _round in range(result.rounds):
            texts = []
            each = WALKS * WALK * phones
            result.product.cpu.append(await cpu_of(server, walks(presser, stage, phones, result.product, texts), each))
            result.relay.cpu.append(await cpu_of(relay, through_relay(texts, phones, result.relay), each))
            rounds.append(texts)
    finally:
        await asyncio.gather(*(listener.close() for listener in listeners))
    for texts in rounds:
        result.relay.cpu_alone.append(await cpu_of(relay, through_relay(texts, 0, Delivery()), WALKS * WALK))
    result.bytes_pushed = round(median(len(text.encode()) for texts in rounds for text in texts))
    result.log.problems.update(log.problems)


@asynccontextmanager
async def bare_relay() -> AsyncIterator[tuple[Site, Process]]:
    """The relay in a process of its own, for as long as it is needed."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "sessions.rehearsal.relay", stdout=asyncio.subprocess.PIPE)
    try:
        async with asyncio.timeout(PATIENCE):
            line = await process.stdout.readline() if process.stdout else b""
        if not line.strip().isdigit():
            raise RuntimeError("the bare relay did not start")
        async with Site(f"http://127.0.0.1:{int(line)}") as site:
            yield site, Process(process.pid)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
