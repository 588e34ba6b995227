"""What the database holds, read by another road than the product's own: plain SQL on a connection of its own."""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from redis import Redis

from tests.faults.history import Kept, Stored

ADDED = {
    "point": "SELECT p.text FROM exercises_point p JOIN exercises_group g ON g.id = p.group_id WHERE g.live_id = {live}",
    "note": "SELECT n.text FROM exercises_note n JOIN live_participant p ON p.id = n.who_id WHERE p.live_id = {live}",
    "proposal": "SELECT what FROM exercises_actionpoint WHERE live_id = {live} AND level <> 'you'",
}
SEATS = "SELECT id, token_hash FROM live_participant WHERE live_id = {live}"
DRAFTS = "SELECT who_id, field, turn, text FROM exercises_draft d JOIN live_participant p ON p.id = d.who_id WHERE p.live_id = {live}"
SLIDES = """
    SELECT s.key FROM workshop_slide s JOIN live_livesession l ON l.deck_id = s.deck_id
    WHERE l.id = {live} AND (s.question_set = '' OR s.question_set = l.question_set) ORDER BY s.number
"""
RUNS = "SELECT id, slide_key, phase, closes_at FROM live_sliderun WHERE live_id = {live}"
ON_STAGE = """
    SELECT r.phase, r.closes_at, r.ends_at FROM live_sliderun r JOIN live_livesession l ON l.id = r.live_id AND l.slide_key = r.slide_key
    WHERE l.id = {live}
"""
BALLOTS = "SELECT voter, turn, choice FROM exercises_ballot WHERE run_id = {run}"
TOTAL = "SELECT people, choice FROM exercises_total WHERE run_id = {run}"


class Store:
    """The database of a server with this environment."""

    def __init__(self, around: Mapping[str, str]) -> None:
        self.url, self.redis, self.folder = around.get("DATABASE_URL", ""), around.get("REDIS_URL", ""), Path(around["DATA_DIR"])
        self.secret = around.get("SECRET_KEY", "")

    def rows(self, question: str, **numbers: int) -> list[Any]:
        """The rows of a SELECT; only numbers are put into it."""
        words = question.format(**{name: int(number) for name, number in numbers.items()})
        if self.url:
            with psycopg.connect(self.url) as connection:
                return connection.execute(words.encode()).fetchall()
        with closing(sqlite3.connect(self.folder / "hymnsheet.sqlite3", timeout=30)) as connection:
            connection.execute("PRAGMA query_only = ON")
            return connection.execute(words).fetchall()

    def live(self, code: str) -> int:
        """The number of the workshop with this code."""
        return int(next(number for number, its in self.rows("SELECT id, code FROM live_livesession") if its == code))

    def stage(self, live: int) -> tuple[int, str]:
        """The revision and the slide that were committed last."""
        revision, slide = self.rows("SELECT revision, slide_key FROM live_livesession WHERE id = {live}", live=live)[0]
        return int(revision), str(slide)

    def slides(self, live: int) -> list[str]:
        """The slides of the running order, in order."""
        return [key for (key,) in self.rows(SLIDES, live=live)]

    def invite(self, live: int) -> str:
        """The co-facilitator's token: the half that is stored, and what the server's key makes of it."""
        half = str(self.rows("SELECT invite_half FROM live_livesession WHERE id = {live}", live=live)[0][0])
        secret = self.secret or (self.folder / "secret-key").read_text().strip()
        keyed = hmac.new(hashlib.sha256(f"hymnsheet.invite{secret}".encode()).digest(), half.encode(), hashlib.sha256)
        return half + keyed.hexdigest()[:32]

    def run(self, live: int, slide: str) -> tuple[int, str, datetime | None]:
        """Number, phase and closing time of a slide that has been on stage; (0, "", None) when it has not."""
        for number, key, phase, closes in self.rows(RUNS, live=live):
            if key == slide:
                return number, phase, moment(closes)
        return 0, "", None

    def deadlines(self, live: int) -> tuple[datetime | None, datetime | None]:
        """When the exercise on stage closes, if it is open, and when its slide's time is up."""
        phase, closes, ends = self.rows(ON_STAGE, live=live)[0]
        return moment(closes) if phase == "open" else None, moment(ends)

    def seats(self, live: int, cookies: Iterable[tuple[int, str]]) -> dict[int, int]:
        """Seat → phone, for phones with these seat cookies."""
        phones = {hashlib.sha256(cookie.strip('"').split(":")[1].encode()).hexdigest(): phone for phone, cookie in cookies}
        return {seat: phones[token] for seat, token in self.rows(SEATS, live=live) if token in phones}

    def points(self, live: int) -> Counter[str]:
        """Every point by its words."""
        return Counter(text for (text,) in self.rows(ADDED["point"], live=live))

    def stored(self, live: int, seats: Mapping[int, int]) -> Stored:
        """Everything that can be compared with a history."""
        added = Counter((kind, text) for kind, question in ADDED.items() for (text,) in self.rows(question, live=live))
        kept = [Kept("draft", f"{seats.get(who)} {field}", turn, text) for who, field, turn, text in self.rows(DRAFTS, live=live)]
        for number, slide, _phase, _closes in self.rows(RUNS, live=live):
            kept += self.ballots(number, slide, seats)
        return Stored(added, kept, self.stage(live)[0])

    def ballots(self, run: int, slide: str, seats: Mapping[int, int]) -> list[Kept]:
        """The ballots in an open box, with the phone each came from."""
        rows = self.rows(BALLOTS, run=run)
        key = self.key(run) if rows else b""
        names = {hmac.new(key, f"{run}:{seat}".encode(), hashlib.sha256).hexdigest(): phone for seat, phone in seats.items()}
        return [Kept("ballot", f"{names.get(voter)} {slide}", turn, read(choice)) for voter, turn, choice in rows]

    def total(self, run: int) -> tuple[int, dict[str, int]]:
        """What a sealed box says: people, and how often each mark was given. Nobody while it is not sealed."""
        rows = self.rows(TOTAL, run=run)
        return (int(rows[0][0]), read(rows[0][1])) if rows else (0, {})

    def key(self, run: int) -> bytes:
        """The key of a box that is open."""
        if self.redis:
            with closing(Redis.from_url(self.redis)) as redis:
                key = redis.get(f"hymnsheet-ballot-key-{run}")
                return key if isinstance(key, bytes) else b""
        return (self.folder / "ballot-keys" / f"{run}.key").read_bytes()


def read(value: Any) -> Any:
    """JSON as either engine gives it."""
    return json.loads(value) if isinstance(value, str) else value


def moment(value: Any) -> datetime | None:
    """A moment as either engine gives it."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value if isinstance(value, datetime) else None
