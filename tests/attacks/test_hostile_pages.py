"""Hostile texts in every row that holds words, then every page, every fragment and every file there is: nothing of them does anything.

Each scene gets the next texts, so that all five hundred have been in every kind of page when it is over.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pikepdf
import pytest
from django.db import models
from django.test import Client
from icalendar import Calendar
from openpyxl import load_workbook

from exercises.models import (
    ActionPoint,
    Afterwards,
    Card,
    Draft,
    Feedback,
    Group,
    GroupAgency,
    Label,
    Moment,
    Note,
    Point,
    Reach,
    Reflection,
    SharedPlan,
    Wording,
)
from exercises.texts import clean
from sessions.models import Facilitator, LiveSession
from tests.attacks.hostile_words import STRINGS, as_sent, harm, said, squeezed
from tests.attacks.rooms import SCENES, Room, make_room, set_scene
from tests.attacks.table import TABLE
from tests.attacks.test_every_route import facts_of, path_of
from tests.exercises.exports import readers
from tests.phones import HTMX
from tests.tables import BLOCK, SECOND
from workshop.models import User

pytestmark = pytest.mark.django_db
WORDS: dict[type[models.Model], tuple[str, ...]] = {
    User: ("first_name", "last_name"),
    LiveSession: ("title",),
    Facilitator: ("name",),
    Group: ("name", "message"),
    Label: ("text",),
    Point: ("text",),
    Card: ("text", "belief"),
    GroupAgency: ("name",),
    Draft: ("text",),
    Note: ("text",),
    Moment: ("support",),
    Reflection: ("text",),
    ActionPoint: ("what", "who", "by_when_text", "progress"),
    Wording: ("what", "who", "by_when_text", "progress"),
    SharedPlan: ("shared_vision", "critical_reflection", "support_needed", "feed_back_to", "feed_back_how"),
    Feedback: ("text",),
    Afterwards: ("meets_where",),
}
# What is not words: keys, hashes, names of choices.
NOT_WORDS = {
    "token_hash", "move_hash", "key", "code", "screen_half", "invite_half", "phase", "plan", "question_set", "slide_key", "agency",
    "field", "request_key", "block", "reach", "level", "status", "tag", "factor", "approach", "way", "stage", "voter",
}  # fmt: skip


def test_every_row_that_holds_words_is_known() -> None:
    """A new column of words has to be in the list above, or this test would not see what becomes of them."""
    from django.apps import apps

    found = {
        (model.__name__, field.name)
        for label in ("live", "exercises")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.fields
        if isinstance(field, (models.CharField, models.TextField)) and field.name not in NOT_WORDS
    }
    assert found == {(model.__name__, name) for model, names in WORDS.items() for name in names if model is not User}


def more_of_everything(room: Room) -> None:
    """Enough rows to hold many texts at a time."""
    member, window = room.seats["member"], Group.objects.get(pk=room.numbers["window"])
    for n in range(12):
        Point.objects.create(group=window, block=BLOCK if n % 2 else f"{SECOND}/change", text=str(n), writer=member, reach=Reach.ROOM)
        ActionPoint.objects.create(live=room.live, level=("team", "organisation")[n % 2], what=str(n), writer=member, kept=n < 2)
        Note.objects.create(who=member, tags=["time"], text=str(n))
        Feedback.objects.create(live=room.live, text=str(n))
    Card.objects.create(group=window, text="x", belief="x", approach="ecological", reach=Reach.ROOM)
    GroupAgency.objects.filter(group=window).update(is_shared=True, lean=1)
    for role in ("mate", "neighbour", "late"):
        Label.objects.get_or_create(participant=room.seats[role], defaults={"text": "x"})
    for field in (
        "group.card",
        "group.agency",
        f"group.point-{room.numbers['point']}",
        "note.new",
        "steps.team.what",
        "steps.plan.shared_vision",
    ):
        Draft.objects.create(who=member, field=field, text="x", turn=1)
    Afterwards.objects.get_or_create(live=room.live)


def spoil(texts: Iterator[str]) -> list[str]:
    """Put the next texts into everything that holds words; those that stand in a field of their own."""
    used = []
    for model, names in WORDS.items():
        for row in model._default_manager.all():
            for name in names:
                field: Any = model._meta.get_field(name)
                longest = field.max_length or 2000
                text = clean(as_sent(next(texts)))[:longest]
                if name in {"name", "title", "first_name"}:
                    text = " ".join(text.split()) or "x"
                if model in {Group, GroupAgency} and name == "name":
                    text = f"{row.pk} {text}"[:longest]
                setattr(row, name, text)
                used.append(text)
            row.save(update_fields=list(names))
    return used


def check_file(content: bytes, content_type: str) -> None:
    """A file opens in a program that had no part in writing it, and holds nothing that runs or leads elsewhere."""
    if content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as read:
            for thing in read.objects:
                if isinstance(thing, pikepdf.Dictionary):
                    assert {"/URI", "/JS", "/Launch", "/EmbeddedFile"}.isdisjoint({*thing.keys(), str(thing.get("/S", ""))})
    elif content.startswith(b"PK"):
        assert readers.external(content) == []
        if "spreadsheet" in content_type:
            book = load_workbook(io.BytesIO(content))
            assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "inlineStr"}
    elif "json" in content_type:
        json.loads(content)
    elif "calendar" in content_type:
        assert Calendar.from_ical(content).errors == []
    elif "plain" not in content_type:
        assert "csv" in content_type
        for row in readers.csv_rows(content):
            for cell in row:
                assert cell.lstrip(" \xa0\u3000\u200b\ufeff\u202e")[:1] not in {*"=+-@＝＋－＠"}, cell


ENDINGS = ("docx", "xlsx", "pdf", "csv", "ics", "json")


def addresses(room: Room, at: str) -> Iterator[tuple[str, str]]:
    """Everything there is to see in a scene: who asks, and where."""
    facts = facts_of(room)
    key, screen = room.live.key, room.live.screen_token
    for role in ("member", "mate", "late"):
        yield role, f"/w/{key}/"
        yield role, f"/w/{key}/stage/"
    yield "nobody", f"/screen/{screen}/"
    yield "nobody", f"/screen/{screen}/stage/"
    yield "facilitator", f"/console/{key}/"
    yield "facilitator", f"/console/{key}/stage/"
    yield "facilitator", "/workshops/"
    for name, row in TABLE.items():
        if row.see and (row.at == at or (at == "ended" and row.by == "lead")):
            token = room.secrets[row.by].rstrip("/").rpartition("/")[2] if row.by else ""
            role = next((role for role in ("facilitator", "member", "nobody") if role in row.see), "nobody")
            if not row.by.startswith(("one", "pass")):
                yield role, path_of(name, row, facts, token)
    if at == "ended":
        for ending in ENDINGS:
            yield "nobody", f"/after/{room.secrets['lead']}/points.{ending}/"
            yield "nobody", f"/after/{room.secrets['lead']}/{ending}/"
            yield "nobody", f"/after/{room.secrets['lead']}/report/{ending}/"


OFFSET = {at: n * len(STRINGS) // len(SCENES) for n, at in enumerate(SCENES)}


@pytest.mark.parametrize("at", [*SCENES])
def test_no_page_and_no_file_does_what_a_text_in_it_says(at: str, settings: Any, tmp_path: Any) -> None:
    settings.BALLOT_KEYS_DIR = tmp_path
    room = make_room("canary")
    more_of_everything(room)
    set_scene(room, at)
    start = OFFSET[at]
    used = spoil(cycle(STRINGS[start:] + STRINGS[:start]))
    assert len(set(used)) > 60
    seen = files = 0
    shown = ""
    for role, path in addresses(room, at):
        for headers in ({}, HTMX):
            answer: Any = room.browsers.get(role, Client()).get(path, headers=headers)
            assert answer.status_code in {200, 204, 302, 404}, (path, answer.status_code)
            if answer.status_code != 200:
                continue
            content = b"".join(answer) if answer.streaming else answer.content
            if "html" in answer["Content-Type"]:
                seen += 1
                page = content.decode()
                assert (path, harm(page)) == (path, [])
                shown += page
            else:
                files += 1
                check_file(content, answer["Content-Type"])
    assert (seen > 15, files >= (15 if at == "ended" else 0)) == (True, True), (seen, files)
    words = said(shown)
    assert sum(squeezed(text) in words for text in used if squeezed(text)) > 5  # something was shown
