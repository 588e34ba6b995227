"""What the vote takes in: the slide's own settings, a participant's choice, a show of hands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exercises.words import in_words
from sessions.models import SlideRun

MOST_TURNS = 1_000_000
MOST_PEOPLE = 1000


class VoteSettings(forms.Form):
    """What a slide may set. The options themselves are checked when the deck is loaded."""

    pick = forms.IntegerField(min_value=1, max_value=29)
    quiet_minutes = forms.IntegerField(min_value=1, max_value=60, required=False)

    def clean_quiet_minutes(self) -> int:
        return self.cleaned_data["quiet_minutes"] or 1


class VoteAnswer(forms.Form):
    """A choice: `pick` once for each picked number. `sent` says that it is complete; `turn` rises with each change on the phone."""

    pick = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": gettext_lazy("One of those isn’t on the list. Nothing was changed.")}
    )
    turn = forms.IntegerField(min_value=0, max_value=MOST_TURNS, required=False)
    sent = forms.BooleanField(required=False)

    def __init__(self, *args: Any, run: SlideRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vote = run.slide.part("vote")
        self.most: int = vote["pick"]
        self.fields["pick"].choices = [(str(o["number"]), o["label"]) for o in vote["options"]]  # type: ignore[attr-defined]
        self.fields["turn"].error_messages |= dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("That didn’t arrive as it should. Nothing was changed.")
        )

    def clean_pick(self) -> list[int]:
        picked = sorted({int(number) for number in self.cleaned_data["pick"]})
        if len(picked) > self.most:
            raise forms.ValidationError(
                _("You have chosen %(number)s. Let go of one first, then pick another.") % {"number": in_words(self.most)}
            )
        return picked

    def clean_turn(self) -> int:
        return self.cleaned_data["turn"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        missing = self.most - len(cleaned.get("pick", ()))
        if cleaned.get("sent") and "pick" in cleaned and missing:
            raise forms.ValidationError(ngettext("Pick %(n)d more.", "Pick %(n)d more.", missing) % {"n": missing})
        return cleaned


class HandsForm(forms.Form):
    """A show of hands: how many people, and how many hands for each option."""

    people = forms.IntegerField(min_value=0, max_value=MOST_PEOPLE)

    def __init__(self, *args: Any, run: SlideRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vote = run.slide.part("vote")
        self.most: int = vote["pick"]
        self.numbers = [str(o["number"]) for o in vote["options"]]
        for number in self.numbers:
            self.fields[f"o{number}"] = forms.IntegerField(min_value=0, max_value=MOST_PEOPLE, required=False)
        for field in self.fields.values():
            field.error_messages = dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"), _("Please give whole numbers from 0 to 1000. Nothing was changed.")
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        people = cleaned["people"]
        choice = {number: cleaned[f"o{number}"] or 0 for number in self.numbers}
        if max(choice.values()) > people:
            raise forms.ValidationError(
                ngettext(
                    "More hands for one idea than people: there was %(n)d person. Nothing was changed.",
                    "More hands for one idea than people: there were %(n)d people. Nothing was changed.",
                    people,
                )
                % {"n": people}
            )
        if sum(choice.values()) > self.most * people:
            raise forms.ValidationError(
                _("Those are more hands than %(number)s each. Nothing was changed.") % {"number": in_words(self.most)}
            )
        return {"people": people, "choice": {number: n for number, n in choice.items() if n}}
