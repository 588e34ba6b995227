"""Private notes: written, changed and deleted by their writer, read by nobody else, and counted by tag where the writer says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from exercises.models import Draft, Note, Theme
from exercises.numbers import ThemeCount, theme_counts
from sessions import push
from sessions.exercise import Refused
from sessions.models import LiveSession, Participant

FIELDS = "note."  # how the names of the notes' draft fields begin
MOST = 60  # notes of one seat
PRIVATE_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Tag:
    """What a note can be about."""

    key: str
    label: str
    hint: str


def tags_of(live: LiveSession) -> list[Tag]:
    """The tags of a live session's deck; none when its deck asks for no notes."""
    return [Tag(tag["key"], tag["label"], tag.get("hint", "")) for tag in live.deck.data.get("barriers", {}).get("tags", ())]


@dataclass(frozen=True)
class Own:
    """A note as its writer sees it: with the labels of its tags."""

    note: Note
    labels: list[str]

    @property
    def name(self) -> str:
        """What tells its buttons from those of the others."""
        return Truncator(self.note.text or ", ".join(self.labels)).chars(40)

    @property
    def is_counted(self) -> bool:
        return self.note.counts is True

    @property
    def is_kept(self) -> bool:
        return self.note.counts is False


def notes_of(who: Participant) -> list[Own]:
    """Everything a seat has noted, in the order it was written."""
    labels = {tag.key: tag.label for tag in tags_of(who.live)}
    return [Own(note, [labels[key] for key in note.tags if key in labels]) for note in Note.objects.filter(who=who)]


def asked_of(who: Participant | None) -> list[Own]:
    """Those whose tags may count, if their writer says so: a note without a tag is not asked about."""
    return [own for own in notes_of(who) if own.labels] if who else []


# ------------------------------------------------------------------ what its writer does
def check_open(live: LiveSession) -> None:
    """Raises `Refused` once the workshop is over."""
    if live.is_over:
        raise Refused(_("This workshop is over. Your notes are as you left them, and yours alone."), title=_("It has ended"))


@transaction.atomic
def add(live: LiveSession, who: Participant, tags: list[str], text: str, request_key: str) -> None:
    """Keep a note. The same request twice is one note. Raises `Refused`."""
    check_open(live)
    Participant.objects.select_for_update().get(pk=who.pk)  # two requests of one seat take turns
    mine = Note.objects.filter(who=who)
    if request_key and mine.filter(request_key=request_key).exists():
        return
    if mine.count() >= MOST:
        raise Refused(_("You have kept as many notes as fit here. Delete one first. What you typed is still in the field."))
    Note.objects.create(who=who, tags=tags, text=text, request_key=request_key)
    push.counts(live)


@transaction.atomic
def change(live: LiveSession, note: Note, tags: list[str], text: str) -> None:
    """Change a note. Whether its tags may count was said of other tags, and is asked again. Raises `Refused`."""
    check_open(live)
    counts = note.counts if note.tags == tags else None
    Note.objects.filter(pk=note.pk).update(tags=tags, text=text, counts=counts)


@transaction.atomic
def delete(live: LiveSession, note: Note) -> None:
    """Delete a note, also when the workshop is over."""
    note.delete()
    push.counts(live)


@transaction.atomic
def answer(note: Note, counts: bool | None) -> None:
    """Whether a note's tags may count as a theme; None takes the answer back. Raises `Refused` once the workshop is over."""
    check_open(note.who.live)
    Note.objects.filter(pk=note.pk).update(counts=counts)


# ------------------------------------------------------------------ what becomes of them
def themes(live: LiveSession) -> list[ThemeCount]:
    """Counts per tag of the notes that may count: only from five notes of five people on."""
    known = {tag.key for tag in tags_of(live)}
    found: Iterable[tuple[int, list[str]]] = Note.objects.filter(who__live=live, counts=True).values_list("who_id", "tags")
    return theme_counts((who, [tag for tag in tags if tag in known]) for who, tags in found)


def write_themes(live: LiveSession) -> None:
    """Keep the themes when the session ends; the notes themselves stay their writers'. Twice is once."""
    if not Theme.objects.filter(live=live).exists():
        Theme.objects.bulk_create(Theme(live=live, tag=t.tag, notes=t.notes, people=t.people) for t in themes(live))


@transaction.atomic
def purge(now: datetime) -> int:
    """Delete notes and their drafts 14 days after their session ended; how many notes went."""
    due = {"who__live__ended_at__lte": now - PRIVATE_FOR}
    Draft.objects.filter(**due, field__startswith=FIELDS).delete()
    return Note.objects.filter(**due).delete()[0]
