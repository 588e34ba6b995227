"""A participant's points and place. Every address is about the asker's own group; anything else is not there (404)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from exercises import drafts
from exercises.breakout import actions, board
from exercises.breakout.forms import EditForm, PlaceForm, PointForm, ReachForm, VersionForm
from exercises.breakout.members import POINT, both_kept, checked, fits, member_or_404, member_post, of_group, sheet
from exercises.groups.places import join_group, place_of
from exercises.models import Group, Point
from exercises.texts import first_error
from sessions import screens
from sessions.exercise import Audience, Refused
from sessions.models import LiveSession, Participant
from sessions.views import polling
from sessions.views.phone import refused, seat_or_404


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
