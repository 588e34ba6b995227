"""The sealed ballot box.

While a box is open, a ballot is tied to its seat by a keyed hash, so that choosing again replaces and nobody counts twice. The key is
never in the database (`keys.py`). Sealing writes the totals, deletes the ballots and destroys the key: from then on no file, log,
export or back-up can say who chose what. Closing can be undone, sealing cannot.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from exercises import keys
from exercises.models import Ballot, Hands, Total
from sessions.exercise import Overtaken, Refused
from sessions.models import Participant, SlideRun
from sessions.phases import RunPhase
from workshop.sqlite import wiping


# ------------------------------------------------------------------ while it is open
def open_box(run: SlideRun) -> None:
    """Make a box ready for ballots. A box that holds ballots keeps its key, or stays without one if that was lost. Raises `Refused`."""
    try:
        if keys.get(run.pk) is None and not has_ballots(run):
            keys.make(run.pk)
    except keys.Unreachable:
        raise not_now(_("Nothing was opened.")) from None


def not_now(safe: str) -> Refused:
    """The refusal while the keys cannot be reached. `safe` says what was kept."""
    return Refused(
        _("The ballot box cannot be reached just now. %(safe)s") % {"safe": safe},
        status=503,
        title=_("A moment"),
        hint=_("Please try again in a few seconds."),
    )


def voter(run: SlideRun, seat: Participant) -> str | None:
    """A seat's name in this box, or None when the key is gone. Raises `keys.Unreachable`."""
    key = keys.get(run.pk)
    return _name(key, run, seat) if key else None


def _name(key: bytes, run: SlideRun, seat: Participant) -> str:
    return hmac.new(key, f"{run.pk}:{seat.pk}".encode(), hashlib.sha256).hexdigest()


def own(run: SlideRun, seat: Participant | None) -> Ballot | None:
    """A seat's own ballot, as long as it can be told from the others."""
    try:
        name = voter(run, seat) if seat else None
    except keys.Unreachable:
        return None
    return Ballot.objects.filter(run=run, voter=name).first() if name else None


@dataclass(frozen=True)
class Put:
    """One ballot on its way in."""

    seat: Participant
    choice: Any
    sent: bool
    turn: int


def put(run: SlideRun, seat: Participant, choice: Any, *, sent: bool, turn: int) -> None:
    """Put a ballot in, or change the one that is there. One of a lower turn than the stored one changes nothing.

    Inside a transaction. Raises `Refused` when the box is closed or sealed, or its key is lost or cannot be reached.
    """
    put_all(run, [Put(seat, choice, sent, turn)])


def put_all(run: SlideRun, puts: Iterable[Put]) -> list[bool]:
    """The same for several at once, in order, with as many statements as for one: for each, whether it was put in.

    Raises `Refused` for all of them or for none.
    """
    try:
        key = keys.get(run.pk)
    except keys.Unreachable:
        raise not_now(_("Your choice is still on this phone.")) from None
    if key is None:
        raise Refused(
            _("What people had chosen by now is counted, but nothing can be changed or added any more."),
            title=_("The ballot box is closed for changes"),
            hint=_("Nothing more to do. You can say in the room what you would have chosen."),
        )
    # Held until the commit, so that nothing is counted while a ballot is on its way in, and no other ballot comes between these lines.
    if not SlideRun.objects.select_for_update(of=("self",)).filter(pk=run.pk, phase=RunPhase.OPEN, total=None).first():
        raise Refused(
            _("This closed before your choice reached us. What you had ticked by then is counted."), title=_("Time ran out first")
        )
    keys.put_back(run.pk)  # the box is held open: nobody can have sealed it
    named = [(_name(key, run, each.seat), each) for each in puts]
    turns = dict(Ballot.objects.filter(run=run, voter__in={name for name, _each in named}).values_list("voter", "turn"))
    changed: dict[str, Ballot] = {}
    found: list[bool] = []
    for name, each in named:
        found.append(each.turn >= turns.get(name, 0))
        if found[-1]:
            turns[name] = each.turn
            changed[name] = Ballot(run=run, voter=name, choice=each.choice, sent=each.sent, turn=each.turn)
    Ballot.objects.bulk_create(
        changed.values(), update_conflicts=True, unique_fields=["run", "voter"], update_fields=["choice", "sent", "turn"]
    )
    return found


