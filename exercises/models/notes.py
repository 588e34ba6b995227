"""Private notes on what makes these conversations hard. The writer's alone, until its writer lets its tag be counted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sessions.models import LiveSession, Participant


class Note(models.Model):
    """A barrier note. `counts` is None until its writer has answered, and an unanswered note stays its writer's."""

    who = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="notes")
    tags = models.JSONField(default=list)
    text = models.CharField(max_length=500, blank=True)
    counts = models.BooleanField(null=True, blank=True, help_text=_("May its tags be counted as a theme?"))
    request_key = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return "a note"


class Theme(models.Model):
    """How many notes, from how many people, had a tag: written when the session ends, and only above the small-number rule."""

    live = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="themes")
    tag = models.SlugField(max_length=40)
    notes = models.PositiveIntegerField()
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.tag}: {self.notes}"


class Moment(models.Model):
    """Somebody would like a pause. Nothing says who, nor in what order or when."""

    live = models.OneToOneField(LiveSession, on_delete=models.CASCADE, related_name="moment")
    asked = models.PositiveSmallIntegerField(default=0)
    support = models.TextField(blank=True, max_length=1000, help_text=_("Who people can talk to here; the facilitator’s own words."))

    def __str__(self) -> str:
        return f"{self.asked} asked"
