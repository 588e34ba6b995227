"""One site for all tests here, and a fresh workshop for each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.scale.town import Room, Town, built, entered


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Two processes, PostgreSQL, Redis and nginx."""
    with built(tmp_path_factory.mktemp("town") / "data") as running:
        running.prepare(16)
        yield running


@pytest_asyncio.fixture
async def room(town: Town) -> AsyncIterator[Room]:
    """A workshop nobody has used yet."""
    async with entered(town, town.stages.pop()) as fresh:
        yield fresh
