"""A short flood: what the room notices of it is counted. `make flood` measures a longer one."""

from __future__ import annotations

from pathlib import Path

from tests.attacks.attackers import HALF_SENT
from tests.attacks.flood import MEGABYTE, PHONES, run

SECONDS, RATE, SOCKETS = 8, 300, 300


async def test_a_flood_from_the_rooms_own_address_costs_its_sixty_phones_no_request_and_little_memory(tmp_path: Path) -> None:
    outcome = await run(tmp_path, SECONDS, RATE, SOCKETS)
    flooded = outcome.flooded
    assert (flooded.problems, flooded.not_shown) == ({}, 0)
    assert len(flooded.answers()) > PHONES
    assert flooded.grown < 50 * MEGABYTE
    assert outcome.attackers["sockets"] >= SOCKETS, "there was a flood"
    assert outcome.attackers["half-sent"] >= HALF_SENT
    assert outcome.attackers["bodies"] > 0
