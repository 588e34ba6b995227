"""The reveal in three presses, with the sorting between the first and the second.

1. What the room chose: bars in the order people saw them, no approaches yet. This seals the vote.
   Then the phones ask which is which, if the facilitator opens the sorting.
2. How the room sorted them. This closes and seals the sorting.
3. The lists, with the lean. Nothing takes it back.

No key and no clicker shows a result: only the button does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exercises import sealed
from exercises.models import Hands
from exercises.sorting.forms import SortingAnswer, SortingSettings, vote_slide
from exercises.sorting.results import APPROACH_OF, LETTERS, NAMES, half_sentence, in_a_sentence, picks_of, sides, sorted_by_room
from exercises.vote.exercise import hands_options, hands_version
from exercises.words import in_words, options_of, with_approaches
from sessions.exercise import Audience, Exercise, Press, Refused, register
from sessions.models import Participant, SlideRun
from sessions.phases import RunPhase
from workshop.models import Kind
from workshop.text import quotes

ENOUGH = 5  # people: with fewer, somebody may guess who said what
CHOSEN, SORTED, LISTS = 1, 2, 3


def ballot_of(who: Participant, data: dict[str, Any]) -> sealed.Put:
    """A valid answer, as it goes into the box."""
    return sealed.Put(who, data["choice"], data["sent"], data["turn"])


class Sorting(Exercise):
    """The slide's `reveal` table names the vote, the two lists and the question in bold."""

    slug = "sorting"
    label = gettext_lazy("Sorting and reveal")
    kinds = frozenset({Kind.REVEAL.value})
    has_console_side: ClassVar[bool] = True
    takes_many: ClassVar[bool] = True
    stages_alike: ClassVar[bool] = True
    Settings = SortingSettings
    Answer = SortingAnswer

    def record(self, run: SlideRun, who: Participant, data: dict[str, Any]) -> None:
        """Every tap is kept."""
        sealed.put(run, who, data["choice"], sent=data["sent"], turn=data["turn"])

    def record_all(self, run: SlideRun, given: Sequence[tuple[Participant, dict[str, Any]]]) -> list[Refused | None]:
        return sealed.record_all(run, [ballot_of(who, data) for who, data in given])

    def stands(self, run: SlideRun, who: Participant, data: dict[str, Any]) -> bool:
        return sealed.is_in(run, ballot_of(who, data))

    def rows(self, run: SlideRun) -> list[dict[str, Any]]:
        """One row for each option, once the sorting is sealed and its results may be shown."""
        total = sealed.total_of(run)
        if total is None or total.people < ENOUGH:
            return []
        return [
            {"number": option["number"], "option": option["label"]}
            | {APPROACH_OF[letter]: total.choice.get(f"{option['number']}:{letter}", 0) for letter in LETTERS}
            for option in vote_slide(run).part("vote")["options"]
        ]

    # ------------------------------------------------------------- moments
    def opened(self, run: SlideRun) -> None:
        sealed.open_box(run)

    def may_reopen(self, run: SlideRun) -> bool:
        return run.step < SORTED and sealed.total_of(run) is None

    def ended(self, run: SlideRun) -> None:
        sealed.seal(run)

    def steps(self, run: SlideRun) -> int:
        return LISTS

    def show(self, run: SlideRun, step: int) -> None:
        """The vote is sealed by the first result that is shown, the sorting by the second. Raises `Refused` while the vote is open."""
        vote = vote_run(run)
        if vote is not None and vote.phase == RunPhase.OPEN:
            raise Refused(_("The vote is still open. Close it first, then show what the room chose."))
        if vote is not None and (step > CHOSEN or sealed.took_part(vote)):
            seal_vote(vote)
        if step >= SORTED:
            sealed.seal(run)

    # ------------------------------------------------------------- console
    def press(self, run: SlideRun) -> Press | None:
        if run.phase == RunPhase.REVEALED:
            return None
        if run.phase == RunPhase.OPEN:
            return shows(_("Show the sorting"), SORTED)
        if run.phase == RunPhase.CLOSED:
            return shows(_("Show the sorting"), SORTED) if self.may_show_sorting(run) else shows(_("Show the lists"), LISTS)
        if run.step >= CHOSEN:
            return Press(_("Open the sorting"), "open", by_key=False)
        people = sealed.took_part(vote_run(run))
        if not people:
            return shows(_("Go on without a vote"), CHOSEN)
        return shows(_("Show what the room chose"), CHOSEN) if people >= ENOUGH else Press("", "", by_key=False)

    def may_show_sorting(self, run: SlideRun) -> bool:
        """Whether the next press shows how the room sorted: not after the sorting was skipped."""
        return run.step == CHOSEN and sealed.has_ballots(run)

    def counts(self, run: SlideRun, audience: Audience) -> dict[str, Any]:
        """How many have sorted all, and how many are part of the way through."""
        if run.phase != RunPhase.OPEN or audience is Audience.PHONES:
            return {}
        people = run.live.participants.filter(removed_at=None).count()
        done = sealed.progress(run)
        return {
            "sorted_all": done["complete"],
            "in": done["complete"],
            "part_way": done["begun"],
            "people": max(people, done["complete"] + done["begun"]),
        }

    def has_own(self, run: SlideRun) -> bool:
        return run.phase == RunPhase.OPEN and sealed.has_ballots(run)

    # ------------------------------------------------------------- screens
    def context(self, run: SlideRun, audience: Audience, me: Participant | None = None) -> dict[str, Any]:
        """Only what has been shown by now. Approaches are in it from the third press on, and not before."""
        vote = vote_slide(run).part("vote")
        options = options_of(vote)
        context: dict[str, Any] = {
            "step": run.step,
            "options": options,
            "options_word": in_words(len(options)),
            "pick": vote["pick"],
            "pick_word": in_words(vote["pick"]),
            "vote_key": run.slide.part("reveal")["vote"],
            "answers": [(letter, NAMES[APPROACH_OF[letter]]) for letter in LETTERS],
            "is_sorting": run.phase == RunPhase.OPEN,
        }
        context |= self.results(run, vote)
        if audience is Audience.PHONES and run.phase == RunPhase.OPEN:
            ballot = sealed.own(run, me)
            mine = ballot.choice if ballot else {}
            for option in options:
                option["answer"] = mine.get(str(option["number"]), "")
            context |= {"sorted_n": len(mine), "turn": ballot.turn + 1 if ballot else 1}
        if audience is Audience.CONSOLE:
            context |= self.console(run)
        return context

    def results(self, run: SlideRun, vote: dict[str, Any]) -> dict[str, Any]:
        """The results shown so far, ready to be drawn."""
        if run.step == LISTS:
            return self.lists(run, vote)
        if run.step == SORTED:
            total = sealed.total_of(run)
            people = total.people if total else 0
            if total is None or people < ENOUGH:
                return {"few_sorted": True, "announce": _("Fewer than five people sorted. Talk it through in the room.")}
            return {
                "rows": sorted_by_room(options_of(vote), total.choice),
                "sorters": people,
                "announce": ngettext("%(n)d person has sorted them.", "%(n)d people have sorted them.", people) % {"n": people},
            }
        if run.step == CHOSEN:
            return self.chosen(run, vote)
        return {}

    def chosen(self, run: SlideRun, vote: dict[str, Any]) -> dict[str, Any]:
        """What the room chose, without a word about approaches."""
        total = sealed.total_of(vote_run(run))
        if total is None or not total.picks:
            return {"no_vote": True}
        return {
            "chart": picks_of(options_of(vote), total.choice),
            "picks": total.picks,
            "voters": total.people,
            "announce": from_people(total.picks, total.people),
        }

    def lists(self, run: SlideRun, vote: dict[str, Any]) -> dict[str, Any]:
        """Both lists, the room's lean beside what as many picks at random would give, and the question in bold."""
        reveal = run.slide.part("reveal")
        total = sealed.total_of(vote_run(run))
        bars = picks_of(with_approaches(vote), total.choice if total else {})
        three = sides(bars, vote["pick"])
        picks = sum(side.picks for side in three)
        counts = {side.approach: side.picks for side in three}
        return {
            "sides": three,  # in the order of a stacked bar
            "columns": [three[0], three[2], three[1]],  # as the lists are read: what is in both comes last
            "picks": picks,
            "voters": total.people if total else 0,
            "lean": [(side.approach, side.picks, round(100 * side.picks / picks)) for side in three if side.picks] if picks else [],
            "lean_words": in_a_sentence(counts),
            "lean_sentence": half_sentence(counts["behaviour-based"], picks),
            "of_a_hand": in_a_sentence({side.approach: side.of_a_hand for side in three}) if picks else "",
            "by_chance": in_a_sentence({side.approach: side.by_chance for side in three}),
            "discussion_question": quotes(reveal["discussion_question"]),
            "both_note": quotes(reveal.get("both_note", "")),
            "care_note": quotes(reveal.get("care_note", "")),
            "announce": _("The lists are shown.") + (" " + from_people(picks, total.people) if total and picks else ""),
        }

    def console(self, run: SlideRun) -> dict[str, Any]:
        """What the facilitator decides on: how many took part, which press comes next, when the others were made."""
        vote = vote_run(run)
        people = sealed.took_part(vote)
        hands = Hands.objects.filter(run=vote).first() if vote else None
        waiting = run.step < CHOSEN and run.phase != RunPhase.REVEALED
        return {
            "took_part": people,
            "is_few": waiting and 0 < people < ENOUGH,
            "is_empty": waiting and not people,
            "vote_is_open": bool(vote and vote.phase == RunPhase.OPEN),
            "hands": hands,
            "hands_version": hands_version(hands),
            "hands_options": hands_options(vote, hands) if vote else [],
            "may_add_hands": bool(waiting and vote and vote.phase in {RunPhase.OPEN, RunPhase.CLOSED}),
            "presses": self.presses(run),
            "was_skipped": run.phase == RunPhase.CLOSED and not self.may_show_sorting(run) and run.step < SORTED,
        }

    def presses(self, run: SlideRun) -> list[dict[str, Any]]:
        """The three things to show, with where each stands."""
        after = self.next_step(run)
        texts = (
            (CHOSEN, _("What the room chose"), _("Bars in the order people saw them. No approaches yet.")),
            (SORTED, _("How the room sorted them"), _("Closes the sorting. Where people differ is where to talk.")),
            (LISTS, _("The lists, with the lean"), _("Both lists and the question in bold. It cannot be taken back.")),
        )
        return [
            {
                "number": step,
                "title": title,
                "hint": hint,
                "shown_at": moment(run.shown_at.get(str(step))),
                "is_now": step == after,
                "is_later": step > after,
                "is_past": step < after and str(step) not in run.shown_at,
                "after": step - 1,
            }
            for step, title, hint in texts
        ]

    def next_step(self, run: SlideRun) -> int:
        """The number of the result that would be shown next; 4 when all are."""
        if run.phase == RunPhase.CLOSED and not self.may_show_sorting(run):
            return LISTS
        return run.step + 1


def shows(label: str, step: int) -> Press:
    """A press that shows a result."""
    return Press(label, "show", by_key=False, values={"step": str(step)})


def vote_run(run: SlideRun) -> SlideRun | None:
    """The run of the vote in the same live session, or None when its slide was never on."""
    found = SlideRun.objects.filter(live=run.live_id, slide_key=run.slide.part("reveal")["vote"]).first()
    if found is not None:
        found.live = run.live
    return found


def seal_vote(vote: SlideRun) -> None:
    """Seal the vote. Its run is revealed from now on: nothing opens it again."""
    sealed.seal(vote)
    if vote.phase != RunPhase.REVEALED:
        vote.phase = RunPhase.REVEALED
        vote.save(update_fields=["phase"])


def from_people(picks: int, people: int) -> str:
    """“72 picks from 24 people”, as a sentence."""
    return _("%(picks)s from %(people)s.") % {
        "picks": ngettext("%(n)d pick", "%(n)d picks", picks) % {"n": picks},
        "people": ngettext("%(n)d person", "%(n)d people", people) % {"n": people},
    }


def moment(iso: str | None) -> datetime | None:
    """A stored moment in the time of the room."""
    return timezone.localtime(datetime.fromisoformat(iso)) if iso else None


register(Sorting())
