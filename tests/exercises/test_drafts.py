"""What people type is safe while they type it, and theirs alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from exercises import drafts
from exercises.models import Draft
from exercises.texts import Text, clean
from sessions.actions import running
from tests.phones import Phone
from tests.tables import FIRST, make_table, press, talking

pytestmark = pytest.mark.django_db


def save(phone: Phone, text: str, turn: int, field: str = "group.point") -> int:
    return int(press(phone, "draft/", field=field, text=text, turn=turn).status_code)


def kept(phone: Phone) -> dict[str, tuple[str, int]]:
    return {field: (draft.text, draft.turn) for field, draft in drafts.of(phone.seat).items()}


def test_a_draft_is_kept_and_comes_back_into_its_field() -> None:
    live = talking()
    _group, (ana, ben) = make_table(live, "Window table")
    assert save(ana, "Half a <thought>", 1) == 204
    page = ana.page().content.decode()
    assert 'data-draft="group.point" data-turn="1">Half a &lt;thought&gt;</textarea>' in page
    assert "thought" not in ben.page().content.decode()


def test_a_save_that_arrives_late_never_replaces_a_newer_one() -> None:
    live = talking()
    phone = Phone(live)
    for text, turn in (("one", 1), ("three", 3), ("two", 2), ("three again", 3)):
        assert save(phone, text, turn) == 204
    assert kept(phone) == {"group.point": ("three", 3)}


def test_of_two_first_saves_of_the_same_moment_the_newer_one_is_kept() -> None:
    seat = Phone(talking()).seat
    made: list[Draft] = []

    def meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if not made and sql.startswith("UPDATE"):  # it has found nothing to replace yet
            made.append(Draft(who=seat, field="group.point", text="older", turn=1))
            made[0].save()
        return found

    with connection.execute_wrapper(meanwhile):
        drafts.save(seat, "group.point", "newer", 2)
    assert list(Draft.objects.values_list("text", "turn")) == [("newer", 2)]


def test_a_save_still_on_its_way_cannot_bring_back_what_was_sent() -> None:
    live = talking()
    _group, (ana, _ben) = make_table(live, "Window table")
    save(ana, "The whole point", 4)
    press(ana, "points/", text="The whole point", block=f"{FIRST}/who", draft_turn="6")
    assert save(ana, "The whole poin", 5) == 204
    assert kept(ana) == {"group.point": ("", 6)}


def test_saving_again_costs_one_select_and_one_update(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    live = talking()
    phone = Phone(live)
    save(phone, "a", 1)
    with django_assert_num_queries(2):
        save(phone, "ab", 2)


@pytest.mark.parametrize(
    ("field", "text", "turn"),
    [
        ("group.point", "x" * 5001, "1"),
        ("group.point", "x", "0"),
        ("group.point", "x", "-1"),
        ("group.point", "x", "1e9"),
        ("group.point", "x", "²"),
        ("", "x", "1"),
        ("no spaces", "x", "1"),
        ("x" * 121, "x", "1"),
        ("<b>", "x", "1"),
    ],
)
def test_what_is_no_draft_is_refused_and_nothing_is_kept(field: str, text: str, turn: str) -> None:
    phone = Phone(talking())
    assert press(phone, "draft/", field=field, text=text, turn=turn).status_code == 400
    assert kept(phone) == {}


def test_nobody_without_a_seat_can_save_a_draft() -> None:
    live, other = talking(), talking()
    stranger, elsewhere = Client(), Phone(other)
    data = {"field": "group.point", "text": "x", "turn": "1"}
    assert stranger.post(f"/w/{live.key}/draft/", data).status_code == 403
    assert elsewhere.client.post(f"/w/{live.key}/draft/", data).status_code == 403
    assert Draft.objects.count() == 0


def test_after_the_end_nothing_more_is_kept() -> None:
    live = talking()
    phone = Phone(live)
    save(phone, "before", 1)
    running.end(live, live.revision)
    assert save(phone, "after", 2) == 410
    assert kept(phone) == {}


def test_one_seat_cannot_fill_the_database_with_drafts() -> None:
    phone = Phone(talking())
    for number in range(drafts.MOST + 5):
        drafts.save(phone.seat, f"group.point-{number}", "x", 1)
    assert len(kept(phone)) == drafts.MOST


def test_control_characters_go_and_everything_else_stays() -> None:
    assert clean("a\x00b\x07c\r\nd\te\x1b[31m\x7f\x85 ’é\u200f") == "abc\nd\te[31m ’é\u200f"


def test_a_text_that_is_too_long_is_refused_in_words_and_never_cut() -> None:
    form_field = Text(5)
    assert form_field.clean(" abcde ") == "abcde"
    with pytest.raises(Exception, match="longer than fits: 5 characters at most"):
        form_field.clean("abcdef")
