"""The JSON file, for those who read the hand-over with a program of their own. `version` rises when a field changes its meaning."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

from exercises.exports.cleaning import cleaned
from exercises.exports.report import Handover, Shape, language, statements

VERSION = 1
ONLY_IN_REPORTS = frozenset({"meeting", "asks", "shared_points", "vote", "sorting", "barriers", "feedback"})


def write(handover: Handover) -> bytes:
    """The hand-over as a .json file in UTF-8. Dates are ISO 8601; a part that was not done or may not be shown is null."""
    handover = cleaned(handover)
    fields = dict(vars(handover))
    if fields.pop("shape") is not Shape.REPORT:
        fields = {name: value for name, value in fields.items() if name not in ONLY_IN_REPORTS}
    told = {
        "format": "hymn-sheet",
        "version": VERSION,
        "shape": handover.shape,
        "language": language(),
        "about": statements(handover),
        **fields,
    }
    return json.dumps(told, ensure_ascii=False, indent=2, default=_plain).encode()


def _plain(thing: Any) -> str | dict[str, Any]:
    if isinstance(thing, (dt.date, dt.time)):
        return thing.isoformat()
    if dataclasses.is_dataclass(thing):
        return vars(thing)
    raise TypeError(f"{type(thing).__name__} has no place in the file")
