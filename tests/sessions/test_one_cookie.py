"""One cookie for a participant, forms that come from our own pages only, and nothing left behind."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from sessions import access
from sessions.actions import people, running
from sessions.models import LiveSession, Participant
from tests.factories import at_desk, make_live, make_user
from tests.fakes import Echo, make_saying
from tests.phones import HTMX, Phone

pytestmark = pytest.mark.django_db
SEAT = settings.SEAT_COOKIE_NAME


def strict(phone: Phone) -> Client:
    """The phone's browser, with Django's checks on."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = phone.client.cookies
    return client


def token_on(client: Client, path: str) -> str:
    """The token in the forms of a page."""
    html = client.get(path).content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"|"X-CSRFToken": "(\w+)"', html)
    assert found
    return found[1] or found[2]


def say(client: Client, live: LiveSession, token: str, **headers: str) -> int:
    response = client.post(f"/w/{live.key}/answer/say/", {"word": "yes"}, headers={**HTMX, "X-CSRFToken": token, **headers})
    return int(response.status_code)


# ------------------------------------------------------------------ one cookie
def test_a_participant_holds_one_cookie_from_the_door_to_the_end(echo: Echo) -> None:
    live = make_saying()
    client = Client(enforce_csrf_checks=True)
    held: list[set[str]] = []

    def note(response: Any, status: int) -> None:
        assert response.status_code == status
        held.append({name for name, morsel in client.cookies.items() if morsel.value})

    note(client.get("/"), 200)
    token = token_on(client, "/")
    note(client.post("/", {"code": live.code, "csrfmiddlewaretoken": token}), 200)
    note(client.post("/", {"code": live.code, "agreed": "1", "csrfmiddlewaretoken": token}), 302)
    note(client.get(f"/w/{live.key}/"), 200)
    token = token_on(client, f"/w/{live.key}/")
    note(client.post(f"/w/{live.key}/answer/say/", {"word": "yes"}, headers={**HTMX, "X-CSRFToken": token}), 200)
    note(client.get(f"/w/{live.key}/stage/", headers=HTMX), 200)
    note(client.get(f"/w/{live.key}/move/"), 200)
    note(client.post(f"/w/{live.key}/move/code/", {"csrfmiddlewaretoken": token}), 200)
    assert held == [{SEAT}] * len(held)
    client.post(f"/w/{live.key}/leave/", {"csrfmiddlewaretoken": token})
    assert client.cookies[SEAT].value == ""


def test_a_facilitator_holds_two(echo: Echo) -> None:
    user = make_user()
    user.set_password("correct-horse-battery")
    user.save()
    client = Client(enforce_csrf_checks=True)
    token = token_on(client, "/sign-in/")
    given = {"username": user.username, "password": "correct-horse-battery", "csrfmiddlewaretoken": token}
    assert client.post("/sign-in/", given).status_code == 302
    client.get("/workshops/new/")
    assert set(client.cookies) == {SEAT, settings.SESSION_COOKIE_NAME}


