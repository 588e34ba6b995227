"""What somebody is typing and has not sent yet: saved every two seconds, so that no keystroke is lost. Only its writer ever sees it.

A draft has a turn, which rises with each save; one of a lower turn never replaces what is there. So a save that arrives late, after
the text was sent for good, cannot bring it back.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exercises.models import Draft
from exercises.texts import clean
from sessions import access
from sessions.actions import still_on
from sessions.exercise import Refused
from sessions.models import Participant
from sessions.phases import Phase
from sessions.views import polling

LONGEST = 5000  # characters
MOST = 120  # drafts of one seat: more than any page has fields
LAST_TURN = 2_000_000_000
FIELD_LENGTH = 120

Keeper = Callable[[Participant, str, str], None]
_keepers: dict[str, Keeper] = {}


def keep_elsewhere(prefix: str, keeper: Keeper) -> None:
    """Let fields whose name begins with `prefix` be kept where they belong as they are typed; here stays their turn alone.

    `keeper` takes who, the field and the text, inside the transaction, and raises `Refused` for what it cannot take.
    """
    _keepers[prefix] = keeper


def of(who: Participant | None) -> dict[str, Draft]:
    """Every draft of a seat by its field."""
    return {draft.field: draft for draft in Draft.objects.filter(who=who)} if who else {}


def save(who: Participant, field: str, text: str, turn: int) -> None:
    """Keep a text unless a newer one is there already. One UPDATE in the usual case. Raises `Refused` for a first one after the end: drafts
    of groups have gone by then."""
    if Draft.objects.filter(who=who, field=field, turn__lt=turn).update(text=text, turn=turn):
        return
    if Draft.objects.filter(who=who, field=field).exists() or Draft.objects.filter(who=who).count() >= MOST:
        return
    try:
        with transaction.atomic():
            if not still_on(who.live_id):
                raise Refused(_("This workshop is over."), status=410)
            Draft.objects.create(who=who, field=field, text=text, turn=turn)
    except IntegrityError:  # the same field from another request of this very moment
        Draft.objects.filter(who=who, field=field, turn__lt=turn).update(text=text, turn=turn)


def clear(who: Participant, field: str, turn: int) -> None:
    """The text has been sent: forget it, together with every save of a turn up to this one that is still on its way."""
    found = Draft.objects.filter(who=who, field=field).first()
    turn = max(turn, found.turn if found else 0)
    if found:
        Draft.objects.filter(pk=found.pk).update(text="", turn=turn)
    elif turn:
        save(who, field, "", turn)


def turn_in(request: HttpRequest) -> int:
    """The turn a form was sent with; 0 without script."""
    return number(request.POST.get("draft_turn", ""))


def number(text: str) -> int:
    """A turn as it travels; 0 when it makes no sense."""
    return min(int(text), LAST_TURN) if text.isdecimal() and text.isascii() and len(text) < 11 else 0


@require_POST
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """Keep what somebody is typing. 204 kept, 400 too long or malformed, 403 no seat, 410 the workshop has ended.

    Called by every phone every two seconds: one SELECT and one UPDATE, nothing is rendered.
    """
    token = access.seat_token(request.COOKIES, key)
    who = (
        Participant.objects.select_related("live").filter(live__key=key, token_hash=access.hashed(token), removed_at=None).first()
        if token
        else None
    )
    if who is None:
        return HttpResponse(status=403)
    if who.live.phase == Phase.ENDED:
        return HttpResponse(status=410)
    field, turn = request.POST.get("field", ""), number(request.POST.get("turn", ""))
    text = clean(request.POST.get("text", ""))
    if not turn or len(text) > LONGEST or not is_name(field):
        return HttpResponse(status=400)
    keeper = next((keeper for prefix, keeper in _keepers.items() if field.startswith(prefix)), None)
    try:
        if keeper is None:
            save(who, field, text, turn)
            return polling.unchanged()
        with transaction.atomic():
            save(who, field, "", turn)
            if Draft.objects.filter(who=who, field=field, turn=turn).exists():  # else a newer one is kept already
                keeper(who, field, text)
    except Refused as refusal:
        return HttpResponse(status=410 if refusal.status == 410 else 400)
    return polling.unchanged()


def is_name(field: str) -> bool:
    """Whether a field's name is one: letters, digits, dots and hyphens."""
    return 0 < len(field) <= FIELD_LENGTH and field.isascii() and all(c.isalnum() or c in ".-_" for c in field)
