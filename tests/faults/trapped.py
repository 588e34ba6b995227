"""The real server with traps: `python -m tests.faults.trapped` is `manage.py live`, and does on order what a machine does by accident.

Orders come over standard input, a line each:

    die before 3      be killed just before the third commit of a request from now on
    die after 1       be killed between the next commit and its push
    clock 120         the wall clock is two minutes ahead from now on
    burst             with the next push, as many messages at once as the channel layer holds

When nobody holds the other end any more, the server ends by itself. The product knows nothing of this file.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import django
from channels.layers import get_channel_layer
from django.core.management import execute_from_command_line
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone


class Traps:
    """What has been ordered and has not happened yet."""

    def __init__(self) -> None:
        self.before = self.after = 0  # commits to go
        self.ahead = 0.0  # seconds
        self.bursts = 0

    def obey(self) -> None:
        """Read orders until the other end is gone, then end."""
        for line in sys.stdin:
            match line.split():
                case ["die", "before", number]:
                    self.before = int(number)
                case ["die", "after", number]:
                    self.after = int(number)
                case ["clock", seconds]:
                    self.ahead = float(seconds)
                case ["burst"]:
                    self.bursts += 1
        os.kill(os.getpid(), signal.SIGKILL)

    def count_down(self, which: str) -> None:
        """A request is at its commit: die if it is the one."""
        left = getattr(self, which)
        if left and threading.current_thread().name.startswith("request"):
            setattr(self, which, left - 1)
            if left == 1:
                os.kill(os.getpid(), signal.SIGKILL)
                time.sleep(60)  # until it takes effect


def set_up(traps: Traps) -> None:
    """Put the traps where a commit, a clock and a push pass by."""
    from sessions import hub  # only now: the settings must have been read

    commit, now, seconds, send = BaseDatabaseWrapper.commit, timezone.now, time.time, hub.group_send

    def trapped_commit(self: BaseDatabaseWrapper) -> None:
        traps.count_down("before")
        commit(self)
        traps.count_down("after")

    def wall_clock() -> datetime:
        return now() + timedelta(seconds=traps.ahead)

    async def crowded_send(message: dict[str, Any]) -> None:
        if not traps.bursts:
            await send(message)
            return
        traps.bursts -= 1
        layer: Any = get_channel_layer()
        for channel in list(layer.groups[hub.GROUP]):
            noise = [layer.send(channel, {"type": "hub.counts", "key": "nobody"}) for _n in range(layer.capacity)]
            await asyncio.gather(*noise, layer.send(channel, message), return_exceptions=True)  # what is too much is dropped in silence

    replace: Callable[[Any, str, Any], None] = setattr
    replace(BaseDatabaseWrapper, "commit", trapped_commit)
    replace(timezone, "now", wall_clock)
    replace(time, "time", lambda: seconds() + traps.ahead)
    replace(hub, "group_send", crowded_send)


if __name__ == "__main__":
    django.setup()
    own = Traps()
    set_up(own)
    threading.Thread(target=own.obey, daemon=True, name="orders").start()
    execute_from_command_line(["manage.py", "live"])
