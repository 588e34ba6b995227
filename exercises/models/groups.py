"""Groups of people who trust each other: how they were made, who sits where, and, only while they are made, who wished for what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sessions.models import LiveSession, Participant


class Grouping(models.Model):
    """How a live session makes its groups, and how far it is."""

    class Way(models.TextChoices):
        PICK = "pick", _("People pick a group on their phone")
        MIX = "mix", _("A mix across agencies")
        WISHES = "wishes", _("Private wishes")

    class Stage(models.TextChoices):
        ASKING = "asking", _("People pick or wish")
        SEATING = "seating", _("The facilitator looks at a suggestion")
        FIXED = "fixed", _("The groups are fixed")

    live = models.OneToOneField(LiveSession, on_delete=models.CASCADE, related_name="grouping")
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.PICK)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.ASKING)
    least = models.PositiveSmallIntegerField(default=3)
    most = models.PositiveSmallIntegerField(default=6)
    fit = models.JSONField(default=dict, help_text=_("How well the suggestion fitted when it was made: counts only."))
    seed = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1, help_text=_("Rises with every label and place, for phones that still choose."))

    def __str__(self) -> str:
        return f"{self.way} ({self.stage})"


class Group(models.Model):
    """A small group of people who trust each other. `version` rises with every change its members should see."""

    live = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    question_set = models.SlugField(max_length=80, blank=True, help_text=_("Empty: the live session’s set."))
    on_paper = models.BooleanField(default=False, help_text=_("Works on paper or on one shared device: the facilitator adds its points."))
    version = models.PositiveIntegerField(default=1)
    wrote_at = models.DateTimeField(null=True, blank=True)
    message = models.CharField(max_length=200, blank=True, help_text=_("What the facilitators last told this group."))
    message_number = models.PositiveIntegerField(
        default=0, help_text=_("Rises with every message, so that the same words said again are new.")
    )
    heard = models.BooleanField(default=False, help_text=_("It has fed back."))
    feedback_seconds = models.PositiveIntegerField(default=0, help_text=_("Seconds it has fed back for."))

    class Meta:
        ordering = ("live", "position")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["live", "name"], name="group_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Where a participant sits. One place each; without a group it says that somebody thinks on their own."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="place")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="places")

    def __str__(self) -> str:
        return f"a place at {self.group}" if self.group else "a place of one’s own"


class Label(models.Model):
    """How people can find each other while groups are made. Deleted when the groups are fixed."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="label")
    text = models.CharField(max_length=20, blank=True)
    turn = models.PositiveIntegerField(default=0, help_text=_("Rises with each change on the phone; an older one never wins."))
    is_ready = models.BooleanField(default=False, help_text=_("Wishes were sent, or there are none."))

    def __str__(self) -> str:
        return "a label"


class Wish(models.Model):
    """Who or where somebody would be at ease, or would rather not be. Deleted when the groups are fixed; nobody ever sees it."""

    who = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="wishes")
    person = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    rather_not = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["who", "person"], condition=models.Q(person__isnull=False), name="wish_once_a_person"),
            models.UniqueConstraint(fields=["who", "group"], condition=models.Q(group__isnull=False), name="wish_once_a_group"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, group=None) | models.Q(person=None, group__isnull=False), name="wish_for_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return "a wish"
