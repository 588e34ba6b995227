"""A stage that is drawn once for everybody who answered the same never holds what is only somebody else’s."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from django.http import QueryDict

from sessions import screens
from sessions.actions import stage
from sessions.exercise import Audience
from sessions.gathering import Slip, Stored, store
from sessions.models import LiveSession
from sessions.own_stages import OwnStages
from tests.factories import make_running
from tests.phones import Phone, in_thread
from tests.tables import BLOCK, FIRST, SET, make_table, press

pytestmark = pytest.mark.django_db(transaction=True)
VOTE = "creating-safety"
CHOSEN = "pick=4&pick=6&pick=8&sent=1"
TICKED = re.compile(r'type="hidden" name="pick" value="(\d+)"')


@pytest_asyncio.fixture
async def stages() -> AsyncIterator[OwnStages]:
    made = OwnStages()
    yield made
    made.let_go()
    await asyncio.to_thread(made.thread.shutdown)


def two_tables() -> tuple[LiveSession, Phone, Phone]:
    """One at each of two tables, of which one has written a point, while the vote is open."""
    live = make_running(FIRST, question_set=SET)
    _window, (ana, _beside) = make_table(live, "Window table")
    _door, (cy, _other) = make_table(live, "Door table")
    assert press(ana, "points/", text="Said among us", block=BLOCK).status_code == 200
    live.refresh_from_db()
    stage.go_to(live, live.revision, VOTE)
    live.refresh_from_db()
    stage.open_exercise(live, live.revision)
    return live, ana, cy


def slip(phone: Phone, said: str) -> Slip:
    return Slip(phone.live.key, VOTE, phone.seat.token_hash, QueryDict(said))


def put(*slips: Slip) -> list[Stored]:
    stored = store(list(slips))
    assert None not in stored
    return [each for each in stored if each]


def move_on(live: LiveSession) -> None:
    live.refresh_from_db()
    stage.go_to(live, live.revision, FIRST)


def own_stage(phone: Phone) -> str:
    live = LiveSession.objects.select_related("deck", "owner").get(pk=phone.live.pk)
    return screens.fragment(live, Audience.PHONES, phone.seat)


async def test_those_who_chose_the_same_share_a_stage(stages: OwnStages) -> None:
    _live, ana, cy = await in_thread(two_tables)()
    slips = [slip(each, f"{CHOSEN}&turn=1") for each in (ana, cy)]
    first, second = [await stages.get(each, stored) for each, stored in zip(slips, await in_thread(put)(*slips), strict=True)]
    assert first is second
    assert TICKED.findall(first) == ["4", "6", "8"]


async def test_a_room_that_moves_on_before_a_stage_is_drawn_shows_nobody_another_tables_words(stages: OwnStages) -> None:
    live, ana, cy = await in_thread(two_tables)()
    slips = [slip(each, f"{CHOSEN}&turn=1") for each in (ana, cy)]
    stored = await in_thread(put)(*slips)
    await in_thread(move_on)(live)
    hers, his = await asyncio.gather(*(stages.get(each, kept) for each, kept in zip(slips, stored, strict=True)))
    assert ("Said among us" in hers, "Window table" in hers) == (True, True)
    assert ("Said among us" in his, "Window table" in his, "Door table" in his) == (False, False, True)


@pytest.mark.parametrize("turn", [3, 2], ids=["a later turn", "the same turn once more"])
async def test_a_choice_that_was_changed_before_its_stage_was_drawn_is_shown_to_nobody_else(stages: OwnStages, turn: int) -> None:
    _live, ana, cy = await in_thread(two_tables)()
    first, other = slip(ana, f"{CHOSEN}&turn=2"), slip(cy, f"{CHOSEN}&turn=1")
    (hers,) = await in_thread(put)(first)
    await in_thread(put)(slip(ana, f"pick=1&pick=2&pick=3&sent=1&turn={turn}"))
    (his,) = await in_thread(put)(other)
    shown = [await stages.get(first, hers), await stages.get(other, his)]
    assert [TICKED.findall(page) for page in shown] == [["1", "2", "3"], ["4", "6", "8"]]
    assert TICKED.findall(shown[1]) == TICKED.findall(await in_thread(own_stage)(cy))
