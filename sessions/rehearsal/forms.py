"""An exercise as a phone sees it, read off its stage."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sessions.rehearsal.site import found

ACTION = re.compile(r'hx-post="([^"]+/answer/[^"]+/)"[^>]*data-(?:pick="(\d+)"|sort)')
BOX = re.compile(r'type="checkbox" name="pick" value="(\d+)"')
RADIO = re.compile(r'type="radio" name="(o\d+)" value="(\w)"')
TURN = re.compile(r'name="turn" value="(\d+)"')


@dataclass(frozen=True)
class Form:
    """An exercise as a phone sees it: boxes to tick, or options to sort."""

    action: str
    pick: int
    boxes: tuple[str, ...]
    options: Mapping[str, tuple[str, ...]]
    turn: int


def form_in(html: str) -> Form | None:
    """The exercise that takes answers in a fragment, if there is one."""
    start = ACTION.search(html)
    if start is None:
        return None
    options: dict[str, tuple[str, ...]] = {}
    for name, letter in RADIO.findall(html):
        options[name] = (*options.get(name, ()), letter)
    return Form(start[1], int(start[2] or 0), tuple(BOX.findall(html)), options, int(found(TURN, html[start.start() :]) or 1))
