"""Fixtures every test gets."""

from __future__ import annotations

import pytest

from exercises import keys
from sessions import hub, known, presence, rate, revisions, seats
from sessions.models.live import sets_of, slides_of


@pytest.fixture(autouse=True)
def new_process() -> None:
    """Nothing remembered from another test, as in a new process."""
    for cached in (slides_of, sets_of):
        cached.cache_clear()
    revisions.forget()
    presence.forget()
    known.forget()
    rate.forget()
    seats.forget_all()
    hub.hub().forget()
    keys.forget()
