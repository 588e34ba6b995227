"""Fixtures of the live core's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from channels.layers import channel_layers
from django.core.cache import cache

from sessions import exercise
from tests.fakes import Echo


@pytest.fixture(autouse=True)
def fresh_layer_and_cache() -> Iterator[None]:
    """No message and no wrong code left over from another test."""
    channel_layers.backends.clear()
    cache.clear()
    yield
    channel_layers.backends.clear()


@pytest.fixture
def echo() -> Iterator[Echo]:
    """The fake exercise, registered for as long as the test runs."""
    fake = Echo()
    exercise.register(fake)
    yield fake
    exercise.unregister(fake)
