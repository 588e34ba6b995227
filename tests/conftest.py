"""Fixtures every test gets."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from exercises import keys
from exercises.breakout.board import headings, pages_of
from sessions import hub, known, presence, rate, readiness, revisions, seats
from sessions.actions import purging
from sessions.models.live import sets_of, slides_of
from tests.roads import Road, finished, make_road


@pytest.fixture(autouse=True)
def new_process() -> None:
    """Nothing remembered from another test, as in a new process."""
    for cached in (slides_of, sets_of, pages_of, headings):  # by a deck's number, which the next test's deck may have
        cached.cache_clear()
    revisions.forget()
    presence.forget()
    known.forget()
    rate.forget()
    seats.forget_all()
    hub.hub().forget()
    keys.forget()
    readiness._last, readiness._up_to_date = None, False
    purging._owes_scrub = True


@pytest.fixture(params=["lane", "django"])
async def road(request: pytest.FixtureRequest) -> AsyncIterator[Road]:
    """One road after the other."""
    made = make_road(request.param)
    yield made
    await finished(made)


@pytest.fixture
async def lane() -> AsyncIterator[Road]:
    made = make_road("lane")
    yield made
    await finished(made)
