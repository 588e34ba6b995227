"""What facilitators press for the groups. None of it moves the stage."""

from __future__ import annotations

from django.utils.translation import gettext as _

from exercises.breakout import actions, board
from exercises.breakout.forms import BlankForm, GroupForm, PaperForm, SayForm
from exercises.models import Group, Reach
from sessions.exercise import Refused
from sessions.forms import CommandForm
from sessions.models import LiveSession
from sessions.phases import NotPermitted
from sessions.views.console import command


def group_in(live: LiveSession, number: int) -> Group:
    """A group of this live session. Raises `Refused` (404) for any other."""
    group = Group.objects.filter(live=live, pk=number).first()
    if group is None:
        raise Refused(_("There is no such group here. Nothing was changed."), status=404)
    return group


def going_on(live: LiveSession) -> None:
    """Raise `NotPermitted` when the workshop has ended."""
    if live.is_over:
        raise NotPermitted("ended")


@command(SayForm)
def say(live: LiveSession, form: CommandForm) -> None:
    """Tell one group something, or all of them."""
    going_on(live)
    number = form.cleaned_data["group"]
    groups = [group_in(live, number)] if number else list(Group.objects.filter(live=live))
    actions.say(live, groups, form.cleaned_data["words"])


@command(GroupForm)
def place_late(live: LiveSession, form: CommandForm) -> None:
    """Give one late arrival a place."""
    going_on(live)
    actions.place_late(live, group_in(live, form.cleaned_data["group"]))


@command(PaperForm)
def add_for(live: LiveSession, form: CommandForm) -> None:
    """Write down what a group has on paper or said aloud."""
    going_on(live)
    data = form.cleaned_data
    group = group_in(live, data["group"])
    if data["block"] not in {block.path for block in board.blocks_of(live, group)}:
        raise Refused(_("That heading belongs to other questions than this group’s. Nothing was changed."), status=400)
    reach = Reach.ROOM if data["share"] else Reach.GROUP
    actions.add_point(live, group, None, data["block"], data["text"], reach, data["request_key"])


@command(BlankForm)
def blank(live: LiveSession, form: CommandForm) -> None:
    """Take a shared text off every screen, or show it again."""
    going_on(live)
    actions.blank(live, form.cleaned_data["kind"], form.cleaned_data["number"], form.cleaned_data["on"])
