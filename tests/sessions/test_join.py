"""Coming in: the code, the promise, the seat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from sessions import access
from sessions.actions import people, running, stage
from sessions.models import LiveSession, Participant
from tests.factories import make_live, make_running
from tests.phones import Phone, shows

pytestmark = pytest.mark.django_db


def come_in(client: Client, code: str, **more: str) -> Any:
    return client.post("/", {"code": code, **more})


def joined(live: LiveSession, client: Client | None = None) -> Client:
    """A browser that took a seat the way people do."""
    client = client or Client()
    response = come_in(client, live.code, agreed="1")
    assert (response.status_code, response["Location"]) == (302, f"/w/{live.key}/")
    return client


def test_the_right_code_shows_the_promise_first_and_takes_no_seat_yet() -> None:
    live = make_live()
    client = Client()
    response = come_in(client, live.code)
    html = response.content.decode()
    held = {name: morsel.value for name, morsel in client.cookies.items()}
    assert (response.status_code, Participant.objects.count(), access.seat_key(held)) == (200, 0, None)
    assert "Before you come in" in html
    assert "No names needed" in html


def test_agreeing_to_the_promise_takes_one_seat_and_shows_what_is_on() -> None:
    live = make_live()
    client = joined(live)
    assert Participant.objects.filter(live=live).count() == 1
    assert "You’re in" in client.get(f"/w/{live.key}/").content.decode()


@pytest.mark.parametrize("typed", ["{a} {b}", "{a}-{b}", " {a}{b} ", "{a}.{b}", "{a} – {b}"])
def test_a_code_may_be_typed_with_spaces_and_dashes(typed: str) -> None:
    live = make_live()
    response = come_in(Client(), typed.format(a=live.code[:3], b=live.code[3:]))
    assert (response.status_code, "Before you come in" in response.content.decode()) == (200, True)


def test_a_wrong_code_is_told_kindly_and_keeps_what_was_typed() -> None:
    make_live()
    response = come_in(Client(), "000 000")
    html = response.content.decode()
    assert response.status_code == 404
    assert "No workshop is using 000 000. Check the six numbers on the big screen." in html
    assert 'value="000 000"' in html


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\x00\x00", "<b>123</b>", "1" * 5000])
def test_what_is_no_code_is_told_what_a_code_is(typed: str) -> None:
    response = come_in(Client(), typed)
    assert response.status_code == 404
    assert "A workshop code has six numbers. Check them on the big screen." in response.content.decode()


def test_the_code_of_a_session_that_has_ended_opens_nothing() -> None:
    live = make_running()
    code = live.code
    running.end(live, live.revision)
    assert come_in(Client(), code).status_code == 404


def test_a_new_code_works_and_the_old_one_no_longer_does() -> None:
    live = make_live()
    old = live.code
    people.change_code(live, live.revision)
    assert (old != live.code, come_in(Client(), old).status_code, come_in(Client(), live.code).status_code) == (True, 404, 200)


def test_behind_a_closed_door_nobody_new_comes_in_and_whoever_is_in_stays() -> None:
    live = make_live()
    inside = joined(live)
    people.set_door(live, live.revision, False)
    outside = come_in(Client(), live.code, agreed="1")
    assert (outside.status_code, "The door is closed" in outside.content.decode(), Participant.objects.count()) == (403, True, 1)
    assert inside.get(f"/w/{live.key}/").status_code == 200
    assert come_in(inside, live.code)["Location"] == f"/w/{live.key}/"
    people.set_door(live, live.revision, True)
    joined(live)
    assert Participant.objects.count() == 2


def test_somebody_with_a_seat_can_move_to_another_phone_through_a_closed_door() -> None:
    live = make_live()
    phone = Phone(live)
    letters = people.offer_move(phone.seat)
    people.set_door(live, live.revision, False)
    other = Client()
    assert 'name="letters"' in come_in(other, live.code).content.decode()
    assert come_in(other, live.code, letters=letters)["Location"] == f"/w/{live.key}/"
    assert Participant.objects.filter(removed_at=None).count() == 1


# ------------------------------------------------------------------ wrong codes
def test_repeated_wrong_codes_pause_wrong_codes_alone() -> None:
    live = make_live()
    wrong = [come_in(Client(), f"00000{n}").status_code for n in range(8)]
    paused = come_in(Client(), "000009")
    assert (wrong, paused.status_code, paused["Retry-After"]) == ([404] * 8, 429, "30")
    assert "Let’s take a short break" in paused.content.decode()
    for _person in range(60):
        joined(live)
    assert Participant.objects.filter(live=live).count() == 60


def test_the_pause_belongs_to_one_address() -> None:
    for n in range(9):
        Client(REMOTE_ADDR="192.0.2.1").post("/", {"code": f"00000{n}"})
    assert Client(REMOTE_ADDR="192.0.2.1").post("/", {"code": "000009"}).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.2").post("/", {"code": "000009"}).status_code == 404


@pytest.mark.embedded  # Redis has a clock of its own
def test_the_pause_ends_by_itself() -> None:
    start = datetime(2027, 1, 14, 12, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        for n in range(9):
            come_in(Client(), f"00000{n}")
        assert come_in(Client(), "000009").status_code == 429
    with time_machine.travel(start + timedelta(seconds=31), tick=False):
        assert come_in(Client(), "000009").status_code == 404


def test_right_codes_are_never_counted() -> None:
    live = make_live()
    wrong = "000001" if live.code == "000000" else "000000"
    for _n in range(30):
        come_in(Client(), live.code)
    assert [come_in(Client(), wrong).status_code for _n in range(9)] == [404] * 8 + [429]


# ------------------------------------------------------------------ the seat
def test_the_seat_cookie_is_out_of_reach_of_scripts_and_other_sites_and_ends() -> None:
    client = joined(make_live())
    cookie = client.cookies[settings.SEAT_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["path"], cookie["domain"]) == (True, "Lax", 43200, "/", "")


def test_over_https_the_seat_cookie_is_bound_to_it(settings: Any) -> None:
    settings.SECURE = True
    settings.SEAT_COOKIE_NAME = "__Host-seat"
    cookie = joined(make_live()).cookies["__Host-seat"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_the_database_never_holds_what_the_cookie_holds() -> None:
    live = make_live()
    client = joined(live)
    token = client.cookies[settings.SEAT_COOKIE_NAME].value.split(":")[1]
    row = Participant.objects.values().get()
    assert len(token) >= 22
    assert token not in str(row)


def test_reopening_the_browser_returns_to_the_same_seat() -> None:
    live = make_live()
    client = joined(live)
    for _again in range(3):
        assert come_in(client, live.code, agreed="1")["Location"] == f"/w/{live.key}/"
    assert Participant.objects.count() == 1
    assert f'href="/w/{live.key}/"' in client.get("/").content.decode()


def test_a_forged_or_foreign_seat_opens_nothing() -> None:
    live, other = make_live(), make_live()
    genuine = Phone(live).client.cookies[settings.SEAT_COOKIE_NAME].value
    forged = [genuine[:-1], genuine.replace(live.key, other.key), "x", f"{live.key}:token:signature", ""]
    for value in forged:
        client = Client()
        client.cookies[settings.SEAT_COOKIE_NAME] = value
        assert client.get(f"/w/{live.key}/")["Location"] == "/"
    client = Client()
    client.cookies[settings.SEAT_COOKIE_NAME] = genuine
    assert (client.get(f"/w/{live.key}/").status_code, client.get(f"/w/{other.key}/")["Location"]) == (200, "/")


def test_a_late_joiner_lands_on_what_is_on_now() -> None:
    live = make_running()
    for part in live.parts:
        if part.slide.key != live.slide_key:
            stage.go_to(live, live.revision, part.slide.key)
        client = joined(live)
        assert shows(client.get(f"/w/{live.key}/").content.decode(), part.slide.key)


def test_leaving_gives_the_seat_up_and_the_browser_forgets_it() -> None:
    live = make_live()
    client = joined(live)
    response = client.post(f"/w/{live.key}/leave/")
    assert (response["Location"], response.cookies[settings.SEAT_COOKIE_NAME].value) == ("/", "")
    assert Participant.objects.filter(removed_at=None).count() == 0
    assert client.get(f"/w/{live.key}/")["Location"] == "/"


def test_a_seat_that_was_taken_away_opens_nothing_any_more() -> None:
    live = make_running()
    phone = Phone(live)
    assert phone.page().status_code == 200
    people.remove(live, phone.seat)
    assert (phone.page()["Location"], phone.poll().status_code, phone.answer("creating-safety").status_code) == ("/", 403, 404)
    assert come_in(phone.client, live.code).status_code == 200


def test_a_phone_whose_seat_was_taken_away_hears_it_at_its_next_poll_though_nothing_changed(
    django_capture_on_commit_callbacks: Any,
) -> None:
    live = make_running()
    phone = Phone(live)
    assert [phone.poll(live.revision).status_code for _n in range(2)] == [204, 204]
    with django_capture_on_commit_callbacks(execute=True):
        people.remove(live, phone.seat)
    assert phone.poll(live.revision).status_code == 403


# ------------------------------------------------------------------ where people work
def test_an_agency_is_taken_only_where_the_facilitator_asks_and_only_from_the_list() -> None:
    asked, not_asked = Phone(make_live(asks_agency=True)), Phone(make_live())

    def send(phone: Phone, agency: str) -> int:
        return phone.client.post(f"/w/{phone.live.key}/agency/", {"agency": agency}).status_code

    assert (send(asked, "police"), asked.fresh().agency) == (302, "police")
    assert (send(asked, "circus"), send(asked, ""), send(asked, "x" * 500), asked.fresh().agency) == (400, 400, 400, "police")
    assert (send(not_asked, "police"), not_asked.fresh().agency) == (400, "")


def test_the_list_of_agencies_is_there_however_the_lobby_reaches_the_phone() -> None:
    phone = Phone(make_live(asks_agency=True))
    phone.client.post(f"/w/{phone.live.key}/agency/", {"agency": "health"})
    for html in (phone.page().content.decode(), phone.poll().content.decode()):
        assert html.count('name="agency"') == 8
        assert 'value="health" checked' in html


# ------------------------------------------------------------------ another phone
def test_a_seat_moves_to_another_phone_and_the_old_one_lets_go() -> None:
    live = make_running()
    old = Phone(live)
    page = old.client.post(f"/w/{live.key}/move/code/")
    letters = page.context["move_code"]
    assert f"{letters[:3]} {letters[3:]}" in page.content.decode()
    new = Client()
    response = come_in(new, live.code, letters=letters.lower())
    assert response["Location"] == f"/w/{live.key}/"
    assert (new.get(f"/w/{live.key}/").status_code, old.page()["Location"], old.poll().status_code) == (200, "/", 403)
    assert Participant.objects.get().pk == old.seat.pk


def test_the_letters_work_once() -> None:
    live = make_running()
    letters = people.offer_move(Phone(live).seat)
    assert come_in(Client(), live.code, letters=letters).status_code == 302
    second = come_in(Client(), live.code, letters=letters)
    assert second.status_code == 404
    assert "Those letters don’t open a seat here." in second.content.decode()


def test_the_letters_work_for_ten_minutes() -> None:
    start = datetime(2027, 1, 14, 12, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        live = make_running()
        letters = people.offer_move(Phone(live).seat)
    for seconds, status in ((600, 404), (599, 302)):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            assert come_in(Client(), live.code, letters=letters).status_code == status


def test_fresh_letters_replace_the_ones_before() -> None:
    live = make_running()
    phone = Phone(live)
    first, second = people.offer_move(phone.seat), people.offer_move(phone.seat)
    assert (come_in(Client(), live.code, letters=first).status_code, come_in(Client(), live.code, letters=second).status_code) == (404, 302)


def test_letters_of_another_session_open_nothing() -> None:
    live, other = make_running(), make_running()
    letters = people.offer_move(Phone(other).seat)
    assert come_in(Client(), live.code, letters=letters).status_code == 404


@pytest.mark.parametrize("letters", ["AAAAAA", "%%%", "......", "\x00", "é" * 20, "A" * 5000])
def test_letters_nobody_was_given_open_nothing(letters: str) -> None:
    live = make_running()
    Phone(live)
    assert come_in(Client(), live.code, letters=letters).status_code == 404


def test_letters_of_a_seat_that_was_given_up_open_nothing() -> None:
    live = make_running()
    phone = Phone(live)
    letters = people.offer_move(phone.seat)
    phone.client.post(f"/w/{live.key}/leave/")
    assert come_in(Client(), live.code, letters=letters).status_code == 404


def test_somebody_already_in_can_still_sit_in_their_first_seat_and_no_seat_is_counted_twice() -> None:
    live = make_running()
    first, second = Phone(live), Phone(live)
    letters = people.offer_move(first.seat)
    assert second.client.post(f"/w/{live.key}/move/here/", {"letters": "wrong"}).status_code == 404
    assert second.client.post(f"/w/{live.key}/move/here/", {"letters": letters})["Location"] == f"/w/{live.key}/"
    assert list(Participant.objects.filter(removed_at=None).values_list("pk", flat=True)) == [first.seat.pk]
    assert (second.page().status_code, first.page()["Location"]) == (200, "/")


def test_typing_ones_own_letters_on_the_same_phone_keeps_the_seat() -> None:
    live = make_running()
    phone = Phone(live)
    letters = people.offer_move(phone.seat)
    phone.client.post(f"/w/{live.key}/move/here/", {"letters": letters})
    assert (phone.page().status_code, phone.fresh().removed_at) == (200, None)
