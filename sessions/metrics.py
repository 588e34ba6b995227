"""What this process has done since it began, in numbers. Each process counts for itself; nothing here names a live session.

`Counted` stands at the door, so that a request is counted whichever way it is answered.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]
registry = CollectorRegistry()
ProcessCollector(registry=registry)

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
requests = Counter(
    "hymnsheet_requests", "Requests answered, by what they asked for and class of status.", ["what", "status"], registry=registry
)
seconds = Histogram("hymnsheet_request_seconds", "From a request to its answer.", ["what"], buckets=BUCKETS, registry=registry)
polls = Counter(
    "hymnsheet_polls", "Phones and big screens that asked whether there is anything new, by what they got.", ["answer"], registry=registry
)
pushes = Counter("hymnsheet_pushes", "Messages handed to the channel layer.", ["kind"], registry=registry)
lost = Counter(
    "hymnsheet_pushes_lost", "Messages the channel layer did not take; this process’s own screens got them all the same.", registry=registry
)
errors = Counter("hymnsheet_errors", "Answers of ours that broke, by class of error.", ["error"], registry=registry)
sockets = Gauge("hymnsheet_sockets", "Open sockets of this process.", registry=registry)
rooms = Gauge(
    "hymnsheet_rooms",
    "Live sessions that have begun and not ended, in the database; NaN while it does not answer. The same from every process.",
    registry=registry,
)
phones = Gauge(
    "hymnsheet_phones",
    "Phones any process has heard of within 45 seconds, in the rooms this one has heard of: of several processes take the largest.",
    registry=registry,
)
ready = Gauge("hymnsheet_ready", "1 for what has to be there and is, 0 for what is missing.", ["check"], registry=registry)
disk_free = Gauge("hymnsheet_disk_free_bytes", "Room left on the disk of DATA_DIR, on the machine of this process.", registry=registry)
began = Gauge("hymnsheet_began_seconds", "When this process began, in seconds since 1970.", registry=registry)
began.set(time.time())

WHAT = ("page", "press", "poll", "answer", "file")
_seconds = {what: seconds.labels(what) for what in WHAT}
_requests = {(what, f"{n}xx"): requests.labels(what, f"{n}xx") for what in WHAT for n in range(2, 6)}
_polls = {204: polls.labels("unchanged"), 200: polls.labels("news")}

Scope = Any
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


def what_is(method: str, path: str) -> str:
    """What a request asks for, in one of five words."""
    if path.endswith("/stage/"):
        return "poll"
    if path.startswith("/static/"):
        return "file"
    if method != "POST":
        return "page"
    return "answer" if "/answer/" in path else "press"


class Counted:
    """Counts and times what goes through."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            with sockets.track_inprogress():
                await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self.request(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def request(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. One that is given up before its answer is not counted."""
        what = what_is(scope["method"], scope["path"])
        began_at = time.perf_counter()

        async def counting(message: Any) -> None:
            if message["type"] == "http.response.start":
                status = int(message["status"])
                _seconds[what].observe(time.perf_counter() - began_at)
                (_requests.get((what, f"{status // 100}xx")) or requests.labels(what, f"{status // 100}xx")).inc()
                if what == "poll" and status in _polls and not scope["path"].startswith("/console/"):  # a console always gets its counts
                    _polls[status].inc()
            await send(message)

        await self.app(scope, receive, counting)


def value(name: str, **labels: str) -> int:
    """What a counter stands at now; 0 when it has not counted yet."""
    return int(registry.get_sample_value(name, labels) or 0)


def by_label(name: str, label: str) -> dict[str, int]:
    """What each child of a counter stands at, most first, for those that have counted."""
    found = {
        sample.labels[label]: int(sample.value)
        for family in registry.collect()
        for sample in family.samples
        if sample.name == name and sample.value
    }
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))
