"""People come late, put their phones away, or their laptop dies."""

from __future__ import annotations

import asyncio
import time

from sessions.rehearsal.site import HIDDEN_TOKEN, found
from tests.faults.catalogue import fault
from tests.faults.load import Load
from tests.faults.room import BREAKOUT, PLAIN, VOTE, Room
from tests.faults.screens import Screen


@fault(short=1, long=10, each=1)
async def the_facilitators_laptop_dies_and_the_second_seat_takes_over(room: Room) -> None:
    await room.go(PLAIN)
    laptop = room.consoles[0]
    laptop.drop()
    began = time.perf_counter()
    colleague = await another_console(room)
    room.note("a colleague with the link is in control after", time.perf_counter() - began)
    room.consoles[0] = colleague
    answer = await room.press("next", seen=colleague.shown, console=0)
    assert answer is not None
    assert answer.status == 200
    room.note("and has pressed Next after", time.perf_counter() - began)
    await room.heal()
    await colleague.close()
    room.consoles[0] = laptop
    await laptop.rejoin()


async def another_console(room: Room) -> Screen:
    """Open the co-facilitator's link on a machine that has never been here, and the console with what that machine was given."""
    console, path = Screen(room.site, room.log, -4), f"/with/{room.store.invite(room.live)}/"
    page = await room.site.ask(path, console.cookies)
    await room.site.ask(path, console.cookies, {"csrfmiddlewaretoken": found(HIDDEN_TOKEN, page.text), "name": "Third"})
    assert await console.open_at(f"/console/{room.key}/", console.cookies), dict(room.log.problems)
    return console


@fault(short=1, long=1, each=80)
async def phones_are_put_away_while_the_room_moves_on(room: Room) -> None:
    away = room.phones[::2]
    await room.go(PLAIN)
    await room.until(lambda: {phone.slide for phone in away} == {PLAIN})
    for phone in away:
        phone.put_away()
    flashed = sum(phone.flashed for phone in away)
    async with Load(room, pause=(0.5, 1.5)):
        for slide in (VOTE, BREAKOUT, PLAIN, BREAKOUT):
            await room.go(slide)
            await asyncio.sleep(room.patience / 4)
    shown = {phone.slide for phone in away}
    assert shown == {PLAIN}, "they showed something else while they were away"
    for phone in away:
        phone.take_out()
    await room.heal()
    assert sum(phone.flashed for phone in away) == flashed, "old slides flashed up"


@fault(short=1, long=1, each=8)
async def somebody_joins_at_every_step(room: Room) -> None:
    for number, slide in enumerate(room.store.slides(room.live)):
        await room.go(slide)
        late = Screen(room.site, room.log, 1000 + number)
        assert await late.join(room.code), dict(room.log.problems)
        assert (late.slide, late.shown) == (slide, room.store.stage(room.live)[0])
        await late.close()
        await late.leave()
    await room.go(PLAIN)
