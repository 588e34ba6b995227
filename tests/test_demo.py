"""`manage.py demo` as a newcomer meets it: it plays a whole workshop, and what the team lead gets is there at the end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOT_INHERITED = {"DJANGO_SETTINGS_MODULE", "SECRET_KEY", "PUBLIC_URL", "DATABASE_URL", "REDIS_URL", "WEB_PROCESSES", "DEBUG"}
PATIENCE = 300  # seconds: a whole workshop on a busy machine
PROPOSED = "Begin each meeting with the map, not with the list of names."
PASSED_ON = "Say “I don’t know” once at the next meeting."
NOT_PASSED_ON = "Visit the park we keep talking about, at the time we talk about."
SHARED = "A map of places says more than a list of names."
KEPT_IN = "The papers arrive too late to be read by all of us."

Demo = subprocess.Popen[str]
Starter = Callable[..., Demo]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Starter]:
    """Start a demonstration on a folder of its own; it is stopped whatever happens."""
    started: list[Demo] = []

    def start(*words: str) -> Demo:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--speed", "200", *words],
            cwd=ROOT,
            env={**kept, "DATA_DIR": str(tmp_path), "HOST": "127.0.0.1", "PORT": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=PATIENCE)


def after(process: Demo, heading: str) -> str:
    """Read on to the address that stands below a heading."""
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith(heading):
            return next(process.stdout).strip()
    pytest.fail(f"it ended before “{heading}”: {lines}")


def page(address: str) -> tuple[int, str]:
    """The status and text of a page on this machine."""
    parts = urlsplit(address)
    connection = HTTPConnection("127.0.0.1", parts.port or 80, timeout=20)
    connection.request("GET", parts.path)
    answer = connection.getresponse()
    text = unescape(answer.read().decode())
    connection.close()
    return answer.status, text


def test_a_whole_workshop_plays_by_itself_and_leaves_what_the_room_decided(demo: Starter, tmp_path: Path) -> None:
    process = demo()
    console = after(process, "The console")
    screen = after(process, "The big screen")
    phone = after(process, "A phone of your own")
    assert page(console)[0] == page(screen)[0] == page(phone)[0] == 200
    lead = after(process, "The team lead’s page")
    status, points = page(lead)
    assert (status, PROPOSED in points, PASSED_ON in points, NOT_PASSED_ON in points) == (200, True, True, False)
    status, report = page(f"{lead}report/")
    assert (status, SHARED in report, KEPT_IN in report) == (200, True, False)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", report))
    assert "12 people picked what would help most" in words
    picks = [int(row) for row in re.findall(r'class="picked">.*?<b class="num">(\d+)</b>', report)]
    assert (len(picks), sum(picks)) == (11, 12 * 3)
    process.send_signal(signal.SIGINT)
    said, _none = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said.splitlines()[-1]) == (0, "Stopped.")
    assert not (tmp_path / "demo" / "live.pid").exists()


def test_a_demonstration_that_is_to_end_by_itself_ends_well(demo: Starter, tmp_path: Path) -> None:
    process = demo("--once")
    said, _none = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    assert re.fullmatch(r"  http://\S+/after/[\w-]+/", said.splitlines()[-1])
    assert not (tmp_path / "demo" / "live.pid").exists()
