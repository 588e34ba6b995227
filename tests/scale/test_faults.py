"""A few faults on PostgreSQL and Redis, and on uvicorn; `python -m tests.faults --on scale` or `--on uvicorn` tries all of them there."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.faults import of_presses, of_the_network, of_the_server, of_time
from tests.faults.catalogue import Fault, assert_sound, moved_to
from tests.faults.houses import SCALE, UVICORN, Rooms

pytestmark = pytest.mark.asyncio(loop_scope="module")

PHONES = 12
CHOSEN = {
    SCALE: (
        of_presses.two_to_ten_people_press_next_at_once,
        of_presses.everybody_sends_everything_two_to_ten_times_at_once,
        of_presses.the_vote_is_closed_while_ballots_come_in,
        of_the_network.every_connection_is_cut_at_once,
        of_the_server.the_server_is_killed_between_the_commit_of_several_ballots_and_their_receipts,
    ),
    UVICORN: (
        of_presses.everybody_sends_everything_two_to_ten_times_at_once,
        of_the_network.every_connection_is_cut_at_once,
        of_the_server.the_server_is_killed_between_the_commit_of_a_press_and_its_push,
        of_time.the_server_is_restarted_while_a_countdown_runs,
    ),
}
THERE = [fault for house, chosen in CHOSEN.items() for fault in moved_to(house) if fault.breaks in chosen]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rooms() -> AsyncIterator[Rooms]:
    rooms = Rooms(PHONES)
    yield rooms
    await rooms.close()


@pytest.mark.parametrize("fault", [pytest.param(fault, id=f"{fault.name} on {fault.house}") for fault in THERE])
async def test_nothing_is_lost_doubled_or_made_up_and_every_screen_heals_when(rooms: Rooms, fault: Fault) -> None:
    await assert_sound(fault, rooms)
