"""What this process believes each live session's revision to be, so that an unchanged poll costs no database query.

Fed by every push that passes through this process and read again from the database at most once a second, so a belief can be wrong
for a second and never longer.
"""

from __future__ import annotations

import time

from sessions.models import LiveSession

TRUSTED_SECONDS = 1.0
_known: dict[str, tuple[int, float]] = {}
_pieces: dict[str, tuple[int, float]] = {}


def believe(key: str, revision: int) -> None:
    """Remember a revision seen in a push or a read. An older one never replaces a newer one."""
    known = _known.get(key)
    if known is None or revision >= known[0]:
        _known[key] = (revision, time.monotonic())


def remembered(key: str, heard: int = 0) -> int | None:
    """The revision as remembered within the last second, else None. Asks nobody.

    `heard`: what the asker has heard of, from another process perhaps. A memory that has not is not believed.
    """
    known = _known.get(key)
    return known[0] if known and known[0] >= heard and time.monotonic() - known[1] < TRUSTED_SECONDS else None


def current(key: str, heard: int = 0) -> int | None:
    """The revision of a live session: remembered, or read when the memory is older than a second. None: no such session."""
    fresh = remembered(key, heard)
    if fresh is not None:
        return fresh
    known = _known.get(key)
    revision = LiveSession.objects.filter(key=key).values_list("revision", flat=True).first()
    if revision is None:
        _known.pop(key, None)
        return None
    believe(key, revision)
    return max(revision, known[0] if known else 0)


def believe_piece(address: str, version: int) -> None:
    """Remember the version of a piece; an older one never replaces a newer one."""
    known = _pieces.get(address)
    if known is None or version >= known[0]:
        _pieces[address] = (version, time.monotonic())


def piece(address: str) -> int | None:
    """The version of a piece as remembered within the last second, else None."""
    known = _pieces.get(address)
    return known[0] if known and time.monotonic() - known[1] < TRUSTED_SECONDS else None


def forget() -> None:
    """Forget everything, as a new process would."""
    _known.clear()
    _pieces.clear()
