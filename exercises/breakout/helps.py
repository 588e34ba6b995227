"""A participant's side of the helps beside some questions: responses to sort, the list of agencies, what sways decisions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from exercises import drafts
from exercises.breakout import actions, board
from exercises.breakout.forms import AgencyForm, CardForm, EditCardForm, FactorsForm, LeanForm, ReachForm, ShareForm, SortForm, VersionForm
from exercises.breakout.members import AGENCY, CARD, both_kept, checked, fits, member_or_404, member_post, news, of_group, sheet
from exercises.models import Card, Group
from exercises.texts import first_error
from sessions.exercise import Refused
from sessions.models import LiveSession, Participant
from sessions.views.phone import seat_or_404


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
