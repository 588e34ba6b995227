"""What somebody is typing and has not sent yet: saved every two seconds, so that no keystroke is lost. Only its writer ever sees it.

A draft has a turn, which rises with each save; one of a lower turn never replaces what is there. So a save that arrives late, after
the text was sent for good, cannot bring it back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exercises.models import Draft
from exercises.texts import clean
from sessions import access, gathering
from sessions.actions import still_on
from sessions.exercise import Refused
from sessions.models import LiveSession, Participant
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
    mine = Draft.objects.filter(who=who, field=field)
    if mine.filter(turn__lt=turn).update(text=text, turn=turn):
        return
    if not mine.exists():
        if Draft.objects.filter(who=who).count() >= MOST:
            return
        with suppress(IntegrityError), transaction.atomic():
            if not still_on(who.live_id):
                raise Refused(_("This workshop is over."), status=410)
            Draft.objects.create(who=who, field=field, text=text, turn=turn)
            return
    mine.filter(turn__lt=turn).update(text=text, turn=turn)  # another request of this very moment may have made it with an older text


def clear(who: Participant, field: str, turn: int) -> None:
    """The text has been sent: forget it, together with every save of a turn up to this one that is still on its way."""
    found = Draft.objects.filter(who=who, field=field).first()
    turn = max(turn, found.turn if found else 0)
    if found:
        Draft.objects.filter(pk=found.pk).update(text="", turn=turn)
    elif turn:
        save(who, field, "", turn)


def turn_after(known: Draft | None) -> int:
    """The turn with which the server itself writes over what somebody was typing, or takes it away."""
    return known.turn + 1 if known else 1


def turn_in(request: HttpRequest) -> int:
    """The turn a form was sent with; 0 without script."""
    return number(request.POST.get("draft_turn", ""))


def number(text: str) -> int:
    """A turn as it travels; 0 when it makes no sense."""
    return min(int(text), LAST_TURN) if text.isdecimal() and text.isascii() and len(text) < 11 else 0


@require_POST
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """Keep what somebody is typing. 204 kept, 400 too long or malformed, 403 no seat, 410 the workshop has ended.

    Called by every phone every two seconds: one SELECT and one UPDATE, nothing is rendered. Of most of them only the first comes here, the
    others go through `save_together`.
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
    found = typed_in(request.POST)
    if found is None:
        return HttpResponse(status=400)
    field, text, turn = found
    keeper = keeper_of(field)
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


def save_together(live: LiveSession, slide_key: str, given: Sequence[gathering.Given]) -> list[bool]:
    """Keep what a whole room is typing, in three statements however many there are: the same as `save` does for each.

    Nobody else makes the first row of a draft meanwhile, because whoever does asks `still_on` too. What is malformed, comes too late or is
    kept elsewhere is left to `draft`.
    """
    if slide_key or not still_on(live.pk):
        return [False] * len(given)
    rows = Draft.objects.select_for_update().filter(who__in={who.pk for who, _data in given}).order_by("pk")
    turns = {(who, field): turn for who, field, turn in rows.values_list("who", "field", "turn")}
    fields = Counter(who for who, _field in turns)
    kept: list[bool] = []
    newer: dict[tuple[int, str], Draft] = {}
    for who, data in given:
        found = typed_in(data)
        kept.append(found is not None and keeper_of(found[0]) is None)
        if found is None or not kept[-1]:
            continue
        field, text, turn = found
        at = who.pk, field
        if turn > turns.get(at, 0) and (at in turns or fields[who.pk] < MOST):
            fields[who.pk] += at not in turns
            turns[at] = turn
            newer[at] = Draft(who=who, field=field, text=text, turn=turn)
    Draft.objects.bulk_create(newer.values(), update_conflicts=True, unique_fields=["who", "field"], update_fields=["text", "turn"])
    return kept


gathering.store_together("draft", save_together, can_wait=True)


def typed_in(data: QueryDict) -> tuple[str, str, int] | None:
    """The field, the text and the turn of a draft as it travels; None when it makes no sense."""
    field, text, turn = data.get("field", ""), clean(data.get("text", "")), number(data.get("turn", ""))
    return (field, text, turn) if turn and len(text) <= LONGEST and is_name(field) else None


def keeper_of(field: str) -> Keeper | None:
    """Who keeps the text of such a field elsewhere."""
    return next((keeper for prefix, keeper in _keepers.items() if field.startswith(prefix)), None)


def is_name(field: str) -> bool:
    """Whether a field's name is one: letters, digits, dots and hyphens."""
    return 0 < len(field) <= FIELD_LENGTH and field.isascii() and all(c.isalnum() or c in ".-_" for c in field)
