"""The notebook: a page, or its inside in the sheet. Every address is about the asker's own notes; anything else is not there (404)."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from exercises import drafts
from exercises.barriers import notes
from exercises.barriers.forms import CountForm, NoteForm
from exercises.models import Note
from exercises.texts import first_error
from sessions.exercise import Refused
from sessions.models import LiveSession, Participant
from sessions.views import polling
from sessions.views.phone import seat_or_404

NEW = f"{notes.FIELDS}new"


def own_or_404(request: HttpRequest, key: str, number: int) -> tuple[LiveSession, Participant, Note]:
    """The live session, the asker's seat and a note of their own."""
    live, me = seat_or_404(request, key)
    note = Note.objects.filter(who=me, pk=number).first() if number < 2**63 else None
    if note is None:
        raise Http404
    return live, me, note


def shown(request: HttpRequest, live: LiveSession, me: Participant, inside: str = "_notes", status: int = 200, **more: Any) -> HttpResponse:
    """The notebook, or one note of it: in the sheet, or as a page of its own without script."""
    is_sheet = bool(request.htmx)  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "live": live,
        "me": me,
        "is_sheet": is_sheet,
        "inside": f"exercises/barriers/{inside}.html",
        "book": live.deck.data.get("barriers", {}),
        "notes": notes.notes_of(me),
        "asked": notes.asked_of(me),
        "is_given_back": not live.is_over and live.slide_key == live.deck.data.get("barriers", {}).get("return_on"),
        "tags": notes.tags_of(live),
        "drafts": drafts.of(me),
        "field": NEW,
        "request_key": secrets.token_hex(12),
        **more,
    }
    template = context["inside"] if is_sheet else "exercises/barriers/page.html"
    return polling.stamped(render(request, template, context, status=status))


def done(request: HttpRequest, live: LiveSession, me: Participant, said: str) -> HttpResponse:
    """The notebook after a change."""
    return shown(request, live, me, said=said) if request.htmx else redirect("exercises:notes", live.key)  # type: ignore[attr-defined]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notebook(request: HttpRequest, key: str) -> HttpResponse:
    """One's own notes, and a form for another one."""
    live, me = seat_or_404(request, key)
    if request.method != "POST":
        return shown(request, live, me)
    form = NoteForm(request.POST, tags=notes.tags_of(live))
    typed: dict[str, Any] = {
        "text": request.POST.get("text", ""),
        "ticked": request.POST.getlist("tag"),
        "request_key": request.POST.get("request_key", "")[:40],
    }
    if not form.is_valid():
        return shown(request, live, me, status=400, error=first_error(form), **typed)
    try:
        notes.add(live, me, form.tags, form.cleaned_data["text"], form.cleaned_data["request_key"])
    except Refused as refusal:
        return shown(request, live, me, status=refusal.status, error=refusal.sentence, **typed)
    drafts.clear(me, NEW, drafts.turn_in(request))
    return done(request, live, me, _("Kept. It is yours alone."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A note of one's own, to change or delete."""
    live, me, note = own_or_404(request, key, number)
    field = f"{notes.FIELDS}{note.pk}"
    more: dict[str, Any] = {"note": note, "field": field, "text": note.text, "ticked": note.tags}
    if request.method != "POST":
        return shown(request, live, me, "_edit", **more)
    form = NoteForm(request.POST, tags=notes.tags_of(live))
    more |= {"text": request.POST.get("text", ""), "ticked": request.POST.getlist("tag")}
    if not form.is_valid():
        return shown(request, live, me, "_edit", 400, error=first_error(form), **more)
    try:
        notes.change(live, note, form.tags, form.cleaned_data["text"])
    except Refused as refusal:
        return shown(request, live, me, "_edit", refusal.status, error=refusal.sentence, **more)
    drafts.clear(me, field, drafts.turn_in(request))
    return done(request, live, me, _("Changed. It is yours alone."))


@require_POST
def delete(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Delete a note of one's own."""
    live, me, note = own_or_404(request, key, number)
    drafts.clear(me, f"{notes.FIELDS}{note.pk}", 0)
    notes.delete(live, note)
    return done(request, live, me, _("Deleted."))


@require_POST
def counts(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Say whether a note's tags may count. 204 in a page with script, 400 and 409 with a sentence."""
    live, me, note = own_or_404(request, key, number)
    form = CountForm(request.POST)
    if not form.is_valid():
        return shown(request, live, me, status=400, error=_("That answer could not be read. Nothing was changed."))
    try:
        notes.answer(note, form.cleaned_data["counts"])
    except Refused as refusal:
        return shown(request, live, me, status=refusal.status, error=refusal.sentence)
    return polling.unchanged() if request.htmx else redirect("exercises:notes", key)  # type: ignore[attr-defined]
