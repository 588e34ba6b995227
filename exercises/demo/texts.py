"""What the people of the demonstration type: made-up lines in plain words, with nobody and no case in them."""

from __future__ import annotations

from dataclasses import dataclass

TITLE = "A demonstration"
QUESTION_SET = "meetings-and-panels"
PAGES = ("meetings-who-and-voice", "meetings-culture-and-change")  # the slides with its questions
GROUPS = ("Window table", "Door table", "Middle table", "Corner table")


@dataclass(frozen=True)
class Step:
    """A proposal, or an action point of somebody's own."""

    what: str
    who: str
    by_when: str


# For each group: what it shares with the room, and what it keeps.
SHARED_POINTS = (
    ("The agency with the chair tends to set the words we all use.", "A map of places says more than a list of names."),
    ("Some of us speak as guests, although we were invited as partners.", "We could hear first from those who know the place."),
    ("We agree quickly, and find out afterwards that we meant different things.", "One quiet minute before deciding would help."),
    ("Young people’s own words come late on the agenda, or not at all.", "Ask each time what the place needs, before what she needs."),
)
KEPT_POINTS = (
    "It is hard to say “I don’t know” in a full room.",
    "We are not sure who may change the agenda.",
    "The papers arrive too late to be read by all of us.",
    "Some of our forms only have boxes about the young person.",
)
TEAM = (
    Step("Ask of every plan: does it change the person or the place?", "Whoever chairs", "From the next meeting"),
    Step("Begin each meeting with the map, not with the list of names.", "The panel’s co-ordinator", "Within a month"),
    Step("Keep one quiet minute before each decision.", "Everybody", "From the next meeting"),
)
ORGANISATION = (
    Step("Add a page about places to the form we all use.", "Team managers", "By the summer"),
    Step("Plan one training day together with the other agencies.", "Training leads", "Within six months"),
)
KEPT = (0, 1)  # which of a board's proposals the room settles on
OWN = (
    Step("Say “I don’t know” once at the next meeting.", "Me", "Next week"),
    Step("Visit the park we keep talking about, at the time we talk about.", "Me and a colleague", "This month"),
    Step("Ask a partner agency what its word for safety is.", "Me", "Next meeting"),
    Step("Read the briefing again, slowly.", "Me", "This week"),
)
REFLECTION = "I look at people first and at places second. I would like to turn that round."
VISION = "We look at the place together before we plan for a person."
NOTES = ("There is little time to think before a decision.", "We each have our own form, and no shared one.")
FEEDBACK = ("Good to have a quiet minute.", "I would have liked longer in the group.", "Helpful to hear how others see the same thing.")
