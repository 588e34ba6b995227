"""What the server refuses to start with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from secrets import token_urlsafe

import pytest
from django.core.checks import run_checks
from django.db import connection
from pytest_django import Settings

from workshop.env import BASE_DIR

MEMORY = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
REDIS = {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer"}}


def found(*, databases: list[str] | None = None, deploy: bool = False) -> list[str]:
    """The ids of our own findings."""
    messages = run_checks(databases=databases, include_deployment_checks=deploy)
    return sorted(m.id for m in messages if m.id and m.id.startswith("workshop."))


@pytest.mark.django_db
def test_the_settings_as_they_are_pass(settings: Settings) -> None:
    assert found(databases=["default"]) == []


@pytest.mark.embedded  # SQLite
def test_several_processes_need_a_shared_layer_and_a_shared_database(settings: Settings) -> None:
    assert connection.vendor == "sqlite"
    settings.PROCESSES = 2

    settings.CHANNEL_LAYERS = MEMORY
    assert found() == ["workshop.E001", "workshop.E003"]
    settings.CHANNEL_LAYERS = REDIS
    assert found() == ["workshop.E003"]
    settings.PROCESSES = 1
    settings.CHANNEL_LAYERS = MEMORY
    assert found() == []


@pytest.mark.embedded  # SQLite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("pragma", "said"),
    [
        ("journal_mode=DELETE", "journal_mode is delete, not wal"),
        ("synchronous=OFF", "synchronous is 0, not 2"),
        ("secure_delete=OFF", "secure_delete is 0, not 1"),
    ],
)
def test_an_sqlite_file_that_would_lose_votes_or_keep_deleted_ones_is_refused(
    pragma: str, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "own.sqlite3"))  # nobody else has it open
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
    try:
        messages = [m for m in run_checks(databases=["default"]) if m.id == "workshop.E002"]
    finally:
        connection.close()  # the next one sets its PRAGMAs anew

    assert [m.msg for m in messages] == [f"The SQLite database “default” would lose votes or keep deleted ones: {said}."]
    assert found(databases=["default"]) == []
    connection.close()


@pytest.mark.embedded  # SQLite
@pytest.mark.django_db
def test_transactions_that_do_not_take_the_write_lock_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")

    messages = [m for m in run_checks(databases=["default"]) if m.id == "workshop.E002"]

    assert [m.msg for m in messages] == [
        "The SQLite database “default” would lose votes or keep deleted ones: transaction_mode is DEFERRED, not IMMEDIATE."
    ]


def test_a_database_nobody_asks_about_is_not_opened() -> None:
    assert found(databases=[]) == []


def test_a_guessed_address_is_a_warning_on_deployment_alone(settings: Settings) -> None:
    settings.DEBUG = False
    settings.PUBLIC_URL_IS_GUESSED = True
    assert found() == []
    assert found(deploy=True) == ["workshop.W001"]
    settings.PUBLIC_URL_IS_GUESSED = False
    assert found(deploy=True) == []


def test_a_server_with_an_https_address_and_a_key_is_clean_for_deployment(tmp_path: Path) -> None:
    hosted = {"DATA_DIR": str(tmp_path), "PUBLIC_URL": "https://hymns.example", "SECRET_KEY": token_urlsafe(64), "PATH": os.environ["PATH"]}
    for proxies in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING", "--database", "default"],
            cwd=BASE_DIR,
            env={**hosted, "TRUSTED_PROXIES": proxies},
            capture_output=True,
            text=True,
        )

        assert (done.returncode, done.stderr) == (0, "")
