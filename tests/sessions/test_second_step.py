"""The second step at sign-in: turned on by its owner, asked for only then, and a way back for every loss."""

from __future__ import annotations

import re
from base64 import b32decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from urllib.parse import urlsplit

import html5lib
import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from sessions.actions import accounts, purging
from tests.factories import at_desk, make_user
from workshop.models import User

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 1, 14, 12, tzinfo=UTC)
RIGHT = "correct horse battery"
PAGE = "/account/second-step/"
CODE = "/sign-in/code/"


def code_of(user: User, off: float = 0.0) -> str:
    """What the app shows on a phone whose clock is `off` seconds ahead."""
    device = TOTPDevice.objects.get(user=user)
    totp = TOTP(device.bin_key)
    totp.time = datetime.now(UTC).timestamp() + off
    return f"{totp.token():06}"


def another_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def turned_on(user: User) -> list[str]:
    """Set it up through the pages, as its owner does; the recovery codes."""
    desk = at_desk(user)
    desk.post(PAGE, {"do": "begin"})
    answer = desk.post(PAGE, {"do": "confirm", "code": code_of(user)})
    assert answer.status_code == 200
    return codes_on(answer.content.decode())


def codes_on(page: str) -> list[str]:
    """The recovery codes a page shows."""
    return re.findall(r'<li class="num">([a-z2-7]{4}-[a-z2-7]{4})\s', page)


def with_password(name: str = "amara", **more: str) -> tuple[Client, str]:
    """A browser that has just given the right password, and where it was sent."""
    client = Client()
    return client, client.post("/sign-in/", {"username": name, "password": RIGHT, **more})["Location"]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as travelling:
        yield travelling


# ------------------------------------------------------------------ turning it on
def test_it_is_off_until_its_owner_turns_it_on() -> None:
    make_user("amara")
    assert with_password()[1] == "/workshops/"


def test_the_page_shows_the_key_as_a_drawing_and_as_text_and_counts_for_nothing_before_a_code() -> None:
    user = make_user("amara")
    desk = at_desk(user)
    assert TOTPDevice.objects.count() == 0
    assert desk.post(PAGE, {"do": "begin"})["Location"] == PAGE
    answer = desk.get(PAGE)
    assert "no-store" in answer["Cache-Control"]
    tree = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    (key,) = [p.text for p in tree.iter("p") if p.attrib.get("id") == "key"]
    assert b32decode((key or "").replace(" ", "")) == TOTPDevice.objects.get().bin_key
    assert answer.content.decode().count('role="img" aria-label="QR code with the key for your app"') == 1
    assert with_password()[1] == "/workshops/", "not confirmed, so not asked for"


def test_looking_at_the_page_again_keeps_the_key_that_was_scanned() -> None:
    desk = at_desk(make_user())
    desk.post(PAGE, {"do": "begin"})
    assert desk.get(PAGE).content.count(b'id="key"') == 1
    before = TOTPDevice.objects.get().key
    desk.get(PAGE)
    assert TOTPDevice.objects.get().key == before


def test_a_wrong_first_code_turns_nothing_on() -> None:
    user = make_user("amara")
    desk = at_desk(user)
    desk.post(PAGE, {"do": "begin"})
    answer = desk.post(PAGE, {"do": "confirm", "code": another_than(code_of(user))})
    assert (answer.status_code, "That code doesn’t fit." in answer.content.decode()) == (400, True)
    assert with_password()[1] == "/workshops/"


def test_ten_recovery_codes_are_shown_once_and_never_again() -> None:
    user = make_user("amara")
    codes = turned_on(user)
    assert (len(codes), len(set(codes))) == (10, 10)
    page = at_desk(user).get(PAGE).content.decode()
    assert [code for code in codes if code in page] == []
    assert "10 recovery codes are left." in page


def test_an_account_that_signs_in_by_link_alone_is_told_that_a_step_adds_nothing() -> None:
    user = make_user()
    user.set_unusable_password()
    user.save()
    desk = at_desk(user)
    assert "a second step would add nothing" in desk.get(PAGE).content.decode()
    assert desk.post(PAGE, {"do": "begin"}).status_code == 409
    assert TOTPDevice.objects.count() == 0


# ------------------------------------------------------------------ signing in with it
def test_name_and_password_alone_sign_nobody_in(clock: time_machine.Traveller) -> None:
    turned_on(make_user("amara"))
    client, leads_to = with_password()
    assert leads_to == CODE
    assert client.get("/workshops/")["Location"] == "/sign-in/?next=/workshops/"


