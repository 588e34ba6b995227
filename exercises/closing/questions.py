"""The three questions of the feedback."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

LONGEST_LINE = 1000  # characters

ANSWERS: dict[str, Any] = {
    "not-really": _("Not really"),
    "a-little": _("A little"),
    "a-good-deal": _("A good deal"),
}


@dataclass(frozen=True)
class Question:
    """A question with three answers; `key` is how it is stored."""

    key: str
    words: Any


QUESTIONS = (
    Question("seen", _("Did you see your own work differently?")),
    Question("said", _("Could you say what you really think?")),
    Question("changed", _("Will you do something differently?")),
)
