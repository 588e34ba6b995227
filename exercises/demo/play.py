"""The play itself: press, let people do their part, and press again, until the workshop has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from exercises.demo import texts
from exercises.demo.desk import Button, Desk
from exercises.demo.room import EACH, Room
from sessions.rehearsal.log import Log
from sessions.rehearsal.phones import Phone
from sessions.rehearsal.site import Site

PHONES = 12
BETWEEN = 6.0  # seconds between two presses at speed 1
ARRIVE = 20.0  # seconds in which all come in
MOST_PRESSES = 90  # the deck has far fewer: a play that does not end is stopped
SHORT = 0.2  # seconds: two presses closer together are one


async def all_in(site: Site, log: Log, code: str, speed: float) -> list[Phone]:
    """Everybody comes in, one after the other. Raises RuntimeError when somebody cannot."""

    async def one(phone: Phone, after: float) -> bool:
        await asyncio.sleep(after)
        return await phone.join(code)

    phones = [Phone(site, log, n, 1) for n in range(PHONES)]
    came = await asyncio.gather(*(one(phone, n * ARRIVE / PHONES / speed) for n, phone in enumerate(phones)))
    if not all(came):
        raise RuntimeError(f"not everybody could come in: {', '.join(log.problems)}")
    return phones


async def play(desk: Desk, room: Room, speed: float, say: Callable[[str], None]) -> None:
    """From the lobby to the end. Raises RuntimeError when the console refuses a press or the workshop does not end."""
    slide = ""
    for _press in range(MOST_PRESSES):
        await asyncio.sleep(max(BETWEEN / speed, SHORT))
        await room.answer()
        button = await desk.main_button()
        if button is None:
            return
        if button.slide != slide:
            slide = button.slide
            say(f"  {slide}")
            await on_arrival(desk, room, button)
        await desk.press(button.action, PHONES, **button.fields)
    raise RuntimeError(f"the workshop did not end within {MOST_PRESSES} presses")


async def on_arrival(desk: Desk, room: Room, button: Button) -> None:
    """What people and the facilitator do on a slide before it goes on."""
    stage = room.phones[0].stage
    if button.action == "open" and "groups-set-up" in (await console(desk)):
        fields = {"way": "pick", "names": "\n".join(texts.GROUPS), "least": str(EACH), "most": str(EACH + 1), "quiet": "1"}
        await desk.say("groups/set-up", **fields)
    elif button.slide in texts.PAGES:
        await room.write_points(texts.PAGES.index(button.slide))
        await room.write_notes(texts.PAGES.index(button.slide))
    elif 'id="board-team"' in stage:
        await room.next_steps()
        for numbers in room.proposals.values():
            for kept in texts.KEPT:
                await desk.say("keep-step", point=numbers[kept], on="1")
    elif "how-it-was" in stage:
        await room.say_how_it_was()


async def console(desk: Desk) -> str:
    """The console's page as it is now."""
    return (await desk.site.ask(f"/console/{desk.stage.key}/", desk.cookies)).text
