"""The end of a workshop on a phone: what the team lead will get, feedback, what to take away, and the private link for afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exercises.barriers.notes import asked_of
from exercises.breakout.actions import reach_card, reach_point, share_agencies
from exercises.closing import feedback, links, own
from exercises.groups.places import place_of
from exercises.models import Point, Reach
from exercises.next_steps import actions, steps
from exercises.next_steps.forms import OwnForm
from exercises.texts import checked, first_error
from exercises.words import options_of, with_approaches
from sessions.exercise import Refused
from sessions.models import LiveSession, Participant, SlideRun
from sessions.models.live import slides_of
from sessions.phases import RunPhase
from sessions.views import polling
from sessions.views.phone import refused, seat_or_404
from workshop.models import Kind

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


# ------------------------------------------------------------------ what goes to the team lead
@never_cache
@require_GET
def check(request: HttpRequest, key: str) -> HttpResponse:
    """Exactly what the team lead will get from this person, and what stays theirs."""
    live, me = seat_or_404(request, key)
    if live.is_over:
        return redirect("exercises:mine", key)
    return polling.stamped(render(request, "exercises/closing/check.html", check_context(live, me)))


def check_context(live: LiveSession, me: Participant, **more: Any) -> dict[str, Any]:
    """What the page shows."""
    going = own.going_on(live, me)
    points = own.own_points(me)
    return {
        "live": live,
        "going": going,
        "from_group": own.from_group(live, me),
        "together": own.together(live),
        "asked": asked_of(me),
        "has_reflection": bool(steps.reflection_of(me).strip()),
        "kept_points": sum(not row.passed_on for row in points),
        "unshared": sum(point.reach != Reach.ROOM for point in own.group_points(live, me)),
        "own_until": own.own_until(live),
    } | more


def again(request: HttpRequest, live: LiveSession, me: Participant, refusal: Refused) -> HttpResponse:
    """The page once more, with why nothing was changed."""
    context = check_context(live, me, refusal=refusal)
    return polling.stamped(render(request, "exercises/closing/check.html", context, status=refusal.status))


@require_POST
def take_back(request: HttpRequest, key: str) -> HttpResponse:
    """Take something back. It needs no reason, and works until the session ends."""
    live, me = seat_or_404(request, key)
    try:
        actions.check_open(live)
        take(live, me, request.POST.get("kind", ""), number_in(request, "number"))
    except Refused as refusal:
        return redirect("exercises:mine", key) if live.is_over else again(request, live, me, refusal)
    return redirect("exercises:check", key)


def take(live: LiveSession, me: Participant, kind: str, number: int) -> None:
    """Take back one thing of one's own. Raises Http404 for anything else."""
    if kind == "step" and number in steps.POSITIONS:
        steps.pass_on(me, number, False)
    elif kind == "proposal":
        actions.take_back(live, me, number)
    elif kind == "point":
        point = Point.objects.select_related("group").filter(group__live=live, writer=me, pk=number).first()
        if point is None:
            raise Http404
        reach_point(live, point.group, me, point.pk, point.version, Reach.GROUP.value)
    elif kind in {"response", "agencies"}:
        take_for_group(live, me, kind, number)
    else:
        raise Http404


def take_for_group(live: LiveSession, me: Participant, kind: str, number: int) -> None:
    """Take back what one's group shared and nobody in particular wrote. Raises Http404 for that of another group."""
    group = place_of(me)
    if group is None:
        raise Http404
    if kind == "agencies" and number == group.pk:
        share_agencies(live, group, False)
    elif kind == "response" and (card := group.cards.filter(pk=number).first()):
        reach_card(live, group, me, card.pk, card.version, Reach.GROUP.value)
    else:
        raise Http404


def number_in(request: HttpRequest, name: str) -> int:
    """A number as a form sends it; 404 for anything else."""
    text = request.POST.get(name, "")
    if not (text.isdecimal() and text.isascii() and len(text) < 19):
        raise Http404
    return int(text)


# ------------------------------------------------------------------ feedback
@require_POST
def how_it_was(request: HttpRequest, key: str) -> HttpResponse:
    """Take somebody's feedback."""
    live, me = seat_or_404(request, key)
    form = feedback.FeedbackForm(request.POST)
    try:
        checked(form)
        feedback.give(live, me, form.answers, form.cleaned_data["text"])
    except Refused as refusal:
        return refused(request, live, me, refusal)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("live:phone", key)
    quiet = render_to_string("sessions/_refused_phone.html", {"oob": True})
    thanks = render_to_string("exercises/closing/_feedback.html", {"live": live, "is_given": True, "oob": True, "news": True})
    return polling.stamped(HttpResponse(thanks + quiet))


# ------------------------------------------------------------------ to take away
@never_cache
@require_GET
def mine(request: HttpRequest, key: str) -> HttpResponse:
    """A page of one's own notes and points, to print or to save."""
    live, me = seat_or_404(request, key)
    return polling.stamped(render(request, "exercises/closing/mine.html", mine_context(live, me)))


