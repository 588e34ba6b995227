"""The README's own command for uvicorn, so that what is tested is what is written there."""

from __future__ import annotations

import re
import shlex

from workshop.env import BASE_DIR

COMMAND = re.compile(r"python -m uvicorn ((?:.*\\\n)*.*)")


def arguments(port: int) -> list[str]:
    """What the README says after `python -m uvicorn`, on a port of this machine alone. Raises `AssertionError` when it says nothing."""
    found = COMMAND.search((BASE_DIR / "README.md").read_text(encoding="utf-8"))
    assert found, "the README has no command for uvicorn"
    return [*shlex.split(found[1].replace("\\\n", " ")), "--host", "127.0.0.1", "--port", str(port)]  # the last one said counts
