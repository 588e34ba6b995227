"""The show of hands on the console."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exercises.vote.actions import count_hands
from exercises.vote.forms import HandsForm
from sessions import access
from sessions.exercise import Refused
from sessions.models import SlideRun
from sessions.screens.console import Notice
from sessions.views.console import answered
from workshop.models import Kind


@require_POST
def hands(request: HttpRequest, key: str) -> HttpResponse:
    """Take the numbers of a show of hands for the vote named by `slide`, and give back the console."""
    live, _seat = access.control_or_404(request, key)
    votes = [part.slide.key for part in live.parts if part.slide.kind == Kind.VOTE and part.slide.key == request.POST.get("slide")]
    run = SlideRun.objects.select_related("live").filter(live=live, slide_key__in=votes).first()
    if run is None:
        return answered(request, live, Notice(_("That didn’t arrive as it should"), _("Nothing was changed.")), 400)
    form = HandsForm(request.POST, run=run)
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        return answered(request, live, Notice(_("Those numbers don’t fit yet"), str(first)), 400)
    try:
        count_hands(run, form.cleaned_data["people"], form.cleaned_data["choice"])
    except Refused as refusal:
        return answered(request, live, Notice(refusal.title or _("One thing first"), refusal.sentence), refusal.status)
    return answered(request, live)
