"""What simulated phones do while groups are made: they pick one."""

from __future__ import annotations

import asyncio
import re
import time
from math import ceil

from exercises.groups.forms import MOST_GROUPS
from sessions.rehearsal.acts import Line, Part, Think
from sessions.rehearsal.phones import Phone
from sessions.rehearsal.site import found

EACH = 5  # people in a group; more where sixty groups are not enough
PICK = re.compile(r'id="pick-group"[^>]*hx-post="([^"]+)"')
FREE = re.compile(r'name="group" id="group-\d+" value="(\d+)" data-name="[^"]*">')


def begins(stage: str) -> bool:
    return 'id="pick-group"' in stage


async def company(phone: Phone, think: Think) -> None:
    """Sit down somewhere."""
    await think()
    free = FREE.findall(phone.stage)
    if free:
        await sit_down(phone, phone.chance.choice(free))


async def sit_down(phone: Phone, group: str) -> bool:
    """Pick a group; True when that was acknowledged."""
    action = found(PICK, phone.stage)
    return bool(action) and await phone.answer(action, {"group": group})


async def measured(part: Part) -> list[Line]:
    """Name as many groups as are needed, let all pick at once, and fix the groups."""
    presser, room = part.presser, part.room
    each = max(EACH, ceil(len(room) / MOST_GROUPS))
    names = "\n".join(f"Table {n + 1}" for n in range(ceil(len(room) / each)))
    await part.go(part.slides[0])
    await presser.say("groups/set-up", way="pick", names=names, least="1", most=str(each))
    await presser.open()
    await presser.press("open", len(room))
    began = time.perf_counter()
    seated = await asyncio.gather(*(sit_down(phone, str(n // each + 1)) for n, phone in enumerate(room)))
    took = time.perf_counter() - began
    if not all(seated):
        part.presser.log.problems["somebody could not sit down"] += seated.count(False)
    await presser.press("groups/fix", len(room))
    return [("Groups made", f"{sum(seated)} people in {names.count('Table')} groups, all at once, in {took:.1f} s", "all")]
