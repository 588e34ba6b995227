"""Who is in the room: participants with a seat token, facilitators with a control seat."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sessions.models.live import LiveSession


class Agency(models.TextChoices):
    """Where somebody works, if they like to say."""

    POLICE = "police", _("Police")
    SOCIAL_CARE = "social-care", _("Children’s social care")
    EDUCATION = "education", _("School or college")
    YOUTH_WORK = "youth-work", _("Youth work")
    COMMUNITY_SAFETY = "community-safety", _("Community safety")
    HEALTH = "health", _("Health")
    VOLUNTARY = "voluntary", _("Voluntary sector")
    RATHER_NOT_SAY = "rather-not-say", _("Rather not say")


class Participant(models.Model):
    """Someone with a phone. Nothing here says who: only a hash of the token their browser holds."""

    live = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="participants")
    token_hash = models.CharField(max_length=64, unique=True)
    agency = models.CharField(max_length=20, choices=Agency.choices, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    move_hash = models.CharField(max_length=64, blank=True, help_text=_("Hash of the code that carries the seat to another phone."))
    move_ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["live", "move_hash"], condition=~models.Q(move_hash=""), name="move_code_once"),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"


class Facilitator(models.Model):
    """A control seat: the owner's, or one opened with the co-facilitator's link. All have the same rights."""

    live = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="facilitators")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="seats")
    name = models.CharField(max_length=40, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name or str(_("The facilitator"))


class SignInLink(models.Model):
    """A one-time link that signs the facilitator in on the embedded default. Only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in link {self.pk}"
