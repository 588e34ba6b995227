"""What figures were measured on, in one line: `python -m tests.machine` at the end of `make attacks`, and wherever figures are printed."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

from workshop.env import BASE_DIR


def commit() -> str:
    """The commit this is, as git names it; a mark where something has been changed since. “unknown” where there is no git."""
    command = ["git", "describe", "--always", "--dirty=, changed since"]
    try:
        said = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "unknown"
    return said.stdout.strip() or "unknown"


def measured_on() -> str:
    """Commit, processors and Python."""
    return f"Commit {commit()}, {os.cpu_count()} processors, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.stdout.write(f"{measured_on()}, {platform.system()}.\n")
