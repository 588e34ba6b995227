"""The port between the live stage and what people do on it: all that the author of an exercise must know.

An exercise is a folder that registers one instance for the kinds of slide it runs on. It never knows about sockets, requests or
pushes: the stage calls it inside a transaction and renders its three templates, `exercises/<slug>/_phone.html`, `_projector.html`
and `_console.html`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from django import forms
from django.db import transaction

from sessions.models import LiveSession, Participant, SlideRun


class Audience(StrEnum):
    """Who a fragment is for."""

    PHONES = "phones"
    PROJECTOR = "projector"
    CONSOLE = "console"


class Refused(Exception):
    """An answer that cannot be taken, with the sentence people read and the status of the response.

    Nothing has been stored; what was stored before stays as it is.
    """

    def __init__(self, sentence: str, status: int = 409, title: str = "", hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.status, self.title, self.hint = sentence, status, title, hint


class Overtaken(Refused):
    """An answer older than the one that is stored: nothing was changed, and nobody needs to be told."""

    def __init__(self) -> None:
        super().__init__("", status=200)


@dataclass(frozen=True)
class Press:
    """What the console's main button does now. `by_key` allows arrows and clickers to press it."""

    label: str
    action: str  # the name of a console URL: the console's own without a namespace, "next", "open", "close", "show"; else with it
    by_key: bool = True
    values: Mapping[str, str] = ()  # type: ignore[assignment]

    def fields(self) -> list[tuple[str, str]]:
        return list(dict(self.values).items())


@dataclass(frozen=True)
class Piece:
    """A small region for some people only, such as what a group has written.

    It holds no input and never raises the revision. Its element says who it is for and how new it is, `data-piece="group-12"
    data-version="7"`, so that a page can ask whether there is something newer.
    """

    address: str
    version: int
    html: str


@dataclass(frozen=True)
class Tool:
    """Something that is one tap away on every phone. The address answers with a page, or with its inside for the sheet."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True)
class Fact:
    """A line of the console's list about the room: numbers, never who."""

    label: str
    value: str


@dataclass(frozen=True)
class Call:
    """Something the room asks of its facilitators, on the console until one of them presses its button. Never who, how many or when.

    The button posts `ticket` to the console URL `action`, so that it answers what was read and nothing that came since.
    """

    sentence: str
    label: str
    action: str
    ticket: str


