"""The small-number rule, against somebody who has everything that is published of a session and tries every session it could be.

The tables alone are attacked in `tests/exercises/test_numbers.py`. Here it is the product's own way, from what people sent to the files of
the team lead: whatever is hidden there could as well have been something else, and everything that goes out would be the same.
`SESSIONS=1000` makes a thousand sessions instead of the sixty of every day.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections import Counter
from datetime import datetime
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from exercises.barriers import notes
from exercises.closing.questions import ANSWERS, QUESTIONS
from exercises.exports import json as json_file
from exercises.handover import building, links
from exercises.models import Feedback, Note, Theme, Total
from exercises.numbers import LEAST
from sessions.models import LiveSession, Participant, SlideRun
from sessions.phases import Phase, RunPhase
from tests.attacks.rooms import REVEAL, VOTE
from tests.factories import make_live

pytestmark = pytest.mark.django_db
SESSIONS = int(os.environ.get("SESSIONS", "60"))
TAGS = ("time", "space", "culture", "power", "other")
WHEN: datetime = timezone.make_aware(datetime(2027, 1, 14, 11))


@dataclasses.dataclass
class World:
    """What people sent in one session."""

    notes: list[tuple[int, tuple[str, ...], bool | None]]  # whose, its tags, whether it may count
    feedback: list[dict[str, str]]
    picks: list[tuple[int, ...]]


def a_world(chance: Random) -> World:
    """A room of two to sixteen; few notes or many, tags of which some are rare."""
    people = chance.randint(2, 16)
    liked = [chance.choice([1, 1, 3, 9]) for _tag in TAGS]
    tagged = [
        (who, tuple(dict.fromkeys(chance.choices(TAGS, liked, k=chance.choice([1, 1, 2])))), chance.choice([True, True, True, False, None]))
        for who in range(people)
        for _note in range(chance.choice([0, 1, 1, 2, 4]))
    ]
    answered = [
        {q.key: chance.choice(list(ANSWERS)) for q in QUESTIONS if chance.random() < 0.7} for _who in range(people) if chance.random() < 0.8
    ]
    picked = [tuple(chance.sample(range(1, 12), 3)) for _who in range(people) if chance.random() < 0.8]
    return World(tagged, answered, picked)


class Session:
    """One live session that becomes one world after another."""

    def __init__(self) -> None:
        self.live = make_live()
        LiveSession.objects.filter(pk=self.live.pk).update(phase=Phase.ENDED, code="", started_at=WHEN, ended_at=WHEN)
        self.seats = [Participant.objects.create(live=self.live, token_hash=f"{n:064}") for n in range(16)]
        self.run = SlideRun.objects.create(live=self.live, slide_key=VOTE, phase=RunPhase.CLOSED)
        SlideRun.objects.create(live=self.live, slide_key=REVEAL, phase=RunPhase.REVEALED, step=3)
        self.live.refresh_from_db()

    def become(self, world: World) -> None:
        """Hold what these people sent, as it is when the session has ended."""
        for model in (Note, Feedback, Theme, Total):
            model.objects.all().delete()
        Note.objects.bulk_create(Note(who=self.seats[who], tags=list(tags), counts=counts) for who, tags, counts in world.notes)
        Feedback.objects.bulk_create(Feedback(pk=n + 1, live=self.live, answers=given) for n, given in enumerate(world.feedback))
        counted = Counter(str(number) for picks in world.picks for number in picks)
        Total.objects.create(run=self.run, people=len(world.picks), picks=counted.total(), choice=dict(sorted(counted.items())))
        notes.write_themes(self.live)

    def published(self, world: World) -> dict[str, Any]:
        """Everything the team lead's file says."""
        self.become(world)
        told: dict[str, Any] = json.loads(json_file.write(building.handover(self.live, now=WHEN)))
        return told


