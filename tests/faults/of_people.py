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
    third = await second_seat(room)
    answer = await room.press("next", console=1)
    assert answer is not None
    assert answer.status == 200
    room.note("a colleague with the link is in control after", third)
    room.note("and has pressed Next after", time.perf_counter() - began)
    room.consoles.remove(laptop)
    await room.heal()
    room.consoles.insert(0, laptop)
    await laptop.rejoin()


async def second_seat(room: Room) -> float:
    """Open the co-facilitator's link on a machine that has never been here; how many seconds until its console is there."""
    began, jar, path = time.perf_counter(), dict[str, str](), f"/with/{room.store.invite(room.live)}/"
    page = await room.site.ask(path, jar)
    await room.site.ask(path, jar, {"csrfmiddlewaretoken": found(HIDDEN_TOKEN, page.text), "name": "Third"})
    console = await room.site.ask(f"/console/{room.key}/", jar)
    assert console.status == 200
    return time.perf_counter() - began


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
