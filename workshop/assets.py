"""Style sheets and scripts as few files: a page that needs many small ones asks for one of each kind.

They are joined when the static files are collected, at the start of the server; there is no build, and in `static/` every part stays a
file of its own. With another storage (while developing, in tests of pages) a page names each part by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Names of joined files and their parts, in order. A script that others import from comes first.
JOINED: dict[str, tuple[str, ...]] = {
    "css/phone-all.css": ("css/hymnsheet.css", "css/breakout.css", "css/next-steps.css"),
    "js/phone-all.js": (
        "js/join.js",
        "js/saving.js",
        "js/presses.js",
        "js/live.js",
        "js/warnings.js",
        "js/phone.js",
        "js/sheet.js",
        "js/groups.js",
        "js/breakout.js",
        "js/drafts.js",
        "js/next-steps.js",
        "js/moment.js",
        "js/gentle.js",
    ),
}
_IMPORT = re.compile(r"^import \{[^}]*\} from \"\./([\w-]+\.js)\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const |let |function |async )", re.MULTILINE)


def joined(name: str, texts: dict[str, str]) -> str:
    """One file out of its parts, given as part → text."""
    return "\n".join(texts.values()) if name.endswith(".css") else joined_scripts(texts)


def joined_scripts(texts: dict[str, str]) -> str:
    """Several modules as one. Each keeps its names to itself and fails by itself, as it would alone; what others import, all have."""
    shared = {f"js/{module}" for text in texts.values() for module in _IMPORT.findall(text)}
    if missing := shared - set(texts):
        raise ValueError(f"imported and not joined: {', '.join(sorted(missing))}")
    parts = []
    for part, text in texts.items():
        plain = _EXPORT.sub("", _IMPORT.sub("", text))
        parts.append(
            plain if part in shared else f"try {{\n{plain}\n}} catch (problem) {{\n  setTimeout(() => {{ throw problem; }});\n}}\n"
        )
    return "\n".join(parts)


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Static files with their content's hash in the name, compressed, and joined where `JOINED` says so."""

    joins = True

    def get_modified_time(self, name: str) -> datetime:
        """Not known here, so that collecting copies every file: Django leaves a copy that is younger, but a release that was unpacked
        with its own times is older than what was collected, whatever it holds.
        """
        raise NotImplementedError

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            for name, parts in JOINED.items():
                text = joined(name, {part: self._text(part) for part in parts})
                self.delete(name)
                self._save(name, ContentFile(text.encode()))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

    def _text(self, part: str) -> str:
        with self.open(part) as file:
            return str(file.read().decode())
