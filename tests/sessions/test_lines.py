"""Whose turn it is when more ask than can be served, and who is a member."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.conf import settings
from django.test import Client as Browser

from sessions import known, lines
from sessions.known import Client, client_of, neighbourhood
from sessions.lines import BURST, EACH_AT_ONCE, LINE, MEMBERS_IN_A_ROW, PATIENCE, PER_SECOND, Full, InTurn, Lines, Pace
from tests.factories import at_desk, make_live, make_user
from tests.phones import Phone, until

ANNE, BEN, EVE = Client("seat anne", True), Client("seat ben", True), Client("address 192.0.2.1", False)


class Counter:
    """A server that notes whom it serves and is done with one request when it is told so."""

    def __init__(self, served: Lines) -> None:
        self.lines = served
        self.order: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.go = asyncio.Event()

    async def one(self, client: Client, name: str) -> None:
        await self.lines.turn(client)
        self.order.append(name)
        try:
            await self.go.wait()
        finally:
            self.lines.done(client)

    async def ask(self, client: Client, *names: str) -> None:
        """Requests that come in one after the other."""
        for name in names:
            self.tasks.append(asyncio.create_task(self.one(client, name)))
            await asyncio.sleep(0)

    async def all_served(self) -> list[str]:
        self.go.set()
        await asyncio.gather(*self.tasks)
        return self.order


async def test_members_are_served_in_turn_however_many_requests_one_of_them_sends() -> None:
    counter = Counter(Lines(at_once=1))
    await counter.ask(ANNE, "a1", "a2", "a3", "a4", "a5")
    await counter.ask(BEN, "b1", "b2")
    assert await counter.all_served() == ["a1", "a2", "b1", "a3", "b2", "a4", "a5"]


async def test_members_come_before_strangers_whoever_was_first() -> None:
    counter = Counter(Lines(at_once=1, strangers=1))
    await counter.ask(EVE, "e1", "e2", "e3")
    await counter.ask(ANNE, "a1", "a2")
    assert await counter.all_served() == ["e1", "a1", "a2", "e2", "e3"]


async def test_members_who_never_stop_asking_do_not_shut_strangers_out() -> None:
    counter = Counter(Lines(at_once=1, strangers=1))
    members = [Client(f"seat {n}", True) for n in range(2 * MEMBERS_IN_A_ROW + 1)]
    await counter.ask(ANNE, "a1")
    await counter.ask(EVE, "e1", "e2")
    for member in members:
        await counter.ask(member, member.name)
    order = await counter.all_served()
    assert [n for n, name in enumerate(order) if name in {"e1", "e2"}] == [MEMBERS_IN_A_ROW + 1, 2 * MEMBERS_IN_A_ROW + 2]


async def test_strangers_have_a_few_places_and_a_member_finds_one_at_once() -> None:
    counter = Counter(Lines(at_once=4, strangers=2))
    await counter.ask(EVE, "e1", "e2", "e3", "e4")
    await counter.ask(ANNE, "a1")
    assert counter.order == ["e1", "e2", "a1"]
    assert await counter.all_served() == ["e1", "e2", "a1", "e3", "e4"]


async def test_one_member_has_a_few_places_and_leaves_the_others_to_the_others() -> None:
    counter = Counter(Lines(at_once=EACH_AT_ONCE + 1))
    await counter.ask(ANNE, *(f"a{n}" for n in range(EACH_AT_ONCE + 2)))
    await counter.ask(BEN, "b1")
    assert counter.order == [*(f"a{n}" for n in range(EACH_AT_ONCE)), "b1"]
    await counter.all_served()


async def test_strangers_of_different_addresses_are_served_in_turn() -> None:
    counter = Counter(Lines(at_once=1, strangers=1))
    await counter.ask(EVE, "e1", "e2", "e3", "e4")
    await counter.ask(Client("address 192.0.2.2", False), "n1")
    assert await counter.all_served() == ["e1", "e2", "n1", "e3", "e4"]


async def test_a_member_who_floods_is_refused_and_nobody_else_is() -> None:
    counter = Counter(Lines(at_once=1))
    await counter.ask(ANNE, *(f"a{n}" for n in range(LINE + 1)))
    with pytest.raises(Full):
        await counter.lines.turn(ANNE)
    await counter.ask(BEN, "b1")
    assert (await counter.all_served())[2] == "b1"


async def test_a_full_crowd_makes_room_for_a_newcomer_at_the_end_of_its_longest_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "CROWD", 3)
    counter = Counter(Lines(at_once=1, strangers=1))
    await counter.ask(EVE, "e1", "e2", "e3", "e4")
    with pytest.raises(Full):
        await counter.lines.turn(EVE)
    await counter.ask(Client("address 192.0.2.2", False), "n1")
    counter.go.set()
    outcomes = await asyncio.gather(*counter.tasks, return_exceptions=True)
    assert counter.order == ["e1", "e2", "n1", "e3"]
    assert [type(outcome) for outcome in outcomes] == [type(None)] * 3 + [Full, type(None)]


async def test_whoever_goes_away_while_waiting_takes_no_place() -> None:
    counter = Counter(Lines(at_once=1))
    await counter.ask(ANNE, "a1", "a2")
    await counter.ask(BEN, "b1")
    counter.tasks[1].cancel()
    await asyncio.gather(counter.tasks[1], return_exceptions=True)
    counter.go.set()
    await asyncio.gather(counter.tasks[0], counter.tasks[2])
    assert (counter.order, counter.lines.running, dict(counter.lines.served)) == (["a1", "b1"], 0, {})


async def test_a_place_that_was_called_for_somebody_who_just_left_goes_to_the_next() -> None:
    counter = Counter(Lines(at_once=1))
    await counter.ask(ANNE, "a1", "a2")
    counter.go.set()
    await asyncio.sleep(0)
    counter.tasks[1].cancel()  # called, and not yet awake
    await asyncio.gather(*counter.tasks, return_exceptions=True)
    assert (counter.lines.running, counter.lines.crowd, dict(counter.lines.served)) == (0, 0, {})
    await asyncio.wait_for(counter.lines.turn(BEN), 1)


async def test_whoever_is_sent_away_and_leaves_at_the_same_moment_gives_back_no_place_they_never_had(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines, "CROWD", 2)
    counter = Counter(Lines(at_once=1, strangers=1))
    await counter.ask(EVE, "e1", "e2", "e3")
    newcomer = asyncio.create_task(counter.one(Client("address 192.0.2.2", False), "n1"))
    await asyncio.sleep(0)  # e3 has been sent away for them, and is not yet awake
    counter.tasks[2].cancel()
    counter.go.set()
    await asyncio.gather(*counter.tasks, newcomer, return_exceptions=True)
    assert (counter.order, counter.lines.running, dict(counter.lines.served)) == (["e1", "e2", "n1"], 0, {})


# ------------------------------------------------------------------ pace
@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds, to be moved by hand."""
    now = [1000.0]
    monkeypatch.setattr("sessions.lines.time.monotonic", lambda: now[0])
    return now


