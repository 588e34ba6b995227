"""Person phones in the second half: what they do by themselves is really there afterwards, and what got lost is found."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from exercises.breakout import rehearsal as breakout
from exercises.breakout.members import POINT
from exercises.groups import rehearsal as picking
from exercises.models import ActionPoint, Draft, Place, Point
from exercises.next_steps import rehearsal as next_steps
from sessions.rehearsal.acts import Act, act_of, measured_of
from sessions.rehearsal.log import Log, Words
from sessions.rehearsal.people import Habits, Person
from sessions.rehearsal.site import Answer, Site
from tests.factories import make_running
from tests.phones import Phone, in_thread
from tests.tables import FIRST, SET, make_table, picking_groups, talking
from workshop.models import Kind

pytestmark = pytest.mark.django_db(transaction=True)


class NoServer(Site):
    """The views themselves instead of a server: everything but the wire is real."""

    def __init__(self, base: str, phone: Phone) -> None:
        super().__init__(base)
        self.phone = phone

    async def ask(self, path: str, cookies: dict[str, str], data: Any = None, headers: Any = None) -> Answer:
        client = self.phone.client
        response = await in_thread(client.get if data is None else client.post)(path, data, headers=headers)
        return Answer(response.status_code, response.content.decode(), response.headers.get("Location", ""), 0.0)


@pytest.fixture
async def opened() -> AsyncIterator[Any]:
    """A simulated phone that shows what a seat's page shows now."""
    sites = []

    async def open_page(phone: Phone, number: int = 0) -> Person:
        site = NoServer("http://127.0.0.1:1", phone)
        sites.append(site)
        simulated = Person(site, Log(), number, seed=1, habits=Habits(), kinds={})
        simulated.page = f"/w/{phone.live.key}/"
        simulated.stage = (await site.ask(simulated.page, {})).text
        return simulated

    yield open_page
    for site in sites:
        await site.http.close()


async def at_once() -> None:
    """Nobody thinks in a test."""


async def does(act: Act, phone: Person) -> dict[str, int]:
    """Let a phone do what it does by itself, and what it found wrong."""
    assert act.begins(phone.stage)
    await act.company(phone, at_once)
    return dict(phone.log.problems)


def test_every_kind_of_slide_in_the_second_half_has_something_to_do_and_to_measure() -> None:
    kinds = (Kind.CHOICE, Kind.SECTION, Kind.QUESTIONS, Kind.NEXT_STEPS)
    assert [(act_of(kind) is not None, measured_of(kind) is not None) for kind in kinds] == [(True, True)] * 4
    assert (act_of(Kind.CONTENT), measured_of(Kind.CONTENT)) == (None, None)


async def test_company_sits_down_in_a_group(opened: Any) -> None:
    live = await in_thread(picking_groups)()
    phone = await in_thread(Phone)(live)
    assert await does(picking, await opened(phone)) == {}
    assert await in_thread(Place.objects.filter(participant=phone.seat, group__live=live).count)() == 1


async def test_company_types_and_leaves_a_point_with_its_group(opened: Any) -> None:
    live = await in_thread(talking)(FIRST)
    group, (ana, _ben) = await in_thread(make_table)(live, "Window table")
    assert await does(breakout, await opened(ana)) == {}
    points = await in_thread(lambda: list(Point.objects.filter(group=group).values_list("reach", flat=True)))()
    assert points == ["room"]  # phone number 0 is one of those that share
    assert await in_thread(Draft.objects.filter(who=ana.seat, field=POINT).count)() == 1


async def test_company_writes_next_steps_and_proposes(opened: Any) -> None:
    live = await in_thread(make_running)("next-steps", question_set=SET)
    ana = await in_thread(Phone)(live)
    assert await does(next_steps, await opened(ana)) == {}
    found = await in_thread(lambda: sorted(ActionPoint.objects.filter(live=live).values_list("level", "what")))()
    assert found == [("team", next_steps.PROPOSED), ("you", next_steps.OWN)]


async def test_a_draft_that_is_not_as_it_was_acknowledged_is_found(opened: Any) -> None:
    live = await in_thread(talking)(FIRST)
    _group, (ana, ben) = await in_thread(make_table)(live, "Window table")
    pens = [breakout.Pen(await opened(phone)) for phone in (ana, ben)]
    for pen, phone in zip(pens, (ana, ben), strict=True):
        pen.phone.cookies = {name: morsel.value for name, morsel in phone.client.cookies.items()}
        await pen.type()
    assert await in_thread(breakout.missing)(live.key, pens) == 0
    await in_thread(Draft.objects.filter(who=ben.seat).update)(text="something else")
    assert await in_thread(breakout.missing)(live.key, pens) == 1


def test_a_point_that_does_not_reach_its_group_is_found() -> None:
    log = Log()
    log.words = Words("a point", frozenset({1, 2}))
    log.told(1, "<li>a point</li>")
    log.told(1, "<li>a point</li>")
    log.told(3, "<li>a point</li>")
    assert (sorted(log.words.times), log.words.done.is_set()) == ([1], False)
    log.told(2, "<li>another</li><li>a point</li>")
    assert (sorted(log.words.times), log.words.done.is_set()) == ([1, 2], True)
