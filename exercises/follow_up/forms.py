"""What a follow-up takes in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exercises.follow_up.minutes import LENGTHS, QUESTION_KEYS
from exercises.models import ActionPoint
from exercises.models.steps import LONGEST_STEP
from exercises.next_steps.forms import Day
from exercises.texts import Text
from sessions.forms import CommandForm

ODD = _("That didn’t arrive as it should. Nothing was changed.")
BIGGEST = 2**62


def number_field() -> forms.IntegerField:
    return forms.IntegerField(min_value=1, max_value=BIGGEST, error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), ODD))


class ArrangeForm(forms.Form):
    """When, for how long and where. All of it may be left open; `version` is that of the date the page was drawn with."""

    date = Day()
    at = forms.TimeField(required=False, error_messages={"invalid": _("That time can’t be read. Nothing was changed.")})
    minutes = forms.ChoiceField(
        choices=[(str(minutes), str(minutes)) for minutes in LENGTHS], required=False, error_messages={"invalid_choice": ODD}
    )
    where = Text(200, required=False)
    version = forms.IntegerField(
        required=False, min_value=0, max_value=BIGGEST, error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), ODD)
    )

    def clean_minutes(self) -> int:
        """The shortest one where none was said."""
        return int(self.cleaned_data["minutes"] or LENGTHS[0])

    @property
    def given(self) -> dict[str, Any]:
        """What was asked on the page; a page that did not ask for something leaves it as it is."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.data}


class StartForm(forms.Form):
    """The action points to bring up and the questions to talk about. Points that go later are passed over."""

    point = forms.MultipleChoiceField(required=False)
    question = forms.MultipleChoiceField(
        choices=[(key, key) for key in QUESTION_KEYS], required=False, error_messages={"invalid_choice": ODD}
    )

    def __init__(self, *args: Any, numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["point"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 for the type
        field.choices = [(str(number), str(number)) for number in numbers]
        field.error_messages["invalid_choice"] = _("One of these points is no longer there. Please choose again.")


class StateForm(forms.Form):
    """Where an action point stands."""

    status = forms.ChoiceField(choices=ActionPoint.Status.choices, error_messages=dict.fromkeys(("required", "invalid_choice"), ODD))


class BringUpForm(CommandForm):
    point = number_field()


class SayForm(BringUpForm):
    status = StateForm.base_fields["status"]


class NoteForm(BringUpForm):
    version = number_field()
    words = Text(LONGEST_STEP, required=False)
