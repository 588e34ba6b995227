"""Coming in: the code, the promise, the seat."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST

from sessions import access, guesses
from sessions.actions import people
from sessions.exercise import Refused
from sessions.models import LiveSession

WRONG_CODES = 8  # wrong codes from one address before a pause
PAUSE_SECONDS = 30


def _counter(request: HttpRequest) -> str:
    return f"wrong-codes:{access.hashed(request.META.get('REMOTE_ADDR', ''))[:16]}"


@gzip_page  # for slow networks; Django varies the length, so that it says nothing about the token inside
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """The code, then the promise with one button, then the seat. A right code always works, whoever else types wrong ones nearby."""
    if request.method == "POST":
        return come_in(request)
    key = access.seat_key(request.COOKIES)
    live = LiveSession.objects.filter(key=key).first() if key else None
    seated = live if live and not live.is_over and access.participant(request.COOKIES, live) else None
    return render(request, "sessions/join.html", {"seated": seated})


@require_POST
def come_in(request: HttpRequest) -> HttpResponse:
    """A typed code: the promise; the promise agreed to: a seat."""
    typed = request.POST.get("code", "")[:40]
    live = people.find_by_code(typed)
    if live and access.participant(request.COOKIES, live):
        return redirect("live:phone", live.key)
    if not guesses.may_try(request, live):
        return pause(request, guesses.RETRY_SECONDS, everywhere=True)
    if live is None:
        guesses.wrong()
        return wrong_code(request, typed)
    letters = request.POST.get("letters", "")
    if not (live.door_open or letters):  # whoever is in stays in, and may change phones
        return render(request, "sessions/door.html", {"live": live}, status=403)
    try:
        if letters:
            _seat, token = guesses.move_here(live, letters[:20])
        elif request.POST.get("agreed"):
            _seat, token = people.join(live)
        else:
            return render(request, "sessions/promise.html", {"live": live})
    except Refused as refusal:
        page = "sessions/promise.html" if live.door_open else "sessions/door.html"
        return render(request, page, {"live": live, "refusal": refusal}, status=refusal.status)
    response = redirect("live:phone", live.key)
    access.give_seat(response, live, token)
    guesses.at_home(request, live)
    return response


def pause(request: HttpRequest, seconds: int, *, everywhere: bool = False) -> HttpResponse:
    """A short break for this address alone, or for everybody who has nothing but typed numbers."""
    response = render(request, "sessions/pause.html", {"seconds": seconds, "everywhere": everywhere}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def wrong_code(request: HttpRequest, typed: str) -> HttpResponse:
    """A kind sentence; after several wrong codes from one address, a pause for wrong ones alone."""
    counter = _counter(request)
    cache.add(counter, 0, PAUSE_SECONDS)
    try:
        wrong = cache.incr(counter)
    except ValueError:  # it expired in between
        wrong = 1
    if wrong > WRONG_CODES:
        cache.touch(counter, PAUSE_SECONDS)
        return pause(request, PAUSE_SECONDS)
    code = people.plain_code(typed)
    error = (
        _("No workshop is using %(code)s. Check the six numbers on the big screen.") % {"code": f"{code[:3]} {code[3:]}"}
        if len(code) == 6
        else _("A workshop code has six numbers. Check them on the big screen.")
    )
    return render(request, "sessions/join.html", {"error": error, "typed": typed}, status=404)
