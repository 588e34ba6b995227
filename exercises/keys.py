"""The keys of the ballot boxes: 32 random bytes for each open box, kept outside the database and outside back-ups.

On one machine each key is a file in `BALLOT_KEYS_DIR` that only its owner can read. Where there is a Redis server, all processes share
the keys there, and each expires by itself. That Redis keeps nothing on disk, so one that is started again has lost them: a process that
has used a key holds it as long as its box is open, and gives it back (`put_back`). A destroyed key leaves a mark, so that nobody does.
"""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from workshop import shared

SIZE = 32  # bytes
LIFETIME = 12 * 60 * 60  # seconds
PREFIX = "hymnsheet-ballot-key-"
DESTROYED = b"destroyed"
log = logging.getLogger("hymnsheet.keys")
_held: dict[int, bytes] = {}  # Redis only: what this process has used
_lost: set[int] = set()  # of those, what Redis has lost


class Unreachable(Exception):
    """Whether there is a key cannot be told just now."""


def make(run_id: int) -> None:
    """Make a fresh key for a box. One that is there already is replaced: call it for an empty box only. Raises `Unreachable`."""
    key = secrets.token_bytes(SIZE)
    if settings.REDIS_URL:
        _ask(lambda: shared.redis().set(_name(run_id), key, ex=LIFETIME))
        _held[run_id] = key
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
    """The key of a box, or None once it is destroyed or lost. Raises `Unreachable`."""
    if settings.REDIS_URL:
        return _get_shared(run_id)
    try:
        key = _path(run_id).read_bytes()
    except FileNotFoundError:
        return None
    return key if len(key) == SIZE else None


def _get_shared(run_id: int) -> bytes | None:
    try:
        found = _ask(lambda: shared.redis().get(_name(run_id)))
    except Unreachable:
        if run_id not in _held:
            raise
        return _held[run_id]
    if found is None and run_id in _held:
        _lost.add(run_id)
        return _held[run_id]
    if not isinstance(found, bytes) or len(found) != SIZE:
        _forget(run_id)
        return None
    _held[run_id] = found
    return found


def put_back(run_id: int) -> None:
    """Give Redis the key again that it has lost. Only for a box that is open, while it is held open: a destroyed key stays destroyed."""
    if run_id in _lost and run_id in _held:
        try:
            _ask(lambda: shared.redis().set(_name(run_id), _held[run_id], ex=LIFETIME, nx=True))
        except Unreachable:
            return
        _lost.discard(run_id)


def destroy(run_id: int) -> None:
    """Make a key unreadable for good. Twice is once. Raises `Unreachable`: then it is tried again within the minute."""
    if settings.REDIS_URL:
        _forget(run_id)
        _ask(lambda: shared.redis().set(_name(run_id), DESTROYED, ex=LIFETIME))
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
    """The boxes whose keys lie on this machine, or in Redis and this process."""
    if settings.REDIS_URL:
        yield from sorted({*_held, *_in_redis()})
        return
    for path in sorted(Path(settings.BALLOT_KEYS_DIR).glob("*.key")):
        if path.stem.isdecimal():
            yield int(path.stem)


def _in_redis() -> set[int]:
    try:
        names = _ask(lambda: [name for name in shared.redis().scan_iter(f"{PREFIX}*") if shared.redis().strlen(name) == SIZE])
    except Unreachable:
        return set()
    return {int(number) for name in names if (number := name.decode().removeprefix(PREFIX)).isdecimal()}


def _ask(question: Callable[[], Any]) -> Any:
    """Ask Redis. Raises `Unreachable`."""
    from redis.exceptions import RedisError

    try:
        return question()
    except RedisError as problem:
        log.warning("Redis does not answer (%s)", type(problem).__name__)
        raise Unreachable from problem


def _forget(run_id: int) -> None:
    _held.pop(run_id, None)
    _lost.discard(run_id)


def forget() -> None:
    """Forget everything, as a new process would."""
    _held.clear()
    _lost.clear()


def _path(run_id: int) -> Path:
    return Path(settings.BALLOT_KEYS_DIR) / f"{run_id}.key"


def _name(run_id: int) -> str:
    return f"{PREFIX}{run_id}"
