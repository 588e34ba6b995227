"""A full room with long names: nothing lies on top of anything else, and nothing leaves its screen."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import LAPTOP, PHONE, SCREEN, Opener, Server
from tests.e2e.people import answered, code_on, connected, join, press_main, set_up, shows, sign_in
from tests.e2e.test_every_screen import big_screen, part

TITLE = "Tidewell and North Marsh multi-agency child exploitation panel, autumn of 2027"
LONG = ["The table by the long radiator, far side", "Kinderschutzverantwortlichenversammlung", "Community safety and licensing colleague"]
NAMES = [*LONG, *(f"Table {n}" for n in range(4, 13))]
STEP = "Ask the bus company and the shops on the parade to come to the next panel, and pay for the cover they need for it."
OLD_PROJECTOR, COUNCIL_LAPTOP, SMALL_PHONE = (1024, 768), (1280, 720), (320, 640)

# Words below the line where the big screen's foot begins, and how far the page is wider than its window.
OUT_OF_PLACE = """() => {
  const foot = document.querySelector(".pj-foot").getBoundingClientRect().top;
  const words = [...document.querySelectorAll(".pj-main *")].filter((e) => !e.childElementCount && e.textContent.trim());
  const low = words.filter((e) => e.checkVisibility() && !e.closest(".vh") && e.getBoundingClientRect().bottom > foot + 1);
  return [low.map((e) => e.textContent.trim()), document.documentElement.scrollWidth - window.innerWidth];
}"""
MEETS = """([one, other]) => {
  const [a, b] = [one, other].map((which) => document.querySelector(which).getBoundingClientRect());
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}"""
WIDER = "document.documentElement.scrollWidth - window.innerWidth"
PROPOSE = """([path, what]) => fetch(path, { method: "POST", body: new URLSearchParams({ what, request_key: crypto.randomUUID() }),
  headers: { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" } }).then((answer) => answer.status)"""


def at_size(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def holds(screen: Page) -> None:
    """The big screen holds what it shows, on a new projector and on an old one."""
    for size in (OLD_PROJECTOR, SCREEN):
        at_size(screen, size)
        assert screen.evaluate(OUT_OF_PLACE) == [[], 0]


def test_a_long_title_leaves_room_for_what_stands_beside_it(server: Server, open_screen: Opener) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, TITLE)
    console = desk.page
    screen = big_screen(console, open_screen)
    phone = join(open_screen(PHONE), code_on(console))
    connected(phone)
    for size in (SMALL_PHONE, PHONE):
        at_size(phone, size)
        assert (phone.evaluate(MEETS, [".brand-small", ".link-state"]), phone.evaluate(WIDER)) == (False, 0)
    rows = []
    for size in (COUNCIL_LAPTOP, LAPTOP):
        at_size(console, size)
        rows.append(console.evaluate("document.querySelector('.topbar').offsetHeight < 80"))
    assert rows == [True, True]
    promise = "Please don’t name a child, a family or a case."
    expect(screen.get_by_text(promise)).to_be_visible()
    assert screen.evaluate(MEETS, [".pj-promise", ".pj-count"]) is False


def test_twelve_groups_with_long_names_and_many_proposals_fit_every_screen(server: Server, open_screen: Opener) -> None:
    desk = open_screen(LAPTOP)
    sign_in(desk, server)
    set_up(desk.page, "Twelve groups")
    console = desk.page
    screen = big_screen(console, open_screen)
    phone = join(open_screen(SMALL_PHONE), code_on(console))
    answered(console, console.get_by_role("button", name="Begin").click)
    part(console, "Choose your questions")
    answered(console, lambda: console.locator("#main").get_by_role("button", name="Multi-agency teams").click())
    console.get_by_label("Names of the groups, one a line").fill("\n".join(NAMES))
    expect(console.locator("[data-set-up-saved]")).to_have_text("Saved")
    press_main(console)
    shows(phone, "Sit with people you trust")
    expect(phone.get_by_text(LONG[1])).to_be_visible()
    assert phone.evaluate(WIDER) == 0
    shows(screen, "Forming groups")
    expect(screen.get_by_text("and 3 more")).to_be_visible()
    holds(screen)

    press_main(console)
    press_main(console)
    press_main(console)
    shows(screen, "In your groups")
    holds(screen)
    at_size(console, COUNCIL_LAPTOP)
    expect(console.get_by_role("button", name="Nudge").first).to_be_visible()
    assert (console.evaluate(MEETS, [".table", ".console-side"]), console.evaluate(WIDER)) == (False, 0)

    part(console, "Next steps")
    shows(phone, "Next steps")
    for level in ("team", "organisation"):
        for _proposal in range(5):
            assert phone.evaluate(PROPOSE, [f"{phone.url.removeprefix(server.url)}proposals/{level}/", STEP]) == 200
    expect(screen.get_by_text("2 more on your phone")).to_have_count(2)
    holds(screen)
