"""Redis and PostgreSQL go away and come back while a room votes."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from sessions.rehearsal.phones import Phone
from sessions.rehearsal.site import Data
from tests.scale.town import THREE, Room, Town, insist, until

CHANGED: Data = {"pick": ["1", "2", "3"], "sent": "1"}


async def test_while_redis_is_away_a_room_votes_and_moves_on_and_afterwards_pushes_come_again(room: Room, town: Town) -> None:
    phones = await room.let_in(20)
    form = await room.open_vote()
    first = [await insist(phone, form.action, THREE, turn=1) for phone in phones[:10]]
    town.store.kill()
    try:
        during = await asyncio.gather(*(insist(phone, form.action, CHANGED, turn=2) for phone in phones[:15]))
        wrong = {"code": "12345", "csrfmiddlewaretoken": await token(phones[0])}
        assert (await phones[0].site.ask("/", phones[0].cookies, wrong)).status == 404
        await room.facilitator.press("extend", 20, minutes="1")
        assert {phone.shown for phone in phones} == {room.revision()}
    finally:
        town.store.start()
    after = await asyncio.gather(*(insist(phone, form.action, CHANGED, turn=3) for phone in phones))
    assert {*first, *during, *after} == {"200"}, "nobody had to try twice"
    assert (room.ballots(), town.ask("SELECT count(DISTINCT voter) FROM exercises_ballot WHERE run_id = %s", room.run_id)) == (20, 20)

    await until(lambda: all(phone.is_open for phone in phones), "every socket is open")
    await asyncio.sleep(6)  # the subscriptions of both processes are back, and neither looks into the database any more
    missed = room.log.missed
    waves = [await room.facilitator.press("extend", 20, minutes="1") for _n in range(4)]
    assert ([len(wave.times) for wave in waves], room.log.missed) == ([20] * 4, missed)


async def test_a_box_closes_and_is_sealed_while_redis_is_away_and_its_key_is_gone_when_it_is_back(room: Room, town: Town) -> None:
    phones = await room.let_in(5)
    form = await room.open_vote()
    await asyncio.gather(*(insist(phone, form.action, THREE, turn=1) for phone in phones))
    run_id = room.run_id
    town.store.kill()
    try:
        await room.facilitator.press("close", 5)
        await room.facilitator.press("finish", 5)
    finally:
        town.store.start()
    assert town.ask("SELECT count(*) FROM exercises_ballot WHERE run_id = %s", run_id) == 0
    assert town.ask("SELECT people FROM exercises_total WHERE run_id = %s", run_id) == 5
    assert town.told("tests.scale.desk", "voters", str(run_id)) == "[null, null, null, null, null]"


async def test_postgresql_started_again_at_once_under_load_loses_and_doubles_nothing(room: Room, town: Town) -> None:
    phones = await room.let_in(60)
    form = await room.open_vote()
    statuses: list[str] = []

    async def keep_voting(phone: Phone) -> None:
        for turn in range(1, 7):
            statuses.append(await insist(phone, form.action, CHANGED if turn == 6 else THREE, turn))

    async def restart() -> None:
        for _n in range(2):
            await asyncio.sleep(0.7)  # let the load build up
            await asyncio.to_thread(town.database.kill)
            await asyncio.to_thread(town.database.start)

    await asyncio.gather(restart(), *(keep_voting(phone) for phone in phones))
    assert len(statuses) == 360, "every one was acknowledged"
    stored = town.ask("SELECT json_agg(choice) FROM exercises_ballot WHERE run_id = %s AND sent", room.run_id)
    assert [sorted(map(str, choice)) for choice in stored] == [["1", "2", "3"]] * 60
    assert {status for each in statuses for status in each.split()} <= {"200", "503", "502"}
    for _try in range(3):  # the first press may meet a connection the restart has cut: “One moment, please”
        with suppress(RuntimeError):
            await room.facilitator.press("extend", 60, minutes="1")
            break
    else:
        raise AssertionError("no press in three was taken")
    assert {phone.shown for phone in phones} == {room.revision()}


async def token(phone: Phone) -> str:
    """The form token of the front page."""
    page = await phone.site.ask("/", phone.cookies)
    return page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
