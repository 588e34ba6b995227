"""Making groups, on the slide that introduces the group exercise.

Shown: the facilitator names tables and says how. Open: people pick a group, or wish. Closed: a suggestion to look at. Revealed: the
groups are fixed, each phone knows its own, and labels and wishes no longer exist.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import sealed
from exercises.groups import actions, people, pieces, places, seating, wishes
from exercises.groups.forms import GroupsAnswer
from exercises.models import Grouping, Label, Place
from sessions.exercise import Audience, Exercise, Piece, Press, Refused, register
from sessions.models import LiveSession, Participant, SlideRun
from sessions.models.live import sets_of
from sessions.phases import RunPhase
from workshop.models import Kind

FROM_SEARCH = 25  # from so many labels on there is a field to search them
MOST_NAMED = 9  # groups named on the big screen
Way = Grouping.Way


class Groups(Exercise):
    """People pick, or wish in private, or are mixed; the facilitator has the last word."""

    slug = "groups"
    label = gettext_lazy("Making groups")
    kinds = frozenset({Kind.CHOICE.value})
    has_console_side: ClassVar[bool] = True
    rehearsal: ClassVar[str] = "exercises.groups.rehearsal"
    takes_many: ClassVar[bool] = True
    Answer = GroupsAnswer

    def record(self, run: SlideRun, who: Participant, data: dict[str, Any]) -> None:
        """Every tick is kept; the newest wins."""
        actions.answer(run, who, data)

    def record_all(self, run: SlideRun, given: Sequence[tuple[Participant, dict[str, Any]]]) -> list[Refused | None]:
        actions.take_turns(run.live)
        return super().record_all(run, given)

    def rows(self, run: SlideRun) -> list[dict[str, Any]]:
        """One row for each group once they are fixed."""
        if run.phase != RunPhase.REVEALED:
            return []
        return [{"group": group.name, "people": here} for group, here in places.groups_of(run.live)]

    # ------------------------------------------------------------- moments
    def opened(self, run: SlideRun) -> None:
        actions.be_ready(run.live)
        Grouping.objects.filter(live=run.live).update(stage=Grouping.Stage.ASKING)

    def show(self, run: SlideRun, step: int) -> None:
        actions.fixed(run)

    def session_ended(self, live: LiveSession) -> None:
        wishes.forget(live)

    def starting(self) -> None:
        sealed.wipe_log()  # in case the process was stopped between the deletion of labels and this

    # ------------------------------------------------------------- screens
    def steps(self, run: SlideRun) -> int:
        return 1

    def press(self, run: SlideRun) -> Press | None:
        """One press asks, one makes a suggestion, one fixes. No key fixes: it deletes for good."""
        fix = Press(_("Fix these groups"), "exercises:groups-fix", by_key=False)
        grouping = actions.grouping_of(run.live)
        if run.phase == RunPhase.REVEALED or (run.phase == RunPhase.SHOWN and not run.live.question_set):
            return None
        if run.phase == RunPhase.CLOSED and grouping.stage == Grouping.Stage.SEATING:
            return fix
        if grouping.way == Way.MIX:
            return Press(_("Mix the groups"), "exercises:groups-suggest")
        if run.phase == RunPhase.SHOWN:
            return Press(_("Let people choose") if grouping.way == Way.PICK else _("Ask for wishes"), "open")
        return fix if grouping.way == Way.PICK else Press(_("Suggest groups"), "exercises:groups-suggest")

    def counts(self, run: SlideRun, audience: Audience) -> dict[str, Any]:
        """How many are ready, and how many sit where as far as they said so themselves; on the console also who came late."""
        grouping = actions.grouping_of(run.live)
        if audience is Audience.PHONES or run.phase == RunPhase.SHOWN:
            return {}
        found: dict[str, Any] = {"groups_way": grouping.way, "groups_stage": grouping.stage}
        if run.phase == RunPhase.OPEN:
            room = people.room(run.live)
            ready = sum(p.has_place or (p.is_ready and grouping.way == Way.WISHES) for p in room)
            found |= {"ready": ready, "people": len(room), "alone": sum(p.is_alone for p in room)}
        if run.phase == RunPhase.OPEN or audience is Audience.PROJECTOR:
            groups = places.groups_of(run.live)
            named = [(group.name, here) for group, here in groups]
            if audience is Audience.CONSOLE and grouping.way == Way.PICK:
                found |= {"too_small": seating.too_small(groups, grouping.least)}
            found |= {"groups_named": named[:MOST_NAMED], "groups_more": len(named[MOST_NAMED:])}
            found |= {"least": grouping.least, "most": grouping.most}
        elif grouping.stage != Grouping.Stage.ASKING:
            found |= arrived(run.live)
        return found

    def has_own(self, run: SlideRun) -> bool:
        """From the first label or place on each phone has something of its own."""
        mine = Participant.objects.filter(live=run.live).filter(
            Exists(Place.objects.filter(participant=OuterRef("pk"))) | Exists(Label.objects.filter(participant=OuterRef("pk")))
        )
        return run.phase != RunPhase.SHOWN and mine.exists()

    def addresses(self, live: LiveSession, who: Participant) -> list[str]:
        """A group's own, once it is known; until then that of everybody who chooses."""
        group = places.place_of(who)
        return [places.address(group)] if group else [places.EVERYBODY]

    def all_addresses(self, live: LiveSession, everybody: Sequence[Participant]) -> dict[int, list[str]]:
        groups = places.groups_by_seat(live)
        return {who.pk: [places.address(groups[who.pk]) if who.pk in groups else places.EVERYBODY] for who in everybody}

    def piece(self, run: SlideRun, address: str) -> Piece | None:
        return pieces.piece(run, address)

    def context(self, run: SlideRun, audience: Audience, me: Participant | None = None) -> dict[str, Any]:
        """The way, and on a phone its own choice or group. Facilitators get labels and groups; nobody gets wishes."""
        grouping = actions.grouping_of(run.live)
        context: dict[str, Any] = {"grouping": grouping, "is_fixed": run.phase == RunPhase.REVEALED}
        if audience is Audience.PHONES:
            return context | phone(run, grouping, me)
        if audience is Audience.CONSOLE:
            return context | console(run, grouping)
        return context