def test_the_cookie_of_somebody_who_only_looks_in_is_no_seat_and_ends_with_the_browser() -> None:
    client = Client()
    client.get("/")
    cookie = client.cookies[SEAT]
    held = {SEAT: cookie.value}
    assert (access.seat_key(held), access.seat_token(held, ""), cookie["max-age"]) == (None, None, "")
    assert (bool(cookie["httponly"]), cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_a_page_without_a_form_sets_no_cookie_at_all() -> None:
    client = Client()
    assert client.get("/hand-out/").status_code == 200
    assert dict(client.cookies) == {}


def test_a_seat_from_before_there_was_a_secret_in_it_goes_on(echo: Echo) -> None:
    phone = Phone(make_saying())
    assert access.form_secret({SEAT: phone.client.cookies[SEAT].value}) == ""
    client = strict(phone)
    assert say(client, phone.live, token_on(client, f"/w/{phone.live.key}/")) == 200
    assert (len(access.form_secret({SEAT: client.cookies[SEAT].value})), client.cookies[SEAT]["max-age"]) == (32, settings.SEAT_COOKIE_AGE)


# ------------------------------------------------------------------ forms from elsewhere
def test_only_a_token_of_this_very_browser_is_taken(echo: Echo) -> None:
    live = make_saying()
    mine, other = strict(Phone(live)), strict(Phone(live))
    my_token, others_token = (token_on(client, f"/w/{live.key}/") for client in (mine, other))
    stranger = Client(enforce_csrf_checks=True)
    strangers_token = token_on(stranger, "/")
    assert [say(mine, live, token) for token in (others_token, strangers_token, "", "x" * 32, "x" * 64)] == [403] * 5
    assert Participant.objects.filter(agency="yes").count() == 0
    assert say(mine, live, my_token) == 200


def test_a_cookie_of_djangos_name_is_not_believed(echo: Echo) -> None:
    live = make_saying()
    phone = Phone(live)
    client = strict(phone)
    client.get(f"/w/{live.key}/")
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    assert say(client, live, "a" * 32) == 403
    bare = Client(enforce_csrf_checks=True)
    bare.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    response = bare.post("/", {"code": live.code, "agreed": "1", "csrfmiddlewaretoken": "a" * 32})
    assert (response.status_code, Participant.objects.count()) == (403, 1)


@pytest.mark.parametrize("value", ["::" + "a" * 32, "::" + "a" * 32 + ":forged", "{key}:{token}:" + "a" * 32 + ":forged"])
def test_a_secret_nobody_here_signed_is_not_believed(value: str, echo: Echo) -> None:
    live = make_saying()
    phone = Phone(live)
    token = phone.client.cookies[SEAT].value.split(":")[1]
    client = Client(enforce_csrf_checks=True)
    client.cookies[SEAT] = value.format(key=live.key, token=token)
    assert say(client, live, "a" * 32) == 403


@pytest.mark.parametrize(
    ("site", "expected"), [("same-origin", 200), ("none", 200), ("same-site", 403), ("cross-site", 403), ("whatever", 403)]
)
def test_a_browser_that_says_the_form_is_from_elsewhere_is_believed(site: str, expected: int, echo: Echo) -> None:
    live = make_saying()
    client = strict(Phone(live))
    token = token_on(client, f"/w/{live.key}/")
    assert say(client, live, token, **{"Sec-Fetch-Site": site}) == expected
    assert client.get(f"/w/{live.key}/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200, "a link from elsewhere is fine"


@pytest.mark.parametrize("origin", ["https://testserver", "http://testserver:8001", "http://evil.example", "null"])
def test_another_origin_is_refused_whatever_token_it_brings(origin: str, echo: Echo) -> None:
    live = make_saying()
    client = strict(Phone(live))
    assert say(client, live, token_on(client, f"/w/{live.key}/"), Origin=origin) == 403


def test_taking_a_seat_makes_older_pages_of_the_same_browser_useless() -> None:
    live = make_live()
    client = Client(enforce_csrf_checks=True)
    before = token_on(client, "/")
    assert client.post("/", {"code": live.code, "agreed": "1", "csrfmiddlewaretoken": before}).status_code == 302
    assert client.post(f"/w/{live.key}/leave/", {"csrfmiddlewaretoken": before}).status_code == 403
    after = token_on(client, f"/w/{live.key}/")
    assert client.post(f"/w/{live.key}/leave/", {"csrfmiddlewaretoken": after}).status_code == 302


def test_signing_in_renews_the_secret_and_keeps_the_seat() -> None:
    live = make_live()
    phone = Phone(live)
    client = strict(phone)
    user = make_user()
    user.set_password("correct-horse-battery")
    user.save()
    before = token_on(client, "/sign-in/")
    given = {"username": user.username, "password": "correct-horse-battery", "csrfmiddlewaretoken": before}
    old = access.form_secret({SEAT: client.cookies[SEAT].value})
    assert client.post("/sign-in/", given).status_code == 302
    held = {SEAT: client.cookies[SEAT].value}
    assert (access.form_secret(held) not in {"", old}, access.seat_key(held)) == (True, live.key)
    assert client.post("/sign-out/", {"csrfmiddlewaretoken": before}).status_code == 403


# ------------------------------------------------------------------ nothing left behind
FORGET = '"cache", "storage"'


def test_whoever_leaves_leaves_nothing_in_the_browser(echo: Echo) -> None:
    phone = Phone(make_saying())
    response = phone.client.post(f"/w/{phone.live.key}/leave/")
    assert (response["Clear-Site-Data"], response.cookies[SEAT].value) == (FORGET, "")


def test_a_phone_whose_seat_was_taken_away_forgets_it_at_its_next_page(echo: Echo) -> None:
    phone = Phone(make_saying())
    people.remove(phone.live, phone.seat)
    response = phone.page()
    assert (response["Location"], response["Clear-Site-Data"], response.cookies[SEAT].value) == ("/", FORGET, "")


def test_after_the_end_a_phone_keeps_what_its_take_away_page_shows(echo: Echo) -> None:
    live = make_saying()
    phone = Phone(live)
    live.refresh_from_db()
    running.end(live, live.revision)
    for path in (f"/w/{live.key}/", f"/w/{live.key}/mine/"):
        response = phone.client.get(path)
        assert (response.status_code, response.headers.get("Clear-Site-Data"), SEAT in phone.client.cookies) == (200, None, True)


def test_nothing_may_store_a_page(echo: Echo) -> None:
    live = make_saying()
    phone, desk = Phone(live), at_desk(live.owner)
    asked = [(phone.client, path) for path in (f"/w/{live.key}/", f"/w/{live.key}/stage/", f"/w/{live.key}/move/", "/", "/nowhere/")]
    asked += [(phone.client, path) for path in (f"/screen/{live.screen_token}/", f"/screen/{live.screen_token}/stage/", "/glossary/")]
    asked += [(desk, path) for path in (f"/console/{live.key}/", "/workshops/", f"/workshops/{live.key}/", "/workshops/new/")]
    answers = {path: client.get(path).headers.get("Cache-Control", "") for client, path in asked}
    assert [path for path, said in answers.items() if "no-store" not in said] == []
    refused = phone.client.post(f"/w/{live.key}/answer/say/", {"word": "never"}, headers=HTMX)
    assert "no-store" in refused["Cache-Control"]
