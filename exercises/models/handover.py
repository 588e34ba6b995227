"""The team lead's way in, and each participant's own way back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from exercises.models.steps import LONGEST_STEP, ActionPoint
from sessions.models import LiveSession, Participant


class LeadLink(models.Model):
    """A team lead's private link: never guessable, revocable, expiring. Only its hash is kept."""

    live = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="lead_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return "a lead’s link"


class OwnLink(models.Model):
    """A participant's private link to their own form, for 14 days after the session."""

    who = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="own_link")
    token_hash = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return "somebody’s own link"


class FollowUp(models.Model):
    """A 20 minute follow-up of an earlier live session, run as a live session of its own."""

    live = models.OneToOneField(LiveSession, on_delete=models.CASCADE, related_name="follow_up_of")
    first = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="follow_ups", help_text=_("The workshop it follows up."))
    points = models.JSONField(default=list, help_text=_("Numbers of the action points to bring up, in order."))
    turn = models.PositiveSmallIntegerField(default=0, help_text=_("Which of `points` is on, from 0."))
    said = models.JSONField(default=list, help_text=_("Numbers of those the room has said something about."))
    version = models.PositiveIntegerField(default=1, help_text=_("Rises with everything the room says."))

    def __str__(self) -> str:
        return "a follow-up"


class Afterwards(models.Model):
    """What is settled about a live session after the room has gone: by the facilitator (`fine`), by the team lead (the meeting)."""

    live = models.OneToOneField(LiveSession, on_delete=models.CASCADE, related_name="afterwards")
    people = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("How many were in the room at the end; seats go before this does.")
    )
    fine = models.JSONField(default=list, help_text=_("Texts that were read through and may stay as they are: “point-12-3”."))
    meets_at = models.TimeField(null=True, blank=True)
    meets_minutes = models.PositiveSmallIntegerField(default=20)
    meets_where = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return "afterwards"


class Wording(models.Model):
    """How an action point has read, from the first time the lead changed it: the room's words first, those of now last.

    So two people who edit lose nothing.
    """

    point = models.ForeignKey(ActionPoint, on_delete=models.CASCADE, related_name="wordings")
    what = models.CharField(max_length=LONGEST_STEP, blank=True)
    who = models.CharField(max_length=80, blank=True)
    by_when = models.DateField(null=True, blank=True)
    by_when_text = models.CharField(max_length=40, blank=True)
    progress = models.CharField(max_length=LONGEST_STEP, blank=True)
    since = models.DateField(help_text=_("The day from which it read so."))

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return "an earlier wording"
