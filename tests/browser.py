"""The browser the end-to-end tests use: the one without windows if it is there, which is the lightest.

`python -m tests.browser` prints where it is, or says how to get one and ends with exit code 1.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
ELSEWHERE = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
MISSING = (
    "The tests need Chromium or Chrome: on Debian and Ubuntu “apt install chromium”, on macOS “brew install --cask chromium”, "
    "on Windows “winget install Google.Chrome”, or set CHROMIUM to the path of one."
)


def find() -> str | None:
    """The path of a browser: `CHROMIUM` if that is set, else the first found where browsers usually are."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return shutil.which(chosen)
    on_path = next((path for name in NAMES if (path := shutil.which(name))), None)
    return on_path or next((path for path in ELSEWHERE if Path(path).exists()), None)


def path() -> str:
    """The path of a browser; ends the run with the sentence of the README when there is none."""
    return find() or sys.exit(MISSING)


if __name__ == "__main__":
    sys.stdout.write(f"Browser: {path()}\n")
