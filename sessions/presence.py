"""Who has been heard of lately, in this process. Nothing that matters: a picture for the console, gone with the process.

The poll is the signal, not the socket: an open socket proves a machine, not a page.
"""

from __future__ import annotations

import time

HEARD_SECONDS = 45.0
_heard: dict[tuple[str, str], dict[str, float]] = {}


def heard(key: str, audience: str, page: str) -> bool:
    """Note that a page was heard of. True when it is new or had been silent, so that the console may be told."""
    pages = _heard.setdefault((key, audience), {})
    now = time.monotonic()
    before = pages.get(page)
    pages[page] = now
    return before is None or now - before > HEARD_SECONDS


def gone(key: str, audience: str, page: str) -> None:
    """Forget a page at once: it said goodbye."""
    _heard.get((key, audience), {}).pop(page, None)


def here(key: str, audience: str) -> set[str]:
    """The pages heard of within the last 45 seconds."""
    pages = _heard.get((key, audience), {})
    now = time.monotonic()
    for page in [p for p, at in pages.items() if now - at > HEARD_SECONDS]:
        del pages[page]
    return set(pages)


def forget() -> None:
    """Forget everybody, as a new process would."""
    _heard.clear()
