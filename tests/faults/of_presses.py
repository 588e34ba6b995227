"""Several people do the same at the same moment, or the same thing arrives twice, late, or in another order."""

from __future__ import annotations

import asyncio
import re
from collections import Counter

from tests.faults.catalogue import fault
from tests.faults.load import OPTIONS, PICK, Load, next_turn, tick, write
from tests.faults.room import BREAKOUT, NEXT_STEPS, PLAIN, VOTE, Room

MOST_PRESSERS = 10
VERSION = re.compile(r'name="version" value="(\d+)"')
TICKET = re.compile(r'name="ticket" value="([^"]+)"')
ROUND = ("in-summary", "what-is-the-problem", "going-deeper")  # plain slides to walk through


@fault(short=12, long=1000, each=0.2, is_race=True)
async def two_to_ten_people_press_next_at_once(room: Room) -> None:
    if room.store.stage(room.live)[1] not in ROUND[:-1]:
        await room.go(ROUND[0])
    seen, slide = room.store.stage(room.live)
    pressers = room.phones[0].chance.randint(2, MOST_PRESSERS)
    answers = await asyncio.gather(*(room.press("next", seen=seen, console=n % 2) for n in range(pressers)))
    room.sums["presses"] += pressers
    statuses = sorted(answer.status for answer in answers if answer)
    assert statuses == [200] + [409] * (pressers - 1), f"of {pressers} presses: {statuses}"
    assert room.store.stage(room.live) == (seen + 1, ROUND[ROUND.index(slide) + 1])


@fault(short=12, long=200, each=0.1, is_race=True)
async def somebody_presses_next_on_a_stale_page(room: Room) -> None:
    await room.go(PLAIN)
    before = room.store.stage(room.live)
    answer = await room.press("next", seen=before[0] - 1, console=1)
    room.sums["presses"] += 1
    assert answer is not None
    assert (answer.status, room.store.stage(room.live)) == (409, before)


