"""What somebody has who carries everything off: the database with its log, the files beside it, the exports, the server's log.

And the ways they might try to tell from it who chose what.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

Choices = dict[int, frozenset[int]]  # seat → what it picked
PICKS = 3


@dataclass(frozen=True)
class Loot:
    """Everything, as bytes and as rows."""

    files: dict[str, bytes]
    tables: dict[str, list[dict[str, Any]]]

    @property
    def everything(self) -> bytes:
        return b"\0".join(self.files.values())

    def holding(self, secrets: Iterable[bytes]) -> list[bytes]:
        """The secrets that stand in any of the files."""
        text = self.everything
        return [secret for secret in secrets if secret in text]


def carry_off(*more: tuple[str, bytes]) -> Loot:
    """Copy the database's files and the folder of the ballot keys, and read every table."""
    database = Path(str(connection.settings_dict["NAME"]))
    keys = Path(settings.BALLOT_KEYS_DIR)
    beside = [*database.parent.glob(f"{database.name}*"), *(file for file in keys.rglob("*") if file.is_file())]
    return Loot({file.name: file.read_bytes() for file in beside} | dict(more), rows_of_every_table())


def rows_of_every_table() -> dict[str, list[dict[str, Any]]]:
    """Every table as it is stored, in the order of its rows."""
    with connection.cursor() as cursor:
        tables = [*connection.introspection.table_names(cursor), "sqlite_sequence"]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY rowid')  # noqa: S608 a table's own name
            names = [column[0] for column in cursor.description]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def backup(to: Path) -> bytes:
    """A back-up as SQLite itself makes it."""
    with sqlite3.connect(str(connection.settings_dict["NAME"])) as source, sqlite3.connect(to) as copy:
        source.backup(copy)
    source.close()
    copy.close()
    return to.read_bytes()


# ------------------------------------------------------------------ what the attacker knows
def rooms_of(loot: Loot) -> dict[int, list[dict[str, Any]]]:
    """The seats of each live session, in the order they came."""
    found = defaultdict(list)
    for seat in loot.tables["live_participant"]:
        found[seat["live_id"]].append(seat)
    return found


def totals_of(loot: Loot) -> dict[int, Counter[int]]:
    """What each room picked, as everybody may know it."""
    room_of = {run["id"]: run["live_id"] for run in loot.tables["live_sliderun"]}
    found = {}
    for total in loot.tables["exercises_total"]:
        choice = json.loads(total["choice"])
        if choice and all(number.isdecimal() for number in choice):  # a vote, not the sorting that follows it
            found[room_of[total["run_id"]]] = Counter({int(number): count for number, count in choice.items()})
    return found


# ------------------------------------------------------------------ ways to guess
def favourites(loot: Loot) -> Choices:
    """The base rate: everybody picked what the room picked most."""
    totals = totals_of(loot)
    return {
        seat["id"]: frozenset(number for number, _count in totals[live].most_common(PICKS))
        for live, seats in rooms_of(loot).items()
        for seat in seats
    }


def dealt(loot: Loot, order: Callable[[dict[str, Any]], Any]) -> Choices:
    """The room's picks, sorted, given out in some order of its seats: right, if that order has anything to do with them."""
    totals = totals_of(loot)
    found: Choices = {}
    for live, seats in rooms_of(loot).items():
        left = sorted(totals[live].elements())
        for n, seat in enumerate(sorted(seats, key=order)):
            found[seat["id"]] = frozenset(left[n :: len(seats)][:PICKS])
    return found


def carved(loot: Loot, *, backwards: bool) -> Choices:
    """Ballots cut out of the bytes of the files, in the order they lie there, given to the seats in the order they came.

    SQLite fills a page from its end, so that the first may well lie last.
    """
    seats = [seat["id"] for _live, room in sorted(rooms_of(loot).items()) for seat in room]
    lying: list[frozenset[int]] = []
    for content in loot.files.values():
        found = [frozenset(map(int, re.findall(rb"\d+", one))) for one in re.findall(rb"\[\d\d?, \d\d?, \d\d?\]", content)]
        lying = max(lying, found, key=len)
    return dict(zip(seats, lying[::-1] if backwards else lying, strict=False))


def named(loot: Loot, keys: Iterable[bytes]) -> Choices:
    """Ballots whose name one of these keys gives to one of the seats."""
    runs = [run["id"] for run in loot.tables["live_sliderun"]]
    beside: dict[bytes, frozenset[int]] = {}
    for name, choice in re.findall(rb"([0-9a-f]{64})(\[\d\d?, \d\d?, \d\d?\])", loot.everything):
        beside[name] = frozenset(map(int, re.findall(rb"\d+", choice)))
    found: Choices = {}
    if not beside:
        return found
    for key in keys:
        for seats in rooms_of(loot).values():
            for seat in seats:
                for run in runs:
                    name = hmac.new(key, f"{run}:{seat['id']}".encode(), hashlib.sha256).hexdigest().encode()
                    if name in beside:
                        found[seat["id"]] = beside[name]
    return found


def keys_at_hand(loot: Loot) -> list[bytes]:
    """Everything in the loot that might be a key: files of that length, the server's secret, and every short text and hash."""
    found = [content for content in loot.files.values() if len(content) == 32]
    found += [str(settings.SECRET_KEY).encode(), bytes(32)]
    for rows in loot.tables.values():
        for row in rows[:40]:
            found += [str(value).encode() for value in row.values() if isinstance(value, str) and 8 <= len(value) <= 64]
    return found


def learnt(loot: Loot, known: Mapping[int, frozenset[int]], feature: Callable[[dict[str, Any]], Any]) -> Choices:
    """Told what half of all people chose, guess the other half by what a feature of the seats says."""
    by_value: dict[Any, Counter[int]] = defaultdict(Counter)
    everywhere: Counter[int] = Counter()
    seats = [seat for room in rooms_of(loot).values() for seat in room]
    for seat in seats:
        if seat["id"] in known:
            by_value[feature(seat)].update(known[seat["id"]])
            everywhere.update(known[seat["id"]])
    return {
        seat["id"]: frozenset(number for number, _n in (by_value[feature(seat)] or everywhere).most_common(PICKS))
        for seat in seats
        if seat["id"] not in known
    }


def right(guesses: Choices, truth: Choices) -> float:
    """The share of picks guessed right, of those that were guessed at."""
    tried = {seat: guess for seat, guess in guesses.items() if seat in truth}
    return sum(len(guess & truth[seat]) for seat, guess in tried.items()) / (PICKS * len(tried)) if tried else 0.0
