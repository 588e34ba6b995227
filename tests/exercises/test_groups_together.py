"""Groups picked by a whole room at once: stored together on the express lane, with the same answers as one by one on Django's road."""

from __future__ import annotations

import asyncio

import pytest
from django.http import QueryDict

from exercises.groups import actions, places
from exercises.models import Label, Place, Wish
from sessions.actions import stage
from sessions.gathering import Gathering, Slip, Stored
from sessions.models import LiveSession
from tests.factories import make_running
from tests.phones import in_thread, untimed
from tests.roads import Answer, Road, Sender, finished, make_road, sit_down, warmed_up

pytestmark = pytest.mark.django_db(transaction=True)
TABLES = ["Window table", "Door table", "On the call"]


def make_open(count: int, way: str = "pick", most: int = 6, names: list[str] | None = None) -> tuple[LiveSession, list[Sender]]:
    """A live session whose phones are asked for groups, and so many of them."""
    live = make_running(question_set="meetings-and-panels")
    slide = next(part.slide.key for part in live.parts if part.slide.kind == "choice-of-question-set")
    stage.go_to(live, live.revision, slide)
    actions.set_up(live, live.revision, way, names or TABLES, 1, most)
    live.refresh_from_db()
    stage.open_exercise(live, live.revision)
    return live, [sit_down(live, f"answer/{slide}/") for _n in range(count)]


async def send(road: Road, sender: Sender, body: str) -> Answer:
    return await road.ask("POST", sender.path, sender.headers(body.encode()), body.encode())


def here(live: LiveSession) -> list[int]:
    """How many sit where."""
    return [count for _group, count in places.groups_of(live)]


async def test_a_group_is_picked_and_left_and_shows_the_same_stages_on_both_roads() -> None:
    found = []
    for name in ("django", "lane"):
        live, [me, other] = await in_thread(make_open)(2)
        road = make_road(name)
        await warmed_up(road, me)
        await send(road, other, "group=1")
        shown = [await send(road, me, body) for body in ("group=1", "group=2", "group=2", "group=alone", "again=1", "group=1")]
        assert len(road.asked) == (7 if name == "django" else 0)
        pages = [untimed(each.html).replace(live.key, "").replace(live.code, "") for each in shown]
        found.append(([each.status for each in shown], pages, await in_thread(here)(live)))
        await finished(road)
    assert found[0] == found[1]
    statuses, pages, sitting = found[1]
    assert (statuses, sitting) == ([200] * 6, [2, 0, 0])
    assert ["You are in Window table" in each for each in pages] == [True, False, False, False, False, True]


@pytest.mark.parametrize("body", ["group=9", "group=x", "", "group=1&turn=-1"])
async def test_what_cannot_be_picked_is_refused_in_the_same_words_on_both_roads(body: str) -> None:
    found = []
    for name in ("django", "lane"):
        live, [me] = await in_thread(make_open)(1)
        road = make_road(name)
        await warmed_up(road, me)
        answer = await send(road, me, body)
        found.append((answer.status, untimed(answer.html).replace(live.key, ""), await in_thread(here)(live)))
        assert road.asked == [body.encode()]
        await finished(road)
    assert found[0] == found[1]
    assert (found[1][0] >= 400, found[1][2]) == (True, [0, 0, 0])


async def test_of_many_who_pick_at_once_no_more_sit_down_than_there_are_places_and_the_others_are_told(lane: Road) -> None:
    live, phones = await in_thread(make_open)(5, most=3)
    await warmed_up(lane, phones[0])
    answers = await asyncio.gather(*(send(lane, phone, "group=2") for phone in phones))
    seated, told = [each for each in answers if each.status == 200], [each for each in answers if each.status == 409]
    assert (len(seated), len(told), await in_thread(here)(live)) == (3, 2, [0, 3, 0])
    assert ["has just filled up" in each.html for each in told] == [True, True]
    assert lane.asked == [b"group=2"] * 2


async def test_after_picking_at_once_everybody_sees_their_own_group(lane: Road) -> None:
    live, phones = await in_thread(make_open)(12)
    await warmed_up(lane, phones[0])
    answers = await asyncio.gather(*(send(lane, phone, f"group={n % 3 + 1}") for n, phone in enumerate(phones)))
    assert [f"You are in {TABLES[n % 3]}" in each.html for n, each in enumerate(answers)] == [True] * 12
    assert ["4 here" in each.html for each in answers] == [True] * 12
    assert (await in_thread(here)(live), lane.asked) == ([4, 4, 4], [])


async def test_two_who_send_the_very_same_see_their_own_wishes_and_nobody_elses(lane: Road) -> None:
    live, phones = await in_thread(make_open)(2, "wishes")
    await warmed_up(lane, phones[0])
    for phone, label, table in zip(phones, ("yellow mug", "by the door"), (1, 2), strict=True):
        assert (await send(lane, phone, f"label={label.replace(' ', '+')}&table={table}&turn=1&sent=1")).status == 200
    again = await asyncio.gather(*(send(lane, phone, "again=1") for phone in phones))
    assert ['id="my-label" ' in each.html for each in again] == [True, True]
    assert ['value="yellow mug"' in each.html for each in again] == [True, False]
    assert ['value="by the door"' in each.html for each in again] == [False, True]
    assert lane.asked == []
    assert await in_thread(lambda: (Label.objects.filter(participant__live=live).count(), Wish.objects.count()))() == (2, 2)


async def test_rooms_of_two_processes_that_pick_the_same_groups_in_other_orders_do_not_stop_each_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    live, phones = await in_thread(make_open)(40, names=[f"Table {n + 1}" for n in range(10)])
    slide = phones[0].path.rstrip("/").rpartition("/")[2]
    processes = Gathering(), Gathering()

    async def pick(n: int, phone: Sender) -> Stored | None:
        table = n // 2 % 10 + 1
        data = QueryDict(f"group={table if n % 2 else 11 - table}")
        return await processes[n % 2].put(Slip(live.key, slide, phone.phone.seat.token_hash, data))

    stored = await asyncio.gather(*(pick(n, phone) for n, phone in enumerate(phones)))
    for each in processes:
        each.let_go()
        await asyncio.to_thread(each.writer.shutdown)
    assert (stored.count(None), caplog.messages) == (0, [])
    assert await in_thread(Place.objects.filter(group__live=live).count)() == 40
