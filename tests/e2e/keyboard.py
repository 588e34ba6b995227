"""A keyboard and nothing else."""

from __future__ import annotations

import re

from playwright.sync_api import Page

HELD = """() => { const el = document.activeElement;
  if (!el.matches("a[href], button, input, select, textarea, summary")) return ""; // the page itself holds every word
  const label = el.labels?.[0]?.textContent ?? el.textContent ?? "";
  return `${el.getAttribute("aria-label") ?? ""} ${label} ${el.value ?? ""}`.replace(/\\s+/g, " "); }"""
SEEN = """() => { const el = document.activeElement;
  const mark = el.parentElement.querySelector(":scope > :is(.choice-dot, .tickbox, .diamond, .switch-track)");
  const painted = [el, el.nextElementSibling, mark];
  return [...painted, el.closest("label")].filter(Boolean)
    .some((e) => getComputedStyle(e).outlineStyle !== "none" || getComputedStyle(e).boxShadow !== "none"); }"""
COVERED = """() => { const el = document.activeElement; const target = el.closest("label") ?? el;
  const box = target.getBoundingClientRect();
  if (!box.width || box.top > innerHeight) return false;
  const at = document.elementFromPoint(box.left + box.width / 2, Math.min(innerHeight - 1, Math.max(0, box.top + box.height / 2)));
  return Boolean(at) && !target.contains(at) && !at.contains(target); }"""
FURTHEST = 150  # presses of Tab


def focus(page: Page, name: str, *, back: bool = False) -> None:
    """Tab on until something with this name (a regular expression) has the focus, and see that the focus shows and nothing covers it."""
    for _step in range(FURTHEST):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if re.search(name, page.evaluate(HELD)):
            assert page.evaluate(SEEN), f"the focus on “{name}” cannot be seen"
            assert not page.evaluate(COVERED), f"something covers “{name}”"
            return
    raise AssertionError(f"no way to “{name}” with the Tab key")


def go(page: Page, name: str, key: str = "Enter") -> None:
    """Tab to something and press it."""
    focus(page, name)
    page.keyboard.press(key)


def write(page: Page, name: str, text: str) -> None:
    """Tab to a field and type."""
    focus(page, name)
    page.keyboard.type(text)
