"""What a group writes. It stays in the group until whoever wrote it shares it with the room."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from exercises.models.groups import Group
from sessions.models import Participant

LONGEST_POINT = 1000


class Reach(models.TextChoices):
    """Who sees a text. Chosen by its writer, visible at every field."""

    GROUP = "group", _("Only my group")
    ROOM = "room", _("The room")


class Shareable(models.Model):
    """Something with a reach that its writer decides. Taking it back to the group is anybody's there."""

    reach: models.CharField[str, str]
    writer_id: int | None

    class Meta:
        abstract = True

    @property
    def is_shared(self) -> bool:
        """Whether the room sees it."""
        return self.reach == Reach.ROOM

    @property
    def can_be_shared(self) -> bool:
        """Whether it is ready for the room."""
        return True

    def is_for(self, who: Participant | None) -> bool:
        """Whether somebody of its group may share it with the room: its writer; everybody where none is known."""
        return self.writer_id is None or (who is not None and self.writer_id == who.pk)

    @property
    def other_reach(self) -> str:
        """What pressing its switch would make of its reach."""
        return Reach.GROUP.value if self.is_shared else Reach.ROOM.value


class Point(Shareable):
    """A line a group writes under one block of its questions."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="points")
    block = models.CharField(max_length=160, help_text=_("Slide key and block key, with a slash between."))
    text = models.CharField(max_length=LONGEST_POINT)
    reach = models.CharField(max_length=10, choices=Reach.choices, default=Reach.GROUP)
    version = models.PositiveIntegerField(default=1)
    request_key = models.CharField(max_length=40, blank=True, help_text=_("The same addition sent twice is one point."))
    writer = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text=_("Forgotten when the session ends.")
    )
    is_blanked = models.BooleanField(default=False, help_text=_("A facilitator took it off every screen and export."))

    class Meta:
        ordering = ("group", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["group", "request_key"], condition=~models.Q(request_key=""), name="point_once_a_request"),
        ]

    def __str__(self) -> str:
        return f"a point of {self.group}"


class Draft(models.Model):
    """What somebody is typing and has not sent yet, so that no keystroke is lost. Only its writer ever sees it."""

    who = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="drafts")
    field = models.CharField(max_length=200)
    text = models.TextField(max_length=5000, blank=True)
    turn = models.PositiveIntegerField(default=0, help_text=_("Rises with each save; an older one never wins."))

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["who", "field"], name="draft_once_a_field"),
        ]

    def __str__(self) -> str:
        return "a draft"


class Lean(models.IntegerChoices):
    """A lean in five steps, and not sure."""

    MOSTLY_BEHAVIOUR = -2, _("Mostly behaviour-based")
    MORE_BEHAVIOUR = -1, _("More behaviour-based")
    HALF = 0, _("Half and half")
    MORE_ECOLOGICAL = 1, _("More ecological")
    MOSTLY_ECOLOGICAL = 2, _("Mostly ecological")
    UNSURE = 9, _("Not sure")


class GroupAgency(models.Model):
    """An agency on a group's list, with the lean of its training as the group sees it."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="agencies")
    name = models.CharField(max_length=60)
    lean = models.SmallIntegerField(choices=Lean.choices, null=True, blank=True)
    is_shared = models.BooleanField(default=False)

    class Meta:
        ordering = ("group", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["group", "name"], name="group_agency_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Factor(models.Model):
    """A factor somebody has shown to their group: what sways who is heard. Unshown ticks never leave the phone."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="factors")
    who = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    factor = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["group", "who", "factor"], name="factor_once_each"),
        ]

    def __str__(self) -> str:
        return self.factor


class Card(Shareable):
    """A response the group uses, sorted into behaviour or context, with the belief it rests on."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="cards")
    text = models.CharField(max_length=300)
    approach = models.CharField(max_length=20, blank=True)
    belief = models.CharField(max_length=LONGEST_POINT, blank=True)
    reach = models.CharField(max_length=10, choices=Reach.choices, default=Reach.GROUP)
    version = models.PositiveIntegerField(default=1)
    writer = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text=_("Forgotten when the session ends.")
    )
    is_blanked = models.BooleanField(default=False)

    class Meta:
        ordering = ("group", "pk")

    def __str__(self) -> str:
        return f"a card of {self.group}"

    @property
    def can_be_shared(self) -> bool:
        """Once it is sorted: the room sees it below its approach."""
        return bool(self.approach)
