"""Starting and stopping what is measured, and reading what the system says about it."""

from __future__ import annotations

import os
import select
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90.0  # seconds for a start
ELSEWHERE = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "TRUSTED_PROXIES")  # what would lead to somebody's own data, or through their proxy
PAGES = {"plain", "django"}  # floors that serve the product's pages, from where it keeps everything


class Server:
    """A process that listens on a port of this machine."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], port: int) -> None:
        self.name, self.process, self.port = name, process, port

    def cpu(self) -> float:
        """Seconds of processor time used so far. To the microsecond, as the scheduler notes it for each thread that is there.

        Django's own handler lets threads end; there the coarser sum of the whole process counts.
        """
        if self.name == "django":
            fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        total = 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            try:
                total += int((task / "schedstat").read_text(encoding="ascii").split()[0])
            except (FileNotFoundError, ProcessLookupError):  # it has just ended
                continue
        return total / 1e9

    def memory(self) -> int:
        """Bytes in use now (RSS)."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def quiet(self) -> None:
        """Wait until it has nothing left to do."""
        end, before = time.monotonic() + PATIENCE, self.cpu()
        while time.monotonic() < end:
            time.sleep(0.25)
            after = self.cpu()
            if after - before < 0.02:
                return
            before = after

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def line_from(output: IO[bytes], start: bytes) -> bytes:
    """Read on to a line that starts so; returns what comes after it. Raises RuntimeError when it does not come."""
    end = time.monotonic() + PATIENCE
    ready = select.poll()  # select itself knows no more than 1,024 descriptors
    ready.register(output, select.POLLIN)
    while time.monotonic() < end:
        if not ready.poll(1000):
            continue
        line = output.readline()
        if not line:
            break
        if line.startswith(start):
            return line[len(start) :].strip()
    raise RuntimeError("a server did not start")


def floor(name: str, folder: Path, redis_url: str = "") -> Server:
    """Start one of the floors."""
    command = [sys.executable, "-m", "bench.floors", name, *([redis_url] if redis_url else [])]
    kept = {key: value for key, value in os.environ.items() if name in PAGES or key not in ELSEWHERE}
    environment = kept | {"DATA_DIR": str(folder)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)  # noqa: S603 our own
    assert process.stdout is not None  # noqa: S101
    return Server(name, process, int(line_from(process.stdout, b"")))


def product(folder: Path) -> Server:
    """Start the product as `make run` does, on a data folder of its own."""
    environment = os.environ | {"DATA_DIR": str(folder), "HOST": "127.0.0.1", "PORT": "0", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen([sys.executable, "manage.py", "live"], cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    assert process.stdout is not None  # noqa: S101
    return Server("product", process, int(line_from(process.stdout, b"Listening on ").rpartition(b":")[2]))


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis of our own on a free port, for as long as it is needed; an empty address where there is none on this machine."""
    found = shutil.which("redis-server")
    if not found:
        yield ""
        return
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [found, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 found on this machine's path
    try:
        for _try in range(100):
            time.sleep(0.1)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait()


class Machine:
    """What this machine is, and how busy everybody else on it was."""

    def __init__(self) -> None:
        self._start = self._now()

    def _now(self) -> tuple[float, float]:
        """Busy seconds of all processors, and of this process with the children it has waited for."""
        fields = [int(each) for each in Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]]
        times = os.times()
        return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK"), sum(times[:4])

    def others(self, seconds: float) -> float:
        """The share of all processors, 0 to 1, that nobody of ours used in the seconds since the last call. All servers have ended."""
        busy, mine = self._now()
        share = (busy - self._start[0] - (mine - self._start[1])) / (seconds * (os.cpu_count() or 1))
        self._start = (busy, mine)
        return max(0.0, share)