def test_the_code_signs_in_and_goes_on_to_where_somebody_wanted_to_go(clock: time_machine.Traveller) -> None:
    user = make_user("amara")
    turned_on(user)
    clock.shift(60)
    client, _code = with_password(next="/workshops/new/", stay="1")
    before = client.session.session_key
    assert client.post(CODE, {"code": code_of(user)})["Location"] == "/workshops/new/"
    assert client.session.session_key != before
    assert client.session.get_expire_at_browser_close() is False
    assert client.get("/workshops/").status_code == 200


def test_another_site_is_no_place_to_go_on_to(clock: time_machine.Traveller) -> None:
    user = make_user("amara")
    turned_on(user)
    clock.shift(60)
    client, _code = with_password(next="https://elsewhere.example/")
    assert client.post(CODE, {"code": code_of(user)})["Location"] == "/workshops/"


def test_a_code_works_once(clock: time_machine.Traveller) -> None:
    user = make_user("amara")
    turned_on(user)
    clock.shift(60)
    seen_over_the_shoulder = code_of(user)
    first, second = with_password()[0], with_password()[0]
    assert first.post(CODE, {"code": seen_over_the_shoulder}).status_code == 302
    assert second.post(CODE, {"code": seen_over_the_shoulder}).status_code == 400


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\n"])
def test_a_recovery_code_signs_in_once_however_it_is_typed(typed: str, clock: time_machine.Traveller) -> None:
    code = turned_on(make_user("amara"))[3]
    assert with_password()[0].post(CODE, {"code": typed.format(code.upper().replace("-", " "))}).status_code == 302
    assert with_password()[0].post(CODE, {"code": code}).status_code == 400
    assert StaticToken.objects.count() == 9


@pytest.mark.parametrize("typed", ["", "x", "１２３４５６", "12345", "1234567", "9" * 5000, "nul\0byte", "<script>alert(1)</script>"])
def test_odd_codes_are_refused_and_never_break_the_page(typed: str, clock: time_machine.Traveller) -> None:
    turned_on(make_user("amara"))
    answer = with_password()[0].post(CODE, {"code": typed})
    assert (answer.status_code, "<script>alert" in answer.content.decode()) == (400, False)


@pytest.mark.parametrize(("off", "fits"), [(-60, True), (-30, True), (30, True), (60, True), (-90, False), (90, False)])
def test_a_phone_may_be_a_minute_off_and_not_more(off: int, fits: bool, clock: time_machine.Traveller) -> None:
    user = make_user("amara")
    turned_on(user)
    clock.shift(600)
    answer = with_password()[0].post(CODE, {"code": code_of(user, off)})
    assert answer.status_code == (302 if fits else 400)


def test_a_phone_that_drifts_slowly_is_followed(clock: time_machine.Traveller) -> None:
    user = make_user("amara")
    turned_on(user)
    for off in (60, 120, 180):
        clock.shift(3600)
        assert with_password()[0].post(CODE, {"code": code_of(user, off)}).status_code == 302


def test_each_wrong_code_makes_the_next_wait_twice_as_long_even_the_right_one(clock: time_machine.Traveller) -> None:
    user = make_user("amara")
    turned_on(user)
    clock.shift(60)
    client, _code = with_password()
    waits = []
    for _try in range(4):
        assert client.post(CODE, {"code": another_than(code_of(user))}).status_code == 400
        answer = client.post(CODE, {"code": code_of(user)})
        assert (answer.status_code, "Please try again in" in answer.content.decode()) == (429, True)
        waits.append(int(answer["Retry-After"]))
        clock.shift(waits[-1])
    assert waits == [1, 2, 4, 8]
    assert client.post(CODE, {"code": code_of(user)}).status_code == 302


def test_the_place_to_give_a_code_closes_after_five_minutes(clock: time_machine.Traveller) -> None:
    user = make_user("amara")
    turned_on(user)
    client, _code = with_password()
    clock.shift(299)
    assert client.get(CODE).status_code == 200
    clock.shift(2)
    assert client.post(CODE, {"code": code_of(user)})["Location"] == "/sign-in/"
    assert client.get("/workshops/").status_code == 302


def test_a_code_given_without_a_password_before_it_leads_back_to_the_start(clock: time_machine.Traveller) -> None:
    user = make_user("amara")
    turned_on(user)
    assert Client().post(CODE, {"code": code_of(user)})["Location"] == "/sign-in/"


def test_a_new_password_between_the_two_steps_starts_again(clock: time_machine.Traveller) -> None:
    user = make_user("amara")
    turned_on(user)
    clock.shift(60)
    client, _code = with_password()
    user.set_password("seven quiet harbour bells")
    user.save()
    assert client.post(CODE, {"code": code_of(user)})["Location"] == "/sign-in/"


