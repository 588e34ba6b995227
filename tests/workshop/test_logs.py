"""What the server says: enough to run it by, and nothing anybody wrote."""

from __future__ import annotations

import json
import logging
import re
import sys
from typing import Any

import pytest

from workshop.logs import Json, Plain, happened, short_hash

SECRET = "unmistakable-word"


def record_of(name: str, message: str, *args: object, exc_info: Any = None, **extra: object) -> logging.LogRecord:
    record = logging.LogRecord(name, logging.WARNING, "file.py", 1, message, args, exc_info)
    record.created = 1_800_000_000.25
    vars(record).update(extra)
    return record


def broken() -> Any:
    try:
        raise ValueError(SECRET)
    except ValueError:
        return sys.exc_info()


def test_an_event_is_its_name_and_its_facts_in_universal_time() -> None:
    event = record_of("hymnsheet.events", "session-begun", event="session-begun", facts={"live": "ab12cd34"})
    assert Plain().format(event) == "2027-01-15T08:00:00.250Z WARNING hymnsheet.events: session-begun live=ab12cd34"
    assert json.loads(Json().format(event)) == {
        "at": "2027-01-15T08:00:00.250Z",
        "level": "warning",
        "logger": "hymnsheet.events",
        "event": "session-begun",
        "live": "ab12cd34",
    }


def test_our_own_sentences_are_written_in_full() -> None:
    line = record_of("hymnsheet.push", "a push was lost (%s)", "ConnectionError", event="push-lost")
    assert json.loads(Json().format(line)) == {
        "at": "2027-01-15T08:00:00.250Z",
        "level": "warning",
        "logger": "hymnsheet.push",
        "event": "push-lost",
        "message": "a push was lost (ConnectionError)",
    }


@pytest.mark.parametrize("formatter", [Plain(), Json()])
def test_of_other_programs_lines_only_the_fixed_sentence_is_kept(formatter: logging.Formatter) -> None:
    line = formatter.format(record_of("daphne.server", "Application for %s took too long\nfuture: " + SECRET, f"/w/{SECRET}/"))
    assert (SECRET in line, "Application for %s took too long" in line) == (False, True)


@pytest.mark.parametrize("formatter", [Plain(), Json()])
@pytest.mark.parametrize("name", ["hymnsheet.hub", "asyncio"])
def test_of_an_error_only_its_type_and_its_place_are_kept(name: str, formatter: logging.Formatter) -> None:
    line = formatter.format(record_of(name, "it broke", exc_info=broken()))
    assert "\n" not in line
    assert (SECRET in line, "ValueError" in line) == (False, True)
    assert re.search(r"test_logs\.py:\d+ broken", line)


def test_a_live_session_is_named_by_a_short_hash_that_stays_the_same(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "hymnsheet.events")
    for _time in range(2):
        happened("session-begun", live=SECRET)
    lines = {Plain().format(record).partition(": ")[2] for record in caplog.records}
    assert lines == {f"session-begun live={short_hash(SECRET)}"}
    assert re.fullmatch(r"[0-9a-f]{8}", short_hash(SECRET))
    assert short_hash(SECRET) != short_hash("another")