def true_counts(world: World) -> dict[str, tuple[int, int]]:
    """Of each tag: how many notes that may count, from how many people."""
    return {
        tag: (
            sum(tag in tags for _who, tags, counts in world.notes if counts),
            len({who for who, tags, counts in world.notes if counts and tag in tags}),
        )
        for tag in TAGS
    }


def one_more(world: World, tag: str) -> World:
    """The same session with one more note of a tag, by somebody who has one with it or, if there is none, by somebody who has not."""
    whose = next((who for who, tags, counts in world.notes if counts and tag in tags), 0)
    return dataclasses.replace(world, notes=[*world.notes, (whose, (tag,), True)])


def one_fewer(world: World, tag: str) -> World:
    """The same session with a note of a tag kept to itself."""
    at = next(n for n, (_who, tags, counts) in enumerate(world.notes) if counts and tag in tags)
    who, tags, _counts = world.notes[at]
    return dataclasses.replace(
        world, notes=[*world.notes[:at], (who, tuple(t for t in tags if t != tag) or (tag,), len(tags) > 1), *world.notes[at + 1 :]]
    )


def turned(world: World, question: str) -> World:
    """The same session in which everybody who answered a question said something else."""
    other = dict(zip(ANSWERS, [*list(ANSWERS)[1:], next(iter(ANSWERS))], strict=True))
    given = [{key: other[answer] if key == question else answer for key, answer in each.items()} for each in world.feedback]
    return dataclasses.replace(world, feedback=given)


def test_nothing_hidden_in_what_the_team_lead_gets_can_be_worked_out() -> None:
    chance, session = Random(20270114), Session()
    labels = {tag.label: tag.key for tag in notes.tags_of(session.live)}
    hidden: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    for world in [a_world(chance) for _session in range(SESSIONS)]:
        told = session.published(world)
        themes = {labels[each["tag"]]: each["count"] for each in told["barriers"] or []} or dict.fromkeys(TAGS)
        for tag, (count, people) in true_counts(world).items():
            if themes[tag] is not None:
                shown["themes"] += 1
                assert (themes[tag] == count, count >= LEAST, people >= LEAST) == (True, True, True)
                continue
            hidden["themes"] += 1
            others = [one_more(world, tag)] + ([one_fewer(world, tag)] if count else [])
            assert any(session.published(other) == told for other in others), (world, tag)
        asked = {each["question"]: each for each in told["feedback"] or []}
        for question in QUESTIONS:
            answers = [given[question.key] for given in world.feedback if question.key in given]
            if str(question.words) in asked:
                shown["answers"] += 1
                assert len(answers) >= LEAST
            elif answers:
                hidden["answers"] += 1
                assert session.published(turned(world, question.key)) == told
        if told["vote"] is None and world.picks:
            hidden["votes"] += 1
            swapped = [tuple(12 - number for number in picks) for picks in world.picks]
            assert session.published(dataclasses.replace(world, picks=swapped)) == told
        elif world.picks:
            shown["votes"] += 1
            assert (told["vote"]["people"], len(world.picks) >= LEAST) == (len(world.picks), True)
    assert min(*hidden.values(), *shown.values()) > SESSIONS / 15, (hidden, shown)


def test_the_pages_of_the_lead_say_no_more_than_the_file() -> None:
    """Two sessions with the same file have the same pages and the same other files."""
    chance, session = Random(7), Session()
    path = links.make(session.live, 0)
    path = path[path.index("/after/") :]
    compared = 0
    for world in [a_world(chance) for _session in range(40)]:
        told = session.published(world)
        tag = next((tag for tag, (count, people) in true_counts(world).items() if 0 < count < LEAST - 1 and people < LEAST), None)
        if tag is None:
            continue
        before = pages(path)
        assert session.published(one_more(world, tag)) == told
        assert pages(path) == before
        compared += 1
    assert compared > 10


def pages(path: str) -> list[str]:
    """What the lead reads."""
    lead = Client()
    return [lead.get(f"{path}{rest}").content.decode() for rest in ("", "report/")]
