"""The team lead's way in, and each participant's own way back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

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

    def __str__(self) -> str:
        return "a follow-up"
