"""PostgreSQL's own log, with the settings of the site we ship: it says what went wrong, and not a word of what somebody wrote."""

from __future__ import annotations

import asyncio
import json

import psycopg

from tests.scale.town import Room, Town, until

WORDS = "unmistakable words of somebody in the room"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'exercises_point'::regclass"


async def test_one_point_sent_twice_at_once_is_refused_once_and_no_word_of_it_is_in_the_log(room: Room, town: Town) -> None:
    phone, _mate = await room.let_in(2)
    await room.begin()
    block = json.loads(town.told("tests.scale.desk", "one-group", room.stage.key))
    key = "unmistakable-request"
    fields = {"block": block, "text": WORDS, "request_key": key}
    headers = {"HX-Request": "true", "X-CSRFToken": phone.token}
    with psycopg.connect(town.database.url) as meanwhile:
        meanwhile.execute("LOCK TABLE exercises_point IN SHARE MODE")  # both look, find nothing, and wait to write
        sent = [asyncio.create_task(site.ask(f"{phone.page}points/", phone.cookies, fields, headers)) for site in room.direct]
        await until(lambda: town.ask(WAITING) == 2, "both are about to write")
    assert [(await each).status for each in sent] == [200, 200]
    assert town.ask("SELECT count(*) FROM exercises_point WHERE text = %s", WORDS) == 1

    said = (town.database.folder / "output").read_text()
    assert "point_once_a_request" in said, "that the second was refused is in the log"
    assert [words for words in (WORDS, key, "STATEMENT", "DETAIL") if words in said] == []
