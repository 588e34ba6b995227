"""What people write: cleaned the same way everywhere, with a kind sentence when it is too long."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from sessions.exercise import Refused
from workshop.text import clean

__all__ = ["Text", "checked", "clean", "first_error"]

F = TypeVar("F", bound=forms.Form)


class Text(forms.CharField):
    """A free-text field. `most` is its longest length in characters; longer is refused, never cut."""

    def __init__(self, most: int, **kwargs: Any) -> None:
        super().__init__(max_length=most, **kwargs)
        self.error_messages["required"] = _("There is nothing in it yet. Nothing was changed.")
        for validator in self.validators:
            if getattr(validator, "code", "") == "max_length":
                validator.message = ngettext_lazy(  # type: ignore[attr-defined]
                    "That is longer than fits: %(limit_value)d character at most. It is still in the field, and nothing was changed.",
                    "That is longer than fits: %(limit_value)d characters at most. It is still in the field, and nothing was changed.",
                    "limit_value",
                )

    def to_python(self, value: Any) -> str:
        """The cleaned text, or "" when there is none."""
        return super().to_python(clean(value) if isinstance(value, str) else value) or ""


def first_error(form: forms.Form) -> str:
    """The first sentence a form has to say."""
    return str(next(iter(form.errors.values()))[0])


def checked(form: F) -> F:
    """The form, if what it was sent fits. Raises `Refused` (400) with the first sentence it has to say."""
    if not form.is_valid():
        raise Refused(first_error(form), status=400, title=gettext("One thing first"))
    return form
