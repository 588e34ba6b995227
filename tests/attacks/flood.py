"""A room of sixty phones and a flood from its own address, side by side: `make flood`, or `python -m tests.attacks SECONDS`.

The phones do what people do in a vote: look, tick, wait for what the facilitator presses. First in peace, then in the flood.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from exercises.demo.desk import Desk, open_desk
from sessions.rehearsal.forms import form_in
from sessions.rehearsal.log import Log
from sessions.rehearsal.measure import Times, allow_many_sockets, cpu_seconds
from sessions.rehearsal.phones import Phone
from sessions.rehearsal.site import Site
from tests.live import Live, memory
from tests.machine import measured_on
from workshop.env import BASE_DIR

PHONES = 60
RATE, SOCKETS = 500, 1000
VOTE = "creating-safety"
EACH = (1.0, 3.0)  # seconds between two things one person does
PRESS = 3.0  # seconds between two things the facilitator does
MEGABYTE = 1024 * 1024


@dataclass
class Spell:
    """How it was for the room for some time."""

    looked: Times = field(default_factory=Times)
    ticked: Times = field(default_factory=Times)
    pressed: Times = field(default_factory=Times)  # from the press to each phone
    problems: dict[str, int] = field(default_factory=dict)
    not_shown: int = 0  # phones that a press never reached
    grown: int = 0  # bytes
    busy: float = 0.0  # of one processor, the server's share

    def answers(self) -> list[float]:
        """Seconds of everything the phones asked."""
        return [*self.looked.seconds, *self.ticked.seconds]


@dataclass
class Outcome:
    """In peace, in the flood, and what the attackers got."""

    calm: Spell
    flooded: Spell
    attackers: dict[str, int]


async def use(phone: Phone, picks: list[str], until: float) -> None:
    """What one person does: mostly ticking, now and then the page looks by itself."""
    while True:
        pause = phone.chance.uniform(*EACH)
        if time.perf_counter() + pause > until:
            return
        await asyncio.sleep(pause)
        if phone.chance.random() < 0.5:
            await phone._ask()
        elif form := form_in(phone.stage):
            phone.turn = max(phone.turn, form.turn)
            await phone.answer(form.action, {"pick": picks}, quiet=True)


async def spell(live: Live, desk: Desk, phones: list[Phone], log: Log, seconds: float) -> Spell:
    """Some time in the room."""
    log.polled, log.ticked, log.problems = Times(), Times(), type(log.problems)()
    before, most, until = memory(live.process.pid), 0, time.perf_counter() + seconds
    began, spent = time.perf_counter(), cpu_seconds(live.process.pid)
    found = Spell(log.polled, log.ticked)
    people = [asyncio.create_task(use(phone, phone.choice(form), until)) for phone in phones if (form := form_in(phone.stage))]
    assert len(people) == len(phones), "everybody has the vote before them"
    while time.perf_counter() + PRESS < until:
        await asyncio.sleep(PRESS)
        wave = await desk.press("more", len(phones), seconds="30")
        found.pressed.add(wave.times.values())
        found.not_shown += wave.expected - len(wave.times)
        most = max(most, memory(live.process.pid))
    await asyncio.gather(*people)
    found.busy = (cpu_seconds(live.process.pid) - spent) / (time.perf_counter() - began)
    found.problems, found.grown = dict(log.problems), max(most, memory(live.process.pid)) - before
    return found


async def run(folder: Path, seconds: float, rate: int, sockets: int) -> Outcome:
    """One server, one room, one flood. The flood lasts as long as the calm before it."""
    allow_many_sockets()
    live = Live(folder, LOG_LEVEL="ERROR")
    try:
        link = await asyncio.to_thread(live.link)
        async with Site(f"http://127.0.0.1:{live.port}") as site:
            log = Log()
            desk = await open_desk(site, log, link)
            phones = [Phone(site, log, number, 1) for number in range(PHONES)]
            assert all(await asyncio.gather(*(phone.join(desk.stage.code) for phone in phones))), dict(log.problems)
            await desk.press("start", PHONES)
            await desk.press("go", PHONES, slide=VOTE)
            await desk.press("open", PHONES)
            calm = await spell(live, desk, phones, log, seconds)
            attackers = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.attacks.attackers", str(live.port), str(seconds + 3), str(rate), str(sockets),
                cwd=BASE_DIR, stdout=asyncio.subprocess.PIPE,
            )  # fmt: skip
            await asyncio.sleep(2)
            flooded = await spell(live, desk, phones, log, seconds)
            said, _nothing = await attackers.communicate()
            await asyncio.gather(*(phone.close() for phone in phones))
        code, words = await asyncio.to_thread(live.stop)
        assert (code, words) == (0, ""), words
        return Outcome(calm, flooded, json.loads(said))
    finally:
        if live.process.poll() is None:
            live.process.kill()
            live.process.wait()


def table(outcome: Outcome) -> str:
    """The figures for docs/security.md."""

    def row(name: str, times: list[Times]) -> str:
        return f"| {name} | " + " | ".join(f"{t.median * 1000:.0f} / {t.p95 * 1000:.0f} / {t.longest * 1000:.0f} ms" for t in times) + " |"

    spells = [outcome.calm, outcome.flooded]
    lines = [
        f"| {PHONES} phones | in peace | in the flood |",
        "|---|---|---|",
        row("a look: median / 95th / longest", [s.looked for s in spells]),
        row("a tick saved: median / 95th / longest", [s.ticked for s in spells]),
        row("from a press to a phone: median / 95th / longest", [s.pressed for s in spells]),
        "| requests of the phones | " + " | ".join(str(len(s.answers())) for s in spells) + " |",
        "| errors | " + " | ".join(str(sum(s.problems.values())) for s in spells) + " |",
        "| presses a phone did not show | " + " | ".join(str(s.not_shown) for s in spells) + " |",
        "| processor time of the server, of one | " + " | ".join(f"{s.busy:.0%}" for s in spells) + " |",
        "| memory of the server, growth | " + " | ".join(f"{s.grown / MEGABYTE:.0f} MB" for s in spells) + " |",
    ]
    got = ", ".join(f"{what}: {n:,}" for what, n in sorted(outcome.attackers.items()))
    return "\n".join([*lines, "", f"What the attackers got: {got}."])


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(run(Path(folder), seconds, RATE, SOCKETS))
    sys.stdout.write(table(outcome) + "\n")
    sys.stdout.write("".join(f"{what}: {n}\n" for what, n in outcome.flooded.problems.items()))
    sys.stdout.write(f"{measured_on()}, {seconds:.0f} s each.\n")
    sys.exit(any([outcome.flooded.problems, outcome.flooded.not_shown]))
