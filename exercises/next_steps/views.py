"""A participant's side of next steps. What is somebody's own is theirs alone; the boards are everybody's in the room."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from exercises import drafts
from exercises.models import Level
from exercises.next_steps import actions, board, steps
from exercises.next_steps.forms import OnForm, OwnForm, ProposalForm, SupportForm, TextForm
from exercises.texts import checked, clean, first_error
from sessions.exercise import Refused
from sessions.models import LiveSession, Participant
from sessions.views import polling
from sessions.views.phone import refused, seat_or_404

Act = Callable[..., HttpResponse | None]
TYPED = ("what", "who", "by_when_text")  # of a proposal


def seat_post(act: Act) -> Callable[..., HttpResponse]:
    """A small view for one button of a seat: `act` does it, and gives back a response or None for the boards as they are now."""

    @require_POST
    @wraps(act)
    def view(request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
        live, me = seat_or_404(request, key)
        try:
            actions.check_open(live)
            response = act(request, live, me, **kwargs)
        except Refused as refusal:
            return refused(request, live, me, refusal)
        return response or news(request, live, me)

    return view


def news(request: HttpRequest, live: LiveSession, me: Participant, inside: str = "", at: str = "") -> HttpResponse:
    """The boards as they are now, for the phone that has just changed something; `inside` fills the sheet, "" closes it."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('live:phone', args=[live.key])}{at}")
    return polling.stamped(HttpResponse(board.news_html(live, me) + nothing_refused() + inside))


def nothing_refused() -> str:
    """Whatever was refused before is done with."""
    return render_to_string("sessions/_refused_phone.html", {"oob": True})


# ------------------------------------------------------------------ one's own
@seat_post
def own(request: HttpRequest, live: LiveSession, me: Participant) -> HttpResponse:
    """The whole form, as a browser without script sends it: with who gets what, so that one press cannot lose what another field holds."""
    form = checked(OwnForm(request.POST, with_reach=bool(request.POST.get("with_reach"))))
    steps.write_all(me, form.cleaned_data["reflection"], form.three)
    return redirect(f"{reverse('live:phone', args=[live.key])}#you")


@seat_post
def pass_on(request: HttpRequest, live: LiveSession, me: Participant, number: int) -> HttpResponse | None:
    """Add one of one's three to what the team lead gets, or take it back."""
    if number not in steps.POSITIONS:
        raise Http404
    form = OnForm(request.POST)
    form.is_valid()
    steps.pass_on(me, number, form.cleaned_data["on"])
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('live:phone', args=[live.key])}#you")
    mine = steps.three_of(me)[number - 1]
    switch = render_to_string("exercises/next-steps/_pass_on.html", {"live": live, "own": mine, "oob": True, "news": True})
    return polling.stamped(HttpResponse(switch + nothing_refused()))


@seat_post
def from_answer(request: HttpRequest, live: LiveSession, me: Participant) -> HttpResponse | None:
    """Make an action point of one's own of an answer of one's group."""
    number = request.POST.get("point", "")
    if not (number.isdecimal() and number.isascii() and len(number) < 19):
        raise Http404
    position = steps.from_answer(me, int(number))
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('live:phone', args=[live.key])}#own-{position}")
    context = {
        "live": live,
        "own": steps.three_of(me)[position - 1],
        "drafts": drafts.of(me),
        "answers": answers(me),
        "oob": True,
        "news": True,
    }
    parts = [render_to_string(f"exercises/next-steps/{name}.html", context) for name in ("_own", "_answers")]
    return polling.stamped(HttpResponse("".join(parts) + nothing_refused()))


def answers(me: Participant | None) -> list[dict[str, Any]]:
    """The answers somebody may make an action point of, and whether they have."""
    written = {own.what for own in steps.three_of(me)} if me else set()
    return [{"pk": point.pk, "text": point.text, "is_taken": point.text in written} for point in steps.answers_of(me)]


# ------------------------------------------------------------------ the boards
def shared_or_404(level: str) -> str:
    """A level that is a board."""
    if level not in {shared.value for shared in board.SHARED}:
        raise Http404
    return level


