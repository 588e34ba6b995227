"""What was sent and what became of it, and the comparison with what is stored. Pure: nothing here knows a server.

Two kinds of thing are stored. What is *added* (a point, a note, a proposal) has to be there once if it was acknowledged. What is *kept*
(a draft, a ballot, a sorting) has one place for each writer, where the last change wins: its `turn` rises with each. Presses on the
console claim one revision each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from enum import Enum
from itertools import chain
from typing import Any


class Outcome(Enum):
    """What the sender knows."""

    UNKNOWN = "no answer yet, or none that says"
    ACKNOWLEDGED = "the server said yes"
    REFUSED = "the server said no"


@dataclass
class Command:
    """Something somebody sent. `turn` is 0 for what is added; `place` then holds the words themselves, which are written only once."""

    kind: str
    place: str
    turn: int = 0
    says: Any = None
    outcome: Outcome = Outcome.UNKNOWN
    tries: int = 0

    def answered(self, is_taken: bool) -> None:
        """The server has said yes or no. A no after an earlier try without an answer says nothing about that earlier try."""
        if is_taken:
            self.outcome = Outcome.ACKNOWLEDGED
        elif self.tries == 1:
            self.outcome = Outcome.REFUSED


@dataclass(frozen=True)
class Kept:
    """What is stored in one place."""

    kind: str
    place: str
    turn: int
    says: Any


@dataclass
class Stored:
    """What the database holds: how often each added text is there, every kept thing, and the revision of the stage."""

    added: Counter[tuple[str, str]] = field(default_factory=Counter)
    kept: list[Kept] = field(default_factory=list)
    revision: int = 0


@dataclass(frozen=True)
class Verdict:
    """What does not agree, in words; empty where all is well."""

    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    phantom: tuple[str, ...] = ()


@dataclass
class History:
    """Everything that was sent in one workshop. `first` is the revision from which on presses are written down."""

    first: int = 0
    by_clock: int = 0  # how often the clock, and nobody's press, has moved the stage
    commands: list[Command] = field(default_factory=list)
    ahead: dict[tuple[int, int], int] = field(default_factory=dict)  # (screen, a revision it showed) → what was committed then
    forgotten: int = 0  # acknowledged commands that need not be looked for any more

    def begin(self, kind: str, place: str, turn: int = 0, says: Any = None) -> Command:
        """Write down that something is about to be sent."""
        command = Command(kind, place, turn, says)
        self.commands.append(command)
        return command

    def look(self, screen: int, shows: int, committed: int) -> None:
        """Write down what a screen shows, where that is ahead of what was read from the database afterwards."""
        if shows > committed:
            self.ahead[screen, shows] = committed

    def forget(self, kind: str, place: str | None = None) -> None:
        """What was added has been changed or deleted since, by somebody who may; without a place everything of that kind."""
        gone = [command for command in self.commands if command.kind == kind and place in {None, command.place}]
        self.commands = [command for command in self.commands if command.kind != kind or place not in {None, command.place}]
        self.forgotten += sum(command.outcome is Outcome.ACKNOWLEDGED for command in gone)

    def acknowledged(self) -> int:
        """How many commands the server said yes to."""
        return self.forgotten + sum(command.outcome is Outcome.ACKNOWLEDGED for command in self.commands)


PRESS = "press"


def check(history: History, stored: Stored) -> Verdict:
    """Compare. Lost: acknowledged and absent. Doubled: there twice. Phantom: there, and never sent, or only ever refused; or shown, and
    not committed."""
    presses = [command for command in history.commands if command.kind == PRESS]
    others = [command for command in history.commands if command.kind != PRESS]
    verdicts = (
        check_added([command for command in others if not command.turn], stored.added),
        check_kept([command for command in others if command.turn], stored.kept),
        check_presses(presses, history, stored.revision),
        Verdict(phantom=tuple(f"screen {screen} at {shows}; committed {at}" for (screen, shows), at in history.ahead.items())),
    )
    return Verdict(*(tuple(chain.from_iterable(of_a_kind)) for of_a_kind in zip(*map(astuple, verdicts), strict=True)))


def check_added(commands: Iterable[Command], added: Counter[tuple[str, str]]) -> Verdict:
    """What is written once and stays."""
    sent = by_place(commands)
    return Verdict(
        lost=tuple(f"{name}" for name, tries in sent.items() if is_taken(tries) and not added[name]),
        doubled=tuple(f"{name}" for name, number in added.items() if number > 1),
        phantom=tuple(f"{name}" for name in added if not possible(sent.get(name, []))),
    )


def check_kept(commands: Iterable[Command], kept: list[Kept]) -> Verdict:
    """What has one place, where the last change wins."""
    sent = by_place(commands)
    there: dict[tuple[str, str], list[Kept]] = defaultdict(list)
    for thing in kept:
        there[thing.kind, thing.place].append(thing)
    lost = []
    for name, tries in sent.items():
        newest = max((command.turn for command in tries if command.outcome is Outcome.ACKNOWLEDGED), default=0)
        holds = max((thing.turn for thing in there[name]), default=0)
        if holds < newest:
            lost.append(f"{name}: turn {newest} was acknowledged, turn {holds} is stored")
    known = {(c.kind, c.place, c.turn, repr(c.says)) for c in possible(c for tries in sent.values() for c in tries)}
    return Verdict(
        lost=tuple(lost),
        doubled=tuple(f"{name}" for name, things in there.items() if len(things) > 1),
        phantom=tuple(str(thing) for thing in kept if (thing.kind, thing.place, thing.turn, repr(thing.says)) not in known),
    )


def check_presses(presses: list[Command], history: History, revision: int) -> Verdict:
    """Each press that was taken moved the stage from the revision it saw to the next; nothing else did, the clock excepted."""
    taken = Counter(press.turn for press in presses if press.outcome is Outcome.ACKNOWLEDGED)
    maybe = {press.turn for press in possible(presses)}
    unexplained = [seen for seen in range(history.first, revision) if seen not in maybe]
    return Verdict(
        lost=tuple(f"a press at revision {seen}: the stage is at {revision}" for seen in taken if seen >= revision),
        doubled=tuple(f"{number} presses at revision {seen}" for seen, number in taken.items() if number > 1),
        phantom=tuple(f"revision {seen + 1}" for seen in unexplained[history.by_clock :]),
    )


def by_place(commands: Iterable[Command]) -> dict[tuple[str, str], list[Command]]:
    """Commands by what they are about."""
    found: dict[tuple[str, str], list[Command]] = defaultdict(list)
    for command in commands:
        found[command.kind, command.place].append(command)
    return found


def is_taken(commands: Iterable[Command]) -> bool:
    """Whether the server said yes to one of them."""
    return any(command.outcome is Outcome.ACKNOWLEDGED for command in commands)


def possible(commands: Iterable[Command]) -> list[Command]:
    """Those that may be stored: all but the refused."""
    return [command for command in commands if command.outcome is not Outcome.REFUSED]
