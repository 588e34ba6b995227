"""Two processes serve one room: nobody notices, whatever happens to either of them."""

from __future__ import annotations

import asyncio

import pytest

from sessions.rehearsal.phones import Phone
from sessions.rehearsal.site import Data
from tests.scale.town import THREE, Room, Town, entered, insist, until


async def test_a_phone_on_one_process_shows_what_is_pressed_on_the_other(room: Room) -> None:
    on_first, on_second = await room.let_in(3, room.direct[0]), await room.let_in(3, room.direct[1])
    await room.begin()  # at the second process
    first = {phone.slide for phone in (*on_first, *on_second)}
    await room.facilitator.press("next", 6)
    assert (len(first), {phone.shown for phone in room.phones}, room.log.problems) == (1, {room.revision()}, {})
    assert room.log.missed == 0, "every phone was told; none had to find out by asking"


async def test_the_console_counts_the_phones_of_every_process(room: Room) -> None:
    await room.let_in(4, room.direct[0])
    await room.let_in(3, room.direct[1])
    await room.begin()
    for site in room.direct:
        page = await site.ask(f"/console/{room.stage.key}/", dict(room.stage.cookies))
        assert "<dt>Phones connected</dt><dd>7 of 7</dd>" in page.text


@pytest.mark.parametrize("number", [0, 1])
async def test_a_process_that_is_killed_loses_nothing_and_its_phones_come_back_at_the_other(room: Room, town: Town, number: int) -> None:
    await room.let_in(12)
    form = await room.open_vote()
    for phone in room.phones[:6]:
        assert await phone.answer(form.action, THREE)
    room.facilitator.site = room.direct[1 - number]
    town.processes[number].kill()
    try:
        await room.facilitator.press("extend", 12, minutes="1")
        await until(lambda: all(phone.is_open for phone in room.phones), "every phone has a socket again")
        await asyncio.gather(*(insist(phone, form.action, THREE, turn=9) for phone in room.phones[6:]))
        assert (room.ballots(), {phone.shown for phone in room.phones}) == (12, {room.revision()})
    finally:
        town.processes[number].start()
        await town.processes[number].wait()
    await room.facilitator.press("extend", 12, minutes="1")
    assert {phone.shown for phone in room.phones} == {room.revision()}


async def test_the_ticker_of_every_process_notices_and_one_acts(town: Town) -> None:
    for stage in [town.stages.pop() for _n in range(4)]:
        async with entered(town, stage) as room:
            await room.let_in(2)
            await room.open_vote()
            before = room.revision()
            town.do("UPDATE live_sliderun SET closes_at = now() WHERE id = %s", room.run_id)
            await until(lambda room=room, before=before: room.revision() > before, "the vote has closed")
            await until(lambda room=room, before=before: all(p.shown == before + 1 for p in room.phones), "phones have been told")
            await asyncio.sleep(1.2)  # two more ticks of either process: nothing is to happen in them
            phase = town.ask("SELECT phase FROM live_sliderun WHERE id = %s", room.run_id)
            assert (room.revision(), phase) == (before + 1, "closed")


async def test_ballots_through_both_processes_are_stored_exactly_once(room: Room) -> None:
    phones = await room.let_in(100)
    form = await room.open_vote()
    picks = {phone.number: sorted(phone.chance.sample(form.boxes, 3), key=int) for phone in phones}

    async def vote(phone: Phone) -> None:
        data: Data = {"pick": picks[phone.number], "sent": "1"}
        assert await phone.answer_twice(form.action, data)  # at once, so at both
        if phone.number % 5 == 0:
            picks[phone.number] = ["1", "2", "3"]
            assert await phone.answer_twice(form.action, {"pick": ["1", "2", "3"], "sent": "1"})

    await asyncio.gather(*(vote(phone) for phone in phones))
    assert (room.ballots(), room.log.problems) == (100, {})
    stored = room.town.ask("SELECT json_agg(choice) FROM exercises_ballot WHERE run_id = %s", room.run_id)
    assert sorted(sorted(map(str, choice), key=int) for choice in stored) == sorted(picks.values())


async def test_wrong_codes_are_counted_once_for_all_processes(room: Room) -> None:
    phone = Phone(room.proxied, room.log, 0, seed=1)
    page = await phone.site.ask("/", phone.cookies)
    token = page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    wrong = {"csrfmiddlewaretoken": token, "code": "12345"}
    assert [(await phone.site.ask("/", phone.cookies, wrong)).status for _n in range(9)] == [404] * 8 + [429]
