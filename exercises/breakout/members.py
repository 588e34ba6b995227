"""What every view of a member shares: who asks and at which table, what is answered, and that no word is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exercises import drafts, texts
from exercises.breakout import actions, board
from exercises.groups.places import place_of
from exercises.models import Group
from exercises.texts import clean
from sessions import screens
from sessions.exercise import Audience, Refused
from sessions.models import LiveSession, Participant
from sessions.views import polling
from sessions.views.phone import refused, seat_or_404

POINT, CARD, AGENCY = "group.point", "group.card", "group.agency"  # draft fields
Act = Callable[..., HttpResponse | None]


def member_or_404(request: HttpRequest, key: str) -> tuple[LiveSession, Participant, Group]:
    """The live session, the asker's seat and the group it sits in."""
    live, me = seat_or_404(request, key)
    group = group_of(live, me)
    if group is None:
        raise Http404
    return live, me, group


def group_of(live: LiveSession, me: Participant) -> Group | None:
    """Where somebody sits in this live session."""
    group = place_of(me)
    return group if group and group.live_id == live.pk else None


def member_post(field: str = "") -> Callable[[Act], Callable[..., HttpResponse]]:
    """A small view for one button of a member: `act` does it, and gives back a response or None for the group's news as they are now.

    `field` names the draft of what is typed in its form. What was drawn for another group than the presser's is never done.
    """

    def decorate(act: Act) -> Callable[..., HttpResponse]:
        @require_POST
        @wraps(act)
        def view(request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
            live, me = seat_or_404(request, key)
            group = group_of(live, me)
            drawn_for = request.POST.get("group")
            if group is None and drawn_for is None:
                raise Http404
            try:
                if live.is_over:
                    raise Refused(actions.over(), title=_("The workshop has ended"))
                if group is None or (drawn_for is not None and drawn_for != str(group.pk)):
                    return moved(request, live, me, group, field, is_new=not kwargs)
                response = act(request, live, me, group, **kwargs)
            except Refused as refusal:
                keep_typed(request, me, field)
                return refused(request, live, me, refusal)
            return response or news(request, live, me, group)

        return view

    return decorate


def moved(request: HttpRequest, live: LiveSession, me: Participant, group: Group | None, field: str, *, is_new: bool) -> HttpResponse:
    """The answer to a form of a group somebody no longer sits in: nothing is done, and their page is drawn anew.

    What they typed comes along; what was typed over something of the former group comes into the field for a new one.
    """
    is_kept = True
    if group is None:
        sentence = _("You have no group at the moment. Nothing was changed.")
        is_kept = False
    elif field and is_new:
        sentence = _("You are now at %(group)s. Press again to add it there.") % {"group": group.name}
    elif field:
        is_kept = bring_along(request, live, me, group, field)
        sentence = _("You are now at %(group)s. What you wrote is in the field for a new one. Press there to add it.") % {
            "group": group.name
        }
    else:
        sentence = _("You are now at %(group)s. Nothing was changed.") % {"group": group.name}
    refusal = Refused(sentence)
    if not request.htmx:  # type: ignore[attr-defined]
        if is_new:
            keep_typed(request, me, field)
        return refused(request, live, me, refusal)
    quiet = render_to_string("sessions/_refused_phone.html", {"oob": True, "refusal": refusal, "live": live})
    response = HttpResponse(screens.fragment(live, Audience.PHONES, me) + quiet, status=refusal.status)
    if not is_kept:
        response["HX-Reswap"] = "none"  # the sheet stays open with its words
    return polling.stamped(response)


def bring_along(request: HttpRequest, live: LiveSession, me: Participant, group: Group, field: str) -> bool:
    """Put what was typed over something of a former group below what is in the field for a new one. False when both do not fit there."""
    typed_in = [clean(request.POST.get(name, "")).strip() for name in ("text", "belief")]
    pieces = [text for text in typed_in if text]
    has_cards = any(block.key == board.WORK for block in board.blocks_of(live, group))
    if field == CARD and (len(pieces) > 1 or not has_cards):
        field = POINT
    known = drafts.of(me).get(field)
    begun = known.text if known else ""
    words = (" " if field == CARD else "\n").join(text for text in (begun, *pieces) if text and (text == begun or text not in begun))
    if len(words) > drafts.LONGEST:
        return False
    if words != begun:
        drafts.save(me, field, words, drafts.turn_after(known))
    return True


def keep_typed(request: HttpRequest, me: Participant, field: str) -> None:
    """Without script the page is drawn anew: what was typed in a form that could not be taken stays its writer's draft."""
    text = request.POST.get("text", request.POST.get("name", ""))
    if not field or not text or len(text) > drafts.LONGEST or request.htmx:  # type: ignore[attr-defined]
        return
    with suppress(Refused):  # after the end
        drafts.save(me, field, text, drafts.turn_after(drafts.of(me).get(field)))


def news(request: HttpRequest, live: LiveSession, me: Participant, group: Group, inside: str = "") -> HttpResponse:
    """What the group sees of its own now, for the phone that has just changed it; `inside` fills the sheet, "" closes it."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('live:phone', args=[live.key])}#points")
    group.refresh_from_db()
    quiet = render_to_string("sessions/_refused_phone.html", {"oob": True})  # whatever was refused before is done with
    mine = render_to_string("exercises/breakout/_mine.html", {"own": board.Own(live, group, me), "news": True})
    return polling.stamped(HttpResponse(mine + board.news_html(live, group) + quiet + inside))


def checked(form: forms.Form) -> dict[str, Any]:
    """The values of a valid form. Raises `Refused` with its first sentence."""
    return texts.checked(form).cleaned_data


def sheet(
    request: HttpRequest, live: LiveSession, me: Participant, inside: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Something in the sheet from the foot of the phone; a page of its own without script."""
    is_sheet = bool(request.htmx)  # type: ignore[attr-defined]
    context |= {"live": live, "me": me, "inside": inside, "is_sheet": is_sheet}
    template = inside if is_sheet else "exercises/breakout/page.html"
    return polling.stamped(render(request, template, context, status=status))


def of_group(things: QuerySet[Any], number: int) -> Any:
    """One of a group's things; 404 for anybody else's."""
    return get_object_or_404(things, pk=number)


def fits(number: int) -> int:
    """A number from an address that a database can hold; 404 otherwise."""
    if number >= 2**63:
        raise Http404
    return number


def both_kept(request: HttpRequest, live: LiveSession, me: Participant, group: Group) -> HttpResponse:
    """Says in words that two people wrote at the same time and that nothing is lost."""
    if not request.htmx:  # type: ignore[attr-defined]
        return sheet(request, live, me, "exercises/breakout/_both_kept.html", {"group": group})
    return news(request, live, me, group, render_to_string("exercises/breakout/_both_kept.html", {"group": group, "is_sheet": True}))
