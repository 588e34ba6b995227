"""What a note takes in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exercises.barriers.notes import Tag
from exercises.texts import Text

LONGEST = 500  # characters


class NoteForm(forms.Form):
    """Tags, several if need be, and a few words if one likes; at least one of both."""

    text = Text(LONGEST, required=False)
    request_key = forms.CharField(max_length=40, required=False)

    def __init__(self, *args: Any, tags: list[Tag], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"] = forms.MultipleChoiceField(
            choices=[(tag.key, tag.label) for tag in tags],
            required=False,
            error_messages={
                "invalid_choice": _("That tag could not be read. Nothing was changed, and what you typed is still in the field.")
            },
        )
        self.order = [tag.key for tag in tags]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("tag") and not cleaned.get("text", "").strip():
            raise forms.ValidationError(_("Pick a tag or write a few words first."))
        return cleaned

    @property
    def tags(self) -> list[str]:
        """The chosen tags, each once, in the deck's order."""
        return [key for key in self.order if key in self.cleaned_data["tag"]]


class CountForm(forms.Form):
    """Whether a note's tags may count."""

    counts = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes")
