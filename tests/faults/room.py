"""A whole workshop under test: sixty phones in ten groups, two consoles, a big screen, and everything they send written down."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp

from exercises.demo.desk import Desk, open_desk, post_form
from sessions.rehearsal.log import Log
from sessions.rehearsal.measure import Times
from sessions.rehearsal.site import PULSE, Answer, Data, Site
from tests.faults.disk import Disk
from tests.faults.history import PRESS, Command, History, Outcome, Verdict, check
from tests.faults.proxy import Network
from tests.faults.screens import Screen
from tests.faults.server import Server
from tests.faults.store import Store
from tests.services import Postgres, Service

PHONES, EACH = 60, 6
GROUPS_ON, VOTE, SORTING = "introducing-the-exercises", "creating-safety", "behaviour-based-or-ecological"
BREAKOUT, NEXT_STEPS, PLAIN = "meetings-who-and-voice", "next-steps", "in-summary"
SOON, NEVER = 6.0, 120.0  # seconds until every screen should be right; until we no longer believe it will be
FIRST_WAIT, LONGEST_WAIT = 1.0, 4.0  # seconds before something is sent again; pages go up to 16
BROKEN = (aiohttp.ClientError, OSError, TimeoutError)


@dataclass
class Healing:
    """How screens came to show what was committed: seconds for each, and how many took longer than six."""

    times: Times = field(default_factory=Times)
    late: int = 0
    never: list[str] = field(default_factory=list)  # what those showed that had still not come to it when we gave up


class Room:
    """One live session on one server."""

    def __init__(self, server: Server, site: Site, desk: Desk, live: int) -> None:
        self.server, self.site, self.desk, self.live = server, site, desk, live
        self.store, self.history, self.log = Store(server.around), History(), desk.log
        self.key, self.code = desk.stage.key, desk.stage.code
        self.phones: list[Screen] = []
        self.tabs: list[Screen] = []
        self.consoles: list[Screen] = []
        self.projector = Screen(site, self.log, -3)
        self.seats: dict[int, int] = {}
        self.turns = 0
        self.written: dict[int, Counter[str]] = {}  # how much of each kind each phone has added
        self.healing = Healing()
        self.said: dict[tuple[str, str], Times] = {}  # what and in which unit: further figures of the fault that is being tried
        self.sums: Counter[str] = Counter()  # what there was how often, over all the times that fault is tried
        self.is_over = False  # whether its workshop has ended, or may have: nothing else can be tried in it
        self.patience = 6.0  # seconds: how long something lasts that lasts for minutes in life
        self.troubles: Counter[int] = Counter()  # answers of 500 and more by their status; 0: no answer
        self.stack = AsyncExitStack()  # what a fault needs for more than one round, until the house is closed
        self.between: Network | None = None  # the network everybody is on, where it is not the plain one
        self.disk: Disk | None = None
        self.database: Postgres | None = None
        self.redis: Service | None = None

    @property
    def screens(self) -> list[Screen]:
        return [*self.phones, *self.tabs, *self.consoles, self.projector]

    def seat_of(self, phone: Screen) -> int:
        """The number of a phone's seat."""
        return next(seat for seat, number in self.seats.items() if number == phone.number)

    async def another_tab(self, phone: Screen) -> Screen:
        """The same seat in one more tab, until `close_tabs`."""
        tab = Screen(phone.site, self.log, phone.number)
        assert await tab.open_at(phone.page, phone.cookies)
        self.tabs.append(tab)
        return tab

    async def close_tabs(self) -> None:
        """Close what another_tab has opened."""
        await asyncio.gather(*(tab.close() for tab in self.tabs))
        self.tabs.clear()

    # ------------------------------------------------------------------ sending
    async def send(self, screen: Screen, command: Command, path: str, fields: Data) -> None:
        """Send what a page of this screen sends, again and again until the server says yes or no, as the pages' scripts do."""
        wait = FIRST_WAIT
        while command.outcome is Outcome.UNKNOWN:
            command.tries += 1
            try:
                answer = await self.post(screen.site, f"/w/{self.key}/{path}/", screen.cookies, fields, screen.token)
            except BROKEN:
                answer = None
            if answer is None or answer.status >= 500:
                self.troubles[answer.status if answer else 0] += 1
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
                continue
            command.answered(answer.status in {200, 204})
            if answer.status not in {200, 204, 409}:
                self.log.problem(f"{path} was answered with {answer.status}")
            return

    async def post(self, site: Site, path: str, cookies: dict[str, str], fields: Data, token: str) -> Answer:
        """One POST of a page with script."""
        return await site.ask(path, cookies, fields, {"HX-Request": "true", "X-CSRFToken": token})

    async def press(
        self, button: str, fields: Mapping[str, str] | None = None, *, seen: int | None = None, console: int = 0
    ) -> Answer | None:
        """Press a button of a console once; None when no answer came. What became of it is in the history."""
        screen = self.consoles[console]
        revision = self.look()[0] if seen is None else seen
        command = self.history.begin(PRESS, button, revision)
        command.tries = 1
        path = f"/console/{self.key}/{button}/"
        try:
            answer = await self.post(screen.site, path, screen.cookies, {"seen": str(revision), **(fields or {})}, screen.token)
        except BROKEN:
            return None
        if answer.status < 500:
            command.answered(answer.status == 200)
        if news := PULSE.search(answer.text):
            screen.receive(answer.text, from_socket=False)
            assert int(news[1]) >= revision or answer.status != 200, "the answer to a press is older than the press"
        return answer

    async def go(self, slide: str) -> None:
        """Bring a slide on stage, unless it is there; pressed again where no answer comes. Raises AssertionError when it does not come."""
        for _try in range(20):
            if self.store.stage(self.live)[1] == slide:
                return
            await self.press("go", {"slide": slide})
        raise AssertionError(f"{slide} did not come on stage")

    async def open(self, slide: str) -> None:
        """Bring an exercise on stage and open it, with minutes to spare."""
        await self.go(slide)
        for _try in range(20):
            _run, phase, closes = self.store.run(self.live, slide)
            if phase != "open":
                await self.press("open")
            elif closes is not None and closes.timestamp() - time.time() < 240:
                await self.press("more", {"seconds": "300"})
            else:
                return
        raise AssertionError(f"{slide} did not open")

    # ------------------------------------------------------------------ looking
    async def until(self, holds: Callable[[], bool], seconds: float = NEVER) -> float:
        """Wait until something holds; how many seconds that took. Raises TimeoutError."""
        began = time.perf_counter()
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 what it waits for is on other machines, as it were
                await asyncio.sleep(0.02)
        return time.perf_counter() - began

    def look(self) -> tuple[int, str]:
        """The revision and the slide that are committed. A screen that is ahead of them shows what nobody committed.

        A press hides that, because its revision has the same number: it looks first. Pushes come after commits, so what is read after a
        screen has shown something is as new at least.
        """
        revision, slide = self.store.stage(self.live)
        for screen in self.screens:
            self.history.look(screen.number, screen.shown, revision)
        return revision, slide

    async def heal(self, since: float | None = None) -> None:
        """Wait until every screen shows what is committed, and note how long each took. `since` is on the clock of time.perf_counter()."""
        since = since or time.perf_counter()
        revision, slide = self.look()
        waiting = set(self.screens)
        while waiting and time.perf_counter() - since < NEVER:
            if any(screen.shown > revision for screen in waiting):  # the clock has moved the stage, or they are ahead
                revision, slide = self.look()
            right = {screen for screen in waiting if screen.shown > revision or (screen.shown, screen.slide) == (revision, slide)}
            waiting -= right
            self.healing.times.add([time.perf_counter() - since] * len(right))
            self.healing.late += len(right) if time.perf_counter() - since > SOON else 0
            await asyncio.sleep(0.02)
        self.look()
        self.healing.late += len(waiting)
        self.healing.never += [f"screen {s.number} at {s.shown} ({s.slide}), {s.how()}; committed {revision} ({slide})" for s in waiting]

    def wrong_clocks(self) -> list[str]:
        """Screens whose deadlines are more than a second from those that are committed."""
        closes, ends = self.store.deadlines(self.live)
        times = [(screen, screen.closes, closes) for screen in self.screens] + [(screen, screen.ends, ends) for screen in self.screens]
        return [f"screen {screen.number}: {shown}, committed {at}" for screen, shown, at in times if not is_same_second(shown, at)]

    def note(self, what: str, number: float, unit: str = "s") -> None:
        """One more figure for the report, beside those of every fault."""
        self.said.setdefault((what, unit), Times()).add([number])

    def all_connected(self) -> bool:
        """Whether every screen has its socket."""
        return all(screen.is_open for screen in self.screens)

    async def sockets_heal(self) -> None:
        """Wait until every screen has its socket again, press once more, and wait until each phone's socket has brought that.

        Screens may all be right without that, because they ask by themselves as well. Raises AssertionError when a socket stays silent.
        """
        since = time.perf_counter()
        await self.until(self.all_connected)
        await pressed(self, "extend", {"minutes": "1"})
        revision = self.look()[0]
        with suppress(TimeoutError):
            await self.until(lambda: all(phone.heard_of >= revision for phone in self.phones))
        self.note("every socket has brought another press after", time.perf_counter() - since)
        silent = [f"{phone.number} ({phone.how()})" for phone in self.phones if phone.heard_of < revision]
        assert not silent, f"sockets that have not brought revision {revision}: {silent}"

    async def close(self) -> None:
        """Everybody closes the page."""
        await asyncio.gather(*(screen.close() for screen in self.screens))
        await self.stack.aclose()

    def verdict(self) -> Verdict:
        """Compare everything that was sent with everything that is stored."""
        return check(self.history, self.store.stored(self.live, self.seats))


