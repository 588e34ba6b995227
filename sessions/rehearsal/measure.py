"""Statistics, and what the system says about a process. Pure where it can be."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from statistics import median

HAS_PROC = sys.platform.startswith("linux")


def percentile(values: Sequence[float], share: int) -> float:
    """The smallest value that at least `share` per cent of the values do not exceed (nearest rank). NaN without values."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * share / 100) - 1)]


@dataclass
class Times:
    """A collection of durations in seconds."""

    seconds: list[float] = field(default_factory=list)

    def add(self, seconds: Iterable[float]) -> None:
        self.seconds.extend(seconds)

    @property
    def median(self) -> float:
        return median(self.seconds) if self.seconds else float("nan")

    @property
    def p95(self) -> float:
        return percentile(self.seconds, 95)

    @property
    def p99(self) -> float:
        return percentile(self.seconds, 99)

    @property
    def longest(self) -> float:
        return max(self.seconds, default=float("nan"))


# ------------------------------------------------------------------ processes
def cpu_seconds(pid: int) -> float:
    """Processor time a process has used, user and system, its finished threads included. In steps of a clock tick (0.01 s)."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    fields = stat.rpartition(")")[2].split()  # the name before it may hold blanks
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_bytes(pid: int) -> int:
    """Memory of a process that is in use now (RSS)."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Process:
    """What the system tells about one process; nothing on systems without /proc."""

    def __init__(self, pid: int | None) -> None:
        self.pid = pid if HAS_PROC and pid and Path(f"/proc/{pid}").exists() else None

    @property
    def is_readable(self) -> bool:
        return self.pid is not None

    def cpu(self) -> float:
        """Seconds of processor time so far; NaN when it cannot be read."""
        return cpu_seconds(self.pid) if self.pid else float("nan")

    def memory(self) -> float:
        """Bytes in use; NaN when it cannot be read."""
        return float(resident_bytes(self.pid)) if self.pid else float("nan")


def server_pid(data_dir: Path) -> int | None:
    """The server that runs from a data folder, by the note it left there; None when there is none."""
    try:
        return int((data_dir / "live.pid").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def allow_many_sockets() -> None:
    """Let this process open as many sockets as the system permits: a room is several hundred."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 20_000 if hard == resource.RLIM_INFINITY else min(hard, 20_000)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
