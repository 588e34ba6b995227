"""Pages to read before, during and after a workshop. No one has to sign in."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workshop.loading import BUILT_IN
from workshop.text import Document, document, quotes

DECKS = BUILT_IN.parent
NOTICES = Path(__file__).parent / "notices"
TESTED = {"prepared": "30 November 2026", "states": 100}  # what the statement says of the tests; tests/e2e/states.py counts the states


@require_safe
def briefing(request: HttpRequest) -> HttpResponse:
    """What facilitators read before they lead the workshop."""
    return render(request, "workshop/briefing.html", {"doc": _document("briefing.md"), "nav_current": "briefing"})


@require_safe
def handout(request: HttpRequest) -> HttpResponse:
    """The workshop on one sheet of paper."""
    return render(request, "workshop/handout.html", {"doc": _document("infographic.md")})


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """The terms people from another agency may not know."""
    return render(request, "workshop/glossary.html", {"glossary": _glossary()})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, in the form public bodies in the United Kingdom need."""
    return render(request, "workshop/notice.html", {"doc": notice("accessibility")})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, until when, and who answers for it."""
    return render(request, "workshop/notice.html", {"doc": notice("privacy")})


def notice(name: str) -> Document:
    """A notice with the words of this server: who runs it, where it is, and how to reach them."""
    organisation, mail = settings.ORGANISATION, settings.CONTACT_EMAIL
    ask = (
        _("Write to [%(mail)s](mailto:%(mail)s).") % {"mail": mail} if mail else _("Ask the facilitator of your workshop, who knows them.")
    )
    return document(
        (NOTICES / f"{name}.md")
        .read_text(encoding="utf-8")
        .format(
            organisation=organisation or _("the organisation that invited you to the workshop"),
            owner=organisation or _("The organisation that invited you to the workshop"),
            contact=ask,
            address=settings.PUBLIC_URL,
            **TESTED,
        )
    )


@cache
def _document(name: str) -> Document:
    return document((DECKS / name).read_text(encoding="utf-8"))


@cache
def _glossary() -> dict[str, Any]:
    held = tomllib.loads((DECKS / "glossary.toml").read_text(encoding="utf-8"))
    return {
        "title": quotes(held["title"]),
        "credits": quotes(held["credits"]),
        "terms": [{"key": row["key"], "term": quotes(row["term"]), "meaning": quotes(row["meaning"])} for row in held["terms"]],
    }
