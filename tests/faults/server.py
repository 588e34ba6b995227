"""The real server as a process of its own, which can be killed, frozen and started again on the same folder and port."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from exercises.demo.server import ADDRESS, fresh_link, read_on
from tests import on_uvicorn
from tests.services import listens
from workshop.env import BASE_DIR, for_a_server_of_its_own, free_port

START_SECONDS = END_SECONDS = 120.0


class Server:
    """One server. `base` is its address without a slash at the end, `more` what its environment has beside the usual."""

    def __init__(self, folder: Path, *, is_on_uvicorn: bool = False, **more: str) -> None:
        self.folder, self.port, self.is_on_uvicorn = folder, free_port(), is_on_uvicorn
        self.base = f"http://127.0.0.1:{self.port}"
        own = {"HOST": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "workshop.settings", "PYTHONWARNINGS": "ignore"}
        self.around = for_a_server_of_its_own(folder, self.port) | own | more
        self.output = folder / "server.log"
        self.link = ""
        self.started_at = 0.0  # when it last began to listen, on the clock of time.perf_counter()
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    @property
    def process(self) -> asyncio.subprocess.Process:
        assert self._process is not None, "not started yet"
        return self._process

    async def start(self) -> None:
        """Start it, and wait until it answers. What uvicorn is to serve, `manage.py live` makes ready, as the README says."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.is_on_uvicorn:
            await self._live()
            return
        if not self.started_at:
            await self._live()
            await self.stop()
        await self._run(*on_uvicorn.arguments(self.port))
        async with asyncio.timeout(START_SECONDS):
            while not listens(self.port):
                assert self.process.returncode is None, self._last_words()
                await asyncio.sleep(0.01)
        self._answers()

    async def _live(self) -> None:
        """As `manage.py live`."""
        await self._run()
        async with asyncio.timeout(START_SECONDS):
            while b"Ctrl-C" not in (line := await self._line()):
                if found := ADDRESS.search(line.decode()):
                    self.link = found[0]
        self._answers()

    async def _run(self, *words: str) -> None:
        """As a process with traps."""
        with self.output.open("ab") as said:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.faults.trapped", *words, env=self.around, cwd=BASE_DIR,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=said,
            )  # fmt: skip

    def _answers(self) -> None:
        """It has begun to listen."""
        self.started_at = time.perf_counter()
        self._reading = asyncio.create_task(read_on(self.process))

    async def sign_in(self) -> str:
        """The path of a sign-in link that has not been used: the one it printed last, or where it prints none, a fresh one."""
        return urlsplit(self.link or await fresh_link(self.base, self.around)).path

    async def _line(self) -> bytes:
        """The next line it says. Raises AssertionError with its last words when it has ended instead."""
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        assert line, self._last_words()
        return line

    def _last_words(self) -> str:
        return self.output.read_text()[-2000:]

    def order(self, words: str) -> None:
        """Set one of its traps; see trapped.py."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{words}\n".encode())

    async def ended(self) -> int:
        """Wait until it has ended by itself; its exit code. Raises TimeoutError after two minutes."""
        async with asyncio.timeout(END_SECONDS):
            code = await self.process.wait()
        if self._reading:
            await asyncio.gather(self._reading, return_exceptions=True)
        if self.process.stdin:
            self.process.stdin.close()
        return code

    async def kill(self) -> None:
        """kill -9: nothing is told to anybody."""
        self.process.kill()
        await self.ended()

    async def stop(self) -> int:
        """SIGTERM, as an update or somebody's Ctrl-C does; its exit code."""
        if self.process.returncode is None:
            self.thaw()
            self.process.terminate()
        return await self.ended()

    def freeze(self) -> None:
        """Let it stand still, as the laptop's lid does."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)
