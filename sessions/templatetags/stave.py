"""The stave: the run of show, each part as wide as its minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django import template

from sessions.pace import NEAR
from sessions.templatetags.hymnsheet import CUE_ICONS, share
from workshop.models import Cue
from workshop.plans import LONGEST, Bar

register = template.Library()

SIZES = {"small": "stave stave-small", "full": "stave", "pad": "stave stave-pad"}
Size = Literal["small", "full", "pad"]


@dataclass(frozen=True)
class Drawn:
    """A bar as the template draws it."""

    bar: Bar
    width: int  # the number of its `.m-` class
    cue: str
    cue_class: str
    is_played: bool
    is_now: bool


@register.inclusion_tag("sessions/_stave.html")
def stave(
    bars: Sequence[Bar],
    label: str,
    size: Size = "full",
    room: float | None = None,
    clock: float | None = None,
    now_unit: str = "",
) -> dict[str, Any]:
    """Draw the run of show.

    `label` names the list for people who hear it. `room` and `clock` are minutes of the plan: where the room is, and where the clock
    says it would be; None leaves that out. `now_unit` is the unit that is on: without one, or with one that has no bar, what is
    played follows from `room` alone. `small` shows bars and what is played, `full` adds icons, names and minutes, `pad` also
    leaves room above for the noteheads.
    """
    total = sum(bar.minutes for bar in bars)
    at = next((n for n, bar in enumerate(bars) if bar.unit == now_unit), None)
    drawn: list[Drawn] = []
    gone = 0
    for n, bar in enumerate(bars):
        gone += bar.minutes
        is_played = n < at if at is not None else room is not None and gone <= room
        drawn.append(Drawn(bar, min(bar.minutes, LONGEST), str(Cue(bar.cue).label), f"cue-{CUE_ICONS[bar.cue]}", is_played, n == at))
    before = sum(bar.minutes for bar in bars[:at]) if at is not None else 0
    here = min(max(room, 0), total) if room is not None else None
    there = min(max(clock, 0), total) if clock is not None else None
    return {
        "label": label,
        "classes": SIZES[size],
        "is_small": size == "small",
        "drawn": drawn,
        "played": share(before if at is not None else here or 0, total) if at is not None or here else "",
        "now": (share(before, total), share(bars[at].minutes, total)) if at is not None else None,
        "now_played": share(here - before, total) if at is not None and here is not None and here > before else "",
        "here": share(here, total) if here is not None else "",
        "clock": share(there, total) if there is not None else "",
        "slur": (
            (share(min(here, there), total), share(abs(here - there), total))
            if here is not None and there is not None and abs(here - there) >= NEAR
            else None
        ),
    }
