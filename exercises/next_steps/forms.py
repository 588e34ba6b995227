"""What next steps take in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.models.steps import LONGEST_STEP
from exercises.next_steps.board import PLAN
from exercises.next_steps.steps import LONGEST, POSITIONS, YEARS
from exercises.texts import Text
from sessions.forms import CommandForm

ODD = gettext_lazy("That didn’t arrive as it should. Nothing was changed.")
NO_DATE = gettext_lazy("That date could not be read. Nothing was changed.")


class Day(forms.DateField):
    """A day between 2000 and 2100, or none."""

    def __init__(self) -> None:
        super().__init__(required=False, input_formats=["%Y-%m-%d"], error_messages={"invalid": NO_DATE})

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and day.year not in YEARS:
            raise forms.ValidationError(NO_DATE)
        return day


class Key(forms.CharField):
    """A key that makes the same request twice one."""

    def __init__(self) -> None:
        super().__init__(max_length=40, required=False, error_messages={"max_length": ODD, "null_characters_not_allowed": ODD})


class StepForm(forms.Form):
    """What, who, roughly by when."""

    what = Text(LONGEST_STEP)
    who = Text(LONGEST["who"], required=False)
    by_when = Day()
    by_when_text = Text(LONGEST["by_when_text"], required=False)


class ProposalForm(StepForm):
    request_key = Key()

    @property
    def step(self) -> dict[str, Any]:
        """The proposal itself."""
        return {name: value for name, value in self.cleaned_data.items() if name != "request_key"}


class ChangeForm(StepForm):
    """A proposal in other words, and the version its writer saw."""

    version = forms.IntegerField(min_value=0, max_value=2_000_000_000, error_messages=dict.fromkeys(("required", "invalid"), ODD))


class TextForm(forms.Form):
    """A text of the plan, and the version its writer saw."""

    version = forms.IntegerField(min_value=0, max_value=2_000_000_000, error_messages=dict.fromkeys(("required", "invalid"), ODD))

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        longest = PLAN[name].longest
        self.fields["text"] = Text(longest, required=False) if longest else Day()


class OnForm(forms.Form):
    on = forms.BooleanField(required=False)


class SupportForm(OnForm):
    """Being for a proposal as it was drawn."""

    asked = forms.IntegerField(required=False, min_value=1, max_value=30_000)


class OwnForm(forms.Form):
    """A whole form of one's own: the reflection and `what1` … `by_when_text3`; where `with_reach` also `passed_on1` … and `version1` …,
    which say what the form showed.
    """

    reflection = Text(LONGEST["reflection"], required=False)

    def __init__(self, *args: Any, with_reach: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = ["what", "who", "by_when", "by_when_text"] + (["passed_on"] if with_reach else [])
        for n in POSITIONS:
            for name in ("what", "who", "by_when_text"):
                self.fields[f"{name}{n}"] = Text(LONGEST[name], required=False)
            self.fields[f"by_when{n}"] = Day()
            if with_reach:
                self.fields[f"passed_on{n}"] = forms.BooleanField(required=False)
                self.fields[f"version{n}"] = forms.IntegerField(min_value=0, max_value=2_000_000_000, required=False)

    @property
    def seen(self) -> dict[int, int]:
        """Position → version, as far as the form said."""
        told = {n: self.cleaned_data.get(f"version{n}") for n in POSITIONS}
        return {n: version for n, version in told.items() if version is not None}

    @property
    def three(self) -> dict[int, dict[str, Any]]:
        """The three by position."""
        return {n: {name: self.cleaned_data[f"{name}{n}"] for name in self.names} for n in POSITIONS}


class MarkForm(CommandForm):
    """A facilitator's mark on a proposal."""

    point = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    on = forms.BooleanField(required=False)


class MarkTextForm(CommandForm):
    """The same for a text of the plan."""

    field = forms.ChoiceField(choices=[(name, name) for name, field in PLAN.items() if field.longest])
    on = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].error_messages["invalid_choice"] = _("That didn’t arrive as it should. Nothing was changed.")
