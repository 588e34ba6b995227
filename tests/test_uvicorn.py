"""The same application on uvicorn: people come in, slides reach them, they vote and sort, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.live import NOT_INHERITED, PATIENCE, ROOT, Live
from workshop.env import free_port


def test_a_rehearsal_on_uvicorn_is_sound(tmp_path: Path) -> None:
    first = Live(tmp_path)  # makes the data folder ready
    first.link()
    first.stop()
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    environment |= {"DATA_DIR": str(tmp_path), "PORT": str(port), "DJANGO_SETTINGS_MODULE": "workshop.settings"}
    command = ["-m", "uvicorn", "workshop.asgi:application", "--host", "127.0.0.1", "--port", str(port), "--log-level", "info"]
    command += ["--ws", "websockets-sansio", "--ws-per-message-deflate", "false"]
    server = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr
        said = []
        for line in server.stderr:
            said.append(line)
            if "running on" in line:
                break
        run = subprocess.run(
            [sys.executable, "manage.py", "rehearse", "--benchmark", "--phones", "8", "--rounds", "1"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE * 4,
        )
    finally:
        server.terminate()
        _out, rest = server.communicate(timeout=PATIENCE)
    assert (run.returncode, run.stderr) == (0, "")
    assert [line for line in rest.splitlines() if "Error" in line or "Traceback" in line] == []
