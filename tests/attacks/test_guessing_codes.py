"""Somebody tries codes, from one address or from everywhere, while a room comes in."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client, RequestFactory

from sessions import guesses
from sessions.actions import people
from sessions.guesses import WRONG_A_MINUTE, WRONG_AN_HOUR, pass_of
from sessions.models import LiveSession, Participant
from sessions.models.live import CODE_DIGITS
from tests.factories import at_desk, make_live
from tests.phones import Phone
from workshop import env

pytestmark = pytest.mark.django_db
START = datetime(2027, 1, 14, 12, 0, tzinfo=UTC)
ROOM, ELSEWHERE = "192.0.2.1", "198.51.100.7"
GUESSES = 100_000


@pytest.fixture(autouse=True)
def nothing_guessed_yet() -> None:
    cache.clear()


def come_in(code: str, address: str = ROOM, **more: str) -> Any:
    return Client(REMOTE_ADDR=address).post("/", {"code": code, **more})


def spend(address: str = ELSEWHERE) -> None:
    """Use up this minute's budget."""
    for n in range(WRONG_A_MINUTE):
        assert come_in(f"{n:06}", address).status_code in {404, 429}


def room(code: str = "314159") -> LiveSession:
    live = make_live()
    LiveSession.objects.filter(pk=live.pk).update(code=code)
    live.refresh_from_db()
    return live


