"""Looking at a screen as everybody may have it: light, dark, enlarged, spaced out, from right to left, in forced colours, without motion.

A look changes nothing: the page stays as it is, nothing is loaded anew, and what is typed and where the cursor is stays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # the rules that can decide otherwise in other colours
ZOOMED = {"width": 320, "height": 256}  # what 400 % leaves of 1280 × 1024
LARGE_TEXT = {"width": 640, "height": 512}

AXE = """(options) => window.axe.run(options).then((result) => result.violations.map((v) => v.id + ": " +
  v.nodes.map((n) => n.target.join(" ") + (v.id === "color-contrast" ? ` (${n.any[0]?.message})` : "")).join(", ")))"""

# What a program sees of a layout: what sticks out of the window, text that is cut off, and targets too small for a thumb.
LAYOUT = """({ small }) => {
  const found = [];
  const text = (e) => (e.textContent ?? "").trim().slice(0, 30);
  const name = (e) => `${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""}.${[...e.classList].join(".")} “${text(e)}”`;
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".vh, .sprite, [inert]");
  const root = document.documentElement;
  const width = window.innerWidth;
  if (root.scrollWidth > width) {
    const out = [...document.body.querySelectorAll("*")].filter((e) => {
      const inside = document.createRange(); // with its words, which may stick out of its box
      inside.selectNodeContents(e);
      const box = e.childElementCount ? e.getBoundingClientRect() : inside.getBoundingClientRect();
      return shown(e) && box.width && (box.right > width + 1 || box.left < -1) && !e.closest("svg");
    });
    found.push(`wider than the window by ${root.scrollWidth - width}: ${out.slice(-3).map(name).join(" / ")}`);
  }
  for (const e of document.body.querySelectorAll("p, li, h1, h2, h3, button, a, label, span, b, legend, dt, dd, td, th")) {
    const cut = !e.childElementCount && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1;
    if (cut && getComputedStyle(e).overflowX !== "visible" && shown(e)) found.push(`cut off: ${name(e)}`);
  }
  for (const e of small ? document.body.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary") : []) {
    const target = e.matches(".vh-input, [type=checkbox], [type=radio]") ? (e.labels[0] ?? e) : e;
    if (!target || !shown(target) || target.closest(".vh, noscript")) continue;
    if (getComputedStyle(target).display === "inline") continue; // a link in a sentence
    const { width, height } = target.getBoundingClientRect();
    const least = target.matches(".btn-main, .btn-big, .pick, .choice, .sort label") ? 44 : 24;
    const is = `${Math.round(width)} × ${Math.round(height)}`;
    if (width && Math.min(width, height) < least - 0.5) found.push(`${is} is small for ${name(target)}`);
  }
  for (const e of document.querySelectorAll("[dir=rtl] .icon-flip")) {
    if (shown(e) && !getComputedStyle(e).transform.startsWith("matrix(-1")) found.push(`does not flip: ${name(e.parentElement)}`);
  }
  return found;
}"""
MOVING = """() => document.getAnimations().filter((a) => a.playState === "running")
  .filter((a) => a.effect.getComputedTiming().endTime > 100).map((a) => a.effect.target.getAttribute("class"))"""
SETTLED = """async () => { // what began before motion was reduced comes to its end
  for (let passing = [1]; passing.length; ) {
    passing = document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime !== Infinity);
    for (const each of passing) each.finish();
    await new Promise(requestAnimationFrame);
  }
}"""
UNSEEN = """() => [...document.querySelectorAll(".btn, .chip > span, .switch-track, .choice-dot, .tickbox")]
  .filter((e) => e.checkVisibility() && !e.closest(".vh"))
  .filter((e) => getComputedStyle(e).borderBlockStartStyle === "none" && getComputedStyle(e).outlineStyle === "none")
  .map((e) => `no edge in forced colours: ${e.className} “${e.textContent.trim().slice(0, 30)}”`)"""
STILL = """([still, spaced]) => { // a change of colour takes a moment otherwise, and what is looked at is its end
  if (!window.still) {
    const sheet = (rules) => { const made = new CSSStyleSheet(); made.replaceSync(rules); return made; };
    window.still = sheet("*, ::before, ::after { transition: none !important; animation: none !important; }");
    window.spaced = sheet(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
      p { margin-block-end: 2em !important; }`);
  }
  document.adoptedStyleSheets = [...(still ? [window.still] : []), ...(spaced ? [window.spaced] : [])];
}"""
DRAWN = "() => new Promise(requestAnimationFrame)"
FOOTER = """() => ["/accessibility/", "/privacy/"]
  .filter((path) => !document.querySelector(`a[href="${path}"]`)).map((path) => `no way to ${path}`)"""

# Every field for people's own words says beside it what not to write; where it offers to look, something looks. Not asked of codes,
# links to copy, numbers, and what somebody calls themselves.
OWN_WORDS = """() => {
  const plain = ["code", "letters", "rc", "un", "invite", "cl", "hl", "days", "my-label", "fn"];
  const looks = !!document.querySelector('script[src*="gentle"], script[src*="phone-all"]');
  const found = [];
  for (const e of document.querySelectorAll("textarea, input[type=text], input:not([type])")) {
    const lines = (e.getAttribute("aria-describedby") ?? "").split(/\\s+/).filter(Boolean);
    const said = lines.map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
    const name = `#${e.id}`;
    const needs = !plain.includes(e.id) && e.inputMode !== "numeric";
    if (needs && !/don’t name a child|eave out names/.test(said)) found.push(`no line beside ${name}`);
    if (!("gentle" in e.dataset)) continue;
    if (!looks) found.push(`nobody looks at ${name}`);
    if (!lines.some((id) => document.getElementById(`${id}-gentle`))) found.push(`nowhere to say it for ${name}`);
  }
  return found;
}"""


@cache
def axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def media(page: Page, **features: Any) -> None:
    """Emulate what somebody has set on their device, and wait until the colours are there."""
    page.emulate_media(**features)
    page.evaluate(DRAWN)


@dataclass
class Look:
    """Looks at states by their names, and remembers what was seen and what was wrong."""

    seen: list[str] = field(default_factory=list)
    faults: list[tuple[str, str, str]] = field(default_factory=list)  # state, way of looking, what is wrong

    def __call__(self, state: str, page: Page) -> None:
        self.seen.append(state)
        own_size = page.viewport_size
        assert own_size is not None
        if page.evaluate("typeof window.axe") == "undefined":
            page.evaluate(axe())
        is_projector = bool(page.locator("body.pj").count())

        def wrong(way: str, faults: list[str]) -> None:
            self.faults += [(state, way, fault) for fault in faults]

        def layout(way: str, *, small: bool = False) -> None:
            page.evaluate(DRAWN)
            wrong(way, page.evaluate(LAYOUT, {"small": small}))

        media(page, color_scheme="light", reduced_motion="reduce")
        page.evaluate(SETTLED)
        wrong("reduced motion", page.evaluate(MOVING))
        page.evaluate(STILL, [True, False])
        wrong("light", self.axe(page, RULES))
        if not is_projector:  # nobody presses anything there
            wrong("footer", page.evaluate(FOOTER))
        wrong("own words", page.evaluate(OWN_WORDS))
        layout("light", small=not is_projector)
        media(page, color_scheme="dark")
        if is_projector:
            page.evaluate("document.documentElement.dataset.theme = 'dark'")
            page.evaluate(DRAWN)
        wrong("dark", self.axe(page, COLOURS, rules=True))
        if is_projector:
            page.evaluate("document.documentElement.dataset.theme = 'light'")
        else:
            page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
            wrong("dark, 400 %", self.axe(page, COLOURS, rules=True))
            media(page, color_scheme="light")
            wrong("light, 400 %", self.axe(page, RULES))
            layout("400 %", small=True)
            page.evaluate(STILL, [True, True])
            layout("spaced")
            page.evaluate(STILL, [True, False])
            page.evaluate("document.documentElement.dir = 'rtl'")
            layout("right to left")
            page.evaluate("document.documentElement.dir = 'ltr'")
            page.set_viewport_size(LARGE_TEXT if own_size["width"] < LARGE_TEXT["width"] else own_size)  # type: ignore[arg-type]
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            layout("text at 200 %")
            page.evaluate("document.documentElement.style.fontSize = ''")
            page.set_viewport_size(own_size)
        media(page, color_scheme="light", forced_colors="active")
        wrong("forced colours", page.evaluate(UNSEEN))
        page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="no-preference")
        page.evaluate(STILL, [False, False])

    def axe(self, page: Page, names: list[str], *, rules: bool = False) -> list[str]:
        """What axe finds under rules or tags of rules."""
        blank = bool(page.locator(".pj-blank").count())  # it shows nothing on purpose, not even a heading
        options: dict[str, Any] = {
            "runOnly": {"type": "rule" if rules else "tag", "values": names},
            "resultTypes": ["violations"],
            "preload": False,  # no rule of these looks into files
            "rules": {
                "target-size": {"enabled": False},  # it takes what a bar covers just now for small; `LAYOUT` measures sizes
                "page-has-heading-one": {"enabled": not blank},
            },
        }
        found = list(page.evaluate(AXE, options))
        if found:  # something new may have come just then: what is wrong stays so
            page.evaluate(DRAWN)
            found = list(page.evaluate(AXE, options))
        return found

    def is_complete(self, states: tuple[str, ...]) -> None:
        """Nothing was wrong, every state on the list was looked at once, and nothing that is not on it."""
        if self.faults:
            raise AssertionError("\n" + "\n".join(" | ".join(fault) for fault in self.faults))
        assert sorted(self.seen) == sorted(states)
