"""SQLite, with the writers of this process standing in a queue.

SQLite has one writer at a time. Whoever finds it busy sleeps and asks again, in steps of up to a tenth of a second, so a room that sends
its ballots in the same second spends most of the time asleep, and the unlucky ones run out of time. Here every write of this process
first takes its turn with a lock of the process, which wakes the next one at once.

The turn is a courtesy; SQLite's own lock stays the promise. Nothing depends on the turn for being right: other processes do not know
it, and a write that waits for it longer than the connection's `timeout` goes on and lets SQLite decide.
"""

from __future__ import annotations

import re
import threading
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection
from typing import Any

from django.db.backends.sqlite3 import base

DEFAULT_SECONDS = 5.0  # SQLite's own, where a connection has no `timeout`
_WRITES = re.compile(r"\s*(insert|update|delete|replace|create|alter|drop|vacuum|reindex|pragma\s+wal_checkpoint)\b", re.IGNORECASE)
_locks: dict[str, threading.Lock] = {}
_locks_guard = threading.Lock()


class Turn:
    """One connection's place in the queue for a database file. Taking a turn one has is harmless, and so is giving back none."""

    def __init__(self, name: str, seconds: float) -> None:
        with _locks_guard:
            self._lock = _locks.setdefault(name, threading.Lock())
        self._seconds = seconds
        self.held = False

    def take(self) -> None:
        """Wait for the turn, at most as long as SQLite itself would wait."""
        if not self.held:
            self.held = self._lock.acquire(timeout=self._seconds)

    def give_back(self) -> None:
        if self.held:
            self.held = False
            self._lock.release()

    @contextmanager
    def taken_for(self, connection: Connection) -> Iterator[None]:
        """Hold the turn for a statement, and after it for as long as the statement's transaction is open."""
        self.take()
        try:
            yield
        finally:
            if not connection.in_transaction:
                self.give_back()


class Cursor(base.SQLiteCursorWrapper):
    """A cursor that takes the connection's turn before it writes."""

    def __init__(self, connection: Connection, turn: Turn) -> None:
        super().__init__(connection)
        self._turn = turn
        self._rows: deque[Any] | None = None

    def execute(self, query: str, params: Any = None) -> Any:
        self._rows = None
        if not _WRITES.match(query):
            return super().execute(query, params)
        with self._turn.taken_for(self.connection):
            super().execute(query, params)
            if self.description:  # RETURNING: the write ends with the last row, so fetch them while it is our turn
                self._rows = deque(super().fetchall())
        return self

    def executemany(self, query: str, param_list: Any) -> Any:
        self._rows = None
        with self._turn.taken_for(self.connection):
            return super().executemany(query, param_list)

    def fetchone(self) -> Any:
        if self._rows is None:
            return super().fetchone()
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        size = self.arraysize if size is None else size
        if self._rows is None:
            return super().fetchmany(size)
        return [self._rows.popleft() for _row in range(min(size, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        if self._rows is None:
            return super().fetchall()
        rows, self._rows = list(self._rows), deque()
        return rows

    def __next__(self) -> Any:
        if self._rows is None:
            return super().__next__()
        if not self._rows:
            raise StopIteration
        return self._rows.popleft()


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite backend, whose write transactions hold this process's turn from BEGIN to COMMIT, ROLLBACK or the closing."""

    def __init__(self, settings_dict: dict[str, Any], alias: str = "default") -> None:
        super().__init__(settings_dict, alias)
        seconds = (settings_dict.get("OPTIONS") or {}).get("timeout", DEFAULT_SECONDS)
        self._turn = Turn(str(settings_dict["NAME"]), seconds)
        # A thread that dies in the middle of a transaction takes its connection along; the turn must not go with it.
        weakref.finalize(self, self._turn.give_back)

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=lambda connection: Cursor(connection, self._turn))

    def _start_transaction_under_autocommit(self) -> None:
        with self._turn.taken_for(self.connection):
            super()._start_transaction_under_autocommit()  # type: ignore[misc]

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._leave_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._turn.give_back()

    def _set_autocommit(self, autocommit: bool) -> None:
        try:
            super()._set_autocommit(autocommit)  # type: ignore[misc]
        finally:
            self._leave_turn()

    def _leave_turn(self) -> None:
        """Give the turn back unless the transaction is still open, as after a COMMIT that failed."""
        if self.connection is None or not self.connection.in_transaction:
            self._turn.give_back()
