"""What the hand-over pages take in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.models import ActionPoint
from exercises.models.steps import LONGEST_STEP
from exercises.next_steps.forms import Day
from exercises.texts import Text

LEAST_DAYS, MOST_DAYS = 7, 365
DAYS_SENTENCE = gettext_lazy("From 7 to 365 days, please. Nothing was changed.")


class DaysForm(forms.Form):
    """For how many days everything is kept."""

    days = forms.IntegerField(
        min_value=LEAST_DAYS,
        max_value=MOST_DAYS,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), DAYS_SENTENCE),
    )


class WordsForm(forms.Form):
    """Other words for a shared text; none for one that may be empty."""

    def __init__(self, *args: Any, most: int, is_optional: bool = False, is_one_line: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_one_line = is_one_line
        self.fields["words"] = Text(most, required=not is_optional)

    def clean_words(self) -> str:
        """The words; those of a name in one line."""
        words: str = self.cleaned_data["words"]
        return " ".join(words.split()) if self.is_one_line else words


class PointForm(forms.Form):
    """The words of an action point, and how far it is."""

    version = forms.IntegerField(min_value=0, max_value=2_000_000_000)
    was = forms.ChoiceField(choices=ActionPoint.Status.choices, required=False)
    status = forms.ChoiceField(choices=ActionPoint.Status.choices)
    what = Text(LONGEST_STEP)
    who = Text(80, required=False)
    by_when = Day()
    by_when_text = Text(40, required=False)
    progress = Text(LONGEST_STEP, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("version", "status", "was"):
            self.fields[name].error_messages |= dict.fromkeys(
                ("required", "invalid", "invalid_choice", "min_value", "max_value"),
                _("That didn’t arrive as it should. Nothing was changed."),
            )

    @property
    def words(self) -> dict[str, Any]:
        """The words alone."""
        return {name: self.cleaned_data[name] for name in ("what", "who", "by_when", "by_when_text", "progress")}


class ProgressForm(forms.Form):
    """How far an action point is."""

    status = forms.ChoiceField(choices=ActionPoint.Status.choices)
