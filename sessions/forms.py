"""Every input of the live sessions' screens, checked in one place."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.models import LiveSession
from workshop.plans import LONGEST


class CommandForm(forms.Form):
    """What every console command posts: the revision its page showed."""

    seen = forms.IntegerField(min_value=0, max_value=2_000_000_000)

    def __init__(self, *args: Any, live: LiveSession, **kwargs: Any) -> None:
        self.live = live
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Part of that press was missing, so nothing was changed.")

    @property
    def revision(self) -> int:
        """The revision the presser saw."""
        return int(self.cleaned_data["seen"])


class GoForm(CommandForm):
    slide = forms.SlugField(max_length=80)


class MinutesForm(CommandForm):
    minutes = forms.IntegerField(min_value=-5, max_value=5)


class SecondsForm(CommandForm):
    seconds = forms.IntegerField(min_value=10, max_value=300)


class SwitchForm(CommandForm):
    on = forms.BooleanField(required=False)


class StepForm(CommandForm):
    step = forms.IntegerField(min_value=1, max_value=9)


class SetForm(CommandForm):
    question_set = forms.SlugField(max_length=80, required=False)


class TrimForm(CommandForm):
    """Ticked trims: `trim` names the units, `to-<unit>` their new minutes."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        minutes: dict[str, int] = {}
        for unit in self.data.getlist("trim") if hasattr(self.data, "getlist") else []:
            text = str(self.data.get(f"to-{unit}", ""))
            if unit not in self.live.minutes or not re.fullmatch(r"\d{1,2}", text) or int(text) > LONGEST:
                raise forms.ValidationError(_("Those timings could not be read. Nothing was changed."))
            minutes[unit] = int(text)
        return cleaned | {"minutes": minutes}
