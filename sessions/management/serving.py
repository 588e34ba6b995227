"""Daphne in this process, with what belongs beside it: the ticker."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from daphne.server import Server
from django.utils.translation import gettext as _

from sessions import ticker
from sessions.management import guarding
from sessions.management.preparing import CannotStart
from sessions.warming import warm_up

# A room that joins at once fills Daphne's own queue of 50, and the rest would wait for retries of one and three seconds.
BACKLOG = 2048
PING_SECONDS, PONG_SECONDS = 10, 20  # asked of a silent socket, and waited for its answer
HTTP_SECONDS = 60
DESCRIPTORS = 8192  # sockets, connections and files at the same time, where the system lets us have so many


def port_is_free(host: str, port: int) -> None:
    """Raise `CannotStart` unless a server may listen on this address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # as Twisted does: a server that has just stopped does not keep its port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError as problem:
            raise CannotStart(_cannot_listen(host, port, problem.strerror or str(problem))) from problem
        except OverflowError as problem:
            raise CannotStart(_cannot_listen(host, port, _("ports go up to 65535"))) from problem


def _cannot_listen(host: str, port: int, why: str) -> str:
    said = _("Hymn Sheet cannot listen on %(host)s port %(port)s (%(why)s). Is it running already? If not, choose another PORT.")
    return said % {"host": host, "port": port, "why": why}


def serve(application: Any, host: str, port: int, listening: Callable[[], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; call `listening` once requests are answered. Raises `CannotStart` when the port went meanwhile."""
    interface = host.replace(":", "\\:")  # an endpoint's own separator
    server: Server = Server(
        application=application,
        endpoints=[f"tcp:port={port}:interface={interface}:backlog={BACKLOG}"],
        http_timeout=HTTP_SECONDS,
        ping_interval=PING_SECONDS,
        ping_timeout=PONG_SECONDS,
        websocket_max_frame_size=guarding.SOCKET_FRAME,
        websocket_max_message_size=guarding.LARGEST_TEXT,
        websocket_timeout=-1,
        root_path="",
        server_name="",
        verbosity=0,
        action_logger=None,
        signal_handlers=True,
        ready_callable=lambda: _ready(server, listening),
    )
    _room_for_everybody()
    warm_up()
    try:
        server.run()
    finally:
        _finish_tasks()
    if not server.listening_addresses:
        raise CannotStart(_cannot_listen(host, port, _("something else took it just now")))


def _room_for_everybody() -> None:
    """Many systems give a program 1,024 descriptors unless it asks for more, and a room with a few strangers at the door needs them."""
    with suppress(ImportError, OSError, ValueError):  # another system counts otherwise
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = max(soft, DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard))
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        guarding.crowd.most = min(guarding.MOST_CONNECTIONS, most // 2)


def _loop() -> asyncio.AbstractEventLoop:
    """The loop Daphne's reactor runs on; Daphne makes it the current one before it says that it is ready."""
    return asyncio.get_event_loop()


def _ready(server: Server, listening: Callable[[], None]) -> None:
    """Daphne is about to take its first connection."""
    guarding.guard(server)
    _loop().call_soon(_begin, listening)


def _begin(listening: Callable[[], None]) -> None:
    ticker.start()
    listening()


def _finish_tasks() -> None:
    """Cancel what still waits (the ticker, the hub) so that nothing is left to complain at the end."""
    loop = _loop()
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks and not loop.is_closed():
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
