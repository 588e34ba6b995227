"""What the server says: one line for each thing that happened, in universal time, and nothing anybody wrote.

An event has a name (`session-begun`) and facts that are numbers, types of errors, or a short hash in the place of a live session's key.
Other programs' lines may hold addresses and values among their arguments and in the text of an error, so of those only the fixed
sentence is kept, and of an error only its type and where it came from.
"""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.utils.crypto import salted_hmac
from pythonjsonlogger.json import JsonFormatter

OURS = "hymnsheet"
log = logging.getLogger("hymnsheet.events")


def happened(event: str, *, live: str = "", level: int = logging.INFO, **facts: int | float | str) -> None:
    """Note an event. `live` is the key of a live session; only its short hash is written."""
    log.log(level, event, extra={"event": event, "facts": ({"live": short_hash(live)} if live else {}) | facts})


def short_hash(key: str) -> str:
    """The same eight letters for the same key, from which nobody without SECRET_KEY can tell the key."""
    return salted_hmac("hymnsheet.log", key).hexdigest()[:8]


def where(trace: TracebackType | None) -> str:
    """The innermost frames of a traceback, without any value."""
    return " < ".join(f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno} {f.name}" for f in reversed(traceback.extract_tb(trace)[-4:]))


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """A log record as the facts that are written, in their order."""
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    found: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "logger": record.name}
    event = getattr(record, "event", None)
    if event:
        found |= {"event": event, **getattr(record, "facts", {})}
    if event != record.msg:
        found["message"] = record.getMessage() if record.name.split(".")[0] == OURS else str(record.msg).partition("\n")[0]
    if record.exc_info and record.exc_info[0]:
        found |= {"error": record.exc_info[0].__name__, "where": where(record.exc_info[2])}
    return found


class Plain(logging.Formatter):
    """A line to read: when, how grave, who, what, and the facts."""

    def format(self, record: logging.LogRecord) -> str:
        facts = facts_of(record)
        head = f"{facts.pop('at')} {facts.pop('level').upper()} {facts.pop('logger')}:"
        said = [part for part in (facts.pop("event", ""), facts.pop("message", "")) if part]
        return " ".join([head, *said, *(f"{name}={value}" for name, value in facts.items())])


class Json(JsonFormatter):
    """The same as one JSON object a line."""

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        log_data.update(facts_of(record))
