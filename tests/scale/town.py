"""A site as it is hosted: two processes behind nginx, with PostgreSQL and Redis of their own."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from sessions.rehearsal.facilitator import Facilitator, Stage
from sessions.rehearsal.forms import Form, form_in
from sessions.rehearsal.log import Log
from sessions.rehearsal.phones import Phone
from sessions.rehearsal.site import Data, Site
from tests import services
from workshop.env import BASE_DIR, for_a_server_of_its_own, free_port

PATIENCE = 30.0  # seconds
THREE: Data = {"pick": ["4", "6", "8"], "sent": "1"}


class Process:
    """One `manage.py live`."""

    def __init__(self, folder: Path, shared: dict[str, str]) -> None:
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        own = {"HOST": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "workshop.settings"}
        self.around = for_a_server_of_its_own(folder, self.port) | own | shared
        self.said = folder / "said"
        folder.mkdir(parents=True)

    def start(self) -> None:
        """Start it. `wait` until it answers."""
        with self.said.open("ab") as said:
            self.running = subprocess.Popen(
                [sys.executable, "manage.py", "live"], cwd=BASE_DIR, env=self.around, stdin=subprocess.DEVNULL, stdout=said, stderr=said
            )

    async def wait(self) -> None:
        """Until it listens. Raises `AssertionError` with its own words when it does not."""
        async with asyncio.timeout(4 * PATIENCE):
            while not services.listens(self.port):
                assert self.running.poll() is None, self.said.read_text()
                await asyncio.sleep(0.05)

    def kill(self) -> None:
        """kill -9."""
        self.running.kill()
        self.running.wait()


class Town:
    """Everything that runs, and the workshops made for the tests."""

    def __init__(self, database: services.Postgres, store: services.Service, proxy: services.Service, processes: Sequence[Process]) -> None:
        self.database, self.store, self.proxy = database, store, proxy
        self.processes = processes
        self.stages: list[Stage] = []

    def prepare(self, count: int) -> None:
        """Make so many workshops, by the product's own code in a process of its own."""
        told = self.told("tests.scale.desk", "set-up", str(count))
        self.stages += [Stage(**{**each, "slides": tuple(each["slides"])}) for each in json.loads(told)]

    def told(self, module: str, *arguments: str) -> str:
        """What a module says when it is run on this database."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments], cwd=BASE_DIR, env=self.processes[0].around, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, query: str, *values: Any) -> Any:
        """The first column of the first row of a query."""
        with psycopg.connect(self.database.url, autocommit=True) as connection:
            row = connection.execute(query.encode(), values).fetchone()
        return row[0] if row else None

    def do(self, query: str, *values: Any) -> None:
        """Change something behind the product's back."""
        with psycopg.connect(self.database.url, autocommit=True) as connection:
            connection.execute(query.encode(), values)

    def words(self) -> str:
        """All that the processes have said."""
        return "".join(process.said.read_text() for process in self.processes)


class Room:
    """One workshop with its facilitator, and phones on whichever process they are sent to."""

    def __init__(self, town: Town, stage: Stage, sites: list[Site]) -> None:
        self.town, self.stage, self.log = town, stage, Log()
        self.proxied, *self.direct = sites
        self.facilitator = Facilitator(self.direct[1], self.log, stage)
        self.phones: list[Phone] = []

    async def let_in(self, count: int, site: Site | None = None) -> list[Phone]:
        """Let phones in: through the proxy, which takes turns, or at one of the processes."""
        number = len(self.phones)
        phones = [Phone(site or self.proxied, self.log, number + n, seed=1) for n in range(count)]
        assert await asyncio.gather(*(phone.join(self.stage.code) for phone in phones)) == [True] * count, self.log.problems
        self.phones += phones
        return phones

    async def begin(self, slide: str = "") -> None:
        """Begin, and go to a slide."""
        await self.facilitator.open()
        await self.facilitator.press("start", len(self.phones))
        if slide:
            await self.facilitator.press("go", len(self.phones), slide=slide)

    async def open_vote(self) -> Form:
        """Go to the vote and open it; its form."""
        await self.begin(self.stage.vote)
        await self.facilitator.press("open", len(self.phones))
        form = form_in(self.phones[0].stage)
        assert form is not None
        return form

    @property
    def run_id(self) -> int:
        """The run of the vote."""
        query = "SELECT r.id FROM live_sliderun r JOIN live_livesession l ON l.id = r.live_id WHERE l.key = %s AND r.slide_key = %s"
        return int(self.town.ask(query, self.stage.key, self.stage.vote))

    def ballots(self) -> int:
        """Complete ballots in the box."""
        return int(self.town.ask("SELECT count(*) FROM exercises_ballot WHERE run_id = %s AND sent", self.run_id))

    def revision(self) -> int:
        return int(self.town.ask("SELECT revision FROM live_livesession WHERE key = %s", self.stage.key))

    async def close(self) -> None:
        await asyncio.gather(*(phone.close() for phone in self.phones))


async def insist(phone: Phone, action: str, data: Data, turn: int) -> str:
    """Send the very same answer until it is acknowledged, as the phone's page does. Every status on the way, joined."""
    fields = {**data, "turn": str(turn)}
    seen = []
    async with asyncio.timeout(2 * PATIENCE):
        while True:
            try:
                answer = await phone.site.ask(action, phone.cookies, fields, {"HX-Request": "true", "X-CSRFToken": phone.token})
                seen.append(str(answer.status))
            except Exception as problem:
                seen.append(type(problem).__name__)
            if seen[-1] in {"200", "204"}:
                return " ".join(seen)
            assert seen[-1] not in {"400", "403", "404", "409", "500"}, seen
            await asyncio.sleep(0.3)


async def until(true: Any, what: str) -> None:
    """Wait until something is so; it is looked at often."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not true():  # noqa: ASYNC110 what is waited for happens in other processes
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"not within {PATIENCE:.0f} s: {what}") from None


@contextmanager
def built(folder: Path, count: int = 2, *, durable: bool = False) -> Iterator[Town]:
    """The whole site, with an empty database: all processes are started at the same moment. `durable`: see `services.postgres`."""
    with ExitStack() as around:
        database, store = around.enter_context(services.postgres(durable=durable)), around.enter_context(services.redis())
        shared = {
            "DATABASE_URL": database.url,
            "REDIS_URL": store.url,
            "WEB_PROCESSES": str(count),
            "TRUSTED_PROXIES": "1",
            "SECRET_KEY": "tests-only-" + "x" * 50,
        }
        processes = [Process(folder / f"process-{n}", shared) for n in range(count)]
        for process in processes:
            process.start()
        try:
            asyncio.run(_all_answer(processes))
            proxy = around.enter_context(services.nginx([process.port for process in processes]))
            yield Town(database, store, proxy, processes)
        finally:
            for process in processes:
                process.running.terminate()
            for process in processes:
                process.running.wait(PATIENCE)


async def _all_answer(processes: Sequence[Process]) -> None:
    await asyncio.gather(*(process.wait() for process in processes))


@asynccontextmanager
async def entered(town: Town, stage: Stage) -> AsyncIterator[Room]:
    """A workshop of a town; the phones leave at the end."""
    async with Site(town.proxy.url) as proxied, Site(town.processes[0].base) as first, Site(town.processes[-1].base) as second:
        room = Room(town, stage, [proxied, first, second])
        try:
            yield room
        finally:
            await room.close()
