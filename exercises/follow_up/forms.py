"""What a follow-up takes in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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


class PointsForm(forms.Form):
    """The action points to bring up. Those that are not there are passed over later."""

    point = forms.MultipleChoiceField(required=False)

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