@seat_post
def propose(request: HttpRequest, live: LiveSession, me: Participant, level: str) -> HttpResponse:
    """Put a proposal on a board."""
    level = shared_or_404(level)
    form = ProposalForm(request.POST)
    try:
        checked(form)
        actions.propose(live, me, level, form.step, form.cleaned_data["request_key"])
    except Refused:
        if not request.htmx:  # type: ignore[attr-defined]
            keep_typed(request, me, level)
        raise
    for name in TYPED:
        drafts.clear(me, f"steps.{level}.{name}", drafts.turn_in(request))
    return news(request, live, me, at=f"#{level}")


def keep_typed(request: HttpRequest, me: Participant, level: str) -> None:
    """Without script the page is drawn anew: what was typed comes back as its writer's draft."""
    known = drafts.of(me)
    for name in TYPED:
        field, text = f"steps.{level}.{name}", clean(request.POST.get(name, ""))
        if text and len(text) <= drafts.LONGEST:
            drafts.save(me, field, text, drafts.turn_after(known.get(field)))


@seat_post
def support(request: HttpRequest, live: LiveSession, me: Participant, number: int) -> HttpResponse:
    """Be for a proposal, or no longer."""
    form = SupportForm(request.POST)
    form.is_valid()
    actions.support(live, me, fits(number), form.cleaned_data["on"], form.cleaned_data.get("asked"))
    return news(request, live, me, at=f"#proposal-{number}")


def fits(number: int) -> int:
    """A number from an address that a database can hold; 404 otherwise."""
    if number >= 2**63:
        raise Http404
    return number


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """A text the room writes together, in the sheet: to read, and to write."""
    live, me = seat_or_404(request, key)
    if name not in board.PLAN:
        raise Http404
    if request.method != "POST":
        return sheet(request, live, me, name)
    form = TextForm(request.POST, name=name)
    typed = clean(request.POST.get("text", ""))
    try:
        if not form.is_valid():
            raise Refused(first_error(form), status=400)
        if name == board.FOLLOW_UP:
            actions.choose_date(live, form.cleaned_data["text"], form.cleaned_data["version"])
            is_alone = True
        else:
            is_alone = actions.write_plan(live, name, form.cleaned_data["text"], form.cleaned_data["version"])
    except Refused as refusal:
        return sheet(request, live, me, name, refusal.status, error=refusal.sentence, typed=typed)
    drafts.clear(me, f"steps.plan.{name}", drafts.turn_in(request))
    level = board.PLAN[name].level
    if is_alone:
        return news(request, live, me, at=f"#{level}")
    if not request.htmx:  # type: ignore[attr-defined]
        return sheet(request, live, me, name, both_kept=True)
    inside = render_to_string("exercises/next-steps/_write.html", write_context(live, me, name, both_kept=True) | {"is_sheet": True})
    return news(request, live, me, inside)


def sheet(request: HttpRequest, live: LiveSession, me: Participant, name: str, status: int = 200, **more: Any) -> HttpResponse:
    """The form in the sheet from the foot of the phone; a page of its own without script."""
    is_sheet = bool(request.htmx)  # type: ignore[attr-defined]
    context = write_context(live, me, name, **more) | {"is_sheet": is_sheet, "inside": "exercises/next-steps/_write.html"}
    template = "exercises/next-steps/_write.html" if is_sheet else "exercises/next-steps/page.html"
    return polling.stamped(render(request, template, context, status=status))


def write_context(
    live: LiveSession, me: Participant, name: str, error: str = "", typed: str = "", both_kept: bool = False
) -> dict[str, Any]:
    """What the form of one text of the plan shows."""
    shared = board.plan_of(live)
    field = board.PLAN[name]
    known = drafts.of(me)
    draft = known.get(f"steps.plan.{name}")
    there = shared.follow_up_date.isoformat() if name == board.FOLLOW_UP and shared.follow_up_date else ""
    there = there if name == board.FOLLOW_UP else str(getattr(shared, name))
    begun = "" if both_kept or not draft or draft.text == there else draft.text
    return {
        "live": live,
        "label": board.label_of(board.slide_of(live), field),
        "field": field,
        "field_name": f"steps.plan.{name}",
        "drafts": known,
        "version": board.version_of(shared, name),
        "stands": board.text_of(shared, name),
        "text": typed or begun or there,
        "is_begun": bool(there and (error or begun)),
        "error": error,
        "both_kept": both_kept,
        "is_date": name == board.FOLLOW_UP,
        "is_long": field.longest > 500,
        "is_team": field.level == Level.TEAM,
    }
