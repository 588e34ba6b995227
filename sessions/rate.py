"""How often one seat may answer: far more often than a thumb can, and far less often than a script would.

Kept in memory, for each process: it protects the process, it decides nothing.
"""

from __future__ import annotations

import time

BURST = 40.0  # answers at once
PER_SECOND = 10.0  # and from then on
MOST_SEATS = 10_000
_left: dict[str, tuple[float, float]] = {}  # token hash -> answers left, when that was so


def allows(token_hash: str) -> bool:
    """Take one answer off what a seat may give now. False: too many for the moment."""
    now = time.monotonic()
    left, at = _left.get(token_hash, (BURST, now))
    left = min(BURST, left + (now - at) * PER_SECOND)
    if len(_left) >= MOST_SEATS and token_hash not in _left:
        _tidy(now)
    _left[token_hash] = (max(0.0, left - 1), now)
    return left >= 1


def _tidy(now: float) -> None:
    """Forget seats that have their full measure again; everybody, if all are busy."""
    for seat in [seat for seat, (left, at) in _left.items() if left + (now - at) * PER_SECOND >= BURST]:
        del _left[seat]
    if len(_left) >= MOST_SEATS:
        _left.clear()


def forget() -> None:
    """Forget everybody, as a new process would."""
    _left.clear()