def is_in(run: SlideRun, put: Put) -> bool:
    """Whether this very ballot is in the box, and not another of the same seat."""
    ballot = own(run, put.seat)
    return ballot is not None and (ballot.choice, ballot.sent, ballot.turn) == (put.choice, put.sent, put.turn)


def record_all(run: SlideRun, puts: Sequence[Put]) -> list[Refused | None]:
    """`put_all` as an exercise answers it."""
    try:
        return [None if is_in else Overtaken() for is_in in put_all(run, puts)]
    except Refused as refusal:
        return [refusal] * len(puts)


def progress(run: SlideRun) -> dict[str, int]:
    """How many ballots are complete and how many have been begun; never what is on them."""
    counted = Ballot.objects.filter(run=run).aggregate(
        complete=Count("pk", filter=Q(sent=True)), begun=Count("pk", filter=Q(sent=False) & ~Q(choice=[]) & ~Q(choice={}))
    )
    return {"complete": counted["complete"], "begun": counted["begun"]}


def has_ballots(run: SlideRun) -> bool:
    """Whether anybody has put a ballot in."""
    return Ballot.objects.filter(run=run).exists()


# ------------------------------------------------------------------ counting and sealing
def marks(choice: Any) -> list[str]:
    """What a ballot adds to the counts: [4, 6] → “4”, “6”; {"4": "e"} → “4:e”."""
    return (
        [f"{number}:{answer}" for number, answer in choice.items()] if isinstance(choice, Mapping) else [str(number) for number in choice]
    )


def count(choices: Iterable[Any], hands: Hands | None = None) -> tuple[int, Counter[str]]:
    """People and marks. Somebody who ticked nothing is not counted; a show of hands is."""
    filled = [marks(choice) for choice in choices if choice]
    counted = Counter(mark for ballot in filled for mark in ballot)
    counted.update({number: n for number, n in (hands.choice if hands else {}).items() if n})
    return len(filled) + (hands.people if hands else 0), counted


def took_part(run: SlideRun | None) -> int:
    """How many people a box rests on now, sealed or not. The only number anybody learns before it is sealed."""
    if run is None:
        return 0
    total = total_of(run)
    if total is not None:
        return total.people
    hands = Hands.objects.filter(run=run).first()
    filled = Ballot.objects.filter(run=run).exclude(choice=[]).exclude(choice={}).count()
    return filled + (hands.people if hands else 0)


def total_of(run: SlideRun | None) -> Total | None:
    """The counts of a sealed box, or None."""
    return Total.objects.filter(run=run).first() if run else None


def seal(run: SlideRun) -> Total:
    """Count, write the totals, delete the ballots, and destroy the key after the commit.

    Twice is once, and what a crash left behind is finished.
    """
    with transaction.atomic():
        SlideRun.objects.select_for_update().get(pk=run.pk)  # no ballot slips in between counting and deleting
        total = total_of(run)
        hands = Hands.objects.filter(run=run).first()
        if total is None:
            people, counted = count(Ballot.objects.filter(run=run).values_list("choice", flat=True), hands)
            total = Total.objects.create(run=run, people=people, picks=counted.total(), choice=dict(sorted(counted.items())))
        Ballot.objects.filter(run=run).delete()
        if hands:
            hands.delete()  # kept apart, it would let one subtract what the phones said
        transaction.on_commit(lambda: _forget(run.pk), robust=True)
    return total


def finish_sealing() -> int:
    """Finish what a crash interrupted, and destroy keys nobody needs any more. Returns how many boxes were tidied."""
    kept = list(keys.kept())  # before the database is read: a box opened meanwhile is not among them
    with transaction.atomic():
        left = set(Ballot.objects.filter(run__total__isnull=False).values_list("run_id", flat=True))
        Ballot.objects.filter(run__in=left).delete()
    left |= set(kept) - set(SlideRun.objects.filter(pk__in=kept, total=None).values_list("pk", flat=True))
    for run_id in left:
        with suppress(keys.Unreachable):  # the next time, or it expires by itself
            keys.destroy(run_id)
    if left:
        wipe_log()
    return len(left)


def _forget(run_id: int) -> None:
    with suppress(keys.Unreachable):  # tried again within the minute
        keys.destroy(run_id)
    wipe_log()


def wipe_log() -> None:
    """Empty SQLite's write-ahead log, which still holds the pages as they were before the ballots were deleted.

    The pages themselves are overwritten by `secure_delete`. If somebody is reading in this very moment the log stays until the next
    time; without its key nothing in it can be told.
    """
    wiping.empty_log()