# ------------------------------------------------------------------ what it does not stand in the way of, and what does not undo it
def test_the_link_of_a_local_start_needs_no_code_because_whoever_reads_it_has_the_machine(clock: time_machine.Traveller) -> None:
    user = make_user("amara")
    turned_on(user)
    client = Client()
    assert client.post(urlsplit(accounts.make_link(user)).path)["Location"] == "/workshops/"
    assert client.get("/workshops/").status_code == 200


def test_a_new_password_by_mail_leaves_it_on(clock: time_machine.Traveller) -> None:
    user = make_user("amara", email="amara@tidewell.example")
    turned_on(user)
    client = Client()
    client.post("/password/", {"email": "amara@tidewell.example"})
    (link,) = re.findall(r"http://\S+?(/password/\S+)", str(mail.outbox[0].body))
    form = client.get(link)["Location"]
    assert client.post(form, {"new_password1": RIGHT + " new", "new_password2": RIGHT + " new"}).status_code == 302
    assert client.get("/workshops/").status_code == 302, "choosing one signs nobody in"
    assert client.post("/sign-in/", {"username": "amara", "password": RIGHT + " new"})["Location"] == CODE


# ------------------------------------------------------------------ turning it off
@pytest.mark.parametrize(("password", "right_code"), [("wrong", True), (RIGHT, False)])
def test_turning_it_off_takes_the_password_and_a_code(password: str, right_code: bool, clock: time_machine.Traveller) -> None:
    user = make_user("amara")
    turned_on(user)
    clock.shift(60)
    code = code_of(user) if right_code else another_than(code_of(user))
    answer = at_desk(user).post(PAGE, {"do": "off", "password": password, "code": code})
    assert (answer.status_code, "Nothing was changed." in answer.content.decode()) == (400, True)
    assert with_password()[1] == CODE


def test_turned_off_it_forgets_key_and_codes(clock: time_machine.Traveller) -> None:
    user = make_user("amara")
    turned_on(user)
    clock.shift(60)
    assert at_desk(user).post(PAGE, {"do": "off", "password": RIGHT, "code": code_of(user)})["Location"] == "/account/"
    assert (TOTPDevice.objects.count(), StaticToken.objects.count()) == (0, 0)
    assert with_password()[1] == "/workshops/"


def test_fresh_recovery_codes_end_those_before(clock: time_machine.Traveller) -> None:
    user = make_user("amara")
    old = turned_on(user)
    clock.shift(60)
    answer = at_desk(user).post(PAGE, {"do": "codes", "password": RIGHT, "code": code_of(user)})
    new = codes_on(answer.content.decode())
    assert (len(new), set(new) & set(old)) == (10, set())
    assert with_password()[0].post(CODE, {"code": old[0]}).status_code == 400
    clock.shift(60)
    assert with_password()[0].post(CODE, {"code": new[0]}).status_code == 302


def test_wrong_passwords_on_the_page_are_counted_as_at_sign_in() -> None:
    user = make_user("amara")
    turned_on(user)
    desk = at_desk(user)
    answers = [desk.post(PAGE, {"do": "off", "password": "wrong", "code": "000000"}).status_code for _try in range(5)]
    assert answers == [400, 400, 400, 400, 429]


def test_a_press_the_page_does_not_know_changes_nothing() -> None:
    desk = at_desk(make_user())
    assert [desk.post(PAGE, {"do": do}).status_code for do in ("", "everything")] == [400, 400]
    assert TOTPDevice.objects.count() == 0


def test_the_page_is_for_people_who_are_signed_in() -> None:
    assert Client().get(PAGE)["Location"] == f"/sign-in/?next={PAGE}"


# ------------------------------------------------------------------ the way back
def test_the_person_at_the_machine_can_take_a_lost_second_step_away() -> None:
    turned_on(make_user("amara"))
    said = StringIO()
    call_command("remove_second_step", "amara", stdout=said)
    assert said.getvalue() == "The second step of amara is gone. Name and password are enough now; it can be set up again.\n"
    assert with_password()[1] == "/workshops/"
    call_command("remove_second_step", "amara", stdout=said)
    assert said.getvalue().endswith("amara has no second step. Nothing was changed.\n")
    with pytest.raises(CommandError, match=r"There is no account called nobody\."):
        call_command("remove_second_step", "nobody")


def test_a_key_nobody_confirmed_goes_after_a_day() -> None:
    sure, unsure = make_user(), make_user()
    turned_on(sure)
    at_desk(unsure).post(PAGE, {"do": "begin"})
    purging.purge(datetime.now(UTC) + timedelta(days=2))
    assert list(TOTPDevice.objects.values_list("user", flat=True)) == [sure.pk]
