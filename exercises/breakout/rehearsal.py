"""What simulated phones do in groups: they write, a keystroke at a time, and share a point now and then."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from asgiref.sync import sync_to_async

from exercises.breakout.members import POINT
from exercises.models import Draft
from sessions import access
from sessions.rehearsal.acts import Line, Part, Think
from sessions.rehearsal.log import Words
from sessions.rehearsal.measure import Times
from sessions.rehearsal.phones import Phone
from sessions.rehearsal.site import PATIENCE, found

BLOCK = re.compile(r'<option value="([^"]+)"')
GROUP = re.compile(r'data-piece="group-(\d+)"')
SAVE_SECONDS = 2.0  # a phone saves what is being typed that often
WALKS = 3  # through the slides, idle and busy
SENTENCE = "We would like to hear first from those who know the place. "
MOST = 2.0  # times an idle room's


def begins(stage: str) -> bool:
    return bool(GROUP.search(stage) and BLOCK.search(stage))


async def company(phone: Phone, think: Think) -> None:
    """Type a little, and leave a point with the group; every fourth is shared with the room."""
    pen = Pen(phone)
    for _pause in range(3):
        await think()
        await pen.type()
    await write(phone, f"Simulated phone {phone.number + 1}: the same place, at the time we talk about.", reach_room=phone.number % 4 == 0)


async def write(phone: Phone, text: str, *, reach_room: bool = False) -> bool:
    """Add a point below one of the group's questions; True when it was taken."""
    blocks = list(dict.fromkeys(BLOCK.findall(phone.stage)))
    if not blocks:
        return False
    fields = {"block": phone.chance.choice(blocks), "text": text, "request_key": secrets.token_hex(12)}
    return await phone.post("points", fields | ({"reach": "room"} if reach_room else {})) is not None


@dataclass
class Pen:
    """Somebody typing in the field for a new point, and what the server has acknowledged of it."""

    phone: Phone
    text: str = ""
    turn: int = 0
    kept: str = ""
    kept_turn: int = 0
    saves: int = 0

    async def type(self) -> None:
        """A few more letters, saved."""
        self.turn += 1
        self.text = (self.text + SENTENCE[self.turn % len(SENTENCE) :][:7])[-900:]
        text, turn = self.text, self.turn
        if await self.phone.post("draft", {"field": POINT, "text": text, "turn": str(turn)}) and turn > self.kept_turn:
            self.kept, self.kept_turn = text, turn
            self.saves += 1

    async def go_on(self, first: float) -> None:
        """Save every two seconds until cancelled. A save that is on its way then is waited for."""
        await asyncio.sleep(first)
        while True:
            save = asyncio.ensure_future(self.type())
            try:
                await asyncio.gather(asyncio.shield(save), asyncio.sleep(SAVE_SECONDS))
            except asyncio.CancelledError:
                await save
                raise


@asynccontextmanager
async def typing(part: Part, pens: list[Pen]) -> AsyncIterator[None]:
    """Everybody types for as long as this lasts."""
    tasks = [asyncio.create_task(pen.go_on(part.chance.uniform(0, SAVE_SECONDS))) for pen in pens]
    try:
        await asyncio.sleep(SAVE_SECONDS)
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def measured(part: Part) -> list[Line]:
    """Walk through the questions, idle and with everybody typing, and look for every draft; then a point in each group, all typing."""
    log = part.presser.log
    await walk(part, Times())
    idle, busy = Times(), Times()
    await walk(part, idle)
    pens = [Pen(phone) for phone in part.room]
    async with typing(part, pens):
        await walk(part, busy)
    lost = await sync_to_async(missing)(part.key, pens)
    if lost:
        log.problems["a draft was lost"] += lost
    async with typing(part, pens):
        points = await points_travel(part)
    plain = part.plain
    return [
        ("From Next to a phone in groups, idle: median / 95th", f"{ms(idle.median)} / {ms(idle.p95)}", ""),
        ("… while all are typing", f"{ms(busy.median)} / {ms(busy.p95)}: {busy.p95 / idle.p95:.2f} × at the 95th", f"≤ {MOST:.0f} ×"),
        ("Drafts saved, lost", f"{sum(pen.saves for pen in pens)}, {lost}", "0 lost"),
        (
            "A point to the rest of its group: median / 95th",
            f"{ms(points.median)} / {ms(points.p95)}: {points.median / idle.median:.2f} × a slide in groups, "
            f"{points.median / plain.median:.2f} × a plain slide",
            "as fast as a slide",
        ),
    ]


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


async def walk(part: Part, times: Times) -> None:
    """Through the slides of the group exercise, each of which is every phone's own."""
    for _walk in range(WALKS):
        for slide in part.slides:
            times.add((await part.go(slide)).values())


async def points_travel(part: Part) -> Times:
    """One group after the other: somebody adds a point, and the others have it."""
    groups: dict[str, list[Phone]] = {}
    for phone in part.room:
        if number := found(GROUP, phone.stage):
            groups.setdefault(number, []).append(phone)
    times, log = Times(), part.presser.log
    for number, members in groups.items():
        writer, *others = members
        if not others:
            continue
        words = log.words = Words(f"a point of group {number}, {secrets.token_hex(4)}", frozenset(phone.number for phone in others))
        await write(writer, words.text)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await words.done.wait()
        missing = len(words.expected) - len(words.times)
        if missing:
            log.problems["a point did not reach somebody in its group"] += missing
        times.add(words.times.values())
    log.words = None
    return times


def missing(key: str, pens: list[Pen]) -> int:
    """How many of the drafts that were acknowledged are not what the database has."""
    stored = dict(Draft.objects.filter(who__live__key=key, field=POINT).values_list("who__token_hash", "text"))
    return sum(stored.get(access.hashed(access.seat_token(pen.phone.cookies, key) or "")) != pen.kept for pen in pens)
