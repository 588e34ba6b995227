"""Everybody writes, all the time: drafts, ticks, ballots, sortings, points, notes and proposals, each with its own key or turn."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from types import TracebackType

from sessions.rehearsal.site import Data
from tests.faults.history import Command
from tests.faults.room import BREAKOUT, SORTING, VOTE, Room
from tests.faults.screens import Screen

PAUSE = (0.1, 0.5)  # seconds between two things one person does
MOST = {"point": 30, "note": 55, "proposal": 1}  # of one person: groups, notebooks and boards have limits
FINISH = 180.0  # seconds until everything that was begun has to be answered
OPTIONS, PICK = range(1, 12), 3


class Load:
    """`async with Load(room):` for as long as the block lasts; at its end everything that was begun gets its answer."""

    def __init__(self, room: Room, pause: tuple[float, float] = PAUSE) -> None:
        self.room, self.pause = room, pause
        self.chance = random.Random(len(room.history.commands))
        self._is_on = True
        self._people: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Load:
        self._people = [asyncio.create_task(self.person(phone)) for phone in self.room.phones]
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._is_on = False
        _done, waiting = await asyncio.wait(self._people, timeout=FINISH if kind is None else 0)
        for person in waiting:
            person.cancel()
        await asyncio.gather(*self._people, return_exceptions=True)
        if kind is None:
            assert not waiting, f"{len(waiting)} people got no answer within {FINISH:.0f} s"

    async def person(self, phone: Screen) -> None:
        """One person, who does one thing after the other."""
        while self._is_on:
            await asyncio.sleep(self.chance.uniform(*self.pause))
            if self._is_on:
                await self.one(phone)

    async def one(self, phone: Screen) -> None:
        """One thing that fits what is on stage."""
        match phone.slide, self.chance.random():
            case slide, n if slide == VOTE and n < 0.7:
                await tick(self.room, phone, is_sent=n < 0.2)
            case slide, n if slide == SORTING and n < 0.7:
                await sort(self.room, phone)
            case _, n if n < 0.85 or not await write(self.room, phone, self.chance.choice(list(MOST))):
                await draft(self.room, phone)


def next_turn(room: Room) -> int:
    """A turn later than any before."""
    room.turns += 1
    return room.turns


async def draft(room: Room, phone: Screen) -> None:
    """What is being typed is saved."""
    field, turn = f"note.{phone.chance.randrange(9)}", next_turn(room)
    command = room.history.begin("draft", f"{phone.number} {field}", turn, f"typed so far, {turn}")
    await room.send(phone, command, "draft", {"field": field, "turn": str(turn), "text": command.says})


async def tick(room: Room, phone: Screen, *, is_sent: bool, turn: int = 0, picks: list[int] | None = None) -> Command:
    """A tick that is saved quietly, or three that are sent."""
    turn = turn or next_turn(room)
    picks = picks or sorted(phone.chance.sample(OPTIONS, PICK if is_sent else phone.chance.randint(1, PICK)))
    command = room.history.begin("ballot", f"{phone.number} {VOTE}", turn, picks)
    fields: Data = {"pick": [str(n) for n in picks], "turn": str(turn), **({"sent": "1"} if is_sent else {"quiet": "1"})}
    await room.send(phone, command, f"answer/{VOTE}", fields)
    return command


async def sort(room: Room, phone: Screen) -> None:
    """Which approach each of the eleven is, saved after a tap."""
    turn, said = next_turn(room), {str(n): phone.chance.choice("be") for n in OPTIONS if phone.chance.random() < 0.8}
    command = room.history.begin("ballot", f"{phone.number} {SORTING}", turn, said)
    fields = {f"o{n}": letter for n, letter in said.items()}
    await room.send(phone, command, f"answer/{SORTING}", {**fields, "turn": str(turn), "quiet": "1"})


async def write(room: Room, phone: Screen, kind: str, times: int = 1) -> bool:
    """A point, a note or a proposal, sent so many times at once; False when this person has written as much as fits."""
    written: Counter[str] = room.written.setdefault(phone.number, Counter())
    if written[kind] >= MOST[kind]:
        return False
    written[kind] += 1
    words = f"{kind} {written[kind]} of {phone.number}"
    commands = [room.history.begin(kind, words) for _time in range(times)]
    await asyncio.gather(*(room.send(phone, command, *form(phone, kind, words)) for command in commands))
    return True


def form(phone: Screen, kind: str, words: str) -> tuple[str, dict[str, str]]:
    """Where such a text is sent, and the form that sends it. The words are the request key as well."""
    key = words.replace(" ", "-")
    if kind == "point":
        return "points", {"block": f"{BREAKOUT}/who", "text": words, "request_key": key}
    if kind == "note":
        return "notes", {"tag": "time", "text": words, "request_key": key}
    level = "team" if phone.number % 2 else "organisation"
    return f"proposals/{level}", {"what": words, "who": "Us", "by_when_text": "Soon", "request_key": key}
