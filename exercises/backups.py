"""Back-ups, and putting them back, without breaking what people were promised.

A back-up is one file: a copy of the SQLite database, or what `pg_dump` writes in its own format. Never in it: the keys of ballot boxes,
which are not in the database; ballots, because none is made while a box is open; `NEVER`, which is private and short-lived, or opens
doors; and what goes when a workshop ends (`AT_THE_END`), because a file outlasts the workshop it was made in. What is put back is made
current and purged at once, so that what was due meanwhile goes.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.utils.translation import gettext as _

from exercises.models import ActionPoint, Ballot, Card, Draft, Factor, GroupAgency, Label, Point, Support, Wish
from sessions.actions import purging
from sessions.exercise import registered
from sessions.management import preparing
from sessions.management.preparing import CannotStart
from sessions.models import LiveSession, Participant, SignInLink

NEVER: tuple[type[models.Model], ...] = (Ballot, Wish, Label, Draft, Factor, Support, Session, SignInLink, AccessAttempt)


class Going(NamedTuple):
    """Rows that go when a workshop ends, or what is blanked of them then, among others that stay. In SQL that every database takes."""

    model: type[models.Model]
    where: str
    blanked: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table


AT_THE_END = (  # the `session_ended` of the exercises and `running.end` do the same; of a workshop that has ended none is left
    Going(Point, "reach <> 'room'"),
    Going(Card, "reach <> 'room'"),
    Going(GroupAgency, "NOT is_shared"),
    Going(Point, "writer_id IS NOT NULL", "writer_id = NULL"),
    Going(Card, "writer_id IS NOT NULL", "writer_id = NULL"),
    Going(ActionPoint, "writer_id IS NOT NULL AND level <> 'you'", "writer_id = NULL, request_key = ''"),
    Going(Participant, "agency <> ''", "agency = ''"),
)
SQLITE_MARK, POSTGRES_MARK = b"SQLite format 3\0", b"PGDMP"


class Impossible(Exception):
    """It cannot be done now; str() is one sentence that says why and what helps. Nothing was changed."""


# ------------------------------------------------------------------ making one
def back_up(to: Path) -> None:
    """Write a back-up to a file that only its owner can read.

    Raises `Impossible` while ballots are in a box, and where there is a file already; on PostgreSQL also while a workshop holds something
    of `AT_THE_END`, because `pg_dump` takes a table whole or not at all.
    """
    if to.exists():
        raise Impossible(_("%(file)s is there already. Choose another name.") % {"file": to})
    part = to.with_name(f"{to.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        if connection.vendor == "sqlite":
            _copy_sqlite(part)
        else:
            _dump_postgres(part)
        part.replace(to)
    except OSError as problem:
        raise Impossible(_("%(file)s cannot be written (%(why)s).") % {"file": to, "why": problem.strerror or problem}) from problem
    finally:
        part.unlink(missing_ok=True)


def _refuse_open_boxes(count: int) -> None:
    if count:
        raise Impossible(_("A vote or a sorting is open, or not shown yet. Make the back-up afterwards."))


def _copy_sqlite(to: Path) -> None:
    with closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy)
        _refuse_open_boxes(copy.execute(f"SELECT count(*) FROM {Ballot._meta.db_table}").fetchone()[0])  # noqa: S608 our own name
        copy.execute("PRAGMA journal_mode=DELETE")
        for model in NEVER:
            copy.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608
        for going in AT_THE_END:
            change = f"UPDATE {going.table} SET {going.blanked}" if going.blanked else f"DELETE FROM {going.table}"  # noqa: S608
            copy.execute(f"{change} WHERE {going.where}")
        copy.commit()
        copy.execute("VACUUM")  # written anew: what was deleted here, or in the original, is not in it


def _dump_postgres(to: Path) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _refuse_open_boxes(Ballot.objects.count())
        for going in AT_THE_END:
            cursor.execute(f"SELECT 1 FROM {going.table} WHERE {going.where} LIMIT 1")  # noqa: S608
            if cursor.fetchone():
                raise Impossible(_("A workshop that has not ended holds what is promised to go when it does. Make the back-up afterwards."))
        cursor.execute("SELECT pg_export_snapshot()")  # the dump sees what has just been counted
        snapshot = cursor.fetchone()[0]
        left_out = [f"--exclude-table-data={model._meta.db_table}" for model in NEVER]
        _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", *left_out, "--file", str(to)])


# ------------------------------------------------------------------ putting one back
def restore(source: Path, *, replace: bool = False) -> dict[str, int]:
    """Put a back-up in place of the database, bring it up to date, and purge what is due. Returns what was purged.

    Raises `Impossible` while a server runs on the database, for a file that is none, and without `replace` where there are workshops.
    """
    mark = _mark_of(source)
    wanted = SQLITE_MARK if connection.vendor == "sqlite" else POSTGRES_MARK
    if not mark.startswith(wanted):
        raise Impossible(_("%(file)s is not a back-up of this kind of database.") % {"file": source})
    with _nobody_serves():
        if not replace and _has_workshops():
            raise Impossible(_("There are workshops in the database. Say --replace to put the back-up in their place."))
        if connection.vendor == "sqlite":
            _put_sqlite(source)
        else:
            _put_postgres(source)
        connections.close_all()
        call_command("migrate", interactive=False, verbosity=0)
        for exercise in registered():
            exercise.starting()
        return dict(purging.purge())


def _mark_of(source: Path) -> bytes:
    try:
        with source.open("rb") as file:
            return file.read(len(SQLITE_MARK))
    except OSError as problem:
        raise Impossible(_("%(file)s cannot be read (%(why)s).") % {"file": source, "why": problem.strerror}) from problem


def _put_sqlite(source: Path) -> None:
    with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as kept:
        try:
            whole = kept.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            ours = kept.execute("SELECT count(*) FROM django_migrations WHERE app = 'live'").fetchone()[0]
        except sqlite3.DatabaseError:
            whole = ours = False
        if not (whole and ours):
            raise Impossible(_("%(file)s is damaged, or not ours.") % {"file": source})
        connections.close_all()
        with closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as target:
            target.execute("PRAGMA secure_delete=ON")
            kept.backup(target)


def _put_postgres(source: Path) -> None:
    """Beside what is there, which goes when the back-up is in place, and stays as it was when that fails."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER SCHEMA public RENAME TO before_restore")
        cursor.execute("CREATE SCHEMA public")
    try:
        _run(["pg_restore", "--no-owner", "--schema=public", "--single-transaction", "--exit-on-error", "--dbname=", str(source)])
    except Impossible:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("ALTER SCHEMA before_restore RENAME TO public")
        raise
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA before_restore CASCADE")


