"""Making deleted words unreadable on disk.

SQLite's `secure_delete` overwrites what is deleted, but not the copies a page keeps in its free space after rows have moved to another
page: of 400 texts deleted among 400 others, two could still be read. Writing the file anew (`VACUUM`) leaves no such space, and emptying
the write-ahead log leaves no older page.
"""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection

log = logging.getLogger("hymnsheet.database")


def scrub() -> bool:
    """Write the database file anew without what was deleted, and empty its log. Whether both were done.

    Takes milliseconds for each megabyte, in which nobody else can write. Inside a transaction, and on other databases, it does nothing.
    """
    if not _is_possible():
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA temp_store = MEMORY")  # no copy in a temporary file
            cursor.execute("VACUUM")
    except DatabaseError:
        log.info("the database was in use and is scrubbed later")
        return False
    return empty_log()


def empty_log() -> bool:
    """Empty SQLite's write-ahead log, which holds pages as they were before something was deleted. Whether it is empty now.

    While somebody is reading it stays as it is until the next time.
    """
    if not _is_possible():
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = bool(cursor.fetchone()[0])
    except DatabaseError:
        busy = True
    if busy:
        log.info("the write-ahead log was in use and is emptied later")
    return not busy


def _is_possible() -> bool:
    return connection.vendor == "sqlite" and not connection.in_atomic_block
