"""Five hundred hostile texts through every field, and through every page and file that shows them: nothing of them does anything."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

import exercises
import sessions
from exercises.models import ActionPoint, Card, Point, SharedPlan
from exercises.next_steps import board
from exercises.texts import clean
from sessions.models import LiveSession
from tests.attacks.fields import CHANGE, EDIT, FIELDS, NEVER_SHOWN, PROPOSAL, STEP_POINT, Field, set_field_scene
from tests.attacks.hostile_words import MARKS, body, harm, missing, packed, said, squeezed
from tests.attacks.rooms import Room, make_room
from tests.exercises.exports.hostile import HOSTILE
from tests.phones import HTMX

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
MEGABYTE = "x" * 1_000_000


def text_fields() -> set[str]:
    """Every text field of every form of the product."""
    found = set()
    for package in (sessions, exercises):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" in module.name or ".rehearsal" in module.name:
                continue
            for name, form in vars(import_module(module.name)).items():
                if inspect.isclass(form) and issubclass(form, forms.BaseForm) and form.__module__ == module.name:
                    place = f"{module.name.removeprefix('exercises.')}.{name}"
                    found |= {f"{place}.{key}" for key, field in fields_of(form).items() if isinstance(field, forms.CharField)}
    return found


def fields_of(form: Any) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = form.base_fields
    return fields


def test_there_are_five_hundred_and_every_text_field_gets_them() -> None:
    assert len(set(HOSTILE) | set(MARKS)) >= 500
    assert text_fields() == {form for field in FIELDS for form in field.forms} | NEVER_SHOWN


# ------------------------------------------------------------------ one room for all fields, in one transaction
@pytest.fixture(scope="module")
def stored_room(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Room]:
    with django_db_blocker.unblock(), transaction.atomic():
        room = make_room("canary")
        for browser in room.browsers.values():
            browser.get("/")
        yield room
        transaction.set_rollback(True)


@pytest.fixture
def room(stored_room: Room, settings: Any, tmp_path: Path) -> Iterator[Room]:
    settings.BALLOT_KEYS_DIR = tmp_path
    cookies = {role: {name: held.value for name, held in browser.cookies.items()} for role, browser in stored_room.browsers.items()}
    stored_room.live = LiveSession.objects.get(pk=stored_room.number)
    yield stored_room
    for role, browser in stored_room.browsers.items():
        browser.cookies.clear()
        for name, value in cookies[role].items():
            browser.cookies[name] = value


class Desk:
    """Where one field is written in and read."""

    def __init__(self, room: Room, field: Field) -> None:
        self.room, self.field, self.turn = room, field, 1

    def facts(self) -> dict[str, Any]:
        self.turn += 1
        plan = SharedPlan.objects.filter(live=self.room.number).first()
        name = self.field.path.rstrip("/").rpartition("/")[2]
        numbers = self.room.numbers
        versions = {
            "version": ActionPoint.objects.filter(pk=numbers["proposal"]).values_list("version", flat=True).first(),
            "point_version": Point.objects.filter(pk=numbers["point"]).values_list("version", flat=True).first(),
            "card_version": Card.objects.filter(pk=numbers["card"]).values_list("version", flat=True).first(),
            "plan_version": board.version_of(plan, name) if plan else 0,
            "text": f"point-{numbers['shared']}-{Point.objects.filter(pk=numbers['shared']).values_list('version', flat=True).first()}",
        }
        return {**self.room.facts(), **self.room.secrets, **versions, "turn": self.turn}

    def browser(self, role: str) -> Client:
        return self.room.browsers.get(role) or Client()

    def write(self, text: str) -> Any:
        facts = self.facts()
        more = {name: value.format_map(facts) for name, value in self.field.more.items()}
        content = body(**{**more, self.field.name: text})
        headers = HTMX if self.field.path.startswith("/console/") else {}  # without script a refusal is a notice on the next page
        return self.browser(self.field.role).post(self.field.path.format_map(facts), content, content_type=FORM, headers=headers)

    def read(self) -> str:
        page = self.browser(self.field.reader or self.field.role).get(self.field.home.format_map(self.facts()))
        assert page.status_code == 200
        return str(page.content.decode())


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field.path} {field.name}")
def test_every_field_takes_them_all_and_gives_them_back_as_words(field: Field, room: Room) -> None:
    """Texts that are too long for the field are left to the next test."""
    set_field_scene(room, field.at)
    desk = Desk(room, field)
    batches = list(packed(field.most, joint="\n" if field.name == "names" else " "))
    if field.name == "names":
        batches = [[text for text in batch if "\n" not in text and len(text) <= 40][:50] for batch in batches]
    if field.many == 1:  # each needs a page of its own: of short ones those that do harm, and every seventh of the others
        batches = [batch for n, batch in enumerate(batches) if field.most > 200 or n % 7 == 0 or any("x-harm" in text for text in batch)]
    for start in range(0, len(batches), field.many):
        field.make_room(room)
        told = []
        for batch in batches[start : start + field.many]:
            if field.reader == "unread":
                field.make_room(room)
            text = ("\n" if field.name == "names" else " ").join(batch)
            answer = desk.write(text)
            fine = {200, 204, 302} | ({409} if field.is_once else set()) | (set() if squeezed(clean(text)) else {400})
            assert answer.status_code in fine, (batch, said(answer.content.decode())[:500])
            told += batch
        if field.reader != "unread":
            page = desk.read()
            assert (harm(page), missing(page, told)) == ([], [])


@pytest.mark.parametrize("field", [field for field in FIELDS if field.is_counted], ids=lambda field: f"{field.path} {field.name}")
def test_what_is_too_long_is_refused_in_words_and_changes_nothing(field: Field, room: Room) -> None:
    set_field_scene(room, field.at)
    desk = Desk(room, field)
    field.make_room(room)
    before = desk.read() if field.reader != "unread" else ""
    answer = desk.write("<x-harm>" + "W" * field.most)
    assert (answer.status_code, harm(answer.content.decode())) == (400, [])
    huge = desk.write(MEGABYTE)
    assert (huge.status_code, "more than we can take at once" in huge.content.decode()) == (413, True)
    assert field.reader == "unread" or ("WWWW" in desk.read()) == ("WWWW" in before)


# Days that no calendar should get, and texts that are none.
NO_DAYS = (
    "9999-12-31",
    "0026-07-01",
    "0001-01-01",
    "26-07-01",
    "1999-12-31",
    "2101-01-01",
    "2027-02-31",
    "99999-01-01",
    "-2027-01-01",
    *MARKS,
)
DAY_FIELDS = {
    "a proposal": ("member", "next steps", "/w/{key}/proposals/team/", {"what": "x"}),
    "a proposal in other words": ("member", "next steps", PROPOSAL, CHANGE),
    "an action point of one’s own": ("nobody", "ended", "/mine/{own}/", {"what1": "x"}),
    "an action point with the lead": ("nobody", "ended", STEP_POINT, EDIT),
}


@pytest.mark.parametrize("place", DAY_FIELDS)
def test_a_day_that_no_calendar_should_get_is_refused_in_words_and_changes_nothing(place: str, room: Room) -> None:
    role, at, path, more = DAY_FIELDS[place]
    name = "by_when1" if "what1" in more else "by_when"
    field = Field(name, 10, role, path, path, at, more=more)
    set_field_scene(room, at)
    desk = Desk(room, field)
    before = list(ActionPoint.objects.order_by("pk").values())
    for day in NO_DAYS:
        answer = desk.write(day)
        assert (day, answer.status_code, done_by(answer)) == (day, 400, [])
    assert list(ActionPoint.objects.order_by("pk").values()) == before
    assert desk.write("2100-12-31").status_code == 302
    assert ActionPoint.objects.filter(by_when=date(2100, 12, 31)).count() == 1


@pytest.mark.parametrize(
    ("path", "name", "most", "more"),
    [
        ("/", "code", 40, {}),
        ("/", "letters", 20, {"code": "{code}"}),
        ("/sign-in/", "username", 150, {"password": "x"}),
        ("/sign-in/", "next", 500, {"username": "x", "password": "x"}),
        ("/password/", "email", 200, {}),
        ("/w/{key}/move/here/", "letters", 20, {}),
        ("/w/{key}/practice/?answer=", "", 200, {}),
    ],
)
def test_what_is_only_said_back_does_nothing_either(path: str, name: str, most: int, more: dict[str, str], room: Room) -> None:
    facts = room.facts() | {"code": room.live.code}
    member = room.browsers["member"]
    for batch in packed(most, MARKS):
        content = body(**{key: value.format_map(facts) for key, value in more.items()}, **{name: " ".join(batch)})
        answer: Any = member.post(path.format_map(facts), content, content_type=FORM)
        assert (done_by(answer), answer.status_code < 500) == ([], True)
        asked: Any = member.get(path.format_map(facts).partition("?")[0], {name or "answer": " ".join(batch)})
        assert (done_by(asked), asked.status_code < 500) == ([], True)


def done_by(answer: Any) -> list[str]:
    """What a page does that only says something back to whoever has just sent it: control characters come as they went."""
    return [harmful for harmful in harm(answer.content.decode()) if not harmful.startswith("U+")]
