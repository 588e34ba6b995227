"""The four questions of the follow-up, as the briefing has them: a heading to say, and what lies in it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

QUESTIONS: tuple[tuple[str | Promise, str | Promise], ...] = (
    (
        _("Who are your partners?"),
        _(
            "How were they trained, what is their background, and how do they see problems and solutions? "
            "Who knows most about working ecologically?"
        ),
    ),
    (_("Go through your responses one at a time."), _("Is each one behaviour-based or ecological?")),
    (
        _("When do your meetings pause to reflect?"),
        _(
            "What do your responses say about what you think causes the harm? "
            "Is it all right not to know, and to ask what is needed and why?"
        ),
    ),
    (_("What does your partnership need so that it can work more ecologically?"), ""),
)


def agenda() -> tuple[str, ...]:
    """The questions in full, in the language of the reader."""
    return tuple(f"{title} {more}".strip() for title, more in QUESTIONS)
