"""When Python looks for garbage: in a quiet moment, not while a room waits.

Every now and then Python goes through everything in memory to find what only holds itself. With a thousand phones that takes a fifth of a
second in which nobody is answered, and it comes when many ask at once. Here what was there before the first phone is left out for good,
what is young is looked at as ever, and everything only when the process has little else to do, or has had no such moment for a minute.
See docs/adr/0022-garbage-in-quiet-moments.md.
"""

from __future__ import annotations

import gc
import time

YOUNG, MIDDLE = 5_000, 10  # Python's own 700 and 10: a room's requests leave more than that behind before their answers are out
NEVER = 1_000_000  # by itself
WORTH_IT = 3  # times that the middle generation was looked at since the last full search
QUIET = 0.15  # of a processor; a process that uses less than that has nobody waiting
PATIENCE = 60.0  # seconds without a quiet moment


class Garbage:
    """Looks when it is told to, if that is a good moment."""

    def __init__(self) -> None:
        self.looked_at = self.asked_at = time.monotonic()
        self.used = time.process_time()

    @staticmethod
    def leave_out_what_is_here() -> None:
        """Everything in memory by now stays as long as the process does: the product itself, and what it is built on."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG, MIDDLE, NEVER)

    def look(self) -> bool:
        """Search everything, if there may be something and nobody waits. To be asked about twice a second; says whether it did."""
        now, used = time.monotonic(), time.process_time()
        is_quiet = used - self.used < QUIET * (now - self.asked_at)
        self.asked_at, self.used = now, used
        if gc.get_count()[2] < WORTH_IT or not (is_quiet or now - self.looked_at > PATIENCE):
            return False
        gc.collect()
        self.looked_at, self.used = time.monotonic(), time.process_time()
        return True
