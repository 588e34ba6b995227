"""Every field somebody can write in: how it is reached, how much it takes, and where its words can be read at once.

`FORMS` says which field of which form each is; a new text field that is in neither list fails `test_hostile_words.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from exercises.models import ActionPoint, Card, FeedbackGiven, GroupAgency, Note, Point
from sessions.models import Facilitator
from tests.attacks.rooms import CHOICE, Room, go, set_scene
from tests.tables import BLOCK, SECOND


def nothing(room: Room) -> None:
    """There is room for the next one."""


@dataclass(frozen=True)
class Field:
    """One field. `many`: how many texts can stand there at once; `make_room` takes them away again."""

    name: str
    most: int
    role: str
    path: str
    home: str
    at: str = "talking"
    reader: str = ""  # who reads it; its writer unless said otherwise
    more: Mapping[str, Any] = field(default_factory=dict)
    many: int = 1
    make_room: Callable[[Room], object] = nothing
    forms: tuple[str, ...] = ()
    is_counted: bool = True  # longer is refused; otherwise it is cut or has a length of its own
    is_once: bool = False  # the same words again are refused


def clear(model: Any) -> Callable[[Room], object]:
    return lambda room: model.objects.all().delete()


def wishes(room: Room) -> None:
    """People are asked what to be called, and whom they would like to sit with."""
    go(room, CHOICE)
    set_up = {"seen": room.live.revision, "way": "wishes", "names": "A\nB", "least": "3", "most": "6"}
    room.browsers["facilitator"].post(f"/console/{room.live.key}/groups/set-up/", set_up)
    room.live.refresh_from_db()
    room.browsers["facilitator"].post(f"/console/{room.live.key}/open/", {"seen": room.live.revision})


def at_work(room: Room) -> None:
    go(room, SECOND)


SCENES: dict[str, Callable[[Room], None]] = {"wishes": wishes, "at work": at_work}
PHONE, NOTES, LEAD = "/w/{key}/", "/w/{key}/notes/", "/after/{lead}/"
PROPOSAL = "/w/{key}/proposals/{proposal}/change/"
STEP_POINT = LEAD + "points/{proposal}/"
EDIT = {"version": "{version}", "status": "begun", "what": "x"}
CHANGE = {"version": "{version}", "what": "x"}

FIELDS: tuple[Field, ...] = (
    # ------------------------------------------------------------- phones
    Field("text", 500, "member", NOTES, NOTES, many=50, make_room=clear(Note), forms=("barriers.forms.NoteForm.text",)),
    Field("text", 500, "member", "/w/{key}/notes/{note}/", "/w/{key}/notes/{note}/"),
    Field(
        "text", 1000, "member", "/w/{key}/points/", PHONE, reader="mate", more={"block": BLOCK}, many=150, make_room=clear(Point),
        forms=("breakout.forms.PointForm.text",),
    ),
    Field(
        "text", 1000, "mate", "/w/{key}/points/{point}/edit/", "/w/{key}/points/{point}/",
        more={"version": "{point_version}", "reach": "group", "ticket": "{ticket}"}, forms=("breakout.forms.EditForm.text",),
    ),
    Field("text", 300, "member", "/w/{key}/responses/", PHONE, "at work", reader="mate", many=50, make_room=clear(Card),
          forms=("breakout.forms.CardForm.text",)),
    Field("text", 300, "mate", "/w/{key}/responses/{card}/edit/", "/w/{key}/responses/{card}/", reader="member",
          more={"version": "{card_version}", "reach": "group"}, forms=("breakout.forms.EditCardForm.text",)),
    Field("belief", 1000, "mate", "/w/{key}/responses/{card}/edit/", "/w/{key}/responses/{card}/", reader="member",
          more={"version": "{card_version}", "reach": "group", "text": "x"}, forms=("breakout.forms.EditCardForm.belief",)),
    Field("name", 60, "member", "/w/{key}/agencies/", PHONE, reader="mate", many=40, make_room=clear(GroupAgency),
          forms=("breakout.forms.AgencyForm.name",)),
    Field("label", 20, "member", f"/w/{{key}}/answer/{CHOICE}/", PHONE, "wishes", reader="neighbour", more={"turn": "{turn}"},
          forms=("groups.forms.GroupsAnswer.label",)),
    Field("what", 500, "member", "/w/{key}/proposals/team/", PHONE, "next steps", reader="neighbour", many=60, make_room=clear(ActionPoint),
          forms=("next_steps.forms.StepForm.what", "next_steps.forms.ProposalForm.what")),
    Field("who", 80, "member", "/w/{key}/proposals/organisation/", PHONE, "next steps", reader="neighbour", more={"what": "x"}, many=60,
          make_room=clear(ActionPoint), forms=("next_steps.forms.StepForm.who", "next_steps.forms.ProposalForm.who")),
    Field("by_when_text", 40, "member", "/w/{key}/proposals/team/", PHONE, "next steps", reader="neighbour", more={"what": "x"}, many=60,
          make_room=clear(ActionPoint), forms=("next_steps.forms.StepForm.by_when_text", "next_steps.forms.ProposalForm.by_when_text")),
    Field("what", 500, "member", PROPOSAL, PROPOSAL, "next steps", more=CHANGE,
          forms=("next_steps.forms.ChangeForm.what", "next_steps.forms.ChangeForm.who", "next_steps.forms.ChangeForm.by_when_text")),
    *(
        Field("text", most, "member", f"/w/{{key}}/plan/{name}/", f"/w/{{key}}/plan/{name}/", "next steps", reader="neighbour",
              more={"version": "{plan_version}"})
        for name, most in (("shared_vision", 2000), ("critical_reflection", 2000), ("feed_back_to", 200), ("feed_back_how", 200))
    ),
    Field("reflection", 3000, "member", "/w/{key}/steps/", PHONE, "next steps", forms=("next_steps.forms.OwnForm.reflection",)),
    *(Field(f"{name}1", most, "member", "/w/{key}/steps/", PHONE, "next steps") for name, most in (("what", 500), ("who", 80))),
    Field("by_when_text3", 40, "member", "/mine/{own}/", "/mine/{own}/", "ended"),
    Field("what2", 500, "nobody", "/mine/{own}/", "/mine/{own}/", "ended"),
    Field("text", 5000, "member", "/w/{key}/draft/", PHONE, more={"field": "group.point", "turn": "{turn}"}),
    Field("text", 1000, "member", "/w/{key}/how-it-was/", PHONE, "close", many=10_000, make_room=clear(FeedbackGiven),
          forms=("closing.feedback.FeedbackForm.text",), reader="unread"),
    # ------------------------------------------------------------- facilitators
    Field("title", 80, "facilitator", "/workshops/{key}/", "/workshops/{key}/", "lobby",
          more={"date": "2027-03-01", "plan": "full", "question_set": "", "kept_days": "90"},
          forms=("sessions.setup_forms.SetupForm.title",)),
    Field("support", 1000, "co", "/workshops/{key}/support/", "/w/{key}/moment/", reader="neighbour",
          forms=("moment.forms.SupportForm.support", "moment.forms.BeforehandForm.support", "moment.forms.BeforehandForm.was")),
    Field("name", 40, "nobody", "/with/{invite}/", "/console/{key}/", reader="facilitator", many=60, make_room=clear(Facilitator),
          is_counted=False),
    Field("names", 2520, "facilitator", "/console/{key}/groups/set-up/", "/console/{key}/", "choice",
          more={"seen": "{revision}", "way": "pick", "least": "3", "most": "6"}, forms=("groups.forms.SetUpForm.names",), is_counted=False),
    Field("name", 40, "facilitator", "/console/{key}/groups/add/", "/console/{key}/", "seating", more={"seen": "{revision}"}, many=40,
          make_room=lambda room: room.live.groups.filter(position__gt=2).delete(), is_once=True, forms=("groups.forms.AddForm.name",)),
    Field("text", 200, "co", "/console/{key}/say/", PHONE, reader="neighbour", more={"seen": "{revision}"},
          forms=("breakout.forms.SayForm.text",)),
    Field("text", 1000, "facilitator", "/console/{key}/add-for/", PHONE, reader="member",
          more={"seen": "{revision}", "group": "{window}", "block": BLOCK}, many=150, make_room=clear(Point),
          forms=("breakout.forms.PaperForm.text",)),
    Field("words", 500, "facilitator", "/console/{key}/last-time/note/", PHONE, "follow-up", reader="member",
          more={"seen": "{revision}", "point": "{proposal}", "version": "{version}"}, forms=("follow_up.forms.NoteForm.words",)),
    # ------------------------------------------------------------- the hand-over
    Field("words", 1000, "facilitator", "/workshops/{key}/hand-over/read/{text}/", "/workshops/{key}/hand-over/read/", "ended"),
    *(
        Field(name, most, "nobody", STEP_POINT, STEP_POINT, "ended", more=EDIT, forms=(f"handover.forms.PointForm.{name}",))
        for name, most in (("what", 500), ("who", 80), ("by_when_text", 40), ("progress", 500))
    ),
    Field("where", 200, "nobody", LEAD + "follow-up/", LEAD + "follow-up/", "ended", forms=("follow_up.forms.ArrangeForm.where",)),
)  # fmt: skip

# Text fields whose words nobody reads again: keys, names of choices, and what signs somebody in.
NEVER_SHOWN = frozenset(
    {
        "barriers.forms.NoteForm.request_key",
        "breakout.forms.PointForm.request_key",
        "breakout.forms.PaperForm.request_key",
        "breakout.forms.PaperForm.block",
        "breakout.forms.EditForm.ticket",
        "groups.forms.GroupsAnswer.group",
        "moment.forms.SeenForm.ticket",
        "next_steps.forms.ProposalForm.request_key",
        "sessions.forms.GoForm.slide",
        "sessions.forms.SetForm.question_set",
        "sessions.views.account.SignInForm.username",
        "sessions.views.account.SignInForm.password",
        "sessions.views.account.ChangePasswordForm.new_password1",
        "sessions.views.account.ChangePasswordForm.new_password2",
        "sessions.views.account.ChangePasswordForm.old_password",
        "sorting.forms.SortingSettings.vote",
        "sorting.forms.SortingSettings.discussion_question",
    }
)


def set_field_scene(room: Room, at: str) -> None:
    """Bring a room to where a field can be written in."""
    if at in SCENES:
        SCENES[at](room)
        room.live.refresh_from_db()
    else:
        set_scene(room, at)
