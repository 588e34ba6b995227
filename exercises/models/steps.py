"""Next steps: what people will do, at three levels, and what they keep to themselves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sessions.models import LiveSession, Participant

LONGEST_STEP = 500


class Level(models.TextChoices):
    YOU = "you", _("You")
    TEAM = "team", _("Team or meeting")
    ORGANISATION = "organisation", _("Organisation")


class ActionPoint(models.Model):
    """What, who, by when. On the level “you” it is its writer's alone unless they pass it on; the others are shared boards."""

    class Status(models.TextChoices):
        NOT_STARTED = "not-started", _("Not started")
        BEGUN = "begun", _("Begun")
        DONE = "done", _("Done")
        LET_GO = "let-go", _("Let go")

    live = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="action_points")
    level = models.CharField(max_length=20, choices=Level.choices)
    what = models.CharField(max_length=LONGEST_STEP, blank=True)
    who = models.CharField(max_length=80, blank=True, help_text=_("A role will do."))
    by_when = models.DateField(null=True, blank=True)
    by_when_text = models.CharField(max_length=40, blank=True, help_text=_("Roughly: “by the summer”."))
    position = models.PositiveSmallIntegerField(default=0, help_text=_("On the level “you”: which of the three."))
    writer = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="action_points")
    passed_on = models.BooleanField(default=False, help_text=_("Its writer adds it to the lead’s page (level “you” only)."))
    kept = models.BooleanField(default=False, help_text=_("The room settled on it (shared levels only)."))
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.NOT_STARTED)
    progress = models.CharField(max_length=LONGEST_STEP, blank=True, help_text=_("A line the team lead adds."))
    version = models.PositiveIntegerField(default=1)
    asked = models.PositiveSmallIntegerField(default=1, help_text=_("Rises when support starts anew."))
    request_key = models.CharField(max_length=40, blank=True)
    is_blanked = models.BooleanField(default=False)

    class Meta:
        ordering = ("live", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["live", "request_key"], condition=~models.Q(request_key=""), name="action_point_once_a_request"
            ),
            models.UniqueConstraint(fields=["writer", "position"], condition=models.Q(level="you"), name="own_action_point_once"),
        ]

    def __str__(self) -> str:
        return "an action point"


class Support(models.Model):
    """Somebody is for a proposal."""

    point = models.ForeignKey(ActionPoint, on_delete=models.CASCADE, related_name="support")
    who = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["point", "who"], name="support_once_each"),
        ]

    def __str__(self) -> str:
        return "for it"


class Reflection(models.Model):
    """The main thing somebody has learnt. Private, gone after 14 days."""

    who = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="reflection")
    text = models.TextField(blank=True, max_length=3000)
    turn = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return "a reflection"


class SharedPlan(models.Model):
    """What the room writes together beside the action points, one row a live session."""

    live = models.OneToOneField(LiveSession, on_delete=models.CASCADE, related_name="shared_plan")
    shared_vision = models.TextField(blank=True, max_length=2000)
    follow_up_date = models.DateField(null=True, blank=True)
    critical_reflection = models.TextField(blank=True, max_length=2000)
    support_needed = models.TextField(blank=True, max_length=2000)
    feed_back_to = models.CharField(blank=True, max_length=200)
    feed_back_how = models.CharField(blank=True, max_length=200)
    versions = models.JSONField(default=dict, help_text=_("Field → version, so that two writers lose nothing."))

    def __str__(self) -> str:
        return "the shared plan"


class Feedback(models.Model):
    """How it was, for one person who said. Never who: only that a seat has sent one."""

    live = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="feedback")
    answers = models.JSONField(default=dict)
    text = models.TextField(blank=True, max_length=1000)

    def __str__(self) -> str:
        return "feedback"


class FeedbackGiven(models.Model):
    """A seat has sent its feedback; which one is not known."""

    who = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return "given"
