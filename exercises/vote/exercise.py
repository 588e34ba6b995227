"""The vote: everybody picks three of the list, alone and quietly. Nothing here ever shows a tally; the slide after it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises import sealed
from exercises.models import Hands
from exercises.vote.forms import VoteAnswer, VoteSettings
from exercises.words import in_words, options_of
from sessions.exercise import Audience, Exercise, Press, Refused, register
from sessions.models import Participant, SlideRun
from sessions.phases import RunPhase
from workshop.models import Kind
from workshop.text import quotes


def ballot_of(who: Participant, data: dict[str, Any]) -> sealed.Put:
    """A valid answer, as it goes into the box."""
    return sealed.Put(who, data["pick"], data["sent"], data["turn"])


class Vote(Exercise):
    """Pick a few of many. The slide's `vote` table holds the scenario, the question and the options."""

    slug = "vote"
    label = gettext_lazy("Vote")
    kinds = frozenset({Kind.VOTE.value})
    has_console_side: ClassVar[bool] = True
    takes_many: ClassVar[bool] = True
    stages_alike: ClassVar[bool] = True
    Settings = VoteSettings
    Answer = VoteAnswer

    def record(self, run: SlideRun, who: Participant, data: dict[str, Any]) -> None:
        """Every tick is kept, so that what is ticked when time runs out counts."""
        sealed.put(run, who, data["pick"], sent=data["sent"], turn=data["turn"])

    def record_all(self, run: SlideRun, given: Sequence[tuple[Participant, dict[str, Any]]]) -> list[Refused | None]:
        return sealed.record_all(run, [ballot_of(who, data) for who, data in given])

    def stands(self, run: SlideRun, who: Participant, data: dict[str, Any]) -> bool:
        return sealed.is_in(run, ballot_of(who, data))

    def rows(self, run: SlideRun) -> list[dict[str, Any]]:
        """One row for each option, once the box is sealed."""
        total = sealed.total_of(run)
        if total is None:
            return []
        return [
            {
                "number": option["number"],
                "option": option["label"],
                "approach": option["approach"],
                "picks": total.choice.get(str(option["number"]), 0),
                "people": total.people,
            }
            for option in run.slide.part("vote")["options"]
        ]

    # ------------------------------------------------------------- moments
    def opening_seconds(self, run: SlideRun) -> int:
        """The quiet minute; the full minute again when it is opened again."""
        return int(run.slide.part("vote").get("quiet_minutes", 1)) * 60

    def opened(self, run: SlideRun) -> None:
        sealed.open_box(run)

    def may_reopen(self, run: SlideRun) -> bool:
        return sealed.total_of(run) is None

    def ended(self, run: SlideRun) -> None:
        sealed.seal(run)

    def starting(self) -> None:
        sealed.finish_sealing()  # every box, also those of the sorting

    def tidy(self) -> None:
        sealed.finish_sealing()

    # ------------------------------------------------------------- screens
    def press(self, run: SlideRun) -> Press | None:
        if run.phase == RunPhase.SHOWN:
            minutes = self.opening_seconds(run) // 60
            label = _("Start the quiet minute") if minutes == 1 else _("Start the %(n)d quiet minutes") % {"n": minutes}
            return Press(label, "open")
        if run.phase == RunPhase.OPEN:
            return Press(_("Close the vote"), "close")
        return None

    def counts(self, run: SlideRun, audience: Audience) -> dict[str, Any]:
        """How many have sent or begun; from the close on there is nothing left to count."""
        if run.phase != RunPhase.OPEN or audience is Audience.PHONES:
            return {}
        people = run.live.participants.filter(removed_at=None).count()
        done = sealed.progress(run)
        return {
            "sent": done["complete"],
            "in": done["complete"],
            "begun": done["begun"],
            "people": max(people, done["complete"] + done["begun"]),
        }

    def has_own(self, run: SlideRun) -> bool:
        return run.phase in {RunPhase.OPEN, RunPhase.CLOSED} and sealed.has_ballots(run)

    def context(self, run: SlideRun, audience: Audience, me: Participant | None = None) -> dict[str, Any]:
        """The scenario and the options, without their approaches; on a phone also what that seat itself has picked."""
        vote = run.slide.part("vote")
        pick: int = vote["pick"]
        options = options_of(vote)
        context: dict[str, Any] = {
            "scenario": quotes(vote["scenario"]),
            "question": quotes(vote["question"]),
            "hint": quotes(vote.get("hint", "")),
            "alone": vote.get("alone", False),
            "pick": pick,
            "pick_word": in_words(pick),
            "options": options,
            "quiet_seconds": self.opening_seconds(run),
        }
        if audience is Audience.PHONES:
            ballot = sealed.own(run, me)
            picked = set(ballot.choice) if ballot else set()
            context |= {
                "mine": [o for o in options if o["number"] in picked],
                "is_sent": bool(ballot and ballot.sent),
                "turn": ballot.turn + 1 if ballot else 1,
                "missing": pick - len(picked),
                "diamonds": range(1, pick + 1),
                "is_sealed": sealed.total_of(run) is not None,
                "announce": "" if run.phase != RunPhase.OPEN else _("The quiet minute has begun."),
            }
            for option in options:
                option["picked"] = option["number"] in picked
        if audience is Audience.CONSOLE:
            context |= self.console(run)
        return context

    def console(self, run: SlideRun) -> dict[str, Any]:
        """What the console needs beside the counts: the show of hands, and how many took part once it is closed."""
        hands = Hands.objects.filter(run=run).first()
        is_sealed = sealed.total_of(run) is not None
        return {
            "hands": hands,
            "hands_version": hands_version(hands),
            "hands_options": hands_options(run, hands),
            "may_add_hands": run.phase in {RunPhase.OPEN, RunPhase.CLOSED} and not is_sealed,
            "is_sealed": is_sealed,
            "took_part": sealed.took_part(run) if run.phase != RunPhase.OPEN else None,
        }


def hands_version(hands: Hands | None) -> str:
    """A name for the numbers as they are stored: an open form with others in it is kept on the page, one that was stored is drawn anew."""
    return f"{hands.people}-{sum(hands.choice.values())}" if hands else "none"


def hands_options(run: SlideRun, hands: Hands | None) -> list[dict[str, Any]]:
    """The options with the hands counted for each so far."""
    counted = hands.choice if hands else {}
    return [option | {"hands": counted.get(str(option["number"]), "")} for option in options_of(run.slide.part("vote"))]


register(Vote())
