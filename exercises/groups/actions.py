"""What facilitators do while groups are made, and what a phone's answer becomes.

A suggestion takes about a second, and nothing waits for it: answers are closed first, then the search runs outside any transaction,
and then its result is stored, unless somebody has fixed the groups meanwhile.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from exercises.groups import people, places, wishes
from exercises.groups.forms import ALONE, MOST_GROUPS
from exercises.groups.mix import mix
from exercises.groups.seating import left_unfixed
from exercises.groups.sizes import split
from exercises.groups.solver import suggest as search
from exercises.models import Group, Grouping, Place
from sessions import clock, push
from sessions.actions import Stale, claim, stage
from sessions.exercise import Refused, exercise_for
from sessions.models import LiveSession, Participant, SlideRun
from sessions.phases import NotPermitted, RunPhase, check_run
from sessions.screens.on_stage import current_run
from sessions.screens.people import people_in

SECONDS = timedelta(seconds=1)  # the longest a search may take
TRIES = 3


class Settled(Exception):
    """A suggestion that came too late: somebody else has decided about the groups, and nothing was changed."""


# ------------------------------------------------------------------ setting up
def grouping_of(live: LiveSession) -> Grouping:
    """How this live session makes its groups; people pick unless something else was said."""
    return Grouping.objects.filter(live=live).first() or Grouping(live=live)


def default_names(live: LiveSession, grouping: Grouping) -> list[str]:
    """“Table 1” and so on: as many as the people in the room make."""
    sizes = split(people_in(live), grouping.least, grouping.most)
    return [_("Table %(n)d") % {"n": n + 1} for n in range(max(1, len(sizes)))]


def make_groups(live: LiveSession, names: list[str]) -> None:
    """Have exactly these groups, in this order. Before anybody sits anywhere."""
    if list(live.groups.values_list("name", flat=True)) == names:
        return
    live.groups.all().delete()
    Group.objects.bulk_create(Group(live=live, name=name, position=n + 1) for n, name in enumerate(names))


def be_ready(live: LiveSession) -> Grouping:
    """Have what answers need: a way to make groups, and groups."""
    grouping, _new = Grouping.objects.get_or_create(live=live)
    if not live.groups.exists():
        make_groups(live, default_names(live, grouping))
    return grouping


@transaction.atomic
def set_up(live: LiveSession, seen: int, way: str, names: list[str], least: int, most: int) -> None:
    """Say how groups are made, before anybody is asked. Raises `NotPermitted` later, `Stale` when another way is chosen too late."""
    run = on(live)
    if run.phase != RunPhase.SHOWN:
        raise NotPermitted(run.phase)
    grouping, _new = Grouping.objects.get_or_create(live=live)
    if way != grouping.way:
        claim(live, seen)  # names are no news for anybody; another way is another button on every console
        push.show(live, clock_only=True)
    Grouping.objects.filter(pk=grouping.pk).update(way=way, least=least, most=most)
    if names:
        make_groups(live, names)
    else:
        live.groups.all().delete()  # the default, counted anew when people are asked


def on(live: LiveSession) -> SlideRun:
    """The run of the slide on which groups are made. Raises `NotPermitted` when another one is on."""
    run = current_run(live)
    exercise = exercise_for(run.slide.kind) if run else None
    if run is None or exercise is None or exercise.slug != "groups" or live.is_over:
        raise NotPermitted("no groups are made here")
    return run


# ------------------------------------------------------------------ what phones send
def take_turns(live: LiveSession) -> None:
    """Have answers to this live session in other transactions wait for this one. Answers that are stored together lock several groups, and
    two processes could each hold what the other waits for.
    """
    Grouping.objects.select_for_update().filter(live=live).values_list("pk").first()


def answer(run: SlideRun, who: Participant, data: dict[str, Any]) -> None:
    """A group picked, wishes sent or being ticked, or “I would rather think on my own”. Inside a transaction. Raises `Refused`."""
    live = run.live
    grouping = places.grouping_with(live)
    if data["again"]:
        wishes.reopen(who)
        if Place.objects.filter(participant=who, group=None).delete()[0]:
            places.changed(live, [], run)
    elif data["group"] == ALONE:
        places.sit(live, who, None, run)
    elif grouping.way == Grouping.Way.PICK:
        places.sit(live, who, places.locked(live, position=data["group"]), run)
    else:
        wishes.save(live, who, data)


@transaction.atomic
def choose_later(live: LiveSession, who: Participant, to: str) -> None:
    """Somebody without a group chooses one once the groups are fixed, or whoever likes to thinks on their own. Raises `Refused`."""
    if not places.is_fixed(live) or not live.groups.exists():
        raise Refused(_("There is nothing to answer here."), status=404)
    mine = places.place_of(who)
    if to == ALONE:
        places.join_group(live, who, None)
        return
    group = Group.objects.filter(live=live, position=int(to)).first() if to.isascii() and to.isdecimal() and len(to) < 6 else None
    if group is None:
        raise Refused(_("There is no such group here. Nothing was changed."), status=404)
    if mine is not None and mine != group:
        raise Refused(
            _("You are with “%(group)s”. The facilitator can move you to another group at any time.") % {"group": mine.name},
            title=_("The groups are made"),
        )
    places.join_group(live, who, group)


# ------------------------------------------------------------------ a suggestion
def suggest(live: LiveSession, seen: int) -> None:
    """Close what people could still send, and propose who sits where; again: another proposal. Raises `Stale`, `NotPermitted`.

    The search runs on its own thread of the server and holds no lock.
    """
    run = on(live)
    with transaction.atomic():
        grouping = be_ready(live)
        if run.phase == RunPhase.CLOSED:
            claim(live, seen)
        else:
            stage.close_exercise(live, seen)
    seed = grouping.seed + (grouping.stage == Grouping.Stage.SEATING)
    placement, fit = propose(live, grouping, seed)
    for attempt in range(TRIES):
        try:
            store(live, grouping, seed, placement, fit)
        except Settled:
            return  # the groups as somebody else has them now are on every screen already
        except Stale:
            if attempt + 1 == TRIES:
                raise
        else:
            return


def propose(live: LiveSession, grouping: Grouping, seed: int) -> tuple[dict[int, int], dict[str, Any]]:
    """Who might sit where, seat by seat, and how well that fits: counts, never names."""
    seated = [person for person in people.room(live) if not person.is_alone]
    limits = [(group.pk, grouping.least, grouping.most) for group in live.groups.all()]
    fit: dict[str, Any] = {"way": grouping.way, "people": len(seated), "agencies": 0}
    if not seated:
        return {}, fit
    if grouping.way == Grouping.Way.MIX:
        agencies = {p.seat.pk: p.agency if live.asks_agency and p.agency != "rather-not-say" else "" for p in seated}
        mixed = mix(list(agencies.items()), limits, seed=seed)
        sizes = [n for pk, _l, _m in limits if (n := list(mixed.placement.values()).count(pk))]
        fit |= {"agencies": len({a for a in agencies.values() if a}), "smallest": min(sizes), "largest": max(sizes)}
        return mixed.placement, fit | {"off": len(mixed.off_limits)}
    found = search([person.seat.pk for person in seated], limits, wishes.for_solver(live), seed=seed, seconds=SECONDS.total_seconds())
    return found.placement, fit | {
        "alone": found.alone,
        "clashes": found.clashes,
        "without_wish": found.without_wish,
        "smallest": found.smallest,
        "largest": found.largest,
        "off": len(found.off_limits),
    }


@transaction.atomic
def store(live: LiveSession, grouping: Grouping, seed: int, placement: dict[int, int], fit: dict[str, Any]) -> None:
    """Put everybody where the proposal says. Raises `Stale`, and `Settled` when the groups were fixed or asked for anew meanwhile.

    The claim comes first, as everywhere, so that two of these wait for each other in one order; what is raised takes it back.
    """
    live.refresh_from_db()
    claim(live, live.revision)
    run = current_run(live)
    same = Grouping.objects.filter(pk=grouping.pk, way=grouping.way, stage=grouping.stage)
    if (
        run is None
        or run.phase != RunPhase.CLOSED
        or not same.update(stage=Grouping.Stage.SEATING, seed=seed, fit=fit, version=F("version") + 1)
    ):
        raise Settled
    Place.objects.filter(group__live=live).delete()
    alone = set(Place.objects.filter(participant__live=live).values_list("participant_id", flat=True))
    Place.objects.bulk_create(Place(participant_id=seat, group_id=group) for seat, group in placement.items() if seat not in alone)
    push.show(live)


# ------------------------------------------------------------------ seating
@transaction.atomic
def choose_way(live: LiveSession, seen: int, way: str) -> None:
    """Another way to make groups. What people were given or had picked is undone; what they wished for is kept until the groups are fixed.

    Raises `Stale`, `NotPermitted` once the groups are fixed.
    """
    run = on(live)
    if run.phase == RunPhase.REVEALED:
        raise NotPermitted(run.phase)
    be_ready(live)
    take_turns(live)
    Place.objects.filter(group__live=live).delete()
    Grouping.objects.filter(live=live).update(way=way, stage=Grouping.Stage.ASKING, fit={}, version=F("version") + 1)
    if run.phase == RunPhase.CLOSED and way != Grouping.Way.MIX:
        stage.open_exercise(live, seen)
    else:
        claim(live, seen)
        push.show(live)


@transaction.atomic
def move(live: LiveSession, seen: int, number: int, position: int) -> None:
    """Put somebody at another group. Once the groups are fixed this goes on every slide, and their phone leaves the old one at once.

    Raises `Stale`, `Refused`, `NotPermitted` while people choose and when all is over.
    """
    if live.is_over or not (is_fixed_for_good(live) or on(live).phase == RunPhase.CLOSED):
        raise NotPermitted("nobody can be moved now")
    person = next((each for each in people.room(live) if each.number == number), None)
    group = Group.objects.filter(live=live, position=position).first()
    if person is None or group is None:
        raise Refused(_("That person or that group is no longer here. Nothing was changed."), status=404)
    claim(live, seen)
    places.join_group(live, person.seat, group, by_facilitator=True)
    push.show(live, clock_only=True)


def is_fixed_for_good(live: LiveSession) -> bool:
    """Whether there are groups and they are fixed."""
    return places.is_fixed(live) and live.groups.exists()


@transaction.atomic
def add_group(live: LiveSession, seen: int, name: str) -> None:
    """One more group, for a room that has grown. Raises `Stale`, `Refused` for a name that is there already."""
    run = on(live)
    be_ready(live)
    if live.groups.filter(name__iexact=name).exists():
        raise Refused(_("There is a group “%(name)s” already. Nothing was changed.") % {"name": name})
    last = live.groups.order_by("position").last()
    position = last.position + 1 if last else 1
    if position > MOST_GROUPS:
        raise Refused(_("Sixty groups are the most. Nothing was changed."))
    claim(live, seen)
    Group.objects.create(live=live, name=name, position=position)
    Grouping.objects.filter(live=live).update(version=F("version") + 1)
    push.show(live, clock_only=run.phase == RunPhase.SHOWN)


@transaction.atomic
def say_each(live: LiveSession, seen: int, each: dict[int, tuple[str, bool]]) -> None:
    """What each group works on, and which work on paper or on one shared device. Raises `Stale`."""
    on(live)
    claim(live, seen)
    take_turns(live)
    for position, (question_set, on_paper) in each.items():
        live.groups.filter(position=position).update(question_set=question_set, on_paper=on_paper, version=F("version") + 1)
    push.show(live)


@transaction.atomic
def fix(live: LiveSession, seen: int) -> None:
    """Fix the groups: wishes and labels are deleted for good, and each phone shows its own group. Raises `Stale`, `Refused`.

    Where people pick, this also ends the picking. Where the slide was left before, the groups it left are fixed and the room stays where
    it is.
    """
    left = left_unfixed(live)
    if left is not None and left.slide_key != live.slide_key and not live.is_over:
        fix_left(live, seen, left)
        return
    run = on(live)
    if run.phase == RunPhase.OPEN:
        stage.close_exercise(live, seen)
        seen = live.revision
    stage.show_step(live, seen, 1)
    push.all_come_back(live)  # after the stage itself: each phone now listens to its group


def fix_left(live: LiveSession, seen: int, left: SlideRun) -> None:
    """Fix what the slide where groups are made left, while another one is on. Inside a transaction."""
    claim(live, seen)
    fixed(left)
    check_run(RunPhase(left.phase), RunPhase.REVEALED)
    left.phase, left.step = RunPhase.REVEALED, 1
    left.shown_at = {**left.shown_at, "1": clock.now().isoformat()}
    left.save(update_fields=["phase", "step", "shown_at"])
    push.show(live)
    push.all_come_back(live)


def fixed(run: SlideRun) -> None:
    """What fixing means. Inside a transaction. Raises `Refused` when there is nothing to fix yet."""
    live = run.live
    grouping = be_ready(live)
    if grouping.way != Grouping.Way.PICK and grouping.stage != Grouping.Stage.SEATING:
        raise Refused(_("There is no suggestion yet. Make one first, then fix it."))
    Grouping.objects.filter(pk=grouping.pk).update(stage=Grouping.Stage.FIXED, version=F("version") + 1)
    wishes.forget(live)
