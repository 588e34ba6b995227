"""What the twelve people do on their phones, slide by slide."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable
from itertools import cycle

from exercises.demo import texts
from exercises.demo.texts import Step
from sessions.rehearsal.forms import Form, form_in
from sessions.rehearsal.phones import Phone

BLOCK = re.compile(r'<option value="([^"]+)"')
PROPOSAL = re.compile(r'id="proposal-(\d+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')
EACH = 3  # people in a group
LONGEST_PAUSE = 4.0  # seconds between two things one person does

Pause = Callable[[Phone], Awaitable[None]]


class Room:
    """Twelve people, three at each of four tables. `speed` divides every pause."""

    def __init__(self, phones: list[Phone], speed: float) -> None:
        self.phones, self.speed = phones, speed
        self.done: set[str] = set()
        self.proposals: dict[str, list[str]] = {}

    async def pause(self, phone: Phone) -> None:
        """Think for a moment."""
        await asyncio.sleep(phone.chance.uniform(LONGEST_PAUSE / 4, LONGEST_PAUSE) / self.speed)

    async def all_do(self, act: Callable[[int, Phone], Awaitable[None]]) -> None:
        """All do something at their own pace."""

        async def one(n: int, phone: Phone) -> None:
            await self.pause(phone)
            await act(n, phone)

        await asyncio.gather(*(one(n, phone) for n, phone in enumerate(self.phones)))

    # ------------------------------------------------------------------ vote, sorting, groups
    async def answer(self) -> bool:
        """Answer the exercise that is open on the phones; False when there is none."""
        stage = self.phones[0].stage
        if 'id="pick-group"' in stage and "groups" not in self.done:
            self.done.add("groups")
            await self.all_do(self.pick_group)
            return True
        form = form_in(stage)
        if form is None or form.action in self.done:
            return False
        self.done.add(form.action)
        await self.all_do(self.tick if form.boxes else self.sort)
        return True

    async def tick(self, _n: int, phone: Phone) -> None:
        """Choose three, and send them."""
        form = self.form(phone)
        if form:
            picks = phone.choice(form)
            await phone.vote(form, picks, lambda: self.pause(phone))
            await phone.send(form, picks)

    async def sort(self, _n: int, phone: Phone) -> None:
        """Say which is which."""
        form = self.form(phone)
        if form:
            await phone.sort(form, 3, lambda: self.pause(phone))

    def form(self, phone: Phone) -> Form | None:
        """The exercise as this phone shows it; a phone without it is in the log."""
        form = form_in(phone.stage)
        if form is None:
            phone.log.problem("a phone shows no exercise where one is open")
        return form

    async def pick_group(self, n: int, phone: Phone) -> None:
        """Sit down, three to a table."""
        action = re.search(r'id="pick-group"[^>]*hx-post="([^"]+)"', phone.stage)
        if action is None:
            phone.log.problem("a phone shows no groups where they are made")
            return
        await phone.answer(action[1], {"group": str(n // EACH + 1)})

    # ------------------------------------------------------------------ in groups
    async def write_points(self, page: int) -> None:
        """Each group writes on a page of questions: one point to share, and on the first page one to keep."""

        async def write(n: int, phone: Phone) -> None:
            group, seat = divmod(n, EACH)
            blocks = list(dict.fromkeys(BLOCK.findall(phone.stage)))
            if not blocks or seat > 1 or (seat == 1 and page):
                return
            fields = {"block": blocks[min(2 * page + seat, len(blocks) - 1)], "request_key": secrets.token_hex(12)}
            if seat:
                await phone.post("points", fields | {"text": texts.KEPT_POINTS[group]})
            else:
                await phone.post("points", fields | {"text": texts.SHARED_POINTS[group][page], "reach": "room"})

        await self.all_do(write)

    async def write_notes(self, page: int) -> None:
        """Somebody at one of the tables writes something down for themselves."""
        phone = self.phones[EACH * page + 2]
        await self.pause(phone)
        await phone.post("notes", {"text": texts.NOTES[page], "tag": "time", "request_key": secrets.token_hex(12)})

    # ------------------------------------------------------------------ next steps
    async def next_steps(self) -> None:
        """Proposals on both boards and support for them; a reflection, and points of one's own, every second of them passed on."""
        await asyncio.gather(self.propose(), self.write_own(), self.write_vision())
        await self.all_do(self.support)

    async def propose(self) -> None:
        """The proposals, one after the other, so that they stand in their order."""
        people = cycle(self.phones)
        for level, steps in (("team", texts.TEAM), ("organisation", texts.ORGANISATION)):
            for step in steps:
                phone = next(people)
                await self.pause(phone)
                answer = await phone.post(f"proposals/{level}", words(step) | {"request_key": secrets.token_hex(12)})
                known = {number for numbers in self.proposals.values() for number in numbers}
                for number in dict.fromkeys(PROPOSAL.findall(answer.text if answer else "")):
                    if number not in known:
                        self.proposals.setdefault(level, []).append(number)

    async def support(self, _n: int, phone: Phone) -> None:
        """Be for some of it."""
        every = [number for numbers in self.proposals.values() for number in numbers]
        for number in phone.chance.sample(every, min(2, len(every))):
            await self.pause(phone)
            await phone.post(f"proposals/{number}/support", {"on": "1"})

    async def write_own(self) -> None:
        """Some write a point of their own; every second one goes on to the team lead."""
        for n, (phone, step) in enumerate(zip(self.phones[1::EACH], texts.OWN, strict=True)):
            await self.pause(phone)
            typed = {"reflection": texts.REFLECTION} if n == 0 else {}
            typed |= {f"1.{name}": text for name, text in words(step).items()}
            for field, text in typed.items():
                await phone.post("draft", {"field": f"steps.you.{field}", "text": text, "turn": "1"})
            if n % 2 == 0:
                await phone.post("steps/1/pass-on", {"on": "1"})

    async def write_vision(self) -> None:
        """One person writes what the room says about a shared vision."""
        phone = self.phones[-1]
        await self.pause(phone)
        path = f"{phone.page}plan/shared_vision/"
        sheet = await phone.site.ask(path, phone.cookies, headers={"HX-Request": "true"})
        version = VERSION.search(sheet.text)
        await phone.post("plan/shared_vision", {"text": texts.VISION, "version": version[1] if version else "0"})

    # ------------------------------------------------------------------ the close
    async def say_how_it_was(self) -> None:
        """Feedback, from all but a few."""

        async def say(n: int, phone: Phone) -> None:
            if n % 5 == 4:
                return
            answers = ("a-good-deal", "a-little", "a-good-deal", "not-really")
            text = texts.FEEDBACK[n // 4] if n % 4 == 0 else ""
            given = {key: answers[(n + k) % len(answers)] for k, key in enumerate(("seen", "said", "changed"))}
            await phone.post("how-it-was", given | {"text": text})

        await self.all_do(say)


def words(step: Step) -> dict[str, str]:
    """A step as its form names the parts."""
    return {"what": step.what, "who": step.who, "by_when_text": step.by_when}
