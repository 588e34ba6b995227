"""How it was. One row for each person who said, and nowhere which of them is whose.

Both rows get a number by chance: numbers in their order would tell who sent which. That a seat has sent one is forgotten when the
session ends.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.closing.questions import ANSWERS, LONGEST_LINE, QUESTIONS
from exercises.models import Feedback, FeedbackGiven
from exercises.texts import Text
from sessions import push
from sessions.actions import still_on
from sessions.exercise import Refused
from sessions.models import LiveSession, Participant

BIGGEST = 2**53  # a number every database and every reader of one can hold


class FeedbackForm(forms.Form):
    """Any of the three answers and a free line; not nothing at all."""

    text = Text(LONGEST_LINE, required=False)

    def __init__(self, data: Mapping[str, str]) -> None:
        super().__init__(data)
        for question in QUESTIONS:
            self.fields[question.key] = forms.ChoiceField(
                choices=list(ANSWERS.items()),
                required=False,
                error_messages={"invalid_choice": gettext_lazy("One of those isn’t on the list. Nothing was changed.")},
            )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("There is nothing in it yet. Answer one of them, or write a line."))
        return cleaned

    @property
    def answers(self) -> dict[str, str]:
        """The answers given, by question."""
        return {q.key: self.cleaned_data[q.key] for q in QUESTIONS if self.cleaned_data[q.key]}


def has_given(who: Participant | None) -> bool:
    """Whether a seat has sent its feedback."""
    return who is not None and FeedbackGiven.objects.filter(who=who).exists()


@transaction.atomic
def give(live: LiveSession, who: Participant, answers: Mapping[str, str], text: str) -> None:
    """Keep somebody's feedback, once: a second one changes nothing. Raises `Refused` when all is over."""
    if not still_on(live.pk):
        raise Refused(_("This workshop is over. Thank you all the same."), title=_("The workshop has ended"))
    try:
        with transaction.atomic():
            FeedbackGiven.objects.create(pk=by_chance(), who=who)
    except IntegrityError:
        return
    Feedback.objects.create(pk=by_chance(), live=live, answers=dict(answers), text=text)
    push.counts(live)


def by_chance() -> int:
    """A number that says nothing about when its row came."""
    return 1 + secrets.randbelow(BIGGEST)


def forget(live: LiveSession) -> None:
    """Forget who has sent one."""
    FeedbackGiven.objects.filter(who__live=live).delete()
