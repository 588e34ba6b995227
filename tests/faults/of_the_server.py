"""The server is killed, restarted or frozen."""

from __future__ import annotations

import asyncio
import time

from tests.faults.catalogue import fault
from tests.faults.history import Kept, Outcome, Verdict
from tests.faults.load import Load
from tests.faults.room import BREAKOUT, VOTE, Room


async def comes_back(room: Room, *, is_behind: bool = False) -> None:
    """Start the server again, press something, and note how long each screen takes to show it. Nobody else does anything.

    `is_behind`: what was committed last was never pushed; every screen has to come to it before anybody presses.
    No deadline has moved meanwhile but by the press, and every screen's clocks count down to what is committed, within a second.
    """
    closes, ends = room.store.deadlines(room.live)
    await room.server.start()
    since = room.server.started_at
    if is_behind:
        await room.heal(since)
        assert room.wrong_clocks() == []
        since = time.perf_counter()
    await room.press("extend", {"minutes": "1"})
    await room.heal(since)
    await room.until(room.all_connected)
    now_closes, now_ends = room.store.deadlines(room.live)
    assert now_closes == closes, "the exercise closes at another time"
    assert ends is None or (now_ends is not None and now_ends >= ends), "the slide's time ends sooner"
    assert room.wrong_clocks() == []
    room.note("every socket is open again after", time.perf_counter() - room.server.started_at)


async def falls_into(room: Room, trap: str) -> None:
    """Set a trap for the server, and wait until it has died in it."""
    room.server.order(trap)
    await room.server.ended()


async def is_killed_while_everybody_writes(room: Room) -> None:
    """Without a trap, and back again."""
    async with Load(room):
        await asyncio.sleep(1)
        await room.server.kill()
        await comes_back(room)


@fault(short=1, long=20)
async def the_server_is_killed_just_before_a_commit(room: Room) -> None:
    await room.open(VOTE)
    async with Load(room):
        await falls_into(room, "die before 7")
        await comes_back(room)


@fault(short=1, long=20)
async def the_server_is_killed_just_before_the_commit_of_several_ballots(room: Room) -> None:
    await room.open(VOTE)
    async with Load(room):
        await falls_into(room, "die before 4 ballots")
        assert room.verdict() == Verdict(), "somebody was told yes before it was on the disk"
        await comes_back(room)


@fault(short=1, long=20)
async def the_server_is_killed_between_the_commit_of_several_ballots_and_their_receipts(room: Room) -> None:
    await room.open(VOTE)
    async with Load(room):
        await falls_into(room, "die after 4 ballots")
        assert len(untold(room)) > 1, "it was not killed in between"
        await comes_back(room)


def untold(room: Room) -> list[Kept]:
    """The ballots that are stored, and whose voters have not heard of it."""
    told = {command.turn for command in room.history.commands if command.outcome is Outcome.ACKNOWLEDGED}
    run, _phase, _closes = room.store.run(room.live, VOTE)
    return [ballot for ballot in room.store.ballots(run, VOTE, room.seats) if ballot.turn not in told]


@fault(short=1, long=20)
async def the_server_is_killed_between_a_commit_and_its_push(room: Room) -> None:
    await room.go(BREAKOUT)
    async with Load(room):
        await falls_into(room, "die after 7 request")
        await comes_back(room)


async def dies_of_a_press(room: Room, trap: str) -> None:
    """Set a trap for the server, and press until it has died in it."""
    room.server.order(trap)
    dying = asyncio.create_task(room.server.ended())
    while not dying.done():  # a connection that an earlier fault has cut brings no press, and no answer either
        await room.press("extend", {"minutes": "1"})
        await asyncio.sleep(0.1)
    await dying


@fault(short=1, long=20)
async def the_server_is_killed_just_before_the_commit_of_a_press(room: Room) -> None:
    await room.go(BREAKOUT)
    before = room.store.stage(room.live)
    await dies_of_a_press(room, "die before 1 request")
    assert room.store.stage(room.live) == before, "it was killed too late"
    await comes_back(room)


@fault(short=1, long=20)
async def the_server_is_killed_between_the_commit_of_a_press_and_its_push(room: Room) -> None:
    await room.go(BREAKOUT)
    await dies_of_a_press(room, "die after 1 request")
    revision = room.store.stage(room.live)[0]
    assert all(screen.shown < revision for screen in room.screens), "it was not killed in between"
    await comes_back(room, is_behind=True)


@fault(short=1, long=20)
async def the_server_is_killed_in_mid_vote(room: Room) -> None:
    await room.open(VOTE)
    await is_killed_while_everybody_writes(room)


@fault(short=1, long=20)
async def the_server_is_killed_in_mid_breakout(room: Room) -> None:
    await room.go(BREAKOUT)
    await is_killed_while_everybody_writes(room)
