"""The running order and its minutes. Pure: slides in, numbers out, no database.

Minutes are kept per **unit**. A slide with a clock of its own is one unit, named by its key. The group exercise is two units,
`<clock>.talk`, which its section and question slides share, and `<clock>.feedback`, the round of hearing back; the slide that
introduces them has no time of its own, because the source prints the time for the whole exercise on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from workshop.models import Cue, Kind, Slide

PlanKey = Literal["full", "short", "source"]
FIELDS: dict[PlanKey, str] = {"full": "minutes_full", "short": "minutes_short", "source": "minutes"}
LONGEST = 60  # minutes a single unit may be given


@dataclass(frozen=True)
class Part:
    """A slide in the running order. `position` counts from 1 and is what the room sees."""

    position: int
    slide: Slide
    clock: str  # parts with the same clock share one countdown
    units: tuple[str, ...]  # the units that countdown is made of; none: this part is not timed


@dataclass(frozen=True)
class Bar:
    """A bar of the stave: one unit, as wide as its minutes."""

    unit: str
    position: int
    slide_key: str
    title: str
    cue: str
    minutes: int


def talk(clock: str) -> str:
    """The unit in which groups talk."""
    return f"{clock}.talk"


def feedback(clock: str) -> str:
    """The unit in which groups feed back."""
    return f"{clock}.feedback"


def is_carrier(slide: Slide) -> bool:
    """Whether the slide introduces a shared clock and carries its minutes."""
    return bool(slide.clock) and "split" in slide.data


def part_units(slide: Slide) -> tuple[str, ...]:
    """The units the slide's countdown is made of."""
    if is_carrier(slide):
        return ()
    if slide.clock:
        return (feedback(slide.clock) if slide.kind == Kind.FEEDBACK else talk(slide.clock),)
    return (slide.key,)


def part_clock(slide: Slide) -> str:
    """The countdown a slide runs on: its own, or the one it shares. Introducing and feeding back have countdowns of their own."""
    if is_carrier(slide) or not slide.clock:
        return slide.key
    return part_units(slide)[0]


def with_feedback(slides: Iterable[Slide]) -> tuple[Slide, ...]:
    """The slides of a deck in order, with a round of hearing back after the last question slide of each set.

    The source gives that round its minutes and an instruction but no slide; on stage it is a part like any other. The slide made here
    is not stored.
    """
    found: list[Slide] = []
    for slide in sorted(slides, key=lambda s: s.number):
        found.append(slide)
        if slide.data.get("feedback_after"):
            found.append(
                Slide(
                    deck_id=slide.deck_id,
                    number=slide.number,
                    key=f"{slide.question_set}-feedback",
                    kind=Kind.FEEDBACK,
                    title=_("Hearing back"),
                    cue=Cue.DISCUSSION,
                    minutes=0,
                    minutes_full=0,
                    minutes_short=0,
                    instructions=_("Bring everyone back. Hear each group in turn; nobody has to say everything."),
                    clock=slide.clock,
                    question_set=slide.question_set,
                    data={"projector": {"points": []}},
                )
            )
    return tuple(found)


def default_minutes(slides: Iterable[Slide], plan: PlanKey) -> dict[str, int]:
    """Minutes of every unit in one of the deck's plans, whichever question set is chosen."""
    minutes: dict[str, int] = {}
    for slide in slides:
        if is_carrier(slide):
            split: Mapping[str, Any] = slide.data["split"][FIELDS[plan]]
            minutes[talk(slide.clock)] = int(split["discussion"])
            minutes[feedback(slide.clock)] = int(split["feedback"])
        elif not slide.clock:
            minutes[slide.key] = int(getattr(slide, FIELDS[plan]))
    return minutes


def running_order(slides: Iterable[Slide], question_set: str, left_out: Collection[str] = ()) -> tuple[Part, ...]:
    """The slides that will be shown, in order: those of other question sets are left out; `""` leaves out every set.

    `left_out`: keys of further slides that are not shown.
    """
    of_the_set = (slide for slide in slides if not slide.question_set or slide.question_set == question_set)
    shown = sorted((slide for slide in of_the_set if slide.key not in left_out), key=lambda slide: slide.number)
    return tuple(Part(n, slide, part_clock(slide), part_units(slide)) for n, slide in enumerate(shown, start=1))


def bars(parts: Sequence[Part], minutes: Mapping[str, int]) -> list[Bar]:
    """The stave: every unit with minutes, once, in order. A shared clock is there before its question set is chosen."""
    drawn: list[Bar] = []
    for part in parts:
        slide = part.slide
        if is_carrier(slide):
            shared = [p for p in parts if p.slide.clock == slide.clock and p != part] or [part]
            after, last = shared[0], shared[-1]
            drawn.append(
                Bar(talk(slide.clock), after.position, after.slide.key, _("In groups"), Cue.DISCUSSION, minutes.get(talk(slide.clock), 0))
            )
            drawn.append(
                Bar(
                    feedback(slide.clock),
                    last.position,
                    last.slide.key,
                    _("Hearing back"),
                    Cue.DISCUSSION,
                    minutes.get(feedback(slide.clock), 0),
                )
            )
        elif not slide.clock:
            drawn.append(Bar(slide.key, part.position, slide.key, slide.title, slide.cue, minutes.get(slide.key, 0)))
    return [bar for bar in drawn if bar.minutes]


def total(minutes: Mapping[str, int]) -> int:
    """Minutes of the whole workshop."""
    return sum(minutes.values())


def adjustable(slides: Iterable[Slide]) -> list[tuple[str, Slide, str]]:
    """Every unit a facilitator may give minutes to: (unit, the slide it belongs to, its label)."""
    found: list[tuple[str, Slide, str]] = []
    for slide in sorted(slides, key=lambda s: s.number):
        if is_carrier(slide):
            found += [(talk(slide.clock), slide, _("In groups")), (feedback(slide.clock), slide, _("Hearing back"))]
        elif not slide.clock and slide.kind != Kind.CLOSE:
            found.append((slide.key, slide, slide.title))
    return found
