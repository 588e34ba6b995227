"""What no file format takes is taken out of every text before a writer sees it. Everything else that people wrote stays."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T")
_NEW_LINES = re.compile("\r\n|[\r\x0b\x0c\x85]")
_LAST_TWO = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))  # of each plane: no characters
_NOT_FOR_FILES = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_LAST_TWO}]")


def clean(text: str) -> str:
    """The text without control characters, lone surrogates and non-characters. Line ends become \\n; everything else stays, direction
    marks included."""
    if text.isascii() and text.isprintable():  # nearly every text, and quicker to see
        return text
    return _NOT_FOR_FILES.sub("", _NEW_LINES.sub("\n", text))


def cleaned(thing: T) -> T:
    """The same data with every text cleaned."""
    return _cleaned(thing)  # type: ignore[no-any-return]


def _cleaned(thing: Any) -> Any:
    if isinstance(thing, StrEnum):
        return thing
    if isinstance(thing, str):
        return clean(thing)
    if isinstance(thing, tuple):
        parts = tuple(_cleaned(part) for part in thing)
        return thing if all(new is old for new, old in zip(parts, thing, strict=True)) else parts
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        own = {name: _cleaned(value) for name, value in vars(thing).items()}
        changed = {name: value for name, value in own.items() if value is not vars(thing)[name]}
        return dataclasses.replace(thing, **changed) if changed else thing
    return thing


def is_readable(text: str) -> bool:
    """Whether there is anything to see: not only spaces and invisible marks."""
    return any(unicodedata.category(c) not in {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"} for c in text)
