"""The disk fills up, or something else holds the database."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.faults.catalogue import SQLITE_FILE, fault
from tests.faults.houses import SMALL_DISK
from tests.faults.load import Load
from tests.faults.room import BREAKOUT, VOTE, Room

HELD = 10.0  # seconds


def hold(database: Path) -> None:
    """Let nobody else write for a while, as a copying program does."""
    with closing(sqlite3.connect(database, isolation_level=None, timeout=30)) as backup:
        backup.execute("BEGIN EXCLUSIVE")
        time.sleep(HELD)
        backup.execute("ROLLBACK")


@fault(short=1, long=2, each=13, about=SQLITE_FILE)
async def a_backup_holds_the_database_for_ten_seconds(room: Room) -> None:
    await room.open(VOTE)
    async with Load(room):
        await asyncio.sleep(0.5)
        await asyncio.to_thread(hold, room.store.folder / "hymnsheet.sqlite3")
        await room.press("extend", {"minutes": "1"})
        await room.heal()


@fault(short=1, long=15, each=4, house=SMALL_DISK)
async def the_disk_is_full_and_then_has_room_again(room: Room) -> None:
    await room.go(BREAKOUT)
    assert room.disk is not None
    async with Load(room):
        await asyncio.sleep(0.5)
        room.disk.fill()
        await room.until(lambda: room.troubles[0] < room.troubles.total())
        await asyncio.sleep(2)
        room.disk.free()
        await room.press("extend", {"minutes": "1"})
        await room.heal()
