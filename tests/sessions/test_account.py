"""Signing in and out, one-time links, a new password."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from sessions.actions import accounts
from sessions.models import SignInLink
from tests.factories import at_desk, make_user

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 1, 14, 12, tzinfo=UTC)
RIGHT = "correct horse battery"
USED = "That link has been used, or its time is up."
PAIR = "Name and password don’t go together. "


@pytest.fixture(autouse=True)
def _no_mail_has_gone_out_yet() -> None:
    cache.clear()


def attempt(client: Client, name: str, password: str, **more: str) -> tuple[int, str]:
    answer = client.post("/sign-in/", {"username": name, "password": password, **more})
    return answer.status_code, answer.content.decode()


def path_of(link: str) -> str:
    return urlsplit(link).path


# ------------------------------------------------------------------ name and password
def test_name_and_password_open_the_desk() -> None:
    make_user("amara")
    answer = Client().post("/sign-in/", {"username": "amara", "password": RIGHT})
    assert (answer.status_code, answer["Location"]) == (302, "/workshops/")


@pytest.mark.parametrize(("more", "ends_with_the_browser", "hours"), [({}, True, 12), ({"stay": "1"}, False, 12)])
def test_staying_signed_in_is_a_choice(more: dict[str, str], ends_with_the_browser: bool, hours: int) -> None:
    make_user("amara")
    client = Client()
    client.post("/sign-in/", {"username": "amara", "password": RIGHT, **more})
    assert client.session.get_expire_at_browser_close() == ends_with_the_browser
    assert client.session.get_expiry_age() == hours * 3600
    assert (client.cookies["facilitator"]["max-age"] == "") == ends_with_the_browser


def test_a_wrong_password_says_how_many_tries_are_left_and_then_pauses_for_a_minute() -> None:
    make_user("amara")
    client = Client()
    for left in ("Four more tries", "Three more tries", "Two more tries", "One more try"):
        status, page = attempt(client, "amara", "wrong")
        assert status == 400
        assert f"{PAIR}{left}, then a pause of one minute." in page
    answer = client.post("/sign-in/", {"username": "amara", "password": "wrong"})
    assert answer.status_code == 429
    assert 55 <= int(answer["Retry-After"]) <= 60
    assert "Let’s take a short break." in answer.content.decode()


def test_the_pause_holds_for_the_right_password_too_and_ends_after_a_minute() -> None:
    make_user("amara")
    client = Client()
    with time_machine.travel(NOON, tick=False) as clock:
        for _try in range(5):
            attempt(client, "amara", "wrong")
        clock.shift(timedelta(seconds=40))
        status, page = attempt(client, "amara", RIGHT)
        assert status == 429
        assert "You can try again in 20 seconds" in page
        assert "12:01:00" in page
        clock.shift(timedelta(seconds=21))
        assert attempt(client, "amara", RIGHT)[0] == 302


def test_a_pause_is_for_one_name_and_not_for_everybody_at_the_same_address() -> None:
    make_user("amara")
    make_user("priya")
    client = Client()
    for _try in range(5):
        attempt(client, "amara", "wrong")
    assert attempt(client, "amara", RIGHT)[0] == 429
    assert attempt(client, "priya", RIGHT)[0] == 302


def test_of_a_wrong_try_name_and_address_are_noted_and_nothing_of_the_device() -> None:
    make_user("amara")
    for device in ("Heron Phone 7", "Heron Tablet 2"):
        browser = Client(headers={"user-agent": device, "accept": "heron/words"}, REMOTE_ADDR="192.0.2.7")
        attempt(browser, "amara", "wrong")
    noted = AccessAttempt.objects.get()
    assert (noted.username, noted.ip_address, noted.failures_since_start) == ("amara", "192.0.2.7", 2)
    assert "heron" not in str(AccessAttempt.objects.values_list().get()).casefold()


def test_an_empty_form_is_not_a_try() -> None:
    make_user("amara")
    client = Client()
    for _try in range(7):
        status, page = attempt(client, "amara", "")
        assert (status, "Please give both your name and your password." in page) == (400, True)
    assert attempt(client, "amara", RIGHT)[0] == 302


@pytest.mark.parametrize("name", ["x" * 5000, "nul\0byte", "<script>alert(1)</script>"])
def test_odd_names_are_answered_and_never_break_the_page(name: str) -> None:
    status, page = attempt(Client(), name, "wrong")
    assert status == 400
    assert "<script>alert" not in page


def test_somebody_signed_in_goes_straight_to_the_desk() -> None:
    answer = at_desk(make_user()).get("/sign-in/", {"next": "/sign-in/"})
    assert (answer.status_code, answer["Location"]) == (302, "/workshops/")


@pytest.mark.parametrize(("next_page", "leads_to"), [("/workshops/new/", "/workshops/new/"), ("https://elsewhere.example/", "/workshops/")])
def test_signing_in_goes_on_to_our_own_pages_alone(next_page: str, leads_to: str) -> None:
    make_user("amara")
    answer = Client().post("/sign-in/", {"username": "amara", "password": RIGHT, "next": next_page})
    assert answer["Location"] == leads_to


def test_signing_out_takes_a_press() -> None:
    client = at_desk(make_user())
    assert client.get("/sign-out/").status_code == 405
    assert client.get("/workshops/").status_code == 200
    assert client.post("/sign-out/")["Location"] == "/"
    assert client.get("/workshops/")["Location"] == "/sign-in/?next=/workshops/"


# ------------------------------------------------------------------ one-time link
def test_following_a_one_time_link_changes_nothing() -> None:
    link = path_of(accounts.make_link(make_user()))
    client = Client()
    for ask in (client.head, client.get, client.get):
        assert ask(link).status_code == 200
    assert "Sign in on this machine" in client.get(link).content.decode()
    assert client.get("/workshops/").status_code == 302
    assert list(SignInLink.objects.values_list("used_at", flat=True)) == [None]


def test_a_one_time_link_signs_in_exactly_once() -> None:
    link = path_of(accounts.make_link(make_user(first_name="Amara")))
    first, second = Client(), Client()
    before = first.session.session_key
    assert first.post(link)["Location"] == "/workshops/"
    assert first.session.session_key != before
    assert "Amara" in first.get("/workshops/").content.decode()
    for ask in (second.post, second.get):
        answer = ask(link)
        assert (answer.status_code, USED in answer.content.decode()) == (410, True)
    assert second.get("/workshops/").status_code == 302


def test_a_one_time_link_is_an_address_on_the_public_url_and_only_its_hash_is_kept(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://hymn.example"
    link = accounts.make_link(make_user())
    assert re.fullmatch(r"https://hymn\.example/sign-in/[\w-]{20,}/", link)
    assert accounts.make_link(make_user(), base="http://localhost:8000").startswith("http://localhost:8000/sign-in/")
    assert not SignInLink.objects.filter(token_hash__contains=link.split("/")[-2]).exists()


def test_a_link_past_its_time_signs_nobody_in() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        link = path_of(accounts.make_link(make_user(), minutes=10))
        clock.shift(timedelta(minutes=9))
        assert Client().get(link).status_code == 200
        clock.shift(timedelta(minutes=2))
        assert (Client().get(link).status_code, Client().post(link).status_code) == (410, 410)


def test_a_fresh_link_ends_the_one_before() -> None:
    user = make_user()
    old, new = path_of(accounts.make_link(user)), path_of(accounts.make_link(user))
    assert (Client().post(old).status_code, Client().post(new).status_code) == (410, 302)


def test_an_unknown_link_and_one_of_somebody_who_left_are_answered_alike() -> None:
    gone = make_user(is_active=False)
    assert [Client().post(path).status_code for path in (path_of(accounts.make_link(gone)), "/sign-in/guess/")] == [410, 410]


# ------------------------------------------------------------------ a new password
def test_a_new_password_is_chosen_with_a_link_from_the_mail(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://hymn.example"
    make_user("amara", email="amara@tidewell.example")
    client = Client()
    assert client.post("/password/", {"email": "amara@tidewell.example"})["Location"] == "/password/sent/"
    assert client.get("/password/sent/").status_code == 200
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["amara@tidewell.example"], "A new password for Hymn Sheet")
    (link,) = re.findall(r"https://hymn\.example(\S+)", str(letter.body))
    form = client.get(link)
    assert form.status_code == 302
    page = client.post(form["Location"], {"new_password1": "short", "new_password2": "short"})
    assert "too short" in page.content.decode()
    chosen = {"new_password1": "seven quiet harbour bells", "new_password2": "seven quiet harbour bells"}
    assert client.post(form["Location"], chosen)["Location"] == "/password/done/"
    assert client.get("/password/done/").status_code == 200
    assert attempt(Client(), "amara", "seven quiet harbour bells")[0] == 302
    again = Client().get(link)
    assert (again.status_code, "This link no longer works" in again.content.decode()) == (410, True)


def test_the_answer_never_says_which_addresses_have_an_account() -> None:
    make_user("amara", email="amara@tidewell.example")
    answers = [Client().post("/password/", {"email": f"{name}@tidewell.example"}) for name in ("amara", "nobody")]
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, "/password/sent/")] * 2
    assert [letter.to for letter in mail.outbox] == [["amara@tidewell.example"]]


def test_an_address_gets_one_mail_a_minute_however_often_somebody_asks() -> None:
    make_user("amara", email="amara@tidewell.example")
    for _press in range(3):
        assert Client().post("/password/", {"email": "amara@tidewell.example"}).status_code == 302
    assert len(mail.outbox) == 1


def test_an_address_that_cannot_be_one_is_told_so() -> None:
    assert "That doesn’t look like a mail address yet." in Client().post("/password/", {"email": "amara"}).content.decode()


def test_where_no_mail_can_be_sent_the_page_says_whom_to_ask(settings: Settings) -> None:
    settings.CAN_SEND_MAIL = False
    make_user("amara", email="amara@tidewell.example")
    for page in (Client().get("/password/"), Client().post("/password/", {"email": "amara@tidewell.example"})):
        words = page.content.decode()
        assert ("manage.py changepassword NAME" in words, "make run" in words) == (True, True)
    assert mail.outbox == []
