"""What participants leave behind: one file for each kind of thing, and who may see it said in each."""

from exercises.models.ballots import Ballot, Hands, Total
from exercises.models.groups import Group, Grouping, Label, Place, Wish
from exercises.models.handover import Afterwards, FollowUp, LeadLink, OwnLink, Wording
from exercises.models.notes import Moment, Note, Theme
from exercises.models.points import Card, Draft, Factor, GroupAgency, Lean, Point, Reach
from exercises.models.steps import ActionPoint, Feedback, FeedbackGiven, Level, Reflection, SharedPlan, Support

__all__ = [
    "ActionPoint",
    "Afterwards",
    "Ballot",
    "Card",
    "Draft",
    "Factor",
    "Feedback",
    "FeedbackGiven",
    "FollowUp",
    "Group",
    "GroupAgency",
    "Grouping",
    "Hands",
    "Label",
    "LeadLink",
    "Lean",
    "Level",
    "Moment",
    "Note",
    "OwnLink",
    "Place",
    "Point",
    "Reach",
    "Reflection",
    "SharedPlan",
    "Support",
    "Theme",
    "Total",
    "Wish",
    "Wording",
]
