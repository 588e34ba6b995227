"""`manage.py live` in a process of its own, with a folder of its own: what it says, and requests to it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOT_INHERITED = {"DJANGO_SETTINGS_MODULE", "SECRET_KEY", "PUBLIC_URL", "DATABASE_URL", "REDIS_URL", "WEB_PROCESSES", "DEBUG"}
PATIENCE = 60  # seconds: the first start on a busy machine


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    text: str
    cached: str


class Live:
    """One run of the command: its output line by line, and requests to it. With `log` its stderr goes to that file."""

    def __init__(self, data: Path, log: Path | None = None, /, **settings: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        said = log.open("w") if log else None
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "live"],
            cwd=ROOT,
            env={**kept, "DATA_DIR": str(data), "HOST": "127.0.0.1", "PORT": "0", "PYTHONWARNINGS": "default", **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said or subprocess.PIPE,
            text=True,
        )
        if said:
            said.close()
        self.lines: list[str] = []
        self.cookies: dict[str, str] = {}

    def until(self, pattern: str) -> str:
        """Read on to the first line that matches, and return the match."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if found := re.search(pattern, line):
                return found.group(0)
        assert self.process.stderr
        pytest.fail(f"it ended before {pattern}: {self.lines} {self.process.stderr.read()}")

    def link(self) -> str:
        """Wait until it serves, and return the path of the sign-in link."""
        self.port = int(self.until(r"^Listening on 127\.0\.0\.1:\d+").rpartition(":")[2])
        path = urlsplit(self.until(r"http://127\.0\.0\.1:\d+/sign-in/\S+")).path
        self.until(r"Ctrl-C")
        return path

    def ask(self, path: str, data: str | None = None) -> Answer:
        """GET, or POST a form, with this browser's cookies."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if data is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("GET" if data is None else "POST", path, data, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return Answer(answer.status, answer.read().decode(), answer.getheader("Cache-Control") or "")

    def page(self, path: str) -> str:
        return self.ask(path).text

    def sign_in(self, link: str) -> int:
        """Follow the link as a person does: look at the page, press its button. Returns the status of the press."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page(link))
        return self.ask(link, f"csrfmiddlewaretoken={token[1] if token else ''}").status

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """End it; returns the exit code and everything it said on stderr."""
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=PATIENCE)
        self.lines += out.splitlines()
        return self.process.returncode, err or ""


def memory(pid: int) -> int:
    """Bytes a process holds now, as `ps` sees it."""
    said = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(said.stdout) * 1024
