"""The first release's database on PostgreSQL, opened by this one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg

from tests.live import Live
from tests.scale.town import Town
from tests.services import postgres_binaries
from tests.test_upgrade import FINISHED, FIRST, GOING_ON, KEPT, TODAY, look_at_the_old_workshops
from workshop.env import BASE_DIR, for_a_server_of_its_own


def test_the_first_releases_workshops_are_there_after_an_upgrade_on_postgresql(town: Town, tmp_path: Path) -> None:
    url = town.database.database("first_release")
    file = FIRST.with_name("first-release.postgres.sql")
    psql = [str(postgres_binaries() / "psql"), "--quiet", "--set=ON_ERROR_STOP=1", f"--file={file}"]
    subprocess.run([*psql, url], check=True, capture_output=True)
    with psycopg.connect(url) as database:
        database.execute(TODAY.replace("datetime('now')", "now()").encode())
        going, finished = database.execute(GOING_ON).fetchone(), database.execute(FINISHED).fetchone()
    assert going
    assert finished

    live = Live(tmp_path, DATABASE_URL=url)
    try:
        look_at_the_old_workshops(live, *going, *finished)
    finally:
        assert live.stop() == (0, "")

    around = for_a_server_of_its_own(tmp_path, 0) | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "workshop.settings"}
    check = [sys.executable, "manage.py", "check", "--database", "default"]
    subprocess.run(check, cwd=BASE_DIR, env=around, check=True, capture_output=True)
    with psycopg.connect(url) as database:
        counted = {table: database.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() for table in KEPT}  # noqa: S608
        assert counted == {table: (count,) for table, count in KEPT.items()}
        assert database.execute("SELECT people, picks, choice FROM exercises_total").fetchone() == (6, 18, {"4": 6, "6": 6, "8": 6})