def mine_context(live: LiveSession, me: Participant) -> dict[str, Any]:
    """What the page shows."""
    return {
        "live": live,
        "facts": own.facts(live, me),
        "parts": own.parts_of(live, me),
        "options": options(live),
        "own_until": own.own_until(live),
        "shared_until": own.shared_until(live),
        "word_url": reverse("exercises:mine-word", args=[live.key]),
    }


def options(live: LiveSession) -> list[dict[str, Any]]:
    """The vote's options, with their approaches only once the lists have been shown. The phone itself marks its three."""
    slides = slides_of(live.deck_id)
    vote = next((slide for slide in slides if slide.kind == Kind.VOTE), None)
    if vote is None:
        return []
    reveal = {slide.key for slide in slides if slide.kind == Kind.REVEAL}
    is_shown = SlideRun.objects.filter(live=live, slide_key__in=reveal, phase=RunPhase.REVEALED).exists()
    return with_approaches(vote.part("vote")) if is_shown else options_of(vote.part("vote"))


def word_file(live: LiveSession, who: Participant) -> HttpResponse:
    """Somebody's own things as a Word file, to be kept by nobody on the way."""
    response = HttpResponse(own.own_word(live, who), content_type=WORD)
    name = slugify(_("My notes %(date)s") % {"date": live.date.isoformat()}) or "notes"
    response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    response["X-Content-Type-Options"] = "nosniff"
    return polling.stamped(response)


@never_cache
@require_GET
def mine_word(request: HttpRequest, key: str) -> HttpResponse:
    """The same as a Word file."""
    live, me = seat_or_404(request, key)
    return word_file(live, me)


# ------------------------------------------------------------------ the private link
@require_POST
def make_link(request: HttpRequest, key: str) -> HttpResponse:
    """A fresh private link to one's own form, shown this once."""
    live, me = seat_or_404(request, key)
    with transaction.atomic():
        token = links.make(live, me)
    url = settings.PUBLIC_URL + reverse("exercises:own-form", args=[token])
    context = {"live": live, "link": url, "own_until": own.own_until(live)}
    return polling.stamped(render(request, "exercises/closing/link.html", context))


def whose_or_none(token: str) -> Participant | None:
    """Whose link it is."""
    return links.whose(token) if len(token) < 100 else None


def no_link(request: HttpRequest) -> HttpResponse:
    """The same words for a link that never was and for one whose days are over."""
    return polling.stamped(render(request, "exercises/closing/no_link.html", status=404))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_form(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody's own form after the session: reflection and three, and which of them go on. Never the room's boards."""
    who = whose_or_none(token)
    if who is None:
        return no_link(request)
    if request.method != "POST":
        return form_page(request, token, who, is_saved="saved" in request.GET)
    form = OwnForm(request.POST, with_reach=True)
    if not form.is_valid():
        return form_page(request, token, who, error=first_error(form), typed=request.POST)
    if theirs := steps.write_all(who, form.cleaned_data["reflection"], form.three, form.seen):
        return form_page(request, token, who, typed=request.POST, theirs=theirs)
    return redirect(f"{reverse('exercises:own-form', args=[token])}?saved=1")


def form_page(
    request: HttpRequest,
    token: str,
    who: Participant,
    *,
    error: str = "",
    typed: Any = None,
    theirs: Sequence[steps.Own] = (),
    is_saved: bool = False,
) -> HttpResponse:
    """The form as it is stored, or as it was typed when it could not be taken; `theirs` is what others have made of it since."""
    three: list[Any] = list(steps.three_of(who))
    reflection = steps.reflection_of(who)
    if typed is not None:
        reflection = typed.get("reflection", "")
        now = {own.position: own.version for own in theirs}  # seen now, so pressing once more replaces it
        three = [typed_own(typed, n) | ({"version": now[n]} if n in now else {}) for n in steps.POSITIONS]
    context = {
        "live": who.live,
        "three": three,
        "reflection": reflection,
        "error": error,
        "theirs": theirs,
        "is_saved": is_saved,
        "own_until": own.own_until(who.live),
        "form_url": reverse("exercises:own-form", args=[token]),
        "word_url": reverse("exercises:own-form-word", args=[token]),
    }
    return polling.stamped(render(request, "exercises/closing/own_form.html", context, status=400 if error else 409 if theirs else 200))


def typed_own(typed: Any, n: int) -> dict[str, Any]:
    """One of the three as it was typed."""
    return {
        "position": n,
        "what": typed.get(f"what{n}", ""),
        "who": typed.get(f"who{n}", ""),
        "iso": typed.get(f"by_when{n}", ""),
        "by_when_text": typed.get(f"by_when_text{n}", ""),
        "passed_on": bool(typed.get(f"passed_on{n}", "")),
        "version": typed.get(f"version{n}", ""),
    }


@never_cache
@require_GET
def own_form_word(request: HttpRequest, token: str) -> HttpResponse:
    """One's own things as a Word file, by the private link."""
    who = whose_or_none(token)
    return word_file(who.live, who) if who else no_link(request)
