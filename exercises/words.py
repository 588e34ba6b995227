"""Small words the exercises share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workshop.text import quotes

NUMBERS = (
    gettext_lazy("none"),
    gettext_lazy("one"),
    gettext_lazy("two"),
    gettext_lazy("three"),
    gettext_lazy("four"),
    gettext_lazy("five"),
    gettext_lazy("six"),
    gettext_lazy("seven"),
    gettext_lazy("eight"),
    gettext_lazy("nine"),
    gettext_lazy("ten"),
    gettext_lazy("eleven"),
    gettext_lazy("twelve"),
)


def in_words(number: int) -> str:
    """Twelve and fewer as a word, more as a figure."""
    return str(NUMBERS[number]) if 0 <= number < len(NUMBERS) else str(number)


def listed(things: list[str]) -> str:
    """“4, 6 and 8”."""
    if len(things) < 2:
        return "".join(things)
    return _("%(most)s and %(last)s") % {"most": ", ".join(things[:-1]), "last": things[-1]}


def options_of(vote: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A vote's options for a screen, without their approaches."""
    return [{"number": o["number"], "label": quotes(o["label"]), "short": quotes(o["short"])} for o in vote["options"]]


def with_approaches(vote: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A vote's options with their approaches: only for the time after the lists are shown."""
    return [words | {"approach": o["approach"]} for words, o in zip(options_of(vote), vote["options"], strict=True)]