def test_nothing_a_person_does_has_to_wait(clock: list[float]) -> None:
    pace = Pace()
    assert [pace.wait("anne") for _press in range(BURST)] == [0] * BURST
    for _second in range(600):
        clock[0] += 1
        assert [pace.wait("anne") for _press in range(int(PER_SECOND) - 1)] == [0] * (int(PER_SECOND) - 1)


def test_what_is_faster_waits_then_is_refused_and_costs_others_nothing(clock: list[float]) -> None:
    pace = Pace()
    waits = [pace.wait("anne") for _press in range(BURST + int(PATIENCE * PER_SECOND))]
    assert waits[BURST:] == [pytest.approx((n + 1) / PER_SECOND) for n in range(int(PATIENCE * PER_SECOND))]
    with pytest.raises(Full):
        pace.wait("anne")
    assert pace.wait("ben") == 0
    clock[0] += PATIENCE + BURST / PER_SECOND
    assert pace.wait("anne") == 0


def test_a_seat_that_has_gone_quiet_is_not_remembered_for_ever(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MOST_SEATS", 100)
    pace = Pace()
    for n in range(100):
        pace.wait(f"seat {n}")
    clock[0] += 60
    pace.wait("anne")
    assert list(pace.free_at) == ["anne"]


# ------------------------------------------------------------------ the answer
async def asked(app: InTurn, method: str) -> tuple[int, dict[bytes, bytes], str]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {}

    await app({"type": "http", "method": method, "path": "/", "client": ("192.0.2.1", 1), "headers": []}, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"].decode()


async def test_whoever_finds_no_place_is_told_so_and_a_page_tries_again_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    async def inner(*_message: Any) -> None:
        raise AssertionError("nobody is served")

    monkeypatch.setattr(lines, "CROWD", 0)
    app = InTurn(inner)
    app.lines.strangers = 0
    status, headers, page = await asked(app, "GET")
    assert (status, headers[b"Retry-After"], headers[b"Refresh"], "tries again by itself" in page) == (503, b"2", b"3", True)
    status, headers, page = await asked(app, "POST")
    assert (status, headers.get(b"Refresh"), "Nothing was changed" in page) == (503, None, True)


async def test_a_page_nobody_waits_for_any_more_is_not_drawn_and_a_press_counts_all_the_same() -> None:
    served, holding, gone = list[str](), asyncio.Event(), asyncio.Event()

    async def inner(scope: Any, receive: Any, _send: Any) -> None:
        served.append(scope["path"])
        assert (await receive())["type"] == "http.request"
        if scope["path"] == "/first/":
            await holding.wait()

    async def ask(method: str, path: str, *, leaves: bool = False) -> None:
        coming = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> dict[str, Any]:
            if coming:
                return coming.pop()
            await (gone if leaves else asyncio.Event()).wait()
            return {"type": "http.disconnect"}

        async def send(_message: Any) -> None:
            pass

        await app({"type": "http", "method": method, **scope(path)}, receive, send)

    app = InTurn(inner)
    app.lines.strangers = 1
    asked = [asyncio.create_task(ask("GET", "/first/"))]
    await asyncio.sleep(0)
    asked += [asyncio.create_task(ask(method, path, leaves=True)) for method, path in (("GET", "/left/"), ("POST", "/pressed/"))]
    asked.append(asyncio.create_task(ask("GET", "/stayed/")))
    await until(lambda: app.lines.crowd >= 3)
    gone.set()
    await asyncio.wait_for(asked[1], 5)
    holding.set()
    await asyncio.wait_for(asyncio.gather(*asked), 5)
    assert served == ["/first/", "/pressed/", "/stayed/"]
    assert (app.lines.running, app.lines.strangers_running, app.lines.crowd) == (0, 0, 0)


# ------------------------------------------------------------------ who is who
def scope(path: str = "/", cookie: str = "", address: str = "192.0.2.1") -> dict[str, Any]:
    return {"path": path, "client": (address, 1), "headers": [(b"cookie", cookie.encode())]}


@pytest.mark.django_db
def test_a_seats_cookie_makes_a_member_and_a_forged_one_does_not() -> None:
    phone, other = Phone(make_live()), Phone(make_live())
    found, again, beside = (
        client_of(scope(cookie=phone.cookie)),
        client_of(scope("/x/", phone.cookie)),
        client_of(scope(cookie=other.cookie)),
    )
    assert (found.is_member, found.is_seat, found == again, found == beside) == (True, True, True, False)
    assert client_of(scope(cookie=phone.cookie + "x")) == Client("address 192.0.2.1", False)
    browser = Browser()
    browser.get("/")
    looking = f"{settings.SEAT_COOKIE_NAME}={browser.cookies[settings.SEAT_COOKIE_NAME].value}"
    assert client_of(scope(cookie=looking)) == Client("address 192.0.2.1", False), "whoever only looks in has no seat"


@pytest.mark.django_db
def test_a_facilitators_session_and_the_big_screen_are_members_once_a_view_has_let_them_in() -> None:
    live = make_live()
    desk = at_desk(live.owner)
    name = settings.SESSION_COOKIE_NAME
    cookie, screen = f"{name}={desk.cookies[name].value}", f"/screen/{live.screen_token}/"
    line = f"/live/projector/{live.screen_token}/"
    asked_for = [
        scope(cookie=cookie),
        scope(screen),
        scope(f"{screen}stage/"),
        scope(line),
        scope(cookie=f"{name}=made-up"),
        scope("/screen/no/"),
    ]
    assert [client_of(each).is_member for each in asked_for] == [False] * 6
    desk.get(f"/console/{live.key}/")
    Browser().get(screen)
    Browser().get("/screen/no/")
    assert [client_of(each).is_member for each in asked_for] == [True] * 4 + [False] * 2


@pytest.mark.django_db
def test_a_session_of_nobody_makes_no_member() -> None:
    client = Browser()
    session = client.session
    session["something"] = 1
    session.save()
    client.get("/workshops/")
    assert not known.is_known(str(session.session_key))


@pytest.mark.django_db
def test_signing_in_makes_a_member() -> None:
    user = make_user()
    user.set_password("correct-horse-battery")
    user.save()
    client = Browser()
    client.post("/sign-in/", {"username": user.username, "password": "correct-horse-battery"})
    assert known.is_known(client.cookies[settings.SESSION_COOKIE_NAME].value)


def test_what_is_known_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "MOST", 3)
    for name in "abcd":
        known.know(name)
    assert [known.is_known(name) for name in "abcd"] == [False, True, True, True]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_a_network_of_ipv6_is_one_stranger(address: str, name: str) -> None:
    assert neighbourhood(address) == name
