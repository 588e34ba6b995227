"""Hand-overs to write: a whole workshop, one of a given size, and one with a given text in every field that holds text."""

from __future__ import annotations

import dataclasses
import datetime as dt
from enum import StrEnum
from typing import Any

from exercises.exports.report import (
    ActionPointRow,
    Approach,
    Asks,
    Barrier,
    FeedbackQuestion,
    Handover,
    Lean,
    Level,
    Meeting,
    Option,
    Shape,
    SharedPoint,
    SortedOption,
    Status,
    Vote,
)

MADE = dt.datetime(2027, 1, 15, 9, 5, tzinfo=dt.UTC)

POINTS = (
    ActionPointRow(
        level=Level.TEAM,
        what="Add one question to the panel form: does this plan change the person or the place?",
        who="Panel chair",
        by_when=dt.date(2027, 2, 12),
        status=Status.BEGUN,
        since="The form goes to print next week.",
        key="a1",
    ),
    ActionPointRow(
        level=Level.TEAM,
        what="Open each panel with two minutes of “what are we unsure about?”",
        who="Rotating chair",
        by_when=dt.date(2027, 3, 1),
        by_when_text="from the March panel on",
        status=Status.DONE,
        key="a2",
    ),
    ActionPointRow(
        level=Level.TEAM, what="Walk the route from the college to the bus station.", status=Status.LET_GO, kept=False, key="a3"
    ),
    ActionPointRow(
        level=Level.ORGANISATION,
        what="Protect an hour a month to think, free of case decisions.",
        who="Assistant director",
        by_when_text="before the summer",
        key="a4",
    ),
    ActionPointRow(
        level=Level.YOU, what="Say “I don’t know” at the next panel, and see what happens.", by_when=dt.date(2027, 2, 5), key="a5"
    ),
)

OPTIONS = (
    (1, "Taking a taxi home rather than walking", Approach.BEHAVIOUR, 13),
    (8, "Walking home with friends", Approach.BOTH, 13),
    (4, "Putting more lighting along the route", Approach.ECOLOGICAL, 11),
    (5, "Going without headphones", Approach.BEHAVIOUR, 7),
    (3, "Having more youth workers in the area", Approach.ECOLOGICAL, 6),
    (6, "A local campaign that asks residents and businesses to look out for anyone who is out late at night", Approach.ECOLOGICAL, 0),
)


def whole_workshop(**changes: Any) -> Handover:
    """A workshop in which everything was done."""
    handover = Handover(
        title="Tidewell panel",
        date=dt.date(2027, 1, 14),
        made=MADE,
        minutes=62,
        people=24,
        kept_until=dt.date(2027, 4, 14),
        question_set="Multi-agency meetings and panels",
        facilitators=("Amara Osei", "Priya Nair"),
        action_points=POINTS,
        meeting=Meeting(
            date=dt.date(2027, 2, 12),
            starts=dt.time(9, 30),
            minutes=20,
            where="Start of the February panel, committee room",
            vision="A bus station where young people are known by name.",
            reflection="A pause after every third case.",
            agenda=(
                "Who are your partners?",
                "Go through your responses one at a time.",
                "When do your meetings pause to reflect?",
                "What does your partnership need?",
            ),
        ),
        asks=Asks(support=("A year of funding", "Time to meet"), feed_back_to="The safeguarding board", how="A page by March"),
        shared_points=(
            SharedPoint(group="Window table", block="Who has a voice?", text="Youth work is asked last, if there is time."),
            SharedPoint(
                group="Door table", block="Who has a voice?", text="The school has ideas about the bus stop.\nIt has never been asked."
            ),
            SharedPoint(group="On the call", block="What needs to change?", text="A uniform changes what we are willing to say."),
        ),
        vote=Vote(
            options=tuple(Option(number=n, label=label, approach=approach, picks=picks) for n, label, approach, picks in OPTIONS),
            people=24,
            picks=50,
            lean=Lean(behaviour=20, both=13, ecological=17),
        ),
        sorting=tuple(
            SortedOption(number=n, label=label, approach=approach, behaviour=12, both=5, ecological=4, unsure=3)
            for n, label, approach, _picks in OPTIONS
        ),
        barriers=(Barrier(tag="Power", count=9), Barrier(tag="Time", count=7), Barrier(tag="Space", count=None)),
        feedback=(FeedbackQuestion(question="Was the hour worth it?", answers=(("Yes", 17), ("Partly", 6), ("No", 1))),),
        left_out=("The vote was not opened again.",),
        points_left_out=("One action point is left out.",),
        key="4f1c",
    )
    return dataclasses.replace(handover, **changes)


def many_points(count: int) -> Handover:
    """Action points of everyday length, and nothing else."""
    levels = list(Level)
    return Handover(
        title="Tidewell panel",
        date=dt.date(2027, 1, 14),
        made=MADE,
        shape=Shape.ACTION_POINTS,
        action_points=tuple(
            ActionPointRow(
                level=levels[n % 3],
                what=f"Add question {n} to the panel form: does this plan change the person or the place?",
                who=f"Panel chair {n}",
                by_when=dt.date(2027, 2, 1) + dt.timedelta(days=n % 300),
                key=str(n),
            )
            for n in range(count)
        ),
    )


def texts_of(thing: Any) -> list[str]:
    """Every text in the data, in order, keys and the values of choices left out."""
    if isinstance(thing, StrEnum):
        return []
    if isinstance(thing, str):
        return [thing]
    if isinstance(thing, tuple):
        return [text for part in thing for text in texts_of(part)]
    if dataclasses.is_dataclass(thing):
        return [text for f in dataclasses.fields(thing) if f.name != "key" for text in texts_of(getattr(thing, f.name))]
    return []


def filled_with(thing: Any, words: str) -> Any:
    """The same data with `words` in place of every text."""
    if isinstance(thing, StrEnum):
        return thing
    if isinstance(thing, str):
        return words
    if isinstance(thing, tuple):
        return tuple(filled_with(part, words) for part in thing)
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return dataclasses.replace(thing, **{f.name: filled_with(getattr(thing, f.name), words) for f in dataclasses.fields(thing)})
    return thing
