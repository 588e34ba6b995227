"""A participant's phone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from sessions import access, guesses, hub, push, revisions, screens
from sessions.actions import people
from sessions.actions.answer import answer as take_answer
from sessions.exercise import Audience, Refused
from sessions.models import LiveSession, Participant
from sessions.screens import pieces
from sessions.screens.phone import phone_context
from sessions.views import polling


def seat_or_404(request: HttpRequest, key: str) -> tuple[LiveSession, Participant]:
    """The live session and the asker's seat in it."""
    live = LiveSession.objects.select_related("deck", "owner").filter(key=key).first()
    me = access.participant(request.COOKIES, live) if live else None
    if live is None or me is None:
        raise Http404
    return live, me


@gzip_page  # for slow networks; Django varies the length, so that it says nothing about the token inside
@never_cache
@require_GET
def phone(request: HttpRequest, key: str) -> HttpResponse:
    """The phone's page: what is on now, whenever it is opened."""
    live = LiveSession.objects.select_related("deck", "owner").filter(key=key).first()
    me = access.participant(request.COOKIES, live) if live else None
    if live is None or me is None:
        response = redirect("live:join")
        if access.seat_token(request.COOKIES, key) and not (live and live.is_over):  # the seat has gone, or moved to another phone
            access.take_seat(response)
        return response
    live = polling.settled(live)
    if polling.heard(request, key, Audience.PHONES, me.token_hash):
        push.counts(live)
    return polling.stamped(render(request, "sessions/phone.html", phone_context(live, me)))


@require_GET
def stage(request: HttpRequest, key: str) -> HttpResponse:
    """The poll. An unchanged stage costs no query; 403 tells the page that the seat is gone."""
    token = access.seat_token(request.COOKIES, key)
    if token is None:
        return HttpResponse(status=403)
    heard = polling.heard(request, key, Audience.PHONES, access.hashed(token))
    address, version = polling.piece_in(request)
    unchanged = polling.is_unchanged(key, polling.seen_in(request), polling.heard_in(request))
    if unchanged and not heard and (not address or revisions.piece(hub.address(key, address)) == version):
        return polling.unchanged()
    live = LiveSession.objects.select_related("deck", "owner").filter(key=key).first()
    me = access.participant(request.COOKIES, live) if live else None
    if live is None or me is None:
        return HttpResponse(status=403)
    if heard:
        push.counts(live)
    live = polling.settled(live)
    moved = bool(address) and address not in pieces.addresses(live, me)  # the page holds what belongs to a group it has left
    seen = polling.seen_in(request)
    pulse = "" if moved else pulse_for(live, seen)
    if moved or (live.revision != seen and not pulse):
        return polling.stamped(HttpResponse(screens.fragment(live, Audience.PHONES, me)))
    piece = pieces.own_piece(live, me, address) if address else None
    if piece is not None:
        revisions.believe_piece(hub.address(key, piece.address), piece.version)
    if piece is None or piece.version == version:
        return polling.stamped(HttpResponse(pulse)) if pulse else polling.unchanged()
    return polling.stamped(HttpResponse(screens.fragment(live, Audience.PHONES, me) if pulse else piece.html))


def pulse_for(live: LiveSession, seen: int) -> str:
    """What phones were sent last, where that is enough for one that shows revision `seen`; else nothing."""
    shown = hub.hub().last_shown(live.key)
    return shown.text if shown and shown.revision == live.revision and shown.is_enough_for(seen) else ""


@require_POST
def answer(request: HttpRequest, key: str, slide_key: str) -> HttpResponse:
    """Take what somebody ticked or wrote, and give back their own stage."""
    live, me = seat_or_404(request, key)
    try:
        take_answer(live, me, slide_key, request.POST)
    except Refused as refusal:
        return refused(request, live, me, refusal)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("live:phone", key)
    if request.POST.get("quiet"):
        return polling.unchanged()
    live.refresh_from_db(from_queryset=LiveSession.objects.select_related("deck", "owner"))
    return polling.stamped(HttpResponse(screens.fragment(live, Audience.PHONES, me)))


def refused(request: HttpRequest, live: LiveSession, me: Participant, refusal: Refused) -> HttpResponse:
    """The sentence that says why, beside the stage as it is now. Whatever the page holds is not touched."""
    context = {"refusal": refusal, "live": live}
    if request.htmx:  # type: ignore[attr-defined]
        return polling.stamped(render(request, "sessions/_refused_phone.html", context | {"oob": True}, status=refusal.status))
    context |= phone_context(live, me) | {"posted": request.POST}  # without script the page is a new one: what was ticked stays
    return polling.stamped(render(request, "sessions/phone.html", context, status=refusal.status))


@require_POST
def say_agency(request: HttpRequest, key: str) -> HttpResponse:
    """Note where somebody works."""
    live, me = seat_or_404(request, key)
    try:
        people.say_agency(live, me, request.POST.get("agency", ""))
    except Refused as refusal:
        return refused(request, live, me, refusal)
    return polling.unchanged() if request.htmx else redirect("live:phone", key)  # type: ignore[attr-defined]


@never_cache
@require_GET
def move(request: HttpRequest, key: str) -> HttpResponse:
    """Moving to another phone: what it does, and a code on demand."""
    live, me = seat_or_404(request, key)
    return polling.stamped(render(request, "sessions/move.html", phone_context(live, me)))


@require_POST
def offer_move(request: HttpRequest, key: str) -> HttpResponse:
    """A fresh personal code."""
    live, me = seat_or_404(request, key)
    code = people.offer_move(me)
    context = phone_context(live, me) | {"move_code": code, "move_minutes": people.MOVE_MINUTES}
    return polling.stamped(render(request, "sessions/move.html", context))


@require_POST
def move_here(request: HttpRequest, key: str) -> HttpResponse:
    """Sit in another phone's seat, from a phone that has one of its own."""
    live, me = seat_or_404(request, key)
    try:
        moved, token = guesses.move_here(live, request.POST.get("letters", "")[:20])
    except Refused as refusal:
        context = phone_context(live, me) | {"refusal": refusal}
        return polling.stamped(render(request, "sessions/move.html", context, status=refusal.status))
    if moved.pk != me.pk:
        people.leave(live, me)
    response = redirect("live:phone", key)
    access.give_seat(response, live, token)
    return response


@require_POST
def leave(request: HttpRequest, key: str) -> HttpResponse:
    """Give the seat up and let the browser forget."""
    live, me = seat_or_404(request, key)
    people.leave(live, me)
    response = redirect("live:join")
    access.take_seat(response)
    return response
