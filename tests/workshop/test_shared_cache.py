"""The shared cache while Redis is away: everything the product asks of it is answered by this process alone."""

from __future__ import annotations

import pytest

from workshop.cache import SharedCache
from workshop.env import free_port


@pytest.fixture
def cache() -> SharedCache:
    """A cache whose Redis is not there."""
    return SharedCache(f"redis://127.0.0.1:{free_port()}/0", {"OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1}})


def test_while_redis_is_away_each_process_counts_for_itself(cache: SharedCache) -> None:
    cache.clear()
    assert cache.add("wrong", 0, 30)
    assert [cache.incr("wrong") for _n in range(3)] == [1, 2, 3]
    assert (cache.get("wrong"), cache.get_many(["wrong", "right"]), cache.has_key("wrong")) == (3, {"wrong": 3}, True)
    assert cache.touch("wrong", 30)
    cache.set_many({"a": 1, "b": 2})
    cache.delete_many(["a"])
    assert (cache.delete("b"), cache.get("a"), cache.get_or_set("c", 7)) == (True, None, 7)
