"""A live session keeps the slides it was set up with."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.models import LiveSession
from sessions.models.live import slides_of
from tests.factories import make_live, make_running
from tests.phones import Phone
from workshop.loading import BUILT_IN, load

pytestmark = pytest.mark.django_db
WAS, IS = "Before you begin", "Before we all begin"


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    text = BUILT_IN.read_text(encoding="utf-8")
    assert WAS in text
    file = tmp_path / "hymn-sheet.toml"
    file.write_text(text.replace(WAS, IS), encoding="utf-8")
    return file


def titles(live: LiveSession) -> list[str]:
    return [slide.title for slide in slides_of(live.deck_id)]


def test_a_session_keeps_its_slides_when_the_deck_is_loaded_anew(edited: Path) -> None:
    old = make_running()
    before = titles(old)
    new_deck = load(edited)
    slides_of.cache_clear()
    new = make_live(deck=new_deck)
    assert (WAS in before, titles(LiveSession.objects.get(pk=old.pk))) == (True, before)
    assert titles(new) == [title.replace(WAS, IS) for title in before]


def test_a_phone_goes_on_showing_the_edition_of_its_session(edited: Path) -> None:
    phone = Phone(make_running())
    load(edited)
    slides_of.cache_clear()
    html = phone.page().content.decode()
    assert (WAS in html, IS in html) == (True, False)
