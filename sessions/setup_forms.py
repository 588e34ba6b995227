"""The set-up form of a live session, and the minutes of somebody's own plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sessions.models import LiveSession
from sessions.models.live import sets_of, slides_of
from workshop.models import Deck
from workshop.plans import LONGEST, adjustable, default_minutes, total
from workshop.text import clean

Plan = LiveSession.Plan
KEPT = [(30, _("30 days")), (90, _("90 days")), (180, _("6 months"))]


class Line(forms.CharField):
    """One line of words: no control characters, every run of spaces as one."""

    def to_python(self, value: Any) -> str:
        return super().to_python(" ".join(clean(str(value or "")).split())) or ""


class SetupForm(forms.Form):
    """What a facilitator says about a workshop. Nothing but the title has to be touched."""

    title = Line(
        max_length=80,
        error_messages={
            "required": _("Give it a name, so that people know they are in the right place."),
            "max_length": _("Eighty letters at most, please: it has to fit on a phone."),
        },
    )
    date = forms.DateField(
        initial=timezone.localdate,
        error_messages={"required": _("Say which day it is on."), "invalid": _("That day could not be read. Try it as 14/01/2027.")},
    )
    plan = forms.ChoiceField(choices=Plan.choices, initial=Plan.FULL, error_messages={"required": _("Choose how long you have got.")})
    asks_agency = forms.BooleanField(required=False)
    kept_days = forms.TypedChoiceField(choices=KEPT, coerce=int, initial=90)

    def __init__(self, *args: Any, deck: Deck, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sets = [("", _("Decide on the day")), *((s.key, s.title) for s in sets_of(deck.pk))]
        self.fields["question_set"] = forms.ChoiceField(choices=sets, required=False)
        for name in ("plan", "question_set", "kept_days"):
            self.fields[name].error_messages["invalid_choice"] = _("That choice isn’t on the list. Choose again.")


class OwnMinutesForm(forms.Form):
    """Whole minutes for each unit a facilitator may lengthen, shorten or leave out. Its fields are named by the units."""

    prefix = "minutes"

    def __init__(self, *args: Any, deck: Deck, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deck = deck
        self.defaults = default_minutes(slides_of(deck.pk), "full")
        for unit, _slide, label in adjustable(slides_of(deck.pk)):
            self.fields[unit] = forms.IntegerField(
                min_value=0,
                max_value=LONGEST,
                label=label,
                initial=self.defaults[unit],
                error_messages=dict.fromkeys(
                    ("required", "invalid", "min_value", "max_value"),
                    _("Each part needs whole minutes, from 0 to %(longest)d.") % {"longest": LONGEST},
                ),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not total(cleaned):
            raise forms.ValidationError(_("Give at least one part a minute."))
        return cleaned

    @property
    def minutes(self) -> dict[str, int]:
        """Minutes of every unit once the form is valid: units nobody may change keep the deck's."""
        return self.defaults | self.cleaned_data

    @property
    def sentences(self) -> list[str]:
        """What is not right yet, each sentence once."""
        return list(dict.fromkeys(str(sentence) for found in self.errors.values() for sentence in found))
