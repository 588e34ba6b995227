"""The end of the workshop, which nothing comes after."""

from __future__ import annotations

import asyncio
from collections import Counter

from tests.faults.catalogue import fault
from tests.faults.history import Outcome
from tests.faults.load import Load
from tests.faults.room import VOTE, Room


@fault(short=1, long=1, each=10, is_race=True, is_the_end=True)
async def the_workshop_ends_while_everybody_writes(room: Room) -> None:
    await room.open(VOTE)
    async with Load(room):
        await asyncio.sleep(1)
        await room.press("finish")
    room.healing.times.add([await room.until(lambda: all(s.shown >= room.store.stage(room.live)[0] for s in room.screens))])
    last: dict[str, tuple[int, list[int]]] = {}  # phone → the picks it was told are in
    for command in room.history.commands:
        if command.place.endswith(VOTE) and command.outcome is Outcome.ACKNOWLEDGED:
            last[command.place] = max(last.get(command.place, (0, [])), (command.turn, command.says))
    given = Counter(str(number) for _turn, picks in last.values() for number in picks)
    assert room.store.total(room.store.run(room.live, VOTE)[0]) == (len(last), dict(given))
    assert room.store.points(room.live) == Counter(), "what was never shared has gone"
    room.history.forget("ballot")
    room.history.forget("point")
