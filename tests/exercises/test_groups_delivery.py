"""A whole room that sits down at once: everybody learns how full the groups are, and not once for every neighbour."""

from __future__ import annotations

import re

import pytest

from sessions.models import LiveSession
from tests.phones import Phone, in_thread, opened
from tests.tables import picking_groups

pytestmark = pytest.mark.django_db(transaction=True)


def sit_down(live: LiveSession, phones: list[Phone]) -> None:
    """One after the other, without waiting for anything."""
    key = live.slide_key
    for phone in phones:
        assert phone.answer(key, group="1", turn="1").status_code == 200


async def test_what_changes_within_a_moment_goes_out_together_and_the_last_of_it_arrives() -> None:
    live = await in_thread(picking_groups)()
    watching = await in_thread(Phone)(live)
    socket = await opened(watching.socket())
    await in_thread(sit_down)(live, [await in_thread(Phone)(live) for _n in range(5)])
    news: list[str] = []
    while not news or not re.search(r"\b5 here", news[-1]):
        news.append(await socket.receive_from(timeout=5))
    versions = [int(number) for text in news for number in re.findall(r'data-piece="groups" data-version="(\d+)"', text)]
    assert versions == sorted(set(versions))
    assert len(news) < 5
    await socket.disconnect()
