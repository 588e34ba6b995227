"""The tests on PostgreSQL and Redis, each started for the occasion: `python -m tests.on_services`.

First the suite, those of the exercises and of the live core that use a database, without what is about the embedded default
(marker `embedded`), then `tests/scale/`: two processes behind a proxy, and a few faults. Arguments are handed to the first pytest in
place of the whole suite.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tests.services import postgres, redis

SUITE = ["tests/exercises", "tests/sessions", "--ignore=tests/exercises/exports"]
TWO_AT_ONCE = ["-n", "2", "--dist", "worksteal"]


def main() -> int:
    with postgres() as database, redis() as store:
        there = {**os.environ, "DATABASE_URL": database.url, "REDIS_URL": store.url}
        print("The suite on PostgreSQL and Redis", flush=True)  # noqa: T201 this is a command
        failed = run(["-m", "django_db and not embedded", *(sys.argv[1:] or SUITE)], there)
    if failed or sys.argv[1:]:
        return failed
    print("Two processes behind a proxy, and a few faults", flush=True)  # noqa: T201
    return run(["tests/scale"], dict(os.environ))


def run(arguments: list[str], environment: dict[str, str]) -> int:
    """Run pytest; its exit code."""
    command = [sys.executable, "-m", "pytest", "-q", *TWO_AT_ONCE, *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
