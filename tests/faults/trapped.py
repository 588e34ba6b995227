"""The real server with traps: `python -m tests.faults.trapped` is `manage.py live`, and with words after it `uvicorn` with these words.
It does on order what a machine does by accident.

Orders come over standard input, a line each:

    die before 3            be killed just before the third commit from now on, whoever commits
    die after 1 request     be killed between the next commit of a request and its push
    die before 2 ballots    be killed just before the second commit from now on that holds the ballots of several people
    clock 120               the wall clock is two minutes ahead from now on
    burst                   with the next push, as many messages at once as the channel layer holds

Requests commit in threads of their own; answers and drafts of phones are stored together by one thread, which knows no request.

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
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import django
import uvicorn
from channels.layers import get_channel_layer
from django.core.management import execute_from_command_line
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

REQUEST, BALLOTS = "request", "ballots"


@dataclass
class Trap:
    """Commits to go until the server is killed at one, and which of them count: those of one kind, or all where it has none."""

    left: int = 0
    kind: str = ""


class Traps:
    """What has been ordered and has not happened yet."""

    def __init__(self) -> None:
        self.before, self.after = Trap(), Trap()  # a commit
        self.together = 0  # answers in what the one thread is storing
        self.ahead = 0.0  # seconds
        self.bursts = 0

    def obey(self) -> None:
        """Read orders until the other end is gone, then end."""
        for line in sys.stdin:
            match line.split():
                case ["die", "before", number, *kind]:
                    self.before = Trap(int(number), *kind)
                case ["die", "after", number, *kind]:
                    self.after = Trap(int(number), *kind)
                case ["clock", seconds]:
                    self.ahead = float(seconds)
                case ["burst"]:
                    self.bursts += 1
        os.kill(os.getpid(), signal.SIGKILL)

    def count_down(self, trap: Trap) -> None:
        """Something is at its commit: die if it is the one."""
        if not trap.left or trap.kind not in {"", *self.kinds()}:
            return
        trap.left -= 1
        if not trap.left:
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)  # until it takes effect

    def kinds(self) -> set[str]:
        """What this thread is committing."""
        name = threading.current_thread().name
        is_of_several = name.startswith("answers") and self.together > 1
        return {kind for kind, holds in ((REQUEST, name.startswith("request")), (BALLOTS, is_of_several)) if holds}


def set_up(traps: Traps) -> None:
    """Put the traps where a commit, a clock and a push pass by."""
    from sessions import gathering, hub  # only now: the settings must have been read

    commit, now, seconds, send = BaseDatabaseWrapper.commit, timezone.now, time.time, hub.group_send
    together = gathering._together

    def trapped_commit(self: BaseDatabaseWrapper) -> None:
        traps.count_down(traps.before)
        commit(self)
        traps.count_down(traps.after)

    def counted_together(slips: list[gathering.Slip]) -> list[gathering.Stored | None]:
        traps.together = len({slip.token_hash for slip in slips if slip.kind == gathering.ANSWER})
        return together(slips)

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
    replace(gathering, "_together", counted_together)


if __name__ == "__main__":
    django.setup()
    own = Traps()
    set_up(own)
    threading.Thread(target=own.obey, daemon=True, name="orders").start()
    if sys.argv[1:]:
        uvicorn.main(sys.argv[1:])
    else:
        execute_from_command_line(["manage.py", "live"])
