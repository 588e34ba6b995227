"""What simulated phones do with next steps: write their own, propose to the room, and support what others propose."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from dataclasses import dataclass

from asgiref.sync import sync_to_async

from exercises.models import ActionPoint
from exercises.models.steps import Level
from sessions import access
from sessions.rehearsal.acts import Line, Part, Think
from sessions.rehearsal.phones import Phone

PROPOSAL = re.compile(r'id="proposal-(\d+)"')
OWN = "Visit the place we keep talking about, at the time we talk about."
PROPOSED = "Begin each meeting with the map, not with the list of names."
EVERY = 10  # one phone in so many proposes to the room


def begins(stage: str) -> bool:
    return 'id="board-team"' in stage


async def company(phone: Phone, think: Think) -> None:
    """Write a point of one's own; some propose the like to the room, others are for what is there."""
    await think()
    await write_own(phone, OWN)
    await think()
    if phone.number % EVERY == 0:
        await propose(phone, PROPOSED)
    elif proposals := PROPOSAL.findall(phone.stage):
        await phone.post(f"proposals/{phone.chance.choice(proposals)}/support", {"on": "1"})


async def write_own(phone: Phone, what: str) -> bool:
    """Type an action point of one's own; True when it was kept."""
    return await phone.post("draft", {"field": "steps.you.1.what", "text": what, "turn": "1"}) is not None


async def propose(phone: Phone, what: str) -> bool:
    """Propose an action point for the team; True when it was taken."""
    fields = {"what": what, "who": "Whoever chairs", "by_when_text": "soon", "request_key": secrets.token_hex(12)}
    return await phone.post("proposals/team", fields) is not None


@dataclass
class Written:
    """What a phone was told is kept."""

    phone: Phone
    own: str = ""
    proposed: str = ""


async def measured(part: Part) -> list[Line]:
    """Everybody writes a point of their own within two seconds, some propose one; all of it is looked for afterwards."""
    await part.go(part.slides[0])
    written = [Written(phone) for phone in part.room]

    async def one(each: Written) -> None:
        await asyncio.sleep(part.chance.uniform(0, 2))
        number = each.phone.number
        if await write_own(each.phone, f"{OWN} {number}"):
            each.own = f"{OWN} {number}"
        if number % EVERY == 0 and await propose(each.phone, f"{PROPOSED} {number}"):
            each.proposed = f"{PROPOSED} {number}"

    began = time.perf_counter()
    await asyncio.gather(*(one(each) for each in written))
    took = time.perf_counter() - began
    lost = await sync_to_async(missing)(part.key, written)
    if lost:
        part.presser.log.problems["an action point was lost or doubled"] += lost
    own, proposed = sum(bool(each.own) for each in written), sum(bool(each.proposed) for each in written)
    said = f"{own} of their own, {proposed} proposed, in {took:.1f} s; lost or doubled: {lost}"
    return [("Next steps written", said, "0 lost")]


def missing(key: str, written: list[Written]) -> int:
    """How many of the action points that were acknowledged are not in the database exactly once."""
    rows = ActionPoint.objects.filter(live__key=key)
    own = dict(rows.filter(level=Level.YOU).values_list("writer__token_hash", "what"))
    proposed = list(rows.filter(level=Level.TEAM).values_list("what", flat=True))
    lost = sum(own.get(access.hashed(access.seat_token(each.phone.cookies, key) or "")) != each.own for each in written if each.own)
    return lost + sum(proposed.count(each.proposed) != 1 for each in written if each.proposed)
