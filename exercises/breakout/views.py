"""A participant's side of the group exercise. Every address is about the asker's own group; anything else is not there (404)."""

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
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from exercises import drafts
from exercises.breakout import actions, board
from exercises.breakout.forms import (
    AgencyForm,
    CardForm,
    EditCardForm,
    EditForm,
    FactorsForm,
    LeanForm,
    PlaceForm,
    PointForm,
    ReachForm,
    ShareForm,
    SortForm,
    VersionForm,
)
from exercises.groups.places import join_group, place_of
from exercises.models import Card, Group, Point
from exercises.texts import clean, first_error
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
    group = place_of(me)
    if group is None or group.live_id != live.pk:
        raise Http404
    return live, me, group


def member_post(field: str = "") -> Callable[[Act], Callable[..., HttpResponse]]:
    """A small view for one button of a member: `act` does it, and gives back a response or None for the group's news as they are now.

    `field` names the draft of what is typed in its form. What was drawn for another group than the presser's is never done.
    """

    def decorate(act: Act) -> Callable[..., HttpResponse]:
        @require_POST
        @wraps(act)
        def view(request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
            live, me = seat_or_404(request, key)
            group = place_of(me)
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
    texts = [text for text in typed_in if text]
    has_cards = any(block.key == board.WORK for block in board.blocks_of(live, group))
    if field == CARD and (len(texts) > 1 or not has_cards):
        field = POINT
    known = drafts.of(me).get(field)
    begun = known.text if known else ""
    words = (" " if field == CARD else "\n").join(text for text in (begun, *texts) if text and (text == begun or text not in begun))
    if len(words) > drafts.LONGEST:
        return False
    if words != begun:
        drafts.save(me, field, words, known.turn + 1 if known else 1)
    return True


def keep_typed(request: HttpRequest, me: Participant, field: str) -> None:
    """Without script the page is drawn anew: what was typed in a form that could not be taken stays its writer's draft."""
    text = request.POST.get("text", request.POST.get("name", ""))
    if not field or not text or len(text) > drafts.LONGEST or request.htmx:  # type: ignore[attr-defined]
        return
    known = drafts.of(me).get(field)
    with suppress(Refused):  # after the end
        drafts.save(me, field, text, known.turn + 1 if known else 1)


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
    if not form.is_valid():
        raise Refused(first_error(form), status=400, title=_("One thing first"))
    return form.cleaned_data


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


# ------------------------------------------------------------------ points
@member_post(POINT)
def add_point(request: HttpRequest, live: LiveSession, me: Participant, group: Group) -> None:
    paths = [block.path for block in board.blocks_of(live, group)]
    data = checked(PointForm(request.POST, blocks=paths))
    actions.add_point(live, group, me, data["block"], data["text"], data["reach"], data["request_key"])
    drafts.clear(me, POINT, drafts.turn_in(request))


@never_cache
@require_GET
def point(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A point to change or delete, in the sheet."""
    live, me, group = member_or_404(request, key)
    found: Point = of_group(group.points.all(), fits(number))
    return sheet(request, live, me, "exercises/breakout/_edit_point.html", point_context(live, me, group, found))


def point_context(live: LiveSession, me: Participant, group: Group, found: Point, **more: Any) -> dict[str, Any]:
    field = f"{POINT}-{found.pk}"
    mine = drafts.of(me)
    begun = mine[field].text if field in mine else ""
    return {
        "group": group,
        "point": found,
        "field": field,
        "drafts": mine,
        "heading": board.headings(live.deck_id).get(found.block, ""),
        "ticket": actions.ticket(found),
        "may_share": found.is_for(me),
        "text": begun or found.text,
        "is_begun": bool(begun) and begun != found.text,
        **more,
    }


@member_post(POINT)
def edit_point(request: HttpRequest, live: LiveSession, me: Participant, group: Group, number: int) -> HttpResponse | None:
    """Keep a changed point. Where somebody was quicker both are kept, and the sheet says so."""
    number = fits(number)
    form = EditForm(request.POST)
    found = group.points.filter(pk=number).first()
    block = found.block if found else actions.block_in(group, number, request.POST.get("ticket", ""))
    if block is None or (found is None and Point.objects.filter(pk=number).exists()):
        raise Http404
    field = f"{POINT}-{number}"
    if not form.is_valid():
        error = {"error": first_error(form), "text": request.POST.get("text", ""), "is_gone": found is None}
        context = point_context(live, me, group, found or Point(pk=number, group=group, block=block)) | error
        return sheet(request, live, me, "exercises/breakout/_edit_point.html", context, 400)
    data = form.cleaned_data
    alone = actions.edit_point(live, group, me, number, block, data["text"], data["version"], data["reach"])
    drafts.clear(me, field, drafts.turn_in(request))
    return None if alone else both_kept(request, live, me, group)


def both_kept(request: HttpRequest, live: LiveSession, me: Participant, group: Group) -> HttpResponse:
    """Says in words that two people wrote at the same time and that nothing is lost."""
    if not request.htmx:  # type: ignore[attr-defined]
        return sheet(request, live, me, "exercises/breakout/_both_kept.html", {"group": group})
    return news(request, live, me, group, render_to_string("exercises/breakout/_both_kept.html", {"group": group, "is_sheet": True}))


@member_post()
def delete_point(request: HttpRequest, live: LiveSession, me: Participant, group: Group, number: int) -> HttpResponse | None:
    number = fits(number)
    if not group.points.filter(pk=number).exists():
        if actions.block_in(group, number, request.POST.get("ticket", "")) is None:
            raise Http404
        return None  # somebody was quicker: it is gone, as it should be
    try:
        actions.delete_point(live, group, number, checked(VersionForm(request.POST))["version"])
    except Refused as refusal:
        context = point_context(live, me, group, group.points.get(pk=number), error=refusal.sentence)
        return sheet(request, live, me, "exercises/breakout/_edit_point.html", context, refusal.status)
    drafts.clear(me, f"{POINT}-{number}", 0)
    return None


@member_post()
def reach_point(request: HttpRequest, live: LiveSession, me: Participant, group: Group, number: int) -> None:
    of_group(group.points.all(), fits(number))
    data = checked(ReachForm(request.POST))
    actions.reach_point(live, group, me, number, data["version"], data["reach"])


# ------------------------------------------------------------------ responses
@member_post(CARD)
def add_card(request: HttpRequest, live: LiveSession, me: Participant, group: Group) -> None:
    data = checked(CardForm(request.POST))
    actions.add_card(live, group, me, data["text"])
    drafts.clear(me, CARD, drafts.turn_in(request))


@never_cache
@require_GET
def card(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A response with the belief underneath, in the sheet."""
    live, me, group = member_or_404(request, key)
    found: Card = of_group(group.cards.all(), fits(number))
    return sheet(request, live, me, "exercises/breakout/_edit_card.html", card_context(me, group, found))


def card_context(me: Participant, group: Group, found: Card, **more: Any) -> dict[str, Any]:
    mine = drafts.of(me)
    fields = {"field": f"{CARD}-{found.pk}", "belief_field": f"group.belief-{found.pk}"}
    begun = {name: mine[field].text if field in mine else "" for name, field in fields.items()}
    texts = {"text": begun["field"] or found.text, "belief": begun["belief_field"] or found.belief}
    return {
        "group": group,
        "card": found,
        "ticket": actions.card_ticket(found),
        "may_share": found.is_for(me),
        "drafts": mine,
        "is_begun": texts != {"text": found.text, "belief": found.belief},
        **fields,
        **texts,
        **more,
    }


def had_card(request: HttpRequest, group: Group, number: int) -> bool:
    """Whether what is posted comes from a form that was drawn for this response of this group."""
    return actions.is_card_of(group, number, request.POST.get("ticket", ""))


@member_post(CARD)
def edit_card(request: HttpRequest, live: LiveSession, me: Participant, group: Group, number: int) -> HttpResponse | None:
    """Keep a changed response, with the belief underneath. Where somebody was quicker both are kept, and the sheet says so."""
    number = fits(number)
    found = group.cards.filter(pk=number).first()
    if found is None and (Card.objects.filter(pk=number).exists() or not had_card(request, group, number)):
        raise Http404
    form = EditCardForm(request.POST)
    if not form.is_valid():
        typed_in = {name: request.POST.get(name, "") for name in ("text", "belief")}
        more = {"error": first_error(form), "is_gone": found is None}
        context = card_context(me, group, found or Card(pk=number, group=group)) | typed_in | more
        return sheet(request, live, me, "exercises/breakout/_edit_card.html", context, 400)
    data = form.cleaned_data
    alone = actions.edit_card(live, group, me, number, data["text"], data["belief"], data["version"], data["reach"])
    for field in (f"{CARD}-{number}", f"group.belief-{number}"):
        drafts.clear(me, field, drafts.turn_in(request))
    return None if alone else both_kept(request, live, me, group)


@member_post()
def delete_card(request: HttpRequest, live: LiveSession, me: Participant, group: Group, number: int) -> HttpResponse | None:
    if not group.cards.filter(pk=fits(number)).exists():
        if not had_card(request, group, number):
            raise Http404
        return None
    try:
        actions.delete_card(live, group, number, checked(VersionForm(request.POST))["version"])
    except Refused as refusal:
        context = card_context(me, group, group.cards.get(pk=number), error=refusal.sentence)
        return sheet(request, live, me, "exercises/breakout/_edit_card.html", context, refusal.status)
    for field in (f"{CARD}-{number}", f"group.belief-{number}"):
        drafts.clear(me, field, 0)
    return None


@member_post()
def sort_card(request: HttpRequest, live: LiveSession, me: Participant, group: Group, number: int) -> None:
    of_group(group.cards.all(), fits(number))
    actions.sort_card(live, group, number, checked(SortForm(request.POST))["approach"])


@member_post()
def reach_card(request: HttpRequest, live: LiveSession, me: Participant, group: Group, number: int) -> None:
    of_group(group.cards.all(), fits(number))
    data = checked(ReachForm(request.POST))
    actions.reach_card(live, group, me, number, data["version"], data["reach"])


@never_cache
@require_GET
def practice(request: HttpRequest, key: str) -> HttpResponse:
    """A practice card: the response, then, once it is sorted, which approach it is and why. Nothing of it is stored."""
    live, me = seat_or_404(request, key)
    cards = board.practice_cards()
    text = request.GET.get("card", "0")
    number = int(text) if text.isdecimal() and text.isascii() and len(text) < 5 else 0
    if not cards:
        raise Http404
    answer = request.GET.get("answer", "")
    context = {
        "card": cards[number % len(cards)],
        "number": number % len(cards),
        "after": (number + 1) % len(cards),
        "total": len(cards),
        "answer": answer if answer in board.APPROACHES else "",
        "approaches": list(board.APPROACHES.items()),
        "right": board.APPROACHES[cards[number % len(cards)]["approach"]],
    }
    return sheet(request, live, me, "exercises/breakout/_practice.html", context)


# ------------------------------------------------------------------ agencies and factors
@member_post(AGENCY)
def add_agency(request: HttpRequest, live: LiveSession, me: Participant, group: Group) -> None:
    data = checked(AgencyForm(request.POST))
    actions.add_agency(live, group, data["name"])
    if "picked" not in request.POST:
        drafts.clear(me, AGENCY, drafts.turn_in(request))


@member_post()
def lean_agency(request: HttpRequest, live: LiveSession, me: Participant, group: Group, number: int) -> None:
    of_group(group.agencies.all(), fits(number))
    actions.lean_agency(live, group, number, checked(LeanForm(request.POST))["lean"])


@member_post()
def remove_agency(request: HttpRequest, live: LiveSession, me: Participant, group: Group, number: int) -> None:
    of_group(group.agencies.all(), fits(number))
    actions.remove_agency(live, group, number)


@member_post()
def share_agencies(request: HttpRequest, live: LiveSession, me: Participant, group: Group) -> None:
    actions.share_agencies(live, group, checked(ShareForm(request.POST))["on"])


@member_post()
def factors(request: HttpRequest, live: LiveSession, me: Participant, group: Group) -> HttpResponse | None:
    """Show my ticks to my group, or take them back."""
    is_shown = "hide" not in request.POST
    chosen: list[str] = checked(FactorsForm(request.POST))["factor"] if is_shown else []
    if is_shown and not chosen:
        raise Refused(_("Tick one first. Nothing was shown."), status=400, title=_("One thing first"))
    actions.show_factors(live, group, me, chosen)
    if not request.htmx:  # type: ignore[attr-defined]
        return None
    switch = render_to_string("exercises/breakout/_factors_switch.html", {"group": group, "live": live, "is_shown": is_shown, "news": True})
    return news(request, live, me, group, switch)


# ------------------------------------------------------------------ a place
@require_POST
def take_place(request: HttpRequest, key: str) -> HttpResponse:
    """Sit down with a group; for people who have none."""
    live, me = seat_or_404(request, key)
    form = PlaceForm(request.POST)
    group = Group.objects.filter(live=live, pk=form.cleaned_data["group"]).first() if form.is_valid() else None
    if group is None:
        raise Http404
    try:
        if place_of(me) is None:  # whoever has a group is moved by the facilitators alone
            join_group(live, me, group)
    except Refused as refusal:
        return refused(request, live, me, refusal)
    if request.htmx:  # type: ignore[attr-defined]
        return polling.stamped(HttpResponse(screens.fragment(live, Audience.PHONES, me)))
    return redirect("live:phone", key)
