"""The sealed ballot box on PostgreSQL and Redis: what is on any disk, in any log, in any back-up, and what can be done with it.

PostgreSQL cannot overwrite: rows that were deleted, and the log of all changes, stay readable for a while. So the promise rests on what is
never written there: nobody's token, and no key. What remains are names that only the key could tell, and the key is gone.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from redis import Redis

from sessions.rehearsal.phones import Phone
from tests.scale.town import THREE, Room, Town, insist
from tests.services import postgres_binaries

PEOPLE = 200


async def test_after_sealing_no_file_log_or_back_up_says_who_chose_what(room: Room, town: Town) -> None:
    await room.let_in(1)
    phones: list[Phone] = [Seat(room.proxied, room.log, n, seed=1) for n in range(1, PEOPLE)]
    assert await asyncio.gather(*(phone.join(room.stage.code) for phone in phones)) == [True] * (PEOPLE - 1)
    form = await room.open_vote()
    phones += room.phones
    await asyncio.gather(*(insist(phone, form.action, THREE, turn=1) for phone in phones))
    run_id = room.run_id
    store = Redis.from_url(town.store.url)
    name = f"hymnsheet-ballot-key-{run_id}"
    key = store.get(name)
    assert isinstance(key, bytes)
    voters = [voter.encode() for voter in json.loads(town.told("tests.scale.desk", "voters", str(run_id)))]
    stored = town.ask("SELECT array_agg(voter) FROM exercises_ballot WHERE run_id = %s", run_id)
    assert sorted(voters) == sorted(voter.encode() for voter in stored), "there is something to hide"
    before = everything(town)
    assert [voter for voter in voters[:9] if voter not in before] == [], "and it can be found where it is"

    room.facilitator.site = room.direct[0]
    await room.facilitator.press("close", 1)
    await room.facilitator.press("finish", 1)  # ends the workshop, and so seals the vote

    tokens = [seat_token(phone.cookies).encode() for phone in phones]
    after = everything(town)
    assert len({*tokens}) == PEOPLE
    assert found((*tokens, key, key.hex().encode(), key.hex().upper().encode()), after) == set()
    assert store.get(name) == b"destroyed"
    assert town.told("tests.scale.desk", "voters", str(run_id)) == json.dumps([None] * PEOPLE), "with all that is kept nobody can be told"
    assert town.ask("SELECT count(*) FROM exercises_ballot WHERE run_id = %s", run_id) == 0
    assert town.ask("SELECT choice FROM exercises_total WHERE run_id = %s", run_id) == {"4": PEOPLE, "6": PEOPLE, "8": PEOPLE}
    backup = dumped(town)
    assert found((*voters, *tokens, key), backup) == set(), "a back-up made afterwards has not even the names"


def found(secrets: Iterable[bytes], where: bytes) -> set[bytes]:
    """Which of them are there. All but the key itself are long words, and there are few of those between the bytes."""
    words = b" ".join(re.findall(rb"[A-Za-z0-9_-]{22,}", where))
    return {secret for secret in secrets if secret in (words if secret.isascii() else where)}


class Seat(Phone):
    """Somebody whose page opens no socket and asks for nothing: for this, a seat is enough."""

    async def open(self) -> bool:
        page = await self.site.ask(self.page, self.cookies)
        self.token = page_token(page.text)
        return page.status == 200


def page_token(html: str) -> str:
    return html.partition('"X-CSRFToken": "')[2].partition('"')[0]


def seat_token(cookies: dict[str, str]) -> str:
    """What a phone's browser holds: the secret half of its seat cookie."""
    signed = next(value for name, value in cookies.items() if name.endswith("seat"))
    return signed.strip(chr(34)).split(":")[1]


def everything(town: Town) -> bytes:
    """All that anybody has on disk: data files, write-ahead log and logs of PostgreSQL, Redis’s folder, the processes’ folders."""
    folders = [town.database.folder, town.store.folder, *(process.said.parent for process in town.processes)]
    town.do("CHECKPOINT")
    return b"\0".join(path.read_bytes() for folder in folders for path in sorted(Path(folder).rglob("*")) if path.is_file())


def dumped(town: Town) -> bytes:
    """A back-up made now."""
    command = [str(postgres_binaries() / "pg_dump"), "--inserts", town.database.url]
    return subprocess.run(command, capture_output=True, check=True).stdout
