"""The sealed ballot box, against somebody who has every file: they guess who chose what no better than everybody can.

Real votes through the real code. On SQLite, whose files are searched byte by byte; the tests with PostgreSQL stand in `tests/scale`.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection

from exercises import keys
from exercises.barriers import notes
from exercises.closing import feedback
from exercises.exports import json as json_file
from exercises.handover import building
from exercises.models import Ballot
from sessions import clock
from sessions.actions import people, purging, running, stage
from sessions.actions.answer import answer
from sessions.models import LiveSession, SlideRun
from tests.attacks import loot
from tests.attacks.loot import Choices, Loot
from tests.attacks.rooms import REVEAL, VOTE
from tests.factories import make_running

pytestmark = pytest.mark.django_db(transaction=True)
ROOMS, PEOPLE = int(os.environ.get("VOTES", "400")) // 20, 20
OPTIONS = range(1, 12)
LIKED = (9, 8, 6, 4, 3, 3, 2, 2, 1, 1, 1)  # how much people like each option: rooms are not even


@dataclass
class Votes:
    """What was really chosen, and every secret that played a part."""

    truth: Choices = field(default_factory=dict)
    tokens: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    names: list[bytes] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    lives: list[LiveSession] = field(default_factory=list)


def pick(chance: Random) -> frozenset[int]:
    chosen: set[int] = set()
    while len(chosen) < loot.PICKS:
        chosen.update(chance.choices(OPTIONS, LIKED))
    return frozenset(chosen)


def vote(votes: Votes, chance: Random, in_order: bool = False) -> None:
    """One room: people come in, change their minds, and vote in some order; notes with request keys are written meanwhile."""
    live = make_running(VOTE)
    votes.lives.append(live)
    stage.open_exercise(live, live.revision)
    seats = []
    for _n in range(PEOPLE):
        seat, token = people.join(live)
        seats.append(seat)
        votes.tokens.append(token.encode())
        votes.hashes.append(seat.token_hash.encode())
    waiting = seats if in_order else chance.sample(seats, len(seats))
    for seat in waiting:
        choice = votes.truth[seat.pk] = pick(chance)
        if chance.random() < 0.3:
            answer(live, seat, VOTE, {"pick": [str(n) for n in sorted(pick(chance))], "turn": "1"})
        answer(live, seat, VOTE, {"pick": [str(n) for n in sorted(choice)], "turn": "2", "sent": "1"})
        if chance.random() < 0.3:
            notes.add(live, seat, ["time"], "", f"{chance.getrandbits(96):024x}")
    run = SlideRun.objects.get(live=live, slide_key=VOTE)
    votes.names += [name.encode() for name in Ballot.objects.filter(run=run).values_list("voter", flat=True)]
    key = keys.get(run.pk)
    assert key is not None
    votes.keys += [key, key.hex().encode()]


def seal(live: LiveSession, chance: Random) -> None:
    """The results are shown, and the workshop goes on to its end."""
    stage.close_exercise(live, live.revision)
    stage.go_to(live, live.revision, REVEAL)
    stage.show_step(live, live.revision, 1)
    for seat in live.participants.order_by("?"):
        if chance.random() < 0.5:
            feedback.give(live, seat, {}, "It was good.")
    running.end(live, live.revision)


@pytest.fixture(autouse=True)
def keys_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.BALLOT_KEYS_DIR = tmp_path / "ballot-keys"


def everything_tried(loot_: Loot, truth: Choices) -> dict[str, float]:
    """How much of what everybody chose each way to guess gets right."""
    rows = loot_.tables
    of_seat: Callable[[str, str], dict[int, int]] = lambda table, who: {row[who]: n for n, row in enumerate(rows[table])}  # noqa: E731
    noted, felt = of_seat("exercises_note", "who_id"), of_seat("exercises_feedbackgiven", "who_id")
    request_keys = {row["who_id"]: row["request_key"] for row in rows["exercises_note"]}
    gaps = {seat["id"]: seat["id"] - before["id"] for room in loot.rooms_of(loot_).values() for before, seat in pairwise(room)}
    orders: dict[str, Callable[[dict[str, Any]], Any]] = {
        "in the order of rows": lambda seat: seat["id"],
        "in the order of rows, backwards": lambda seat: -seat["id"],
        "by time": lambda seat: seat["joined_at"],
        "by gaps between rows": lambda seat: gaps.get(seat["id"], 0),
        "by token": lambda seat: seat["token_hash"],
        "by the order of notes": lambda seat: noted.get(seat["id"], -1),
        "by request keys": lambda seat: request_keys.get(seat["id"], ""),
        "by the order of feedback": lambda seat: felt.get(seat["id"], -1),
    }
    half = {seat: choice for n, (seat, choice) in enumerate(sorted(truth.items())) if n % 2}
    features: dict[str, Callable[[dict[str, Any]], Any]] = {
        "learnt from tokens": lambda seat: seat["token_hash"][0],
        "learnt from places": lambda seat: seat["id"] % PEOPLE,
        "learnt from times": lambda seat: str(seat["joined_at"])[-2:],
        "learnt from notes": lambda seat: seat["id"] in noted,
    }
    tried = {name: loot.dealt(loot_, order) for name, order in orders.items()}
    tried |= {name: loot.learnt(loot_, half, feature) for name, feature in features.items()}
    tried["cut out of the files"] = loot.carved(loot_, backwards=False)
    tried["cut out of the files, backwards"] = loot.carved(loot_, backwards=True)
    tried["with every key at hand"] = loot.named(loot_, loot.keys_at_hand(loot_))
    return {name: loot.right(guesses, truth) for name, guesses in tried.items()}


def test_with_every_file_nobody_guesses_better_than_from_what_everybody_may_know(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    if connection.vendor != "sqlite":
        return  # there are no files to search; see tests/scale
    caplog.set_level(logging.DEBUG)
    chance, votes = Random(20270114), Votes()
    for _room in range(ROOMS):
        vote(votes, chance)
    assert loot.carry_off().holding(votes.names) == votes.names  # as long as the boxes are open, there is something to find
    for live in votes.lives:
        seal(live, chance)
    exports = [json_file.write(building.handover(live)) for live in votes.lives]
    taken = loot.carry_off(("back-up", loot.backup(tmp_path / "copy")), ("log", caplog.text.encode()), ("exports", b"\0".join(exports)))

    found = {
        "seats’ tokens": len(taken.holding(votes.tokens)),
        "names on ballots": len(taken.holding(votes.names)),
        "keys": len(taken.holding(votes.keys)),
    }
    assert (len(votes.tokens) >= 200, found) == (True, {"seats’ tokens": 0, "names on ballots": 0, "keys": 0})
    base = loot.right(loot.favourites(taken), votes.truth)
    guessed = everything_tried(taken, votes.truth)
    if "VOTES" in os.environ:
        with capsys.disabled():
            lines = [f"{name:34} {share:.1%}" for name, share in guessed.items()]
            print(f"\n{len(votes.truth)} votes", f"{'what everybody may know':34} {base:.1%}", *lines, sep="\n")  # noqa: T201 for the docs
    assert 0.4 < base < 0.9
    assert {name: share for name, share in guessed.items() if share > base + 0.02} == {}
    assert json.loads(exports[0])["vote"]["people"] == PEOPLE

    purging.purge(clock.now() + timedelta(days=15))  # seats go after 14 days, and with them what their cookies are known by
    assert loot.carry_off().holding(votes.hashes) == []


def test_the_same_attacker_succeeds_while_the_box_is_open_and_its_key_lies_beside_it() -> None:
    """Otherwise the test above would prove nothing: with the key every ballot has a name, and without it the order still speaks."""
    if connection.vendor != "sqlite":
        return
    votes = Votes()
    vote(votes, Random(7), in_order=True)
    taken = loot.carry_off()
    assert loot.named(taken, loot.keys_at_hand(taken)) == votes.truth
    carved = max(loot.right(loot.carved(taken, backwards=backwards), votes.truth) for backwards in (True, False))
    assert carved > 0.6
