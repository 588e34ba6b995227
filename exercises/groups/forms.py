"""What people and facilitators may send while groups are made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exercises.groups.places import grouping_with
from exercises.models import Grouping
from exercises.texts import Text, clean
from sessions.forms import CommandForm
from sessions.models import LiveSession, SlideRun
from sessions.models.live import sets_of

LONGEST_LABEL, LONGEST_NAME = 20, 40
MOST_GROUPS, MOST_PEOPLE, MOST_NUMBER = 60, 60, 99_999
MOST_TURNS = 2_000_000_000
ALONE = "alone"
ODD = _("That didn’t arrive as it should. Nothing was changed.")


class Numbers(forms.MultipleChoiceField):
    """Several numbers of people or tables. Whether they exist is asked later."""

    def validate(self, value: Any) -> None:
        """Raise `ValidationError` unless each is a whole number, and there are not absurdly many."""
        if len(value) > 1000 or not all(text.isascii() and text.isdecimal() and len(text) < 6 for text in value):
            raise forms.ValidationError(ODD)

    def clean(self, value: Any) -> list[int]:
        return sorted({int(text) for text in super().clean(value)})


class GroupsAnswer(forms.Form):
    """What a phone sends: a `group`, or a label and wishes. `turn` rises with each change, `sent` says that it is complete."""

    group = forms.CharField(required=False, max_length=8, error_messages={"max_length": ODD})
    label = Text(LONGEST_LABEL, required=False)
    at = Numbers(required=False)
    table = Numbers(required=False)
    apart = Numbers(required=False)
    turn = forms.IntegerField(
        min_value=0, max_value=MOST_TURNS, required=False, error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), ODD)
    )
    sent = forms.BooleanField(required=False)
    anywhere = forms.BooleanField(required=False)
    again = forms.BooleanField(required=False)

    def __init__(self, *args: Any, run: SlideRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run = run

    def clean_group(self) -> int | str | None:
        """A position, `ALONE`, or None."""
        text: str = self.cleaned_data["group"]
        if text and text != ALONE and not (text.isascii() and text.isdecimal()):
            raise forms.ValidationError(ODD)
        return int(text) if text and text != ALONE else text or None

    def clean_label(self) -> str:
        return " ".join(self.cleaned_data["label"].split())

    def clean_turn(self) -> int:
        return self.cleaned_data["turn"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        way = grouping_with(self.run.live).way
        if way == Grouping.Way.PICK and not cleaned.get("group") and not cleaned.get("again") and not self.errors:
            raise forms.ValidationError(_("Choose a group first, or say that you would rather think on your own."))
        return cleaned


class SetUpForm(CommandForm):
    """How groups are made: the way, their names one a line, and how many people each takes."""

    way = forms.ChoiceField(choices=Grouping.Way.choices, error_messages={"invalid_choice": ODD})
    names = Text(MOST_GROUPS * (LONGEST_NAME + 2), required=False)
    least = forms.IntegerField(min_value=1, max_value=MOST_PEOPLE)
    most = forms.IntegerField(min_value=1, max_value=MOST_PEOPLE)

    def __init__(self, *args: Any, live: LiveSession, **kwargs: Any) -> None:
        super().__init__(*args, live=live, **kwargs)
        for field in ("least", "most"):
            self.fields[field].error_messages = dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"), _("Please give whole numbers from 1 to 60. Nothing was changed.")
            )
        self.fields["names"].error_messages["max_length"] = _("Those are more groups than fit. Nothing was changed.")

    def clean_names(self) -> list[str]:
        """The names, each once, whatever its case."""
        found: dict[str, str] = {}
        for line in clean(self.cleaned_data["names"]).split("\n"):
            name = " ".join(line.split())
            if len(name) > LONGEST_NAME:
                raise forms.ValidationError(
                    _("A group’s name can have %(n)d characters. Please shorten the longest one. Nothing was changed.")
                    % {"n": LONGEST_NAME}
                )
            if name:
                found.setdefault(name.casefold(), name)
        if len(found) > MOST_GROUPS:
            raise forms.ValidationError(_("Sixty groups are the most. Nothing was changed."))
        return list(found.values())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and cleaned["least"] > cleaned["most"]:
            raise forms.ValidationError(_("The smaller number comes first: from three to six, for example. Nothing was changed."))
        return cleaned


class WayForm(CommandForm):
    way = forms.ChoiceField(choices=Grouping.Way.choices, error_messages={"invalid_choice": ODD})


class MoveForm(CommandForm):
    """Who moves where: the number of a person, the position of a group."""

    person = forms.IntegerField(min_value=1, max_value=MOST_NUMBER, error_messages={"required": _("Pick somebody up first.")})
    group = forms.IntegerField(min_value=1, max_value=MOST_GROUPS * 2)


class AddForm(CommandForm):
    """One more group."""

    name = Text(LONGEST_NAME)

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class EachForm(CommandForm):
    """What each group works on and how: `set-<position>` names its question set, `paper-<position>` says that it works on paper."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        known = {"", *(each.key for each in sets_of(self.live.deck_id))}
        each: dict[int, tuple[str, bool]] = {}
        for position in self.live.groups.values_list("position", flat=True):
            question_set = str(self.data.get(f"set-{position}", ""))
            if question_set not in known:
                raise forms.ValidationError(ODD)
            each[position] = (question_set, bool(self.data.get(f"paper-{position}")))
        return cleaned | {"each": each}
