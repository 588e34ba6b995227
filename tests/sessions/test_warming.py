"""What the server does before the first phone comes."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import TemplateSyntaxError
from django.template.loader import get_template, render_to_string
from django.test import override_settings

from sessions import garbage
from sessions.warming import warm_up


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_every_page_is_read_beforehand_and_a_broken_one_keeps_no_server_from_starting(tmp_path: Path) -> None:
    (tmp_path / "good.html").write_text("As it was {{ word }}")
    (tmp_path / "bad.html").write_text("{% nonsense %}")
    with override_settings(TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path]}]):
        warm_up()
        (tmp_path / "good.html").unlink()
        assert render_to_string("good.html", {"word": "read"}) == "As it was read"
        with pytest.raises(TemplateSyntaxError):
            get_template("bad.html")


def test_what_was_read_is_left_out_of_searches_for_garbage() -> None:
    warm_up()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold()[2] == garbage.NEVER