@fault(short=2, long=30, each=5, is_race=True)
async def everybody_sends_everything_two_to_ten_times_at_once(room: Room) -> None:
    await room.open(VOTE)
    begun = len(room.history.commands)

    async def again_and_again(number: int) -> None:
        phone, turn = room.phones[number], next_turn(room)
        picks = sorted(phone.chance.sample(OPTIONS, PICK))
        times = phone.chance.randint(2, MOST_PRESSERS)
        await asyncio.gather(*(tick(room, phone, is_sent=True, turn=turn, picks=picks) for _time in range(times)))
        room.note("the same ballot, sent", times, "times")

    await asyncio.gather(*(again_and_again(number) for number in range(len(room.phones))))
    writers = room.phones[:: len(room.phones) // 6]
    for kind in ("point", "note", "proposal"):
        await asyncio.gather(*(write(room, phone, kind, times=phone.chance.randint(2, MOST_PRESSERS)) for phone in writers))
    sent = room.history.commands[begun:]
    room.sums["duplicate POSTs"] += sum(command.tries for command in sent) - len({(c.kind, c.place, c.turn) for c in sent})


@fault(short=4, long=200, each=1, is_race=True)
async def the_vote_is_closed_while_ballots_come_in(room: Room) -> None:
    await room.open(VOTE)
    async with Load(room, pause=(0.0, 0.1)):
        await asyncio.sleep(room.phones[0].chance.uniform(0.1, 0.6))
        await room.press("close")
    assert room.store.run(room.live, VOTE)[1] == "closed"


@fault(short=2, long=20, each=4, is_race=True)
async def ballots_arrive_in_another_order_than_they_were_chosen_in(room: Room) -> None:
    await room.open(VOTE)

    async def changes_their_mind(number: int) -> None:
        phone = room.phones[number]
        turns = [next_turn(room) for _change in range(5)]
        last = sorted(phone.chance.sample(OPTIONS, PICK))
        choices = {turn: sorted(phone.chance.sample(OPTIONS, 2)) for turn in turns[:-1]} | {turns[-1]: last}
        phone.chance.shuffle(turns)

        async def late(turn: int, after: float) -> None:
            await asyncio.sleep(after)
            await tick(room, phone, is_sent=choices[turn] is last, turn=turn, picks=choices[turn])

        await asyncio.gather(*(late(turn, place * 0.05) for place, turn in enumerate(turns)))

    await asyncio.gather(*(changes_their_mind(number) for number in range(len(room.phones))))


@fault(short=1, long=20, each=1, is_race=True)
async def one_seat_votes_in_two_tabs(room: Room) -> None:
    await room.open(VOTE)
    phones = room.phones[:10]
    tabs = [await room.another_tab(phone) for phone in phones]
    for one, other in zip(phones, tabs, strict=True):
        await asyncio.gather(*(tick(room, tab, is_sent=tab is other) for tab in (one, other)))
    run = room.store.run(room.live, VOTE)[0]
    ballots = Counter(ballot.place for ballot in room.store.ballots(run, VOTE, room.seats))
    assert all(ballots[f"{phone.number} {VOTE}"] == 1 for phone in phones)
    await room.heal()
    await room.close_tabs()


@fault(short=3, long=100, each=0.5, is_race=True)
async def two_people_change_the_same_point_at_once(room: Room) -> None:
    await room.go(BREAKOUT)
    ana, ben = room.phones[0], room.phones[1]  # at the same table
    point = room.store.rows("SELECT max(p.id) FROM exercises_point p JOIN exercises_place s ON s.group_id = p.group_id "
                            "WHERE s.participant_id = {seat}", seat=room.seat_of(ana))[0][0]  # fmt: skip
    if point is None:
        assert await write(room, ana, "point")
        await two_people_change_the_same_point_at_once(room)
        return
    sheet = await room.site.ask(f"/w/{room.key}/points/{point}/", ana.cookies, headers={"HX-Request": "true"})
    version, ticket = VERSION.search(sheet.text), TICKET.search(sheet.text)
    assert version is not None
    assert ticket is not None
    before = room.store.points(room.live)
    number = next_turn(room)
    texts = {ana: f"as Ana changed it, {number}", ben: f"as Ben changed it, {number}"}
    shared = {"version": version[1], "ticket": ticket[1], "reach": "group"}
    commands = {phone: room.history.begin("point", text) for phone, text in texts.items()}
    await asyncio.gather(*(room.send(phone, commands[phone], f"points/{point}/edit", {**shared, "text": texts[phone]}) for phone in texts))
    after = room.store.points(room.live)
    (gone,) = (before - after).elements()
    room.history.forget("point", gone)
    assert set(after - before) == set(texts.values())
    await take_away(room, texts[ben])


async def take_away(room: Room, text: str) -> None:
    """Delete a point again, so that the table has room for the next round."""
    number, version = next((n, v) for n, v, its in room.store.rows("SELECT id, version, text FROM exercises_point") if its == text)
    phone = room.phones[0]
    answer = await room.post(room.site, f"/w/{room.key}/points/{number}/delete/", phone.cookies, {"version": str(version)}, phone.token)
    assert answer.status == 200
    room.history.forget("point", text)


@fault(short=3, long=100, each=0.3, is_race=True)
async def two_people_write_the_same_part_of_the_plan_at_once(room: Room) -> None:
    await room.go(NEXT_STEPS)
    sheet = await room.site.ask(f"/w/{room.key}/plan/critical_reflection/", room.phones[0].cookies, headers={"HX-Request": "true"})
    version = VERSION.search(sheet.text)
    assert version is not None
    number = next_turn(room)
    texts = [f"{name} {number}." for name in ("Ana", "Ben")]

    async def writes(place: int) -> int:
        phone, fields = room.phones[place], {"text": texts[place], "version": version[1]}
        return (await room.post(room.site, f"/w/{room.key}/plan/critical_reflection/", phone.cookies, fields, phone.token)).status

    statuses = await asyncio.gather(writes(0), writes(1))
    there = room.store.rows("SELECT critical_reflection FROM exercises_sharedplan WHERE live_id = {live}", live=room.live)[0][0]
    assert (list(statuses), [text in there for text in texts]) == ([200, 200], [True, True])
