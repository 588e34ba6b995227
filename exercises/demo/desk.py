"""The demonstration's facilitator: a browser without a screen that presses what the console offers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from django.utils import timezone

from exercises.demo.texts import QUESTION_SET, TITLE
from sessions.rehearsal.facilitator import Facilitator, Stage
from sessions.rehearsal.log import Log
from sessions.rehearsal.site import HIDDEN_TOKEN, PULSE, SLIDE, Answer, Data, Site, found

FORM = re.compile(
    r'<form class="press"[^>]*action="/console/[\w-]+/([\w/-]+)/"[^>]*>((?:(?!</form>).)*?id="press-main".*?)</form>', re.DOTALL
)
FIELD = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')
BOARD = re.compile(r'class="board[^"]*"[^>]*aria-label="([^"]*)"')
SCREEN = re.compile(r'href="[^"]*(/screen/[^"]+)"')
LINK = re.compile(r'value="(https?://[^"]+/after/[^"]+)"')


@dataclass(frozen=True)
class Button:
    """The console's main button as it is now."""

    action: str  # "next", "groups/fix", …
    fields: dict[str, str]
    slide: str


class Desk(Facilitator):
    """Whoever leads the demonstration."""

    def __init__(self, site: Site, log: Log, stage: Stage, screen: str) -> None:
        super().__init__(site, log, stage)
        self.screen = screen

    async def main_button(self) -> Button | None:
        """What the main button does now; None when there is none. Raises RuntimeError when the console does not open."""
        page = await self.site.ask(f"/console/{self.stage.key}/", self.cookies)
        news, form = PULSE.search(page.text), FORM.search(page.text)
        if page.status != 200 or news is None:
            raise RuntimeError(f"the console was answered with {page.status}")
        self.revision = int(news[1])
        if form is None:
            return None
        fields = {name: unescape(value) for name, value in FIELD.findall(form[2]) if name not in {"seen", "csrfmiddlewaretoken"}}
        return Button(form[1], fields, found(SLIDE, page.text))

    async def hand_over(self) -> str:
        """Make the team lead's link. Raises RuntimeError when there is none."""
        path = f"/workshops/{self.stage.key}/hand-over/"
        page = await self.site.ask(path, self.cookies)
        fields = {"csrfmiddlewaretoken": found(HIDDEN_TOKEN, page.text), "after": "0"}
        made = await self.site.ask(f"{path}link/", self.cookies, fields)
        link = found(LINK, made.text)
        if not link:
            raise RuntimeError(f"the hand-over link was answered with {made.status}")
        return unescape(link)


async def open_desk(site: Site, log: Log, sign_in: str) -> Desk:
    """Sign in with a link, set the workshop up, and open its room. Raises RuntimeError."""
    cookies: dict[str, str] = {}
    await post_form(site, cookies, sign_in, sign_in, {})
    fields: Data = {
        "title": TITLE,
        "date": timezone.localdate().isoformat(),
        "plan": "full",
        "question_set": QUESTION_SET,
        "kept_days": "30",
        "then": "open",
    }
    path = (await post_form(site, cookies, "/workshops/new/", "/workshops/new/", fields)).location
    page = await site.ask(path, cookies)
    code = re.sub(r"\D", "", found(BOARD, page.text))
    key = path.strip("/").rpartition("/")[2]
    if page.status != 200 or len(code) != 6:
        raise RuntimeError(f"the new workshop was answered with {page.status}")
    desk = Desk(site, log, Stage(key, code, (), "", "", cookies), found(SCREEN, page.text))
    await desk.open()
    return desk


async def post_form(site: Site, cookies: dict[str, str], shown: str, action: str, fields: Data) -> Answer:
    """Open a page and send a form of it, as a browser without script does. Raises RuntimeError unless it leads on."""
    page = await site.ask(shown, cookies)
    answer = await site.ask(action, cookies, {"csrfmiddlewaretoken": found(HIDDEN_TOKEN, page.text), **fields})
    if answer.status != 302:
        raise RuntimeError(f"{action.split('/')[1]} was answered with {answer.status}")
    return answer