# ------------------------------------------------------------------ a hundred thousand
def test_of_a_hundred_thousand_guesses_one_hits_at_most_and_sixty_people_come_in_meanwhile() -> None:
    """The guesses go to what decides about them, a thousand a minute; the people come in through the door."""
    live = room()
    with time_machine.travel(START, tick=False):
        at_desk(live.owner).get(f"/console/{live.key}/", REMOTE_ADDR=ROOM)  # the facilitator is in the room
    chance, factory = Random(4), RequestFactory()
    tried = [f"{code:06}" for code in chance.sample(range(10**CODE_DIGITS), GUESSES)]
    looked_at = hits = refused = joined = 0
    for minute in range(GUESSES // 1000):
        with time_machine.travel(START + timedelta(minutes=minute), tick=False):
            for n, code in enumerate(tried[minute * 1000 : (minute + 1) * 1000]):
                request = factory.post("/", {"code": code}, REMOTE_ADDR=[ROOM, ELSEWHERE, f"203.0.113.{n % 250}"][n % 3])
                if not guesses.may_try(request, live if code == live.code else None):
                    refused += 1
                    continue
                looked_at += 1
                hits += code == live.code
                guesses.wrong()
            assert guesses.are_spent()
            if minute < 60:
                joined += come_in(live.code, ROOM, agreed="1").status_code == 302
    assert (joined, Participant.objects.count()) == (60, 60)
    assert hits <= 1
    assert (looked_at, refused) == (2 * WRONG_AN_HOUR, GUESSES - 2 * WRONG_AN_HOUR)  # it takes an hour and forty minutes


def test_once_the_budget_is_spent_right_and_wrong_numbers_from_elsewhere_get_the_same_answer() -> None:
    live = room()
    with time_machine.travel(START, tick=False):
        spend()
        right, wrong = come_in(live.code, "203.0.113.5"), come_in("999999", "203.0.113.5")
        pages = [re.sub(r'value="\w{64}"', "", response.content.decode()) for response in (right, wrong)]
        assert (right.status_code, wrong.status_code, right["Retry-After"], wrong["Retry-After"]) == (429, 429, "60", "60")
        assert pages[0] == pages[1]
        assert "The QR code on the big screen always works" in pages[0]
    with time_machine.travel(START + timedelta(minutes=1), tick=False):
        assert come_in(live.code, "203.0.113.5").status_code == 200


def test_somebody_who_guesses_all_day_is_looked_at_so_often_in_an_hour() -> None:
    live = room()
    for minute in range(WRONG_AN_HOUR // WRONG_A_MINUTE):
        with time_machine.travel(START + timedelta(minutes=minute), tick=False):
            spend()
    with time_machine.travel(START + timedelta(minutes=59, seconds=59), tick=False):
        assert come_in(live.code, "203.0.113.5").status_code == 429
    with time_machine.travel(START + timedelta(minutes=60), tick=False):
        assert come_in(live.code, "203.0.113.5").status_code == 200


# ------------------------------------------------------------------ who is never refused
@time_machine.travel(START, tick=False)
def test_sixty_right_codes_from_the_guessers_own_address_are_never_refused_where_the_room_is() -> None:
    live = room()
    at_desk(live.owner).get(f"/console/{live.key}/", REMOTE_ADDR=ROOM)
    spend(ROOM)
    assert [come_in(live.code, ROOM, agreed="1").status_code for _person in range(60)] == [302] * 60


NEAR = ["192.168.1.{}", "10.1.{}.7", "172.16.0.{}", "169.254.1.{}", "::ffff:192.168.1.{}", "fd00:0:0:{}::1", "fe80::{}"]


@pytest.mark.parametrize("phone", NEAR)
@time_machine.travel(START, tick=False)
def test_in_the_laptops_own_network_every_phone_is_at_home_and_nobody_from_outside_is(phone: str) -> None:
    live, other = room(), room("271828")
    at_desk(live.owner).get(f"/console/{live.key}/", REMOTE_ADDR="127.0.0.1")
    spend("192.168.1.66")
    assert [come_in(live.code, phone.format(n + 10), agreed="1").status_code for n in range(60)] == [302] * 60
    outside = ["203.0.113.5", "100.64.0.1", "::ffff:203.0.113.5", "2001:db8::1", "172.32.0.1", "nowhere"]
    assert [come_in(live.code, address).status_code for address in outside] == [429] * len(outside)
    assert come_in(other.code, phone.format(10)).status_code == 429, "that room is somewhere else"


@time_machine.travel(START, tick=False)
def test_behind_a_proxy_a_private_address_is_somebody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "TRUSTED_PROXIES", 1)
    live = room()
    at_desk(live.owner).get(f"/console/{live.key}/", REMOTE_ADDR="192.168.1.2")
    spend()
    assert [come_in(live.code, f"192.168.1.{n}").status_code for n in (2, 3)] == [200, 429]


@time_machine.travel(START, tick=False)
def test_the_first_to_come_in_brings_the_room_to_their_address_and_no_other_room_with_it() -> None:
    live, other = room(), room("271828")
    assert come_in(live.code, ROOM, agreed="1").status_code == 302
    spend()
    assert [come_in(code, ROOM).status_code for code in (live.code, other.code)] == [200, 429]


@time_machine.travel(START, tick=False)
def test_whoever_scans_the_code_is_never_refused_and_the_pass_of_another_room_is_worth_nothing() -> None:
    live, other = room(), room("271828")
    spend()
    assert come_in(live.code, ELSEWHERE, **{"pass": pass_of(live)}).status_code == 200
    for given in (pass_of(other), "", "0" * 16, pass_of(live)[:8], "é" * 16):
        assert come_in(live.code, ELSEWHERE, **{"pass": given}).status_code == 429


@time_machine.travel(START, tick=False)
def test_whoever_had_the_right_code_goes_on_from_the_promise_when_the_budget_is_spent_meanwhile() -> None:
    live = room()
    promise = come_in(live.code, "203.0.113.5").content.decode()
    found = re.search(r'name="pass" value="(\w+)"', promise)
    assert found
    spend()
    assert come_in(live.code, "203.0.113.5", agreed="1", **{"pass": found[1]}).status_code == 302


@time_machine.travel(START, tick=False)
def test_whoever_has_a_seat_gets_back_to_it() -> None:
    phone = Phone(room())
    spend()
    assert phone.client.post("/", {"code": phone.live.code}, REMOTE_ADDR=ELSEWHERE)["Location"] == f"/w/{phone.live.key}/"


@time_machine.travel(START, tick=False)
def test_a_new_code_makes_the_old_pass_worthless() -> None:
    live = room()
    old = pass_of(live)
    people.change_code(live, live.revision)
    live.refresh_from_db()
    assert old != pass_of(live)


# ------------------------------------------------------------------ the letters that move a seat
@time_machine.travel(START, tick=False)
def test_wrong_letters_cost_the_same_budget() -> None:
    live = room()
    mover = Phone(live)
    people.offer_move(Phone(live).seat)
    answers = [mover.client.post(f"/w/{live.key}/move/here/", {"letters": f"AAA{n:03}"}).status_code for n in range(WRONG_A_MINUTE + 5)]
    assert answers == [404] * WRONG_A_MINUTE + [429] * 5
    assert come_in(live.code, ELSEWHERE).status_code == 429


@pytest.mark.parametrize("door", ["pass", "home"])
@time_machine.travel(START, tick=False)
def test_wrong_letters_cost_the_same_budget_at_home_and_with_the_pass(door: str) -> None:
    live = room()
    if door == "home":
        at_desk(live.owner).get(f"/console/{live.key}/", REMOTE_ADDR=ROOM)
    own = {"pass": pass_of(live)} if door == "pass" else {}
    seat = Phone(live).seat
    letters = people.offer_move(seat)
    answers = [come_in(live.code, ROOM, letters=f"AAA{n:03}", **own) for n in range(WRONG_A_MINUTE + 5)]
    assert [answer.status_code for answer in answers] == [404] * WRONG_A_MINUTE + [429] * 5
    page = answers[-1].content.decode()
    assert "Please try these letters again in a minute." in page
    assert f'name="code" value="{live.code}"' in page, "whoever types may go on from here"
    assert come_in(live.code, ROOM, letters=letters, **own).status_code == 429
    assert come_in(live.code, ROOM, agreed="1", **own).status_code == 302, "who has no letters comes in all the same"
    with time_machine.travel(START + timedelta(minutes=1), tick=False):
        assert come_in(live.code, ROOM, letters=letters, **own).status_code == 302


@time_machine.travel(START, tick=False)
def test_right_codes_cost_nothing() -> None:
    live = room()
    for _person in range(WRONG_A_MINUTE * 2):
        come_in(live.code, ELSEWHERE)
    assert not guesses.are_spent()


# ------------------------------------------------------------------ the page of odds
def test_the_page_of_odds_is_right() -> None:
    page = (Path(settings.BASE_DIR) / "docs" / "codes.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) (numbers|letters) \| (\d+) \| 1 in ([\d,]+) \| 1 in ([\d,]+) \|$", page, re.MULTILINE)
    assert len(rows) >= 9
    for length, kind, rooms, an_hour, a_day in rows:
        codes = (10 if kind == "numbers" else 32) ** int(length)
        for minutes, said in ((60, an_hour), (60 * 8, a_day)):
            odds = 1 - (1 - int(rooms) / codes) ** (WRONG_AN_HOUR * minutes // 60)
            assert int(said.replace(",", "")) == rounded(1 / odds), (length, kind, rooms, minutes)
    assert f"**{WRONG_A_MINUTE} wrong guesses a minute and {WRONG_AN_HOUR} an hour**" in page
    assert (str(CODE_DIGITS), "numbers", "1") in {(length, kind, rooms) for length, kind, rooms, *_odds in rows}


def rounded(number: float) -> int:
    """To two figures, as the page has it."""
    return int(round(number, 1 - int(math.log10(number))))
