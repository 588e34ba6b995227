"""Both state machines on one page: every phase and every permitted move. A test tries each from × to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    """Where a live session is."""

    LOBBY = "lobby", _("People are arriving")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class RunPhase(models.TextChoices):
    """Where one slide's exercise is in one live session. A slide without an exercise stays `shown`."""

    SHOWN = "shown", _("Shown")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    REVEALED = "revealed", _("Revealed")


MOVES: frozenset[tuple[Phase, Phase]] = frozenset(
    {
        (Phase.LOBBY, Phase.RUNNING),
        (Phase.RUNNING, Phase.PAUSED),
        (Phase.PAUSED, Phase.RUNNING),
        (Phase.LOBBY, Phase.ENDED),
        (Phase.RUNNING, Phase.ENDED),
        (Phase.PAUSED, Phase.ENDED),
    }
)

RUN_MOVES: frozenset[tuple[RunPhase, RunPhase]] = frozenset(
    {
        (RunPhase.SHOWN, RunPhase.OPEN),
        (RunPhase.SHOWN, RunPhase.CLOSED),  # skipped: closed without ever being open
        (RunPhase.OPEN, RunPhase.CLOSED),
        (RunPhase.CLOSED, RunPhase.OPEN),  # a deliberate reopen
        (RunPhase.CLOSED, RunPhase.REVEALED),  # nothing leads back from here
    }
)


class NotPermitted(Exception):
    """The move is not in the table: nothing was changed."""


def check(before: Phase, after: Phase) -> None:
    """Raise `NotPermitted` unless a live session may go from one phase to the other."""
    if (before, after) not in MOVES:
        raise NotPermitted(f"{before} → {after}")


def check_run(before: RunPhase, after: RunPhase) -> None:
    """Raise `NotPermitted` unless a slide run may go from one phase to the other."""
    if (before, after) not in RUN_MOVES:
        raise NotPermitted(f"{before} → {after}")