def _has_workshops() -> bool:
    with connection.cursor() as cursor:
        there = LiveSession._meta.db_table in connection.introspection.table_names(cursor)
    return there and LiveSession.objects.exists()


@contextmanager
def _nobody_serves() -> Iterator[None]:
    """Raise `Impossible` while a server runs on this database."""
    if connection.vendor == "sqlite":
        try:
            with preparing.only_server(preparing.data_folder()):
                yield
        except CannotStart as problem:
            raise Impossible(str(problem)) from problem
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name LIKE 'hymn-sheet %%' AND application_name <> %s",
            [connection.settings_dict["OPTIONS"]["application_name"]],
        )
        others = cursor.fetchone()[0]
    if others:
        raise Impossible(_("The database is in use. Stop every process of Hymn Sheet first."))
    yield


def _run(command: list[str]) -> None:
    """Run one of PostgreSQL's programs on our database. Its password goes by the environment, where nobody's `ps` shows it."""
    about: dict[str, Any] = connections[DEFAULT_DB_ALIAS].settings_dict
    given = {"PGHOST": about["HOST"], "PGPORT": about["PORT"], "PGUSER": about["USER"], "PGPASSWORD": about["PASSWORD"]}
    around = {"PATH": os.defpath} | {name: str(value) for name, value in given.items() if value} | {"PGDATABASE": str(about["NAME"])}
    command = [f"--dbname={about['NAME']}" if part == "--dbname=" else part for part in command]
    try:
        done = subprocess.run([_program(command[0]), *command[1:]], env=around, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError as problem:
        raise Impossible(_("%(program)s is not installed here: it comes with PostgreSQL’s client.") % {"program": command[0]}) from problem
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise Impossible(_("%(program)s failed: %(why)s") % {"program": command[0], "why": said[-1] if said else done.returncode})


def _program(name: str) -> str:
    """Debian keeps several versions apart and puts a wrapper on the path; a newer one reads an older server."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(found[-1]) if found else shutil.which(name) or name
