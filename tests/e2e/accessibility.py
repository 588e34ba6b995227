"""What axe finds on a page under the rules of WCAG 2.2 AA, and whether it is wider than its window."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": False}},  # it takes what a bar covers just now for small; `looking.LAYOUT` measures sizes
}


def faults(page: Page) -> list[tuple[str, list[Any]]]:
    """What axe finds: the rule and where."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found]


def overflow(page: Page) -> int:
    """Pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def check(where: str, *pages: Page) -> None:
    """What is wrong is in the message: this module is no test of its own."""
    for page in pages:
        found = faults(page), max(0, overflow(page))
        assert found == ([], 0), f"{where}, {page.url}: {found}"
