"""What a follow-up takes in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exercises.follow_up.minutes import LENGTHS, QUESTION_KEYS
from exercises.models import ActionPoint
from exercises.models.steps import LONGEST_STEP
from exercises.texts import Text
from sessions.forms import CommandForm

ODD = _("That didn’t arrive as it should. Nothing was changed.")
BIGGEST = 2**62


def number_field() -> forms.IntegerField:
    return forms.IntegerField(min_value=1, max_value=BIGGEST, error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), ODD))


class ArrangeForm(forms.Form):
    """When and where. All of it may be left open."""

    date = forms.DateField(required=False, error_messages={"invalid": _("That date can’t be read. Nothing was changed.")})
    at = forms.TimeField(required=False, error_messages={"invalid": _("That time can’t be read. Nothing was changed.")})
    where = Text(200, required=False)


class StartForm(forms.Form):
    """How long the follow-up is, the action points to bring up and the questions to talk about. Points that go later are passed over."""

    minutes = forms.ChoiceField(
        choices=[(str(minutes), str(minutes)) for minutes in LENGTHS], required=False, error_messages={"invalid_choice": ODD}
    )
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

    def clean_minutes(self) -> int:
        """The shortest one where none was said."""
        return int(self.cleaned_data["minutes"] or LENGTHS[0])


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