class Exercise:
    """Override what you need. `run` is always a slide run of this exercise's slide, with `run.live` loaded."""

    slug: ClassVar[str]
    label: ClassVar[Any]
    kinds: ClassVar[frozenset[str]]

    has_console_side: ClassVar[bool] = False
    """Whether `exercises/<slug>/_console_side.html` opens the right-hand column of the console."""

    rehearsal: ClassVar[str] = ""
    """The module that says what simulated phones do on its slides, loaded only to rehearse: see sessions/rehearsal/acts.py."""

    Settings: ClassVar[type[forms.Form]] = forms.Form
    """What a slide may set. `bound_settings` gives the checked values of a run's slide."""

    Answer: ClassVar[type[forms.Form]] = forms.Form
    """What a participant may send; built with `run=`, so that it knows the options."""

    def record(self, run: SlideRun, who: Participant, data: dict[str, Any]) -> None:
        """Store a valid answer, inside the transaction. Twice the same is once. Raises `Refused`."""
        raise NotImplementedError

    takes_many: ClassVar[bool] = False
    """Whether answers that come in together are stored together, by `record_all` in one transaction."""

    stages_alike: ClassVar[bool] = False
    """Whether what a phone sees depends on nothing but what is on and what it sent last: then those who sent the same share a stage."""

    def stands(self, run: SlideRun, who: Participant, data: dict[str, Any]) -> bool:
        """Whether this valid answer is still what is stored of somebody. Asked where stages are alike, before one is shared."""
        return False

    def record_all(self, run: SlideRun, given: Sequence[tuple[Participant, dict[str, Any]]]) -> list[Refused | None]:
        """Store several valid answers, inside one transaction, in order: for each None, or why it was refused."""
        found: list[Refused | None] = []
        for who, data in given:
            try:
                with transaction.atomic():
                    self.record(run, who, data)
                found.append(None)
            except Refused as refusal:
                found.append(refusal)
        return found

    def context(self, run: SlideRun, audience: Audience, me: Participant | None = None) -> dict[str, Any]:
        """What the templates may see. With `me`, that seat's own answer; without, someone who has done nothing yet."""
        return {}

    def rows(self, run: SlideRun) -> Iterable[dict[str, Any]]:
        """Flat dicts for reports and exports; never who."""
        return ()

    # ------------------------------------------------------------- the set-up page
    SetUp: ClassVar[type[forms.Form] | None] = None
    """What facilitators may say when they set a workshop up, drawn by `exercises/<slug>/_set_up.html`; None: nothing."""

    def set_up_values(self, live: LiveSession) -> dict[str, Any]:
        """What `SetUp` shows of a live session that has been set up before."""
        return {}

    def set_up(self, live: LiveSession, data: dict[str, Any]) -> None:
        """Store what a valid `SetUp` says. Inside the transaction."""

    # ------------------------------------------------------------- moments of a run
    def opening_seconds(self, run: SlideRun) -> int | None:
        """How long it takes answers once opened; None: until closed by hand."""
        return None

    def opened(self, run: SlideRun) -> None:
        """It has just opened, for the first time or again. Inside the transaction."""

    def may_reopen(self, run: SlideRun) -> bool:
        """Whether it may be opened again after it closed."""
        return True

    def show(self, run: SlideRun, step: int) -> None:
        """Result number `step` (from 1) is about to be shown. Inside the transaction. Raises `Refused`."""

    def ended(self, run: SlideRun) -> None:
        """The live session has ended: seal what is secret. Inside the transaction; must bear being called twice."""

    def starting(self) -> None:
        """The server is about to listen: finish what a crash interrupted. Outside any transaction; must bear being called twice."""

    def tidy(self) -> None:
        """Once a minute in every process: finish what could not be done at the time. Outside any transaction."""

    # ------------------------------------------------------------- what the console needs
    def press(self, run: SlideRun) -> Press | None:
        """The console's main button; None: "Next"."""
        return None

    def steps(self, run: SlideRun) -> int:
        """How many results are shown by a press each."""
        return 0

    def counts(self, run: SlideRun, audience: Audience) -> dict[str, Any]:
        """How far the room is: numbers only, never what anybody answered. Empty: nothing to count."""
        return {}

    def has_own(self, run: SlideRun) -> bool:
        """Whether phones hold something of their own now, so that each must fetch its own stage."""
        return False

    def stays(self, run: SlideRun, before: SlideRun) -> bool:
        """Whether phones keep the page they have when `run` follows `before`, another slide of this exercise.

        Then they are sent what has changed of it and nothing they would have to fetch: the region `now`, from
        `exercises/<slug>/_now_phone.html`, which says which slide is on (`data-slide`, `data-title`, `data-announce`).
        """
        return False

    # ------------------------------------------------------------- groups: news for some people only
    def addresses(self, live: LiveSession, who: Participant) -> list[str]:
        """Further addresses a participant's phone listens to, such as "group-12"."""
        return []

    def all_addresses(self, live: LiveSession, everybody: Sequence[Participant]) -> dict[int, list[str]]:
        """The same for many at once, by the seat's pk. Override it where `addresses` reads the database."""
        return {who.pk: self.addresses(live, who) for who in everybody}

    def piece(self, run: SlideRun, address: str) -> Piece | None:
        """The small region of everybody at an address, as it is now."""
        return None

    def touched(self, run: SlideRun, who: Participant) -> list[str]:
        """The addresses whose piece has changed with the answer just recorded."""
        return []

    # ------------------------------------------------------------- beside the slides
    def phone_tools(self, live: LiveSession, run: SlideRun | None, me: Participant | None) -> list[Tool]:
        """What is one tap away on every phone now."""
        return []

    def console_facts(self, live: LiveSession) -> list[Fact]:
        """Lines for the console's list about the room."""
        return []

    def calls(self, live: LiveSession) -> list[Call]:
        """What the room asks of its facilitators now."""
        return []

    def console_links(self, live: LiveSession) -> list[Tool]:
        """Pages of the facilitators' own, such as what can be set beforehand. Reads nothing."""
        return []

    def after_links(self, live: LiveSession) -> list[Tool]:
        """Pages for the facilitators of a session that has begun, such as its hand-over. Called for each row of a list: reads nothing."""
        return []

    foot_template: ClassVar[str] = ""
    """What takes the stave's place in the big screen's foot while its slide is on; empty: the stave stays."""

    over_template: ClassVar[str] = ""
    """What phones show below “This workshop has ended”; empty: nothing."""

    def over_context(self, live: LiveSession) -> dict[str, Any]:
        """What `over_template` may see: the same for every phone."""
        return {}

    def session_ended(self, live: LiveSession) -> None:
        """The live session has just ended. Inside the transaction; must bear being called twice."""

    def purge(self, now: datetime) -> int:
        """Delete what is due; how many things went."""
        return 0

    def belonging(self, lives: Sequence[int]) -> list[LiveSession]:
        """Live sessions that go when these go, by the pk: they are about them. With `deck` and `owner` loaded."""
        return []

    def template(self, audience: Audience) -> str:
        """The template for an audience."""
        name = {Audience.PHONES: "phone", Audience.PROJECTOR: "projector", Audience.CONSOLE: "console"}[audience]
        return f"exercises/{self.slug}/_{name}.html"


_by_slug: dict[str, Exercise] = {}
_by_kind: dict[str, Exercise] = {}


def register(exercise: Exercise) -> Exercise:
    """Make an exercise run on its kinds of slide; without any, it is only there beside the slides.

    Raises ValueError when another one already runs on a kind.
    """
    for kind in exercise.kinds:
        if kind in _by_kind and type(_by_kind[kind]) is not type(exercise):
            raise ValueError(f"{kind} already belongs to {_by_kind[kind].slug}")
        _by_kind[kind] = exercise
    _by_slug[exercise.slug] = exercise
    return exercise


def unregister(exercise: Exercise) -> None:
    """Undo `register`."""
    for kind in exercise.kinds:
        if _by_kind.get(kind) is exercise:
            del _by_kind[kind]
    if _by_slug.get(exercise.slug) is exercise:
        del _by_slug[exercise.slug]


def exercise_for(kind: str) -> Exercise | None:
    """The exercise that runs on a kind of slide, or None for slides that are just shown."""
    return _by_kind.get(kind)


def registered() -> list[Exercise]:
    """Every registered exercise once, in order of slug."""
    return [exercise for _slug, exercise in sorted(_by_slug.items())]
