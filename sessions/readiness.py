"""Whether this server can run a workshop now: four things that have to be there, each asked for itself."""

from __future__ import annotations

import time
from threading import Lock

from asgiref.sync import async_to_sync
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from sessions.hub import hub
from workshop import disk

LAYER_SECONDS = 2.0
TRUSTED_SECONDS = 1.0
_asking = Lock()
_last: tuple[float, dict[str, bool]] | None = None
_up_to_date = False  # once it was, it stays so for as long as this process runs


def database_is_behind() -> bool:
    """Whether there are migrations to run."""
    executor = MigrationExecutor(connections["default"])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def database_answers() -> bool:
    """Whether the database answers a question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def is_up_to_date() -> bool:
    """Whether the database has every migration of this release."""
    global _up_to_date
    try:
        _up_to_date = _up_to_date or not database_is_behind()
    except DatabaseError:
        return False
    return _up_to_date


def layer_answers() -> bool:
    """Whether the channel layer takes a message and brings it back to this process."""
    return bool(async_to_sync(hub().answers)(LAYER_SECONDS))


def checks() -> dict[str, bool]:
    """The four, by name."""
    answers = database_answers()
    return {
        "database": answers,
        "migrations": answers and is_up_to_date(),
        "layer": layer_answers(),
        "disk": disk.free() >= disk.FLOOR,
    }


def lately() -> dict[str, bool]:
    """The four, as found within the last second.

    One asks at a time and the others take what was found last: a layer that is silent must not hold a thread for everybody who asks.
    """
    global _last
    known = _last
    if known and time.monotonic() - known[0] < TRUSTED_SECONDS:
        return known[1]
    if not _asking.acquire(blocking=known is None):
        assert known is not None, "without anything known it waits"  # noqa: S101
        return known[1]
    try:
        found = checks()
        _last = (time.monotonic(), found)
    finally:
        _asking.release()
    return found


def is_ready() -> bool:
    """Whether all four are there, as found within the last second."""
    return all(lately().values())
