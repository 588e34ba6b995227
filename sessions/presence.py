"""Who has been heard of lately. Nothing that matters: a picture for the console, gone with the process.

The poll is the signal, not the socket: an open socket proves a machine, not a page. Where several processes serve, a page’s polls reach
now one and now another, so each tells the others through Redis what it heard (`tell`), at most twice a second and never while somebody
waits for an answer. Without Redis, or while it is away, a process knows what it heard itself.
"""

from __future__ import annotations

import logging
import threading
import time

from django.conf import settings

from workshop import shared

HEARD_SECONDS = 45.0
PREFIX = "hymnsheet-heard-"
log = logging.getLogger("hymnsheet.presence")
_heard: dict[tuple[str, str], dict[str, float]] = {}
_news: dict[tuple[str, str, str], float] = {}  # what the others have not been told yet: when heard, or 0 for gone
_guard = threading.Lock()


def heard(key: str, audience: str, page: str) -> bool:
    """Note that a page was heard of. True when it is new or had been silent, so that the console may be told."""
    pages = _heard.setdefault((key, audience), {})
    now = time.monotonic()
    before = pages.get(page)
    pages[page] = now
    _note(key, audience, page, time.time())
    return before is None or now - before > _silence()


def is_news(key: str, audience: str, page: str) -> bool:
    """Whether `heard` would say that the page is new or had been silent; notes nothing."""
    before = _heard.get((key, audience), {}).get(page)
    return before is None or time.monotonic() - before > _silence()


def gone(key: str, audience: str, page: str) -> None:
    """Forget a page at once: it said goodbye."""
    _heard.get((key, audience), {}).pop(page, None)
    _note(key, audience, page, 0)


def here(key: str, audience: str) -> set[str]:
    """The pages heard of within the last 45 seconds, by any process."""
    (others,) = _elsewhere(audience, key)
    return _here(key, audience) | others


def _here(key: str, audience: str) -> set[str]:
    """The same, by this process."""
    pages = _heard.get((key, audience), {})
    now = time.monotonic()
    for page in [p for p, at in pages.items() if now - at > _silence()]:
        del pages[page]
    return {page for page, at in pages.items() if now - at <= HEARD_SECONDS}


def _silence() -> float:
    """Seconds after which a page is news to this process. Its polls go round, so one of several processes hears less of it."""
    return HEARD_SECONDS * max(1, settings.PROCESSES)


def _note(key: str, audience: str, page: str, at: float) -> None:
    if settings.REDIS_URL and page:
        with _guard:
            _news[key, audience, page] = at


def tell() -> None:
    """Tell the other processes what this one has heard since the last time. Where Redis does not answer, they go without."""
    global _news
    if not _news:
        return
    with _guard:
        news, _news = _news, {}
    from redis.exceptions import RedisError

    try:
        with shared.redis().pipeline(transaction=False) as pipe:
            for (key, audience, page), at in news.items():
                if at:
                    pipe.zadd(_name(key, audience), {page: at})
                else:
                    pipe.zrem(_name(key, audience), page)
            for name in {_name(key, audience) for key, audience, _page in news}:
                pipe.zremrangebyscore(name, 0, time.time() - HEARD_SECONDS)
                pipe.expire(name, int(HEARD_SECONDS) + 1)
            pipe.execute()
    except RedisError as problem:
        log.warning("Redis does not answer (%s); who is there is known in part", type(problem).__name__)


def _elsewhere(audience: str, *keys: str) -> list[set[str]]:
    """The pages of each live session that all processes have told of. One question however many they are: Redis may be slow to answer."""
    if not settings.REDIS_URL or not keys:
        return [set() for _key in keys]
    from redis.exceptions import RedisError

    try:
        with shared.redis().pipeline(transaction=False) as pipe:
            for key in keys:
                pipe.zrangebyscore(_name(key, audience), time.time() - HEARD_SECONDS, "+inf")
            found: list[list[bytes]] = pipe.execute()
    except RedisError:
        return [set() for _key in keys]
    return [{page.decode() for page in pages} for pages in found]


def _name(key: str, audience: str) -> str:
    return f"{PREFIX}{key}-{audience}"


def everywhere(audience: str) -> int:
    """How many pages of an audience any process has heard of within the last 45 seconds, in the live sessions this one has heard of.

    Polls go round, so one page is heard by several processes: what each has heard itself does not add up to anything.
    """
    keys = [key for (key, who), pages in list(_heard.items()) if who == audience and pages]
    return sum(len(_here(key, audience) | others) for key, others in zip(keys, _elsewhere(audience, *keys), strict=True))


def forget() -> None:
    """Forget everybody, as a new process would."""
    _heard.clear()
    _news.clear()
