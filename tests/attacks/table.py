"""What every address is for, and who may use it: one row each. A new address without a row fails `test_every_route.py`.

`see` and `do` name who gets the page and who may press. Anybody else is a foreigner: gets `foreign` (404 unless said otherwise) and
changes nothing. Where a link is the key (`by`), only that link opens the address, whoever holds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.attacks.rooms import CHOICE, REVEAL, VOTE
from tests.tables import BLOCK

Roles = frozenset[str]

NOBODY: Roles = frozenset()
SEAT = frozenset({"member"})
GROUP = SEAT | {"mate"}
SEATED = GROUP | {"neighbour"}
PHONES = SEATED | {"late"}
OWNER = frozenset({"facilitator"})
DESK = OWNER | {"co"}
SIGNED_IN = OWNER | {"another facilitator"}
OUTSIDERS = frozenset(
    {"nobody", "removed", "another participant", "another facilitator", "another co", "another lead", "lead", "screen", "invited"}
)
EVERYBODY = OUTSIDERS | PHONES | DESK


@dataclass(frozen=True)
class Row:
    """One address. `args` and `body` have places for what a room knows: `{point}`, `{revision}`, `{mark}`."""

    see: Roles = NOBODY
    do: Roles = NOBODY
    body: Mapping[str, Any] = field(default_factory=dict)
    at: str = "talking"
    args: Mapping[str, str] = field(default_factory=dict)
    by: str = ""  # the link that is the key
    sees: int = 200
    foreign: int = 404
    signs_in: bool = False  # whoever has no account is asked to sign in
    changes: bool = True  # whether a rightful press leaves a trace in the database
    idle: Roles = NOBODY  # those of `do` who have nothing to change with what is sent
    also: frozenset[int] = frozenset()  # further answers that are right: what was sent needs more, or there is nothing to do


def at_console(at: str = "talking", **body: Any) -> Row:
    """A command of the console, drawn from the newest revision."""
    return Row(do=DESK, at=at, body={"seen": "{revision}", **body})


POINT, CARD, AGENCY, NOTE = {"number": "{point}"}, {"number": "{card}"}, {"number": "{agency}"}, {"number": "{note}"}
VERSION = {"version": "1"}
STEP = {"version": "1", "status": "begun", "what": "{mark}-room other", "who": "", "by_when_text": "", "progress": ""}
PLAN = {"version": "0", "text": "{mark}-room words"}
SET_UP = {"title": "{mark}-room title", "date": "2027-03-01", "plan": "full", "question_set": "", "kept_days": "90"}


def lead(**row: Any) -> Row:
    return Row(by="lead", at="ended", **row)


def after(at: str = "ended", **row: Any) -> Row:
    return Row(at=at, **row)


TABLE: dict[str, Row] = {
    # ------------------------------------------------------------- for everybody
    "operating:readyz": Row(see=EVERYBODY),
    "operating:network-check": Row(see=EVERYBODY),
    "operating:network-ask": Row(see=EVERYBODY, sees=204),
    "workshop:briefing": Row(see=EVERYBODY),
    "workshop:handout": Row(see=EVERYBODY),
    "workshop:glossary": Row(see=EVERYBODY),
    "workshop:accessibility": Row(see=EVERYBODY),
    "workshop:privacy": Row(see=EVERYBODY),
    "live:join": Row(see=EVERYBODY, do=EVERYBODY, changes=False, also=frozenset({404, 429})),
    "account:sign-in": Row(see=EVERYBODY, do=EVERYBODY, changes=False, also=frozenset({302, 400})),
    "account:code": Row(see=EVERYBODY, do=EVERYBODY, changes=False, sees=302),
    "account:sign-out": Row(do=EVERYBODY, changes=False),
    "account:reset": Row(see=EVERYBODY, do=EVERYBODY, changes=False),
    "account:reset-sent": Row(see=EVERYBODY),
    "account:reset-done": Row(see=EVERYBODY),
    # ------------------------------------------------------------- links that open something by themselves
    "account:one-time": Row(by="one-time", see=EVERYBODY, do=EVERYBODY, foreign=410),
    "account:new-password": Row(
        by="password", see=EVERYBODY, do=EVERYBODY, args={"uidb64": "{user}"}, sees=302, foreign=410, changes=False
    ),
    "live:projector": Row(by="screen", see=EVERYBODY),
    "live:projector-stage": Row(by="screen", see=EVERYBODY),
    "live:co-facilitator": Row(by="invite", see=EVERYBODY, do=EVERYBODY),
    "exercises:own-form": Row(by="own", see=EVERYBODY, do=EVERYBODY, body={"reflection": "{mark}-private again"}, at="ended"),
    "exercises:own-form-word": Row(by="own", see=EVERYBODY, at="ended"),
    "exercises:after-points": lead(see=EVERYBODY),
    "exercises:after-points-file": lead(see=EVERYBODY, args={"ending": "docx"}),
    "exercises:after-report": lead(see=EVERYBODY),
    "exercises:after-report-file": lead(see=EVERYBODY, args={"ending": "json"}),
    "exercises:after-invitation": lead(see=EVERYBODY),
    "exercises:after-point": lead(see=EVERYBODY, do=EVERYBODY, args={"number": "{proposal}"}, body=STEP),
    "exercises:after-tick": lead(do=EVERYBODY, args={"number": "{proposal}"}, body={"status": "done"}),
    "exercises:after-follow-up": lead(see=EVERYBODY, do=EVERYBODY, body={"date": "2027-02-19", "where": "{mark}-room place"}),
    "exercises:after-follow-up-start": lead(do=EVERYBODY, body={"point": "{proposal}"}),
    # ------------------------------------------------------------- a phone
    "live:phone": Row(see=PHONES, foreign=302),
    "live:phone-stage": Row(see=PHONES, foreign=403),
    "live:answer": Row(do=PHONES, at="voting", args={"slide_key": VOTE}, body={"pick": ["1", "2", "3"], "turn": "1", "sent": "1"}),
    "live:agency": Row(do=PHONES, body={"agency": "police"}),
    "live:move": Row(see=PHONES),
    "live:offer-move": Row(do=PHONES),
    "live:move-here": Row(do=PHONES, body={"letters": "{letters}"}),
    "live:leave": Row(do=PHONES),
    "exercises:draft": Row(do=PHONES, body={"field": "group.point", "text": "{mark}-private more", "turn": "9"}, foreign=403),
    "exercises:notes": Row(see=PHONES, do=PHONES, body={"tag": ["time"], "text": "{mark}-private words"}),
    "exercises:note": Row(see=SEAT, do=SEAT, args=NOTE, body={"tag": ["time"], "text": "{mark}-private other"}),
    "exercises:delete-note": Row(do=SEAT, args=NOTE),
    "exercises:note-counts": Row(do=SEAT, args=NOTE, body={"counts": "yes"}),
    "exercises:moment": Row(see=PHONES, do=PHONES),
    "exercises:group": Row(do=PHONES, at="waiting", body={"group": "1"}, idle=SEATED, also=frozenset({409})),
    # ------------------------------------------------------------- a group
    "exercises:add-point": Row(do=SEATED, body={"block": BLOCK, "text": "{mark}-group words"}),
    "exercises:point": Row(see=GROUP, args=POINT),
    "exercises:edit-point": Row(
        do=GROUP, args=POINT, body={"text": "{mark}-group other", "reach": "group", "ticket": "{ticket}", **VERSION}
    ),
    "exercises:delete-point": Row(do=GROUP, args=POINT, body=VERSION),
    "exercises:reach-point": Row(do=GROUP, args=POINT, body={"reach": "room", **VERSION}, also=frozenset({409})),  # its writer's alone
    "exercises:add-card": Row(do=SEATED, body={"text": "{mark}-group words"}),
    "exercises:practice": Row(see=PHONES),
    "exercises:card": Row(see=GROUP, args=CARD),
    "exercises:edit-card": Row(do=GROUP, args=CARD, body={"text": "{mark}-group other", "reach": "group", **VERSION}),
    "exercises:delete-card": Row(do=GROUP, args=CARD, body=VERSION),
    "exercises:sort-card": Row(do=GROUP, args=CARD, body={"approach": "ecological"}),
    "exercises:reach-card": Row(do=GROUP, args=CARD, body={"reach": "room", **VERSION}),
    "exercises:add-agency": Row(do=SEATED, body={"name": "Night buses"}),
    "exercises:share-agencies": Row(do=SEATED, body={"on": "1"}),
    "exercises:lean-agency": Row(do=GROUP, args=AGENCY, body={"lean": "1"}),
    "exercises:remove-agency": Row(do=GROUP, args=AGENCY),
    "exercises:factors": Row(do=SEATED, body={"factor": ["uniform"]}),
    "exercises:take-place": Row(do=PHONES, body={"group": "{window}"}, idle=SEATED),
    # ------------------------------------------------------------- next steps and the close, on a phone
    "exercises:own-steps": Row(do=PHONES, at="next steps", body={"reflection": "{mark}-private again"}),
    "exercises:pass-on": Row(do=PHONES, at="next steps", args={"number": "2"}, body={"on": "1"}, also=frozenset({409})),
    "exercises:from-answer": Row(do=GROUP, at="next steps", body={"point": "{change}"}),
    "exercises:propose": Row(do=PHONES, at="next steps", args={"level": "team"}, body={"what": "{mark}-room more"}),
    "exercises:support": Row(do=PHONES, at="next steps", args={"number": "{proposal}"}, body={"on": "1"}),
    "exercises:change-proposal": Row(
        see=SEAT, do=SEAT, at="next steps", args={"number": "{proposal}"}, body={"what": "{mark}-room other", **VERSION}
    ),
    "exercises:take-back-proposal": Row(do=SEAT, at="next steps", args={"number": "{proposal}"}),
    "exercises:write-plan": Row(see=PHONES, do=PHONES, at="next steps", args={"name": "critical_reflection"}, body=PLAN),
    "exercises:check": Row(see=PHONES, at="next steps"),
    "exercises:take-back": Row(do=SEAT, at="next steps", body={"kind": "point", "number": "{shared}"}),
    "exercises:how-it-was": Row(do=PHONES, at="close", body={"text": "{mark}-feedback words"}),
    "exercises:mine": Row(see=PHONES, at="ended"),
    "exercises:mine-word": Row(see=PHONES, at="ended"),
    "exercises:make-own-link": Row(do=PHONES, at="close"),
    "exercises:say-last-time": Row(do=PHONES, at="follow-up", args={"number": "{proposal}"}, body={"status": "begun"}),
    # ------------------------------------------------------------- the console
    "live:console": Row(see=DESK),
    "live:console-stage": Row(see=DESK),
    "live:start": at_console("lobby"),
    "live:pause": at_console(),
    "live:resume": at_console("paused"),
    "live:finish": at_console(),
    "live:next": at_console(),
    "live:back": at_console(),
    "live:go": at_console(slide=CHOICE),
    "live:extend": at_console(minutes="1"),
    "live:blank": at_console(on="1"),
    "live:open": at_console("vote"),
    "live:more": at_console("voting", seconds="30"),
    "live:close": at_console("voting"),
    "live:show": at_console("reveal", step="1"),
    "live:question-set": at_console("choice", question_set="senior-leaders"),
    "live:trim": at_console("lobby", trim=[REVEAL], **{f"to-{REVEAL}": "1"}),
    "live:trims": Row(see=DESK, sees=302),
    "live:door": at_console(on=""),
    "live:change-code": at_console(),
    "exercises:hands": Row(do=DESK, at="voting", body={"slide": VOTE, "people": "5", "o1": "3"}),
    "exercises:groups-set-up": at_console("choice", way="mix", names="A\nB", least="3", most="6"),
    "exercises:groups-suggest": at_console("seating"),
    "exercises:groups-way": at_console("choice", way="mix"),
    "exercises:groups-move": at_console("seating", person="{person}", group="{elsewhere}"),
    "exercises:groups-add": at_console("seating", name="Third"),
    "exercises:groups-each": at_console("waiting", **{"set-1": "senior-leaders", "set-2": "", "paper-2": "1"}),
    "exercises:groups-fix": at_console("seating"),
    "exercises:say": at_console(group="{window}", text="Half way"),
    "exercises:place-late": at_console(group="{window}"),
    "exercises:add-for": at_console(group="{window}", block=BLOCK, text="{mark}-group on paper"),
    "exercises:blank-text": at_console(kind="point", number="{shared}", on="1"),
    "exercises:hear": at_console("hearing", group="{window}"),
    "exercises:change-step": Row(
        see=DESK, do=DESK, at="next steps", args={"number": "{proposal}"}, body={"what": "{mark}-room other", **VERSION}
    ),
    "exercises:keep-step": at_console("next steps", point="{proposal}", on="1"),
    "exercises:blank-step": at_console("next steps", point="{proposal}", on="1"),
    "exercises:blank-plan": at_console("next steps", field="shared_vision", on="1"),
    "exercises:moment-seen": at_console(ticket="{moment}"),
    "exercises:last-time": at_console("follow-up", point="{proposal}"),
    "exercises:last-time-say": at_console("follow-up", point="{proposal}", status="begun"),
    "exercises:last-time-note": at_console("follow-up", point="{proposal}", version="1", words="{mark}-room since"),
    "exercises:last-time-said": Row(see=DESK, at="follow-up", also=frozenset({302})),
    # ------------------------------------------------------------- the host: nobody in these rooms is one
    "operating:metrics": Row(),
    "operating:status": Row(signs_in=True),
    # ------------------------------------------------------------- the desk
    "account:account": Row(see=SIGNED_IN, signs_in=True),
    "account:change-password": Row(do=SIGNED_IN, signs_in=True, changes=False, also=frozenset({400})),
    "account:second-step": Row(see=SIGNED_IN, do=SIGNED_IN, signs_in=True, body={"do": "begin"}),
    "live:dashboard": Row(see=SIGNED_IN, signs_in=True),
    "live:new": Row(see=SIGNED_IN, do=SIGNED_IN, signs_in=True, body=SET_UP),
    "live:edit": Row(see=OWNER, do=OWNER, signs_in=True, at="lobby", body=SET_UP),
    "live:copy": Row(do=OWNER, signs_in=True),
    "live:delete": Row(see=OWNER, do=OWNER, signs_in=True, at="ended"),
    "live:new-invite": Row(do=OWNER, signs_in=True),
    "exercises:support-text": after(see=DESK, do=DESK, at="lobby", body={"support": "{mark}-room other"}),
    # ------------------------------------------------------------- the hand-over
    "exercises:hand-over": after(see=DESK),
    "exercises:lead-link": after(do=DESK, body={"after": "{link}"}),
    "exercises:lead-link-end": after(do=DESK),
    "exercises:hand-over-days": after(do=DESK, body={"days": "30"}),
    "exercises:hand-over-close": after(do=DESK, at="talking", body={"seen": "{revision}"}),
    "exercises:hand-over-delete": after(see=DESK, do=DESK),
    "exercises:hand-over-read": after(see=DESK),
    "exercises:hand-over-reword": after(see=DESK, do=DESK, args={"name": "{text}"}, body={"words": "{mark}-room other"}),
    "exercises:hand-over-fine": after(do=DESK, args={"name": "{text}"}),
    "exercises:hand-over-out": after(do=DESK, args={"name": "{text}"}),
    "exercises:hand-over-points": after(see=DESK),
    "exercises:hand-over-points-file": after(see=DESK, args={"ending": "csv"}),
    "exercises:hand-over-report": after(see=DESK),
    "exercises:hand-over-report-file": after(see=DESK, args={"ending": "xlsx"}),
    "exercises:hand-over-invitation": after(see=DESK),
    "exercises:hand-over-point": after(see=DESK, do=DESK, args={"number": "{proposal}"}, body=STEP),
    "exercises:hand-over-tick": after(do=DESK, args={"number": "{proposal}"}, body={"status": "done"}),
    "exercises:hand-over-follow-up": after(see=DESK, do=DESK, body={"date": "2027-02-19", "where": "{mark}-room place"}),
    "exercises:hand-over-follow-up-start": after(do=DESK, body={"point": "{proposal}"}),
}
