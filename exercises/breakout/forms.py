"""What groups and facilitators may send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exercises.breakout.board import APPROACHES, FACTORS
from exercises.models import Lean, Reach
from exercises.models.points import LONGEST_POINT
from exercises.texts import Text
from sessions.forms import CommandForm

LONGEST_CARD = 300
LONGEST_AGENCY = 60
LONGEST_MESSAGE = 200
READY: dict[str, Any] = {
    "half": _("Half way. If you haven’t yet, turn to the second page of questions."),
    "five": _("Five minutes left. What do you most want to keep?"),
    "share": _("Is there one point you would like to share with the room?"),
    "nudge": _("No hurry. If there is a point you want to keep, write it down here."),
}
ODD = _("That didn’t arrive as it should. Nothing was changed.")


class Odd(forms.Form):
    """A form whose fields nobody types in: whatever is wrong with them has one answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field, Text):
                field.error_messages = dict.fromkeys(field.error_messages, ODD)
                for validator in field.validators:
                    if hasattr(validator, "message"):
                        validator.message = ODD


class PointForm(Odd):
    """A new point. `blocks` are the paths it may stand below."""

    text = Text(LONGEST_POINT)
    block = forms.ChoiceField()
    reach = forms.ChoiceField(choices=Reach.choices, required=False)
    request_key = forms.CharField(max_length=40, required=False)

    def __init__(self, *args: Any, blocks: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["block"].choices = [(path, path) for path in blocks]  # type: ignore[attr-defined]

    def clean_reach(self) -> str:
        return self.cleaned_data["reach"] or Reach.GROUP.value


class EditForm(Odd):
    """A changed point: `version` and `reach` are those its editor saw, `ticket` says which point it was."""

    text = Text(LONGEST_POINT)
    version = forms.IntegerField(min_value=1, max_value=1_000_000)
    reach = forms.ChoiceField(choices=Reach.choices)
    ticket = forms.CharField(max_length=500)


class VersionForm(Odd):
    """The version of what somebody wants to delete, as they saw it."""

    version = forms.IntegerField(min_value=1, max_value=1_000_000)


class ReachForm(VersionForm):
    """How far something goes from now on."""

    reach = forms.ChoiceField(choices=Reach.choices)


class CardForm(Odd):
    """A new response."""

    text = Text(LONGEST_CARD)


class EditCardForm(Odd):
    """A changed response with the belief underneath."""

    text = Text(LONGEST_CARD)
    belief = Text(LONGEST_POINT, required=False)
    version = forms.IntegerField(min_value=1, max_value=1_000_000)
    reach = forms.ChoiceField(choices=Reach.choices)


class SortForm(Odd):
    """Which approach a response is."""

    approach = forms.ChoiceField(choices=list(APPROACHES.items()))


class AgencyForm(Odd):
    """An agency for a group's list."""

    name = Text(LONGEST_AGENCY)

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class LeanForm(Odd):
    """How an agency's training leans."""

    lean = forms.TypedChoiceField(choices=Lean.choices, coerce=int)


class ShareForm(Odd):
    """Whether a whole list goes to the room."""

    on = forms.BooleanField(required=False)


class FactorsForm(Odd):
    """Somebody's ticks, shown to their group; none takes them back."""

    factor = forms.MultipleChoiceField(choices=list(FACTORS.items()), required=False)


class PlaceForm(Odd):
    """The group somebody sits down with."""

    group = forms.IntegerField(min_value=1, max_value=2**53)


# ------------------------------------------------------------------ console
class SayForm(CommandForm):
    """A message to one group, or to all. Without any text it takes the last one away."""

    group = forms.IntegerField(min_value=1, max_value=2**53, required=False)
    text = Text(LONGEST_MESSAGE, required=False)
    ready = forms.ChoiceField(choices=list(READY.items()), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        ready = cleaned.get("ready")
        return cleaned | {"words": str(READY[ready]) if ready else " ".join(cleaned.get("text", "").split())}


class GroupForm(CommandForm):
    """A command about one group."""

    group = forms.IntegerField(min_value=1, max_value=2**53)


class PaperForm(GroupForm):
    """A point for a group that works on paper, or that said it aloud."""

    block = forms.CharField(max_length=160)
    text = Text(LONGEST_POINT)
    share = forms.BooleanField(required=False)
    request_key = forms.CharField(max_length=40, required=False)


class BlankForm(CommandForm):
    """A shared text that is taken off every screen, or shown again."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in ("point", "card", "agencies")])
    number = forms.IntegerField(min_value=1, max_value=2**53)
    on = forms.BooleanField(required=False)
