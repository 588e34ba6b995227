"""Writers of one process take turns: none is lost, and the turn always comes back."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connections, transaction
from django.db.utils import ConnectionHandler
from pytest_django.plugin import DjangoDbBlocker

from workshop.sqlite.base import DatabaseWrapper

SECONDS = 20.0
pytestmark = pytest.mark.embedded  # SQLite


class Store:
    """A database file of its own, with one table of ballots, and as many connections to it as a test likes."""

    def __init__(self, path: Path, seconds: float = SECONDS) -> None:
        options = {"transaction_mode": "IMMEDIATE", "timeout": seconds, "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"}
        handler = ConnectionHandler({"default": {"ENGINE": "workshop.sqlite", "NAME": str(path), "OPTIONS": options}})
        self.settings: dict[str, Any] = handler.settings["default"]

    def connect(self) -> DatabaseWrapper:
        connection = DatabaseWrapper(self.settings)
        connection.inc_thread_sharing()
        return connection


@pytest.fixture(autouse=True)
def may_connect(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Databases of a test's own need nothing of the test database."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "ballots.sqlite3")
    run(store.connect(), "CREATE TABLE ballot (id INTEGER PRIMARY KEY, voter TEXT UNIQUE, choice TEXT)")
    return store


@pytest.fixture
def connect(store: Store) -> Iterator[Callable[[], DatabaseWrapper]]:
    opened: list[DatabaseWrapper] = []

    def one_more() -> DatabaseWrapper:
        opened.append(store.connect())
        return opened[-1]

    yield one_more
    for connection in opened:
        connection.close()


def run(connection: DatabaseWrapper, sql: str, *values: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall() if cursor.description else []


def begin(connection: DatabaseWrapper) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def free(connection: DatabaseWrapper) -> bool:
    """Whether somebody else could write at once."""
    taken = connection._turn._lock.acquire(blocking=False)
    if taken:
        connection._turn._lock.release()
    return taken


def test_240_ballots_of_60_phones_at_the_same_moment_are_all_stored_once(store: Store) -> None:
    together = threading.Barrier(60)

    def phone(number: int) -> None:
        together.wait()
        for turn in range(4):
            connection = store.connect()
            begin(connection)
            run(connection, "SELECT count(*) FROM ballot")
            run(connection, "INSERT INTO ballot (voter, choice) VALUES (%s, '[1, 2, 3]')", f"{number}-{turn}")
            connection.commit()
            connection.set_autocommit(True)
            run(connection, "UPDATE ballot SET choice = '[4, 5, 6]' WHERE voter = %s", f"{number}-{turn}")
            connection.close()

    with ThreadPoolExecutor(60) as phones:
        list(phones.map(phone, range(60)))
    reader = store.connect()
    stored = run(reader, "SELECT voter, choice FROM ballot ORDER BY voter")
    reader.close()
    assert stored == sorted((f"{number}-{turn}", "[4, 5, 6]") for number in range(60) for turn in range(4))


def test_a_write_waits_for_the_transaction_before_it(connect: Callable[[], DatabaseWrapper]) -> None:
    first, second = connect(), connect()
    begin(first)
    run(first, "INSERT INTO ballot (voter) VALUES ('first')")
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(run, second, "INSERT INTO ballot (voter) VALUES ('second')")
        assert not waiting.done()
        assert run(second, "SELECT voter FROM ballot") == [], "reading never waits"
        first.commit()
        waiting.result(timeout=SECONDS)
    assert run(first, "SELECT voter FROM ballot ORDER BY id") == [("first",), ("second",)]


@pytest.mark.parametrize("ending", ["commit", "rollback", "close"])
def test_the_turn_is_given_back_however_a_transaction_ends(connect: Callable[[], DatabaseWrapper], ending: str) -> None:
    writer, other = connect(), connect()
    begin(writer)
    run(writer, "INSERT INTO ballot (voter) VALUES ('a')")
    assert not free(other)
    getattr(writer, ending)()
    assert free(other)
    assert run(other, "SELECT count(*) FROM ballot") == [(1 if ending == "commit" else 0,)]


def test_the_turn_outlives_a_refused_statement_and_ends_with_its_transaction(connect: Callable[[], DatabaseWrapper]) -> None:
    writer, other = connect(), connect()
    run(writer, "INSERT INTO ballot (voter) VALUES ('a')")
    begin(writer)
    with pytest.raises(IntegrityError):
        run(writer, "INSERT INTO ballot (voter) VALUES ('a')")
    assert not free(other)
    writer.rollback()
    assert free(other)


def test_a_refused_write_outside_a_transaction_keeps_nobody_waiting(connect: Callable[[], DatabaseWrapper]) -> None:
    writer, other = connect(), connect()
    with pytest.raises(DatabaseError):
        run(writer, "INSERT INTO nowhere VALUES (1)")
    assert free(other)


def test_a_write_that_answers_with_its_rows_is_over_when_they_are_read(connect: Callable[[], DatabaseWrapper]) -> None:
    writer, other = connect(), connect()
    with writer.cursor() as cursor:
        cursor.execute("INSERT INTO ballot (voter) VALUES ('a'), ('b'), ('c') RETURNING voter")
        assert free(other)
        run(other, "INSERT INTO ballot (voter) VALUES ('d')")
        assert (cursor.fetchone(), cursor.fetchmany(1), list(cursor), cursor.fetchone(), cursor.fetchall()) == (
            ("a",),
            [("b",)],
            [("c",)],
            None,
            [],
        )
    assert [row for (row,) in run(other, "SELECT voter FROM ballot ORDER BY id")] == ["a", "b", "c", "d"]


def test_many_rows_at_once_and_several_levels_of_atomic_are_one_turn(connect: Callable[[], DatabaseWrapper]) -> None:
    writer, other = connect(), connect()
    begin(writer)
    savepoint = writer.savepoint() if writer.features.uses_savepoints else None
    with writer.cursor() as cursor:
        cursor.executemany("INSERT INTO ballot (voter) VALUES (%s)", [("a",), ("b",)])
    if savepoint:
        writer.savepoint_commit(savepoint)
    assert not free(other)
    writer.commit()
    assert free(other)
    assert run(other, "SELECT count(*) FROM ballot") == [(2,)]


@pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")
def test_a_connection_that_dies_in_a_transaction_leaves_its_turn(store: Store, connect: Callable[[], DatabaseWrapper]) -> None:
    other = connect()

    def die() -> None:
        lost = store.connect()
        begin(lost)
        run(lost, "INSERT INTO ballot (voter) VALUES ('lost')")

    thread = threading.Thread(target=die)
    thread.start()
    thread.join()
    gc.collect()
    assert free(other)
    run(other, "INSERT INTO ballot (voter) VALUES ('next')")
    assert run(other, "SELECT voter FROM ballot") == [("next",)]


def test_who_waits_longer_than_the_timeout_hears_it_from_sqlite(tmp_path: Path) -> None:
    store = Store(tmp_path / "busy.sqlite3", seconds=0.05)
    holder, other = store.connect(), store.connect()
    run(holder, "CREATE TABLE ballot (voter TEXT)")
    begin(holder)
    with pytest.raises(OperationalError, match="database is locked"):
        run(other, "INSERT INTO ballot VALUES ('a')")
    holder.rollback()
    holder.close()
    run(other, "INSERT INTO ballot VALUES ('b')")
    assert run(other, "SELECT voter FROM ballot") == [("b",)]
    other.close()


@pytest.mark.django_db(transaction=True)
def test_the_product_writes_in_turns() -> None:
    connection = connections["default"]
    assert isinstance(connection, DatabaseWrapper)
    with transaction.atomic():
        assert connection._turn.held
        with transaction.atomic():
            assert connection._turn.held
        assert connection._turn.held
    assert not connection._turn.held
