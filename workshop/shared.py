"""What the processes of one site share in Redis, where there is one. It may be away: nobody waits for it longer than a second."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from redis import Redis

PATIENCE = 1.0  # seconds


def redis() -> Redis:
    """This process's connections to Redis. Only where `REDIS_URL` is set; any call may raise `redis.RedisError`."""
    return _connections(settings.REDIS_URL)


@lru_cache(maxsize=4)
def _connections(url: str) -> Redis:
    from redis import Redis  # only where several processes are served is it installed

    return Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
