"""What the sorting takes in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.sorting.results import APPROACH_OF
from exercises.vote.forms import MOST_TURNS
from sessions.models import SlideRun
from sessions.models.live import slides_of
from workshop.models import Slide


def vote_slide(run: SlideRun) -> Slide:
    """The vote whose options are sorted."""
    key = run.slide.part("reveal")["vote"]
    return next(slide for slide in slides_of(run.live.deck_id) if slide.key == key)


class SortingSettings(forms.Form):
    """What a slide may set. The lists themselves are checked when the deck is loaded."""

    vote = forms.SlugField(max_length=80)
    discussion_question = forms.CharField(max_length=500)


class SortingAnswer(forms.Form):
    """`o1`, `o2` … say which approach each option is; what is missing is not sorted yet."""

    turn = forms.IntegerField(min_value=0, max_value=MOST_TURNS, required=False)

    def __init__(self, *args: Any, run: SlideRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = [str(o["number"]) for o in vote_slide(run).part("vote")["options"]]
        for number in self.numbers:
            self.fields[f"o{number}"] = forms.ChoiceField(
                choices=[(letter, letter) for letter in APPROACH_OF],
                required=False,
                error_messages={"invalid_choice": gettext_lazy("One of those isn’t on the list. Nothing was changed.")},
            )
        self.fields["turn"].error_messages |= dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("That didn’t arrive as it should. Nothing was changed.")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        choice = {number: cleaned[f"o{number}"] for number in self.numbers if cleaned.get(f"o{number}")}
        return {"choice": choice, "sent": len(choice) == len(self.numbers), "turn": cleaned.get("turn") or 0}
