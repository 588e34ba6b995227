"""Labels and private wishes: kept while groups are made, and deleted for good when they are fixed. Only its writer ever sees a wish."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from exercises import sealed
from exercises.groups import people, places, solver
from exercises.groups.people import Person
from exercises.models import Group, Grouping, Label, Wish
from sessions import push
from sessions.exercise import Refused
from sessions.models import LiveSession, Participant
from sessions.screens.on_stage import current_run


def named(live: LiveSession, me: Participant | None) -> list[Person]:
    """Everybody else who said how they can be found."""
    return [person for person in people.room(live) if person.label and person.seat != me]


def own(me: Participant | None) -> dict[str, set[int]]:
    """What somebody wished for: seats `at` ease with, groups at the `table`, seats they would rather be `apart` from."""
    mine: dict[str, set[int]] = {"at": set(), "table": set(), "apart": set()}
    for wish in Wish.objects.filter(who=me) if me else ():
        mine["apart" if wish.rather_not else "at" if wish.person_id else "table"].add(wish.person_id or wish.group_id or 0)
    return mine


def save(live: LiveSession, who: Participant, data: dict[str, Any]) -> None:
    """Keep somebody's label and wishes in place of those before, unless newer ones are there. Inside a transaction.

    Whoever is in both lists of people is rather not sat with. Raises `Refused`: 404 for somebody or a table that is not in this room,
    400 for a label that somebody else has.
    """
    label, _new = Label.objects.get_or_create(participant=who)
    if data["anywhere"]:
        data = data | {"label": label.text, "turn": label.turn + 1, "sent": True, "at": [], "table": [], "apart": []}
    if data["turn"] < label.turn or (label.is_ready and not data["sent"]):
        return  # a tick that was on its way while its writer sent everything
    if data["label"] and Label.objects.filter(participant__live=live, participant__removed_at=None, text__iexact=data["label"]).exclude(
        pk=label.pk
    ):
        raise Refused(
            _("Somebody here has the label “%(label)s” already. Add something to yours, such as “Ben with the red mug”.")
            % {"label": data["label"]},
            status=400,
            title=_("Two people with one label"),
            hint=_("What you chose is still on this phone."),
        )
    room = people.room(live)
    apart = seats(room, data["apart"]) - {who.pk}
    at = seats(room, data["at"]) - {who.pk} - apart
    tables = groups(live, data["table"])
    Wish.objects.filter(who=who).delete()
    Wish.objects.bulk_create(
        [
            *(Wish(who=who, person_id=pk) for pk in sorted(at)),
            *(Wish(who=who, group_id=pk) for pk in sorted(tables)),
            *(Wish(who=who, person_id=pk, rather_not=True) for pk in sorted(apart)),
        ]
    )
    Label.objects.filter(pk=label.pk).update(text=data["label"], turn=data["turn"], is_ready=data["sent"])
    if data["label"] != label.text:
        tell(live)


def reopen(who: Participant) -> None:
    """Somebody wants to change their wishes: what they chose is shown to them again."""
    Label.objects.filter(participant=who).update(is_ready=False, turn=F("turn") + 1)


def tell(live: LiveSession) -> None:
    """Who can be found by which label has changed: tell the phones that are choosing."""
    Grouping.objects.filter(live=live).update(version=F("version") + 1)
    run = current_run(live)
    if run is not None:
        push.piece(run, places.EVERYBODY, soon=True)


def seats(room: Iterable[Person], numbers: Iterable[int]) -> set[int]:
    """The seats of so many numbers. Raises `Refused` for one that nobody here has."""
    known = {person.number: person.seat.pk for person in room}
    if not set(numbers) <= set(known):
        raise Refused(_("Somebody you chose is no longer here. Please look at the list again."), status=404)
    return {known[number] for number in numbers}


def groups(live: LiveSession, positions: Iterable[int]) -> set[int]:
    """The groups at so many positions. Raises `Refused` for one that is not there."""
    known = dict(Group.objects.filter(live=live).values_list("position", "pk"))
    if not set(positions) <= set(known):
        raise Refused(_("That table is no longer there. Please look at the list again."), status=404)
    return {known[position] for position in positions}


def for_solver(live: LiveSession) -> dict[int, solver.Wish[int, int]]:
    """Everybody's wishes by seat, for the search and nothing else."""
    at: dict[int, list[int]] = defaultdict(list)
    tables: dict[int, list[int]] = defaultdict(list)
    apart: dict[int, list[int]] = defaultdict(list)
    for wish in Wish.objects.filter(who__live=live):
        if wish.group_id:
            tables[wish.who_id].append(wish.group_id)
        elif wish.person_id:
            (apart if wish.rather_not else at)[wish.who_id].append(wish.person_id)
    return {who: solver.Wish(at[who], tables[who], apart[who]) for who in {*at, *tables, *apart}}


def forget(live: LiveSession) -> None:
    """Delete every label and wish of a live session, from the database's files too. Inside a transaction; twice is once."""
    Wish.objects.filter(who__live=live).delete()
    Label.objects.filter(participant__live=live).delete()
    transaction.on_commit(sealed.wipe_log, robust=True)
