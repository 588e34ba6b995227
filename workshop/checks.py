"""System checks: what would lose votes or pushes in silence is refused at the start instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connections

from workshop import shared

PRAGMAS: dict[str, object] = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


@register(Tags.async_support)
def several_processes_share_a_channel_layer(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The in-memory layer reaches the screens of one process only."""
    if settings.PROCESSES > 1 and settings.CHANNEL_LAYERS["default"]["BACKEND"].endswith(".InMemoryChannelLayer"):
        return [
            Error(
                f"{settings.PROCESSES} processes cannot share the in-memory channel layer: most screens would miss most changes.",
                hint="Set REDIS_URL, or run one process.",
                id="workshop.E001",
            )
        ]
    return []


@register(Tags.database)
def sqlite_keeps_its_promises(
    app_configs: Sequence[AppConfig] | None, databases: Iterable[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Reads back what an SQLite file really does: its defaults lose simultaneous ballots and keep deleted ones readable."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "sqlite" or _in_memory(str(connection.settings_dict["NAME"])):
            continue
        try:
            with connection.cursor() as cursor:
                wrong = [
                    f"{name} is {value}, not {wanted}" for name, wanted in PRAGMAS.items() if (value := _pragma(cursor, name)) != wanted
                ]
        except DatabaseError as problem:
            wrong = [f"it cannot be read ({problem})"]
        mode = (connection.settings_dict.get("OPTIONS") or {}).get("transaction_mode")
        if mode != "IMMEDIATE":
            wrong.append(f"transaction_mode is {mode}, not IMMEDIATE")
        if wrong:
            found.append(
                Error(
                    f"The SQLite database “{alias}” would lose votes or keep deleted ones: {'; '.join(wrong)}.",
                    hint="Keep the OPTIONS of workshop/settings.py, and the file on a local disk this server may write to.",
                    id="workshop.E002",
                )
            )
    return found


@register(Tags.compatibility)
def several_processes_share_a_database(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """SQLite has one writer at a time, and only the threads of one process take turns fairly."""
    if settings.PROCESSES > 1 and connections["default"].vendor == "sqlite":
        return [
            Error(
                f"{settings.PROCESSES} processes on SQLite: ballots given at the same moment could be refused.",
                hint="Set DATABASE_URL to a PostgreSQL database, or run one process.",
                id="workshop.E003",
            )
        ]
    return []


@register(Tags.database)
def redis_keeps_nothing_on_disk(
    app_configs: Sequence[AppConfig] | None, databases: Iterable[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Ballot keys lie in Redis: what it wrote to disk would open the ballots in a back-up of the database."""
    if not settings.REDIS_URL or not databases:
        return []
    from redis.exceptions import RedisError, ResponseError

    try:
        store = shared.redis()
        kept = {name: str(value) for name in ("save", "appendonly") for value in dict(store.config_get(name)).values()}
    except ResponseError:
        return [
            Warning(
                "The Redis server does not say whether it writes what it holds to disk. Ballot keys must not be written.",
                hint="See to it that snapshots and the append-only file are off.",
                id="workshop.W002",
            )
        ]
    except RedisError as problem:
        return [
            Warning(
                f"The Redis server does not answer ({type(problem).__name__}): screens ask instead of being told, no vote can be opened.",
                hint="Start it, or correct REDIS_URL.",
                id="workshop.W003",
            )
        ]
    if kept["save"] or kept["appendonly"] != "no":
        return [
            Error(
                "The Redis server writes what it holds to disk, and with it the keys of the ballot boxes.",
                hint='Start it with --save "" --appendonly no, and share it with nothing that needs its data kept.',
                id="workshop.E004",
            )
        ]
    return []


@register(Tags.urls, deploy=True)
def the_public_address_is_known(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A guessed address is right in a room with its own network, and wrong behind a host name."""
    if settings.PUBLIC_URL_IS_GUESSED and not settings.DEBUG:
        return [
            Warning(
                f"PUBLIC_URL is not set, so the join address and the QR code say {settings.PUBLIC_URL}.",
                hint="Set PUBLIC_URL to the address people type, for example https://hymns.example.org.",
                id="workshop.W001",
            )
        ]
    return []


def _in_memory(name: str) -> bool:
    return ":memory:" in name or "mode=memory" in name


def _pragma(cursor: Any, name: str) -> object:
    cursor.execute(f"PRAGMA {name}")
    return cursor.fetchone()[0]
