"""Signing in ends: by itself, by a press, with a new password. And what is given once is given once."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connections
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from pytest_django import DjangoAssertNumQueries

from sessions import access
from sessions.actions import accounts, second_step
from tests.factories import at_desk, make_live, make_user

NOON = datetime(2027, 1, 14, 12, tzinfo=UTC)
RIGHT = "correct horse battery"


def is_in(client: Client) -> bool:
    return client.get("/workshops/").status_code == 200


# ------------------------------------------------------------------ by itself
@pytest.mark.django_db
def test_twelve_hours_without_a_page_end_it_and_pages_in_between_keep_it() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        client = at_desk(make_user())
        for _visit in range(3):
            clock.shift(timedelta(hours=11, minutes=45))
            assert is_in(client)
        clock.shift(timedelta(hours=12, minutes=1))
        assert not is_in(client)


@pytest.mark.django_db
def test_seven_days_end_it_however_busy_it_was() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        client = at_desk(make_user())
        for _visit in range(16):
            clock.shift(timedelta(hours=10))
            assert is_in(client)
        clock.shift(timedelta(hours=10))
        assert not is_in(client)
        assert Session.objects.count() == 0, "gone, not hidden"


@pytest.mark.django_db
def test_signing_in_again_begins_the_seven_days_anew() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        make_user("amara")
        client = Client()
        for _week in range(2):
            client.post("/sign-in/", {"username": "amara", "password": RIGHT})
            for _visit in range(13):
                clock.shift(timedelta(hours=10))
                assert is_in(client)


@pytest.mark.django_db
def test_a_colleagues_control_seat_ends_by_itself_as_well() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        live = make_live()
        colleague = Client()
        assert colleague.post(f"/with/{live.invite_token}/", {"name": "Priya"}).status_code == 302
        assert colleague.get(f"/console/{live.key}/").status_code == 200
        clock.shift(timedelta(hours=12, minutes=1))
        assert colleague.get(f"/console/{live.key}/").status_code == 404


@pytest.mark.django_db
def test_a_socket_is_not_opened_with_a_sign_in_that_has_lasted_too_long() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        live = make_live()
        client = at_desk(live.owner)
        cookies = {name: held.value for name, held in client.cookies.items()}
        for _visit in range(16):
            clock.shift(timedelta(hours=10))
            assert is_in(client)
        assert access.scope_facilitator(cookies, live) is not None
        clock.shift(timedelta(hours=10))
        assert access.scope_facilitator(cookies, live) is None


@pytest.mark.django_db
def test_keeping_it_alive_costs_one_write_in_ten_minutes_and_nothing_in_between(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        client = at_desk(make_user())
        client.get("/account/")
        with django_assert_num_queries(3):  # the session, the user, whether a second step is on
            client.get("/account/")
        clock.shift(timedelta(minutes=10))
        writes = [q for q in queries_of(lambda: client.get("/account/")) if q.startswith("UPDATE")]
        assert len(writes) == 1
        assert [q for q in queries_of(lambda: client.get("/account/")) if q.startswith("UPDATE")] == []


def queries_of(what: Callable[[], object]) -> list[str]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        what()
    return [str(query["sql"]) for query in seen.captured_queries]


# ------------------------------------------------------------------ by a press
@pytest.mark.django_db
def test_signing_out_ends_it_on_the_server_and_not_only_in_the_browser() -> None:
    client = at_desk(make_user())
    kept = Client()
    kept.cookies["facilitator"] = client.cookies["facilitator"].value
    assert is_in(kept)
    answer = client.post("/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert (is_in(kept), Session.objects.count()) == (False, 0)


@pytest.mark.django_db
def test_signing_out_lets_every_console_be_asked_anew(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> None:
    sent: list[tuple[str, object]] = []
    monkeypatch.setattr("sessions.push._send", lambda message: sent.append((message["type"], message.get("where"))))
    live = make_live()
    make_live()
    with django_capture_on_commit_callbacks(execute=True):
        at_desk(live.owner).post("/sign-out/")
    assert sent == [("hub.goodbye", f"{live.key}.console")]


# ------------------------------------------------------------------ with a new password
@pytest.mark.django_db
def test_a_new_password_signs_every_other_browser_out_and_not_this_one() -> None:
    user = make_user("amara")
    here, elsewhere = at_desk(user), at_desk(user)
    new = "seven quiet harbour bells"
    answer = here.post("/account/password/", {"old_password": RIGHT, "new_password1": new, "new_password2": new})
    assert answer["Location"] == "/account/"
    assert "Every other browser has been signed out." in here.get("/account/").content.decode()
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert Client().post("/sign-in/", {"username": "amara", "password": new}).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("wrong", "seven quiet harbour bells", "seven quiet harbour bells", "That isn’t the password you have now."),
        (RIGHT, "short", "short", "too short"),
        (RIGHT, "password12345", "password12345", "too common"),
        (RIGHT, "836251947382", "836251947382", "entirely numeric"),
        (RIGHT, "amara-amara-1", "amara-amara-1", "too similar to the username"),
        (RIGHT, "seven quiet harbour bells", "seven quiet harbour balls", "didn’t match"),
    ],
)
def test_a_password_that_is_not_good_enough_changes_nothing(old: str, new: str, again: str, says: str) -> None:
    user = make_user("amara-amara")
    here, elsewhere = at_desk(user), at_desk(user)
    answer = here.post("/account/password/", {"old_password": old, "new_password1": new, "new_password2": again})
    assert (answer.status_code, says in answer.content.decode()) == (400, True)
    assert (is_in(here), is_in(elsewhere)) == (True, True)


@pytest.mark.django_db
def test_guessing_the_old_password_is_paused_as_at_sign_in() -> None:
    here = at_desk(make_user())
    form = {"old_password": "wrong", "new_password1": RIGHT + " new", "new_password2": RIGHT + " new"}
    assert [here.post("/account/password/", form).status_code for _try in range(5)] == [400, 400, 400, 400, 429]
    assert here.post("/account/password/", form | {"old_password": RIGHT}).status_code == 429


@pytest.mark.django_db
def test_an_account_without_a_password_is_told_how_it_signs_in() -> None:
    user = make_user()
    user.set_unusable_password()
    user.save()
    assert "signs in with the link" in at_desk(user).get("/account/").content.decode()


# ------------------------------------------------------------------ once is once
def at_once(what: Callable[[int], int], times: int = 2) -> list[int]:
    """Do something in several threads at the same moment; what each got."""
    together = Barrier(times)

    def one(number: int) -> int:
        try:
            together.wait(20)
            return what(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as threads:
        return sorted(threads.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
def test_a_one_time_link_pressed_by_several_at_once_signs_in_exactly_one() -> None:
    user = make_user()
    for _round in range(5):
        link = urlsplit(accounts.make_link(user)).path
        assert at_once(lambda _n, link=link: Client().post(link).status_code, 4) == [302, 410, 410, 410]  # type: ignore[misc]


@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_given_by_several_at_once_is_taken_once() -> None:
    user = make_user()
    second_step.begin(user)
    device = second_step.pending(user)
    assert device is not None
    device.confirmed = True
    device.save()
    for code in second_step.new_codes(user)[:3]:
        assert at_once(lambda _n, code=code: accepted(user, code)) == [0, 1]  # type: ignore[misc]
        StaticToken.objects.first().device.throttle_reset()
    assert StaticToken.objects.count() == 7


@pytest.mark.django_db(transaction=True)
def test_a_code_of_the_app_given_by_several_at_once_is_taken_once() -> None:
    user = make_user()
    second_step.begin(user)
    device = second_step.pending(user)
    assert device is not None
    device.confirmed = True
    device.save()
    totp = TOTP(device.bin_key)
    totp.time = time.time()
    code = f"{totp.token():06}"
    assert at_once(lambda _n: accepted(user, code), 4) == [0, 0, 0, 1]


def accepted(user: Any, code: str) -> int:
    try:
        return int(second_step.accepts(user, code))
    except second_step.TooSoon:
        return 0
