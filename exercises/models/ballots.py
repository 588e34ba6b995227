"""What participants leave behind. A ballot is tied to its seat by a keyed hash alone, and only until the box is sealed: see `sealed.py`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sessions.models import SlideRun


class Ballot(models.Model):
    """What one seat chose, while it may still be changed. Without a time stamp, and gone once the totals are written."""

    run = models.ForeignKey(SlideRun, on_delete=models.CASCADE, related_name="ballots")
    voter = models.CharField(max_length=64, help_text="HMAC-SHA256 of the seat, with a key that is never in the database.")
    choice = models.JSONField(default=list, help_text="Picked numbers, or number → approach.")
    sent = models.BooleanField(default=False, help_text="Complete: the choice was sent, or everything is sorted.")
    turn = models.PositiveIntegerField(default=0, help_text="Rises with each change on the phone; an older one never wins.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "voter"], name="ballot_once_each"),
        ]

    def __str__(self) -> str:
        return "a ballot"


class Total(models.Model):
    """What a sealed box held: counts only, written once."""

    run = models.OneToOneField(SlideRun, on_delete=models.CASCADE, related_name="total")
    people = models.PositiveIntegerField(help_text="How many people it rests on, a show of hands included.")
    picks = models.PositiveIntegerField(help_text="How many picks or answers it rests on.")
    choice = models.JSONField(default=dict, help_text="Mark → count: “4” picked eleven times, “4:e” sorted so twenty times.")

    def __str__(self) -> str:
        return f"{self.picks} picks from {self.people} people"


class Hands(models.Model):
    """A show of hands, counted by the facilitator for people without a phone. Becomes part of the total when the box is sealed."""

    run = models.OneToOneField(SlideRun, on_delete=models.CASCADE, related_name="hands")
    people = models.PositiveIntegerField()
    choice = models.JSONField(default=dict, help_text="Option number → hands.")

    def __str__(self) -> str:
        return f"{self.people} people by a show of hands"
