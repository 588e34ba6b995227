"""The workshop as prepared: decks with their slides and question sets, and the accounts of those who run it.

A `Deck` row is one **edition** and never changes: loading a file whose content differs makes a new edition and leaves the old
one to the live sessions that were set up with it. So a live session's deck is its own snapshot.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A facilitator. Participants have no account."""

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()


class Cue(models.TextChoices):
    """What the facilitator does on a slide."""

    READ_ALOUD = "read-aloud", _("Read aloud")
    ACTIVITY = "activity", _("Activity")
    DISCUSSION = "discussion", _("Discussion")


class Kind(models.TextChoices):
    """What a slide is for. Exercises register for the kinds they run on."""

    CONTENT = "content", _("Content")
    VOTE = "vote", _("Vote")
    REVEAL = "reveal", _("Reveal")
    CHOICE = "choice-of-question-set", _("Choice of a question set")
    SECTION = "section", _("Section")
    QUESTIONS = "questions", _("Questions")
    FEEDBACK = "feedback", _("Hearing back")  # never in a file: it follows the last question slide of a set
    NEXT_STEPS = "next-steps", _("Next steps")
    CLOSE = "close", _("Close")
    FOLLOW_UP = "follow-up", _("Action points from last time")


class Deck(models.Model):
    """One edition of a workshop."""

    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the content: the same content is the same edition."))
    is_current = models.BooleanField(default=True, help_text=_("The edition new live sessions start with."))
    data = models.JSONField(default=dict, help_text=_("What belongs to the whole deck: plans, cues, barriers, credits …"))
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["slug", "digest"], name="deck_edition_once"),
            models.UniqueConstraint(fields=["slug"], condition=models.Q(is_current=True), name="deck_one_current_edition"),
        ]

    def __str__(self) -> str:
        return self.title


class Slide(models.Model):
    """One page of a deck. Minutes are whole minutes; the group exercise's are talk and feedback together."""

    deck = models.ForeignKey(Deck, on_delete=models.CASCADE, related_name="slides")
    number = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=80)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    title = models.CharField(max_length=200)
    cue = models.CharField(max_length=20, choices=Cue.choices)
    minutes = models.PositiveSmallIntegerField(help_text=_("As the source prints it."))
    minutes_full = models.PositiveSmallIntegerField(help_text=_("In the 60 minute plan."))
    minutes_short = models.PositiveSmallIntegerField(help_text=_("In the 45 minute plan."))
    instructions = models.TextField(blank=True)
    body = models.TextField(blank=True, help_text=_("Markdown."))
    clock = models.SlugField(max_length=80, blank=True, help_text=_("Slides with the same clock share one countdown."))
    question_set = models.SlugField(max_length=80, blank=True, help_text=_("Shown only when this set is chosen."))
    data = models.JSONField(default=dict, help_text=_("What only this kind of slide has: vote, reveal, projector, blocks, levels …"))

    class Meta:
        ordering = ("deck", "number")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["deck", "number"], name="slide_number_once"),
            models.UniqueConstraint(fields=["deck", "key"], name="slide_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def part(self, name: str) -> dict[str, Any]:
        """A table of `data`, or an empty one: `slide.part("vote")`."""
        found = self.data.get(name, {})
        return found if isinstance(found, dict) else {}


class QuestionSet(models.Model):
    """One of the sets of breakout questions: a section slide and the question slides after it."""

    deck = models.ForeignKey(Deck, on_delete=models.CASCADE, related_name="question_sets")
    number = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    who_for = models.TextField(blank=True)
    tip = models.TextField(blank=True)

    class Meta:
        ordering = ("deck", "number")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["deck", "key"], name="question_set_key_once"),
        ]

    def __str__(self) -> str:
        return self.title