def is_same_second(shown: str, committed: datetime | None) -> bool:
    """Whether what a screen has, in milliseconds or empty, is a deadline in the database within a second."""
    return abs(int(shown) / 1000 - committed.timestamp()) <= 1 if shown and committed else not shown and committed is None


async def open_room(server: Server, site: Site, sign_in: str, phones: int = PHONES) -> Room:
    """Set a workshop up, let everybody in, and make the groups. From here on everything that is sent is written down."""
    log = Log()
    desk = await open_desk(site, log, sign_in)
    room = Room(server, site, desk, Store(server.around).live(desk.stage.code))
    co: dict[str, str] = {}
    path = f"/with/{room.store.invite(room.live)}/"
    await post_form(site, co, path, path, {"name": "Second"})
    room.consoles = [Screen(site, log, -1), Screen(site, log, -2)]
    room.phones = [Screen(site, log, number) for number in range(phones)]
    opened = [
        *(phone.join(room.code) for phone in room.phones),
        *(screen.open_at(f"/console/{room.key}/", jar) for screen, jar in zip(room.consoles, (desk.cookies, co), strict=True)),
        room.projector.open_at(desk.screen, {}),
    ]
    assert all(await asyncio.gather(*opened)), f"not everybody came in: {dict(log.problems)}"
    room.seats = room.store.seats(room.live, ((phone.number, phone.cookies["seat"]) for phone in room.phones))
    await make_groups(room)
    room.history.commands.clear()
    room.history.first = room.store.stage(room.live)[0]
    return room


async def make_groups(room: Room) -> None:
    """Begin, let everybody sit down, six at a table, and put next steps on stage once, so that proposals are taken from now on."""
    await pressed(room, "start")
    await room.go(GROUPS_ON)
    names = "\n".join(f"Table {number + 1}" for number in range((len(room.phones) + EACH - 1) // EACH))
    await pressed(room, "groups/set-up", {"way": "pick", "names": names, "least": "3", "most": str(EACH), "quiet": "1"})
    await pressed(room, "open")
    for phone in room.phones:
        fields = {"group": str(phone.number // EACH + 1)}
        answer = await room.post(room.site, f"/w/{room.key}/answer/{GROUPS_ON}/", phone.cookies, fields, phone.token)
        assert answer.status == 200, answer.text
    await pressed(room, "groups/fix")
    await room.go(NEXT_STEPS)
    await room.go(PLAIN)


async def pressed(room: Room, button: str, fields: Mapping[str, str] | None = None) -> None:
    """Press something while everything works. Raises AssertionError when it is refused."""
    answer = await room.press(button, fields)
    assert answer is not None, button
    assert answer.status in {200, 204}, answer.text
