"""The shared cache of several processes, which may be away.

It holds counters of wrong codes and the like, never a fact. While Redis does not answer, each process counts for itself: a wrong code
is still a kind sentence and not an error.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger("hymnsheet.cache")


def forgiving(name: str) -> Callable[..., Any]:
    """A method of Redis's cache that turns to this process's own memory where Redis does not answer."""
    shared = getattr(RedisCache, name)

    def method(self: SharedCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return shared(self, *args, **kwargs)
        except RedisError as problem:
            log.warning("Redis does not answer (%s); counting in this process alone", type(problem).__name__)
            return getattr(self.own, name)(*args, **kwargs)

    return method


class SharedCache(RedisCache):
    """Django's Redis cache with something to fall back on."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.own = LocMemCache("while-redis-is-away", {})

    add = forgiving("add")
    get = forgiving("get")
    set = forgiving("set")
    touch = forgiving("touch")
    delete = forgiving("delete")
    get_many = forgiving("get_many")
    set_many = forgiving("set_many")
    delete_many = forgiving("delete_many")
    has_key = forgiving("has_key")
    incr = forgiving("incr")
    clear = forgiving("clear")
