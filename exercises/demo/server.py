"""The demonstration's own server: `manage.py live` as a process of its own, on a folder and a port of its own."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from sessions.management import serving
from sessions.management.preparing import CannotStart
from workshop import env

PORTS = 50  # tried one after the other
START_SECONDS = 120.0
STOP_SECONDS = 20.0
ADDRESS = re.compile(r"(https?://\S+)/sign-in/(\S+)")
PHONES = re.compile(r"^\s+(https?://\S+?)/?\s*$")


@dataclass(frozen=True)
class Served:
    """Where a server answers. `base` is for this machine, `phones` for the network, both without a slash at the end."""

    base: str
    phones: str
    sign_in: str  # the path of the link that works once


@dataclass(frozen=True)
class Running:
    """A server that runs: where it answers, the environment it has, and a task that lasts as long as it does."""

    served: Served
    around: dict[str, str]
    lasting: asyncio.Task[None]


def next_free_port(host: str, first: int) -> int:
    """The first free port from `first` on. Raises `CannotStart` when fifty in a row are taken."""
    for port in range(first, min(first + PORTS, 65536)):
        with suppress(CannotStart):
            serving.port_is_free(host, port)
            return port
    raise CannotStart(_("No port from %(first)d on is free. Choose another PORT.") % {"first": first})


async def manage(*words: str, surroundings: dict[str, str]) -> asyncio.subprocess.Process:
    """Start a management command whose output can be read."""
    program = (sys.executable, str(env.BASE_DIR / "manage.py"), *words)
    return await asyncio.create_subprocess_exec(*program, env=surroundings, cwd=env.BASE_DIR, stdout=asyncio.subprocess.PIPE)


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Running]:
    """A server on `folder` for as long as it is needed. Raises `CannotStart`."""
    port = next_free_port(env.HOST or "0.0.0.0", env.PORT)  # noqa: S104 as the server does
    around = env.for_a_server_of_its_own(folder, port)
    process = await manage("live", surroundings=around)
    lasting = None
    try:
        try:
            async with asyncio.timeout(START_SECONDS):
                served = await addresses(process)
        except TimeoutError:
            raise CannotStart(_("The demonstration’s server did not start within two minutes.")) from None
        lasting = asyncio.create_task(read_on(process))
        yield Running(served, around, lasting)
    finally:
        if lasting:
            lasting.cancel()
            await asyncio.gather(lasting, return_exceptions=True)
        await stop(process)


async def addresses(process: asyncio.subprocess.Process) -> Served:
    """Read until the server has said where it is. Raises `CannotStart` when it ends before."""
    base = token = phones = ""
    while process.stdout and (line := (await process.stdout.readline()).decode()):
        if found := ADDRESS.search(line):
            base, token = found[1], found[2]
        elif base and not phones and (found := PHONES.search(line)):
            phones = found[1]
        if phones:
            return Served(base, phones, f"/sign-in/{token}")
    raise CannotStart(_("The demonstration’s server did not start. What it said is above."))


async def read_on(process: asyncio.subprocess.Process) -> None:
    """Read whatever else it says, so that it never waits for a reader."""
    while process.stdout and await process.stdout.readline():
        pass


async def stop(process: asyncio.subprocess.Process) -> None:
    """End the server we started, gently at first."""
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.communicate()
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def fresh_link(base: str, around: dict[str, str]) -> str:
    """One more sign-in link, for whoever watches: the demonstration has used the first one. Raises `CannotStart`."""
    process = await manage("demo", "--sign-in", base, surroundings=around)
    try:
        async with asyncio.timeout(START_SECONDS):
            said, _nothing = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    found = ADDRESS.search(said.decode())
    if not found:
        raise CannotStart(_("The demonstration could not make a sign-in link."))
    return found[0]