# ------------------------------------------------------------------ phones
def phone(run: SlideRun, grouping: Grouping, me: Participant | None) -> dict[str, Any]:
    """What one phone sees."""
    live = run.live
    place = Place.objects.select_related("group").filter(participant=me).first() if me else None
    context: dict[str, Any] = {"is_alone": place is not None and place.group is None}
    if run.phase == RunPhase.SHOWN:
        return context
    if run.phase == RunPhase.OPEN and grouping.way == Way.WISHES:
        return context | wishing(run, me)
    if run.phase == RunPhase.OPEN:
        group = place.group if place else None
        return context | {"my_group": group, "choices": pieces.to_pick_from(live, grouping, group), "piece_version": grouping.version}
    context |= {"my_name": people.name_of(live, me) if me else ""}
    if run.phase != RunPhase.REVEALED:
        return context
    group = place.group if place else None
    if group is not None:
        return context | {"my_group": group, "my_size": places.size(group), "piece_version": group.version}
    return context | {"choices": places.choices(live, grouping), "piece_version": grouping.version}


def wishing(run: SlideRun, me: Participant | None) -> dict[str, Any]:
    """Somebody's own label and wishes, and whom they may name."""
    live = run.live
    label = Label.objects.filter(participant=me).first() if me else None
    mine = wishes.own(me)
    named = [
        {"number": p.number, "name": p.name, "at": p.seat.pk in mine["at"], "apart": p.seat.pk in mine["apart"]}
        for p in wishes.named(live, me)
    ]
    return {
        "my_label": label.text if label else "",
        "my_number": people.number_of(live, me) if me else 0,
        "is_ready": bool(label and label.is_ready),
        "turn": label.turn + 1 if label else 1,
        "named": named,
        "may_search": len(named) >= FROM_SEARCH,
        "tables": [{"position": g.position, "name": g.name, "wished": g.pk in mine["table"]} for g in live.groups.all()],
        "wish_count": sum(len(each) for each in mine.values()),
        "piece_version": actions.grouping_of(live).version,
    }


# ------------------------------------------------------------------ the console
def console(run: SlideRun, grouping: Grouping) -> dict[str, Any]:
    """The set-up, or who sits where by label and number. Never a wish, never who is without one."""
    live = run.live
    groups = list(live.groups.all())
    context: dict[str, Any] = {
        "ways": [(way.value, way.label) for way in Way],
        "group_names": "\n".join(g.name for g in groups) or "\n".join(actions.default_names(live, grouping)),
        "may_set_up": run.phase == RunPhase.SHOWN and not live.is_over,
        "is_seating": grouping.stage != Grouping.Stage.ASKING and run.phase in {RunPhase.CLOSED, RunPhase.REVEALED},
    }
    if run.phase == RunPhase.CLOSED:
        context |= {"too_small": seating.too_small(places.groups_of(live), grouping.least)}
    if not context["is_seating"]:
        return context | {"groups_total": len(groups)}
    return context | {
        **seating.seating(live),
        "groups_total": len(groups),
        "fit": grouping.fit,
        "wished": grouping.fit.get("people", 0) - grouping.fit.get("without_wish", 0),
        "each_version": "-".join(str(g.version) for g in groups),
        "all_sets": [(each.key, each.title) for each in sets_of(live.deck_id)],
    }


def arrived(live: LiveSession) -> dict[str, Any]:
    """Who has no place yet, the earliest first, and where one more fits best."""
    newest = {seat.pk: seat.joined_at for seat in places.late(live)}
    late = sorted((p for p in people.room(live) if p.seat.pk in newest), key=lambda p: newest[p.seat.pk])
    fits = places.smallest(live)
    return {
        "arrived": [{"number": p.number, "name": p.name, "at": newest[p.seat.pk]} for p in late],
        "fits": {"name": fits.name, "position": fits.position} if fits else None,
    }


register(Groups())
