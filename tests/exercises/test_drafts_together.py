"""Drafts of a whole room at once, which the express lane stores together: the same answers and the same rows as one by one."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

import pytest

from exercises import drafts
from exercises.models import ActionPoint, Ballot, Draft
from sessions.actions import people, running, stage
from sessions.models import LiveSession
from tests.factories import make_running
from tests.phones import in_thread
from tests.roads import Road, Sender, sit_down, warmed_up
from tests.tables import talking

pytestmark = pytest.mark.django_db(transaction=True)


async def start() -> tuple[LiveSession, Sender]:
    live = await in_thread(talking)()
    return live, await in_thread(sit_down)(live, "draft/")


async def save(road: Road, writer: Sender, text: str, turn: int | str, field: str = "group.point", path: str = "") -> int:
    body = urlencode({"field": field, "text": text, "turn": str(turn)}).encode()
    return (await road.ask("POST", path or writer.path, writer.headers(body), body)).status


def kept() -> list[tuple[str, str, int]]:
    return list(Draft.objects.order_by("who", "field").values_list("field", "text", "turn"))


async def test_drafts_are_kept_alike_on_both_roads_and_an_older_one_never_replaces_a_newer(road: Road) -> None:
    _live, writer = await start()
    await warmed_up(road, writer)
    for text, turn in (("one", 1), ("three ’é\x07\u200f", 3), ("two", 2), ("three again", 3)):
        assert await save(road, writer, text, turn) == 204
    assert await in_thread(kept)() == [("group.point", "three ’é\u200f", 3)]
    assert len(road.asked) == (0 if road.lane else 4)


@pytest.mark.parametrize(
    ("field", "text", "turn", "path"),
    [
        ("group.point", "x" * 5001, 1, ""),
        ("group.point", "x", 0, ""),
        ("group.point", "x", "²", ""),
        ("no spaces", "x", 1, ""),
        ("", "x", 1, ""),
        ("group.point", "x", 1, "draft/elsewhere/"),
    ],
)
async def test_what_is_no_draft_is_refused_alike_and_nothing_is_kept(road: Road, field: str, text: str, turn: int | str, path: str) -> None:
    live, writer = await start()
    await warmed_up(road, writer)
    assert await save(road, writer, text, turn, field, path and f"/w/{live.key}/{path}") == (404 if path else 400)
    assert await in_thread(kept)() == []


async def test_a_draft_of_five_thousand_letters_is_kept_whole(road: Road) -> None:
    _live, writer = await start()
    await warmed_up(road, writer)
    assert await save(road, writer, "ŵ" * drafts.LONGEST, 1) == 204
    assert await in_thread(kept)() == [("group.point", "ŵ" * drafts.LONGEST, 1)]


async def test_what_is_kept_elsewhere_as_it_is_typed_is_kept_there_on_both_roads(road: Road) -> None:
    _live, writer = await start()
    await warmed_up(road, writer)
    assert await save(road, writer, "Ask the bus company", 1, "steps.you.1.what") == 204
    assert await in_thread(lambda: list(ActionPoint.objects.values_list("what", flat=True)))() == ["Ask the bus company"]
    assert await in_thread(kept)() == [("steps.you.1.what", "", 1)]


async def test_after_the_end_nothing_more_is_kept_on_either_road(road: Road) -> None:
    live, writer = await start()
    await warmed_up(road, writer)
    await save(road, writer, "before", 1)
    await in_thread(running.end)(live, live.revision)
    assert [await save(road, writer, "after", turn, field) for turn, field in ((2, "group.point"), (1, "note.new"))] == [410, 410]
    assert await in_thread(kept)() == []


async def test_a_seat_of_another_session_or_one_that_was_taken_away_keeps_nothing(road: Road) -> None:
    live, writer = await start()
    _elsewhere, stranger = await start()
    await warmed_up(road, writer)
    await in_thread(people.remove)(live, writer.phone.seat)
    assert [await save(road, who, "x", 1, path=writer.path) for who in (writer, stranger)] == [403, 403]
    assert await in_thread(kept)() == []


async def test_a_whole_room_that_types_is_kept_in_a_few_transactions(lane: Road) -> None:
    live, first = await start()
    writers = [first, *[await in_thread(sit_down)(live, "draft/") for _n in range(19)]]
    await warmed_up(lane, first)

    async def type_on(writer: Sender) -> list[int]:
        return [await save(lane, writer, "x" * turn, turn) for turn in range(1, 6)]

    assert await asyncio.gather(*(type_on(writer) for writer in writers)) == [[204] * 5] * 20
    assert (await in_thread(kept)(), lane.asked) == ([("group.point", "xxxxx", 5)] * 20, [])


async def test_one_seat_cannot_fill_the_database_with_drafts_on_either_road(road: Road) -> None:
    _live, writer = await start()
    await warmed_up(road, writer)
    for number in range(drafts.MOST - 1):
        await in_thread(drafts.save)(writer.phone.seat, f"group.point-{number}", "x", 1)
    fields = ("group.a", "group.b", "group.c", "group.a")
    assert [await save(road, writer, f"text {turn}", turn, field) for turn, field in enumerate(fields, start=1)] == [204] * 4
    found = await in_thread(kept)()
    assert (len(found), found[0]) == (drafts.MOST, ("group.a", "text 4", 4))


async def test_answers_and_drafts_that_come_together_are_both_stored(lane: Road) -> None:
    """Of several live sessions, in one transaction."""
    _live, writer = await start()
    _other, there = await start()
    vote = await in_thread(make_running)("creating-safety")
    await in_thread(stage.open_exercise)(vote, vote.revision)
    voter = await in_thread(sit_down)(vote, "answer/creating-safety/")
    await warmed_up(lane, writer)
    tick = b"pick=4&turn=1&quiet=1"
    answer, *saved = await asyncio.gather(
        lane.ask("POST", voter.path, voter.headers(tick), tick), save(lane, writer, "here", 1), save(lane, there, "there", 1)
    )
    assert (answer.status, saved, lane.asked) == (204, [204, 204], [])
    assert sorted(text for _field, text, _turn in await in_thread(kept)()) == ["here", "there"]
    assert await in_thread(lambda: list(Ballot.objects.values_list("choice", flat=True)))() == [[4]]


async def test_a_process_that_has_answered_nothing_yet_sends_one_draft_by_django(lane: Road) -> None:
    _live, writer = await start()
    assert [await save(lane, writer, "x" * turn, turn) for turn in (1, 2)] == [204, 204]
    assert (len(lane.asked), await in_thread(kept)()) == (1, [("group.point", "xx", 2)])
