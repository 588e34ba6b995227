"""The same application on uvicorn: people come in, slides reach them, they vote and sort, and nothing is lost."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import on_uvicorn
from tests.live import NOT_INHERITED, PATIENCE, ROOT, Live
from workshop.env import free_port

HALF = b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\nname="


@contextmanager
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """A uvicorn that has begun to listen, and the environment it has; told to end afterwards."""
    first = Live(folder)  # makes the data folder ready
    first.link()
    first.stop()
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    environment |= {"DATA_DIR": str(folder), "PORT": str(port), "DJANGO_SETTINGS_MODULE": "workshop.settings"}
    command = [sys.executable, "-m", "uvicorn", *on_uvicorn.arguments(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr
        assert any("running on" in line for line in server.stderr)
        yield server, environment
    finally:
        server.kill()
        server.wait()


def test_a_rehearsal_on_uvicorn_is_sound(tmp_path: Path) -> None:
    with served(tmp_path) as (server, environment):
        run = subprocess.run(
            [sys.executable, "manage.py", "rehearse", "--benchmark", "--phones", "8", "--rounds", "1"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE * 4,
        )
        server.terminate()
        _out, said = server.communicate(timeout=PATIENCE)
    assert (run.returncode, run.stderr) == (0, "")
    assert [line for line in said.splitlines() if "Error" in line or "Traceback" in line] == []


def test_a_uvicorn_that_is_told_to_end_does_not_wait_for_somebody_who_is_in_the_middle_of_sending(tmp_path: Path) -> None:
    with served(tmp_path) as (server, environment), socket.create_connection(("127.0.0.1", int(environment["PORT"]))) as sender:
        sender.sendall(HALF)
        assert sender.recv(100).startswith(b"HTTP/1.1 100 Continue"), "it waits for the rest"
        server.terminate()
        _out, said = server.communicate(timeout=PATIENCE)
    assert "Finished server process" in said
