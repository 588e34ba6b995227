"""What is done once and alone, before the first phone: otherwise eight threads do it at the same moment, each for itself.

After a restart a whole room asks at once. Reading a page's templates, the addresses and the words takes a good second then, because
every thread does it and all of them share one processor.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from sessions.garbage import Garbage


def warm_up() -> None:
    """Read every template of ours, the addresses and the words, and leave all that out of searches for garbage."""
    folders: list[Path] = settings.TEMPLATES[0]["DIRS"]
    for folder in folders:
        for page in sorted(folder.rglob("*.html")):
            with suppress(TemplateSyntaxError):  # it will be told where that page is asked for; the others work
                get_template(page.relative_to(folder).as_posix())
    with translation.override(settings.LANGUAGE_CODE):
        reverse("live:join")
        translation.gettext("Next")
    Garbage.leave_out_what_is_here()
