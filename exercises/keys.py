"""The keys of the ballot boxes: 32 random bytes for each open box, kept outside the database and outside back-ups.

On one machine each key is a file in `BALLOT_KEYS_DIR` that only its owner can read. Where there is a Redis server, all processes share
the keys there, and each expires by itself.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

SIZE = 32  # bytes
LIFETIME = 12 * 60 * 60  # seconds


def make(run_id: int) -> None:
    """Make a fresh key for a box. One that is there already is replaced: call it for an empty box only."""
    key = secrets.token_bytes(SIZE)
    if settings.REDIS_URL:
        cache.set(_name(run_id), key, LIFETIME)
        return
    path = _path(run_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)  # a reader sees the whole key or none


def get(run_id: int) -> bytes | None:
    """The key of a box, or None once it is destroyed or lost."""
    if settings.REDIS_URL:
        found = cache.get(_name(run_id))
        return found if isinstance(found, bytes) else None
    try:
        key = _path(run_id).read_bytes()
    except FileNotFoundError:
        return None
    return key if len(key) == SIZE else None


def destroy(run_id: int) -> None:
    """Make a key unreadable for good. Twice is once."""
    if settings.REDIS_URL:
        cache.delete(_name(run_id))
        return
    path = _path(run_id)
    try:
        with open(path, "r+b") as file:
            file.write(bytes(SIZE))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return


def kept() -> Iterator[int]:
    """The boxes whose keys lie on this machine."""
    for path in sorted(Path(settings.BALLOT_KEYS_DIR).glob("*.key")):
        if path.stem.isdecimal():
            yield int(path.stem)


def _path(run_id: int) -> Path:
    return Path(settings.BALLOT_KEYS_DIR) / f"{run_id}.key"


def _name(run_id: int) -> str:
    return f"hymnsheet-ballot-key-{run_id}"
