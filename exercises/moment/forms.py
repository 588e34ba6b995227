"""What facilitators may say beforehand, and that they have seen something."""

from __future__ import annotations

from django import forms

from exercises.texts import Text
from sessions.forms import CommandForm

LONGEST = 1000  # characters


class SupportForm(forms.Form):
    """Who people can talk to here. Nothing at all takes it away."""

    support = Text(LONGEST, required=False)


class BeforehandForm(SupportForm):
    """The same on the set-up page, where it is one thing among others: `was` is what stood there when the page was drawn."""

    was = Text(LONGEST, required=False)


class SeenForm(CommandForm):
    """What exactly has been seen."""

    ticket = forms.CharField(max_length=20)

    def clean_ticket(self) -> str:
        """As it was given out; anything else answers nothing."""
        text = str(self.cleaned_data["ticket"])
        return text if text.isascii() else ""
