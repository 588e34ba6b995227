"""One run of a deck with people, and the slides it has put on stage."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import lru_cache
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from sessions import clock
from sessions.phases import Phase, RunPhase
from workshop.models import Deck, Kind, QuestionSet, Slide
from workshop.plans import Bar, Part, bars, running_order, total, with_feedback

CODE_DIGITS = 6
KEYED = 32  # hexadecimal: 128 bits
SCREEN, INVITE = "screen", "invite"  # doors that a link opens


def new_key() -> str:
    """What stands in a live session's addresses: unguessable, but no right by itself."""
    return secrets.token_urlsafe(9)


def new_token() -> str:
    """The stored half of a capability: whoever has the link may do what it is for. 128 bits."""
    return secrets.token_urlsafe(16)


def whole(half: str, door: str) -> str:
    """A link that is shown again and again, so that no hash would do: the half that is stored, and what the server's key makes of it.

    So a copy of the database opens nothing.
    """
    return half + salted_hmac(f"hymnsheet.{door}", half, algorithm="sha256").hexdigest()[:KEYED]


def half_of(token: str, door: str) -> str:
    """The stored half of such a link; empty when the rest is not right."""
    half = token[:-KEYED]
    return half if constant_time_compare(token, whole(half, door)) else ""


def whole_minutes(seconds: float | None) -> int:
    """Seconds as people say how long something took: to the minute, and never none."""
    return max(1, round((seconds or 0) / 60))


@lru_cache(maxsize=64)
def slides_of(deck_id: int) -> tuple[Slide, ...]:
    """A deck edition's slides in order, hearing back included. Editions never change, so a process reads each once."""
    return with_feedback(Slide.objects.filter(deck_id=deck_id))


@lru_cache(maxsize=64)
def sets_of(deck_id: int) -> tuple[QuestionSet, ...]:
    """A deck edition's question sets in order."""
    return tuple(QuestionSet.objects.filter(deck_id=deck_id).order_by("number"))


class LiveSession(models.Model):
    """One run of a deck with people. In code a `LiveSession` is called `live`."""

    class Plan(models.TextChoices):
        FULL = "full", _("60 minutes")
        SHORT = "short", _("45 minutes")
        OWN = "own", _("My own minutes")

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="live_sessions")
    deck = models.ForeignKey(Deck, on_delete=models.PROTECT, related_name="live_sessions")
    title = models.CharField(max_length=80)
    date = models.DateField()
    plan = models.CharField(max_length=10, choices=Plan.choices, default=Plan.FULL)
    minutes = models.JSONField(default=dict, help_text=_("Minutes for each unit; trims change those still to come."))
    planned_total = models.PositiveSmallIntegerField(default=60, help_text=_("Minutes as set up, before any trim."))
    question_set = models.SlugField(max_length=80, blank=True, help_text=_("Empty: decided on the day."))
    left_out = models.JSONField(default=list, blank=True, help_text=_("Keys of slides that are passed over."))
    asks_agency = models.BooleanField(default=False)
    kept_days = models.PositiveSmallIntegerField(default=90)

    code = models.CharField(max_length=CODE_DIGITS, blank=True, help_text=_("Empty once the session has ended: codes are retired."))
    door_open = models.BooleanField(default=True)
    screen_half = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    invite_half = models.CharField(max_length=32, unique=True, default=new_token, editable=False)

    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.LOBBY)
    revision = models.PositiveIntegerField(default=1)
    slide_key = models.SlugField(max_length=80, blank=True)
    is_blank = models.BooleanField(default=False, help_text=_("The projector shows nothing."))
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    resumed_from = models.DateTimeField(null=True, blank=True, help_text=_("Its start, moved on by the hours the room was away."))
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(default=timezone.now, help_text=_("When anything was last pressed."))

    class Meta:
        ordering = ("date", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="live_code_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def behind(cls, door: str, token: str) -> models.QuerySet[LiveSession]:
        """The live session whose door a link opens, or none."""
        return cls.objects.filter(**{f"{door}_half": half_of(token, door)})

    @property
    def screen_token(self) -> str:
        """What opens its big screen."""
        return whole(self.screen_half, SCREEN)

    @property
    def invite_token(self) -> str:
        """What opens a control seat for a co-facilitator."""
        return whole(self.invite_half, INVITE)

    @property
    def is_follow_up(self) -> bool:
        """Whether it brings up what another workshop has left. Reads nothing: a process knows its decks' slides."""
        return any(slide.kind == Kind.FOLLOW_UP for slide in slides_of(self.deck_id))

    @property
    def parts(self) -> tuple[Part, ...]:
        """The running order as it is now."""
        return running_order(slides_of(self.deck_id), self.question_set, self.left_out)

    @property
    def part(self) -> Part | None:
        """The part that is on, or None in the lobby."""
        return self.find(self.slide_key)

    def find(self, slide_key: str) -> Part | None:
        """The part of a slide, or None if the slide is not in the running order."""
        return next((p for p in self.parts if p.slide.key == slide_key), None)

    @property
    def next_part(self) -> Part | None:
        """The part after the one that is on; None on the last."""
        position = self.part.position if self.part else 0
        return next((p for p in self.parts if p.position == position + 1), None)

    @property
    def bars(self) -> list[Bar]:
        """The stave."""
        return bars(self.parts, self.minutes)

    @property
    def total(self) -> int:
        """Planned minutes as they stand now."""
        return total(self.minutes)

    def planned(self, part: Part) -> int:
        """Minutes planned for a part's countdown; parts that share a clock give the same answer."""
        return sum(self.minutes.get(unit, 0) for unit in part.units)

    def held_minutes(self) -> int:
        """How long its slides were on, in whole minutes, as it stood when one was last left. A pause is none of it."""
        return whole_minutes(self.runs.aggregate(seconds=models.Sum("seconds"))["seconds"])

    def counted_from(self, paused_at: datetime | None, now: datetime) -> datetime | None:
        """From when the plan's clock counts: its start, without the hours the room was away, those of a pause until now among them."""
        return clock.counted_from(self.resumed_from or self.started_at, paused_at, now)

    @property
    def is_over(self) -> bool:
        return self.phase == Phase.ENDED


class SlideRun(models.Model):
    """A slide put on stage in one live session. Going back returns to the same run."""

    live = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="runs")
    slide_key = models.SlugField(max_length=80)
    phase = models.CharField(max_length=10, choices=RunPhase.choices, default=RunPhase.SHOWN)
    step = models.PositiveSmallIntegerField(default=0, help_text=_("How many of an exercise's results have been shown."))
    entered_at = models.DateTimeField(null=True, blank=True, help_text=_("When it last came on stage; empty when it is not on."))
    ends_at = models.DateTimeField(null=True, blank=True, help_text=_("When the slide's time is up: a soft end."))
    seconds = models.FloatField(default=0, help_text=_("Seconds spent on it before it last came on stage."))
    extra = models.SmallIntegerField(default=0, help_text=_("Minutes given or taken while it was on."))
    opened_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True, help_text=_("When the exercise stops taking answers."))
    shown_at = models.JSONField(default=dict, help_text=_("When each result was shown: step -> ISO time."))

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["live", "slide_key"], name="slide_run_once"),
        ]

    def __str__(self) -> str:
        return f"{self.slide_key} ({self.phase})"

    @property
    def slide(self) -> Slide:
        """The slide as it stands in the session's own edition of the deck."""
        return next(s for s in slides_of(self.live.deck_id) if s.key == self.slide_key)
