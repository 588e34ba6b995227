"""What the first release left in its database, opened by this one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.live import Live

FIRST = Path(__file__).parent / "data" / "first-release.sqlite.sql"
KEPT = {
    "live_livesession": 3,
    "live_participant": 9,
    "live_sliderun": 4,
    "exercises_total": 1,
    "exercises_note": 1,
    "exercises_reflection": 1,
    "exercises_point": 1,
    "exercises_actionpoint": 1,
}
# Moved to today, so that nothing is due to be deleted whenever this runs.
TODAY = """
UPDATE live_livesession SET started_at = datetime('now') WHERE started_at IS NOT NULL;
UPDATE live_livesession SET ended_at = datetime('now') WHERE ended_at IS NOT NULL;
UPDATE live_livesession SET created_at = datetime('now');
UPDATE live_participant SET joined_at = datetime('now');
"""
GOING_ON = "SELECT key, code FROM live_livesession WHERE title = 'Going on'"
FINISHED = "SELECT key FROM live_livesession WHERE title = 'Finished panel'"


def test_the_first_releases_workshops_are_there_after_an_upgrade(tmp_path: Path) -> None:
    file = tmp_path / "hymnsheet.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.executescript(FIRST.read_text(encoding="utf-8") + TODAY)
        going = database.execute(GOING_ON).fetchone()
        finished = database.execute(FINISHED).fetchone()

    live = Live(tmp_path)
    try:
        look_at_the_old_workshops(live, *going, *finished)
    finally:
        assert live.stop() == (0, "")
    with closing(sqlite3.connect(file)) as database:
        assert {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in KEPT} == KEPT  # noqa: S608
        assert database.execute("SELECT people, picks, choice FROM exercises_total").fetchone() == (6, 18, '{"4": 6, "6": 6, "8": 6}')


def look_at_the_old_workshops(live: Live, going: str, code: str, finished: str) -> None:
    """Wait until it serves; sign in as who led them, look at their list, and their consoles, and come in with an old code."""
    live.port = int(live.until(r"^Listening on 127\.0\.0\.1:\d+").rpartition(":")[2])
    live.until("Ctrl-C")
    assert "Bringing the database up to date" in live.lines
    token = live.page("/sign-in/").partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    form = f"csrfmiddlewaretoken={token}&username=amara&password=correct+horse+battery"
    assert live.ask("/sign-in/", form).status == 302
    desk = live.page("/workshops/")
    assert [title in desk for title in ("Finished panel", "Going on", "Still to come")] == [True] * 3
    consoles = [live.ask(f"/console/{key}/") for key in (going, finished)]
    assert [(console.status, title in console.text) for console, title in zip(consoles, ("Going on", "Finished panel"), strict=True)] == [
        (200, True)
    ] * 2
    live.cookies.clear()
    assert live.ask("/", f"csrfmiddlewaretoken={token_of(live)}&code={code}").status == 200


def token_of(live: Live) -> str:
    return live.page("/").partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
