"""The hand-over page of the facilitators, and what its buttons do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exercises.handover import actions, building, links, reading
from exercises.handover.forms import DaysForm, WordsForm
from exercises.handover.kept import kept
from exercises.handover.reading import Out
from exercises.handover.ways import Way
from exercises.models import Feedback
from exercises.numbers import LEAST
from exercises.texts import first_error
from sessions import clock
from sessions.actions import Stale
from sessions.exercise import Refused
from sessions.models import LiveSession
from sessions.phases import NotPermitted


def home(way: Way) -> HttpResponse:
    return redirect("exercises:hand-over", way.live.key)


@require_safe
def page(request: HttpRequest, way: Way) -> HttpResponse:
    """What is handed over, to whom, and until when it is kept."""
    return draw(request, way)


def draw(request: HttpRequest, way: Way, status: int = 200, **more: Any) -> HttpResponse:
    """The page, with what a press has just brought."""
    live = LiveSession.objects.select_related("deck", "owner").get(pk=way.live.pk)
    now = clock.now()
    link = links.newest(live)
    points = building.points_of(live)
    context = {
        "nav_current": "workshops",
        "live": live,
        "way": way,
        "people": building.people_of(live),
        "groups": live.groups.count(),
        "points": len(points),
        "link": link,
        "link_works": links.works(link, now),
        "after": link.pk if link else 0,
        "kept": kept(live),
        "kept_until": building.kept_until(live),
        "doubtful": reading.doubtful(live) if live.is_over else [],
        "feedback_lines": feedback_lines(live),
    }
    return render(request, "exercises/handover/page.html", context | more, status=status)


def feedback_lines(live: LiveSession) -> list[str]:
    """What people wrote about how it was: for the facilitators, once all is over and enough people said something."""
    if not live.is_over or Feedback.objects.filter(live=live).count() < LEAST:
        return []
    return list(Feedback.objects.filter(live=live).exclude(text="").order_by("pk").values_list("text", flat=True))


# ------------------------------------------------------------------ the link
@require_POST
def make_link(request: HttpRequest, way: Way) -> HttpResponse:
    """Make or replace the lead's link and show it, this once. It is nowhere stored in clear."""
    after = request.POST.get("after", "")
    try:
        made = links.make(way.live, int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else -1)
    except Refused as refusal:
        return draw(request, way, 409, said=refusal.sentence)
    return draw(request, way, made=made)


@require_POST
def end_link(request: HttpRequest, way: Way) -> HttpResponse:
    """Let the link open nothing any more."""
    links.end(way.live)
    messages.success(request, _("The link no longer works. Nothing else has changed."))
    return home(way)


# ------------------------------------------------------------------ days, end, delete
@require_POST
def keep_for(request: HttpRequest, way: Way) -> HttpResponse:
    """For how many days everything is kept."""
    form = DaysForm(request.POST)
    if not form.is_valid():
        return draw(request, way, 400, days_error=first_error(form), days_typed=request.POST.get("days", "")[:10])
    try:
        actions.keep_for(way.live, form.cleaned_data["days"])
    except Refused as refusal:
        return draw(request, way, refusal.status, days_error=refusal.sentence, days_typed=request.POST.get("days", "")[:10])
    messages.success(request, _("Kept for %(days)d days.") % {"days": form.cleaned_data["days"]})
    return home(way)


@require_POST
def close(request: HttpRequest, way: Way) -> HttpResponse:
    """End the workshop."""
    seen = request.POST.get("seen", "")
    try:
        actions.close(way.live, int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1)
    except (Stale, NotPermitted):
        messages.info(request, _("The room moved at the same moment, so your press changed nothing. This is where it is now."))
    return home(way)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, way: Way) -> HttpResponse:
    """Ask first; then end and delete, at once and for good."""
    if request.method != "POST":
        context = {"nav_current": "workshops", "live": way.live, "follow_ups": way.live.follow_ups.exists()}
        return render(request, "exercises/handover/delete.html", context)
    title = way.live.title
    try:
        actions.delete(way.live)
    except (Stale, NotPermitted, Refused):
        messages.info(request, _("The room moved at the same moment, so nothing was deleted. Please press once more."))
        return redirect("exercises:hand-over-delete", way.live.key)
    if not request.user.is_authenticated:
        return render(request, "exercises/handover/deleted.html", {"title": title})
    messages.success(request, _("“%(title)s” and everything in it is deleted.") % {"title": title})
    return redirect("live:dashboard")


# ------------------------------------------------------------------ reading through
@require_safe
def read_all(request: HttpRequest, way: Way) -> HttpResponse:
    """Every text the lead would get, to be changed or taken out."""
    context = {"nav_current": "workshops", "live": way.live, "texts": list(reading.texts(way.live)) if way.live.is_over else []}
    return render(request, "exercises/handover/read.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reword(request: HttpRequest, way: Way, name: str) -> HttpResponse:
    """Put other words in place of a shared text."""
    only_when_over(way)
    text = reading.find(way.live, name)
    context = {"nav_current": "workshops", "live": way.live, "text": text, "typed": text.words}
    if request.method != "POST":
        return render(request, "exercises/handover/reword.html", context)
    form = WordsForm(request.POST, most=text.most, is_optional=text.is_optional, is_one_line=text.is_one_line)
    typed = {"typed": request.POST.get("words", "")}
    if not form.is_valid():
        return render(request, "exercises/handover/reword.html", context | typed | {"said": first_error(form)}, status=400)
    try:
        actions.reword(way.live, name, form.cleaned_data["words"])
    except Refused as refusal:
        return render(request, "exercises/handover/reword.html", context | typed | {"said": refusal.sentence}, status=refusal.status)
    messages.success(request, _("Changed. What stood there is gone."))
    return home(way)


@require_POST
def fine(request: HttpRequest, way: Way, name: str) -> HttpResponse:
    """A text was read and may stay."""
    only_when_over(way)
    actions.call_fine(way.live, name)
    return home(way)


@require_POST
def take_out(request: HttpRequest, way: Way, name: str) -> HttpResponse:
    """Delete a shared text, alone or with all that hangs on it: nobody gets it."""
    only_when_over(way)
    went = actions.take_out(way.live, name)
    messages.success(request, _("Taken out. Nobody gets it.") if went is Out.ROW else _("These words are taken out. The rest stays."))
    return home(way)


def only_when_over(way: Way) -> None:
    """While the workshop runs its texts are its writers', and the console is where they are blanked. Raises Http404."""
    if not way.live.is_over:
        raise Http404
