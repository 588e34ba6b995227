"""The PDF: tagged (PDF/UA-1), with title and language, in the look of the product. See `typeset.py` and the decision record on PDF."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from exercises.exports.cleaning import cleaned
from exercises.exports.outline import Block, Cell, LeanBar, outline
from exercises.exports.report import Approach, Handover, approach_label, language, statements, what_it_is

LONGEST = 120  # seconds; a file of a thousand action points takes less than one
_LONG_RUN = re.compile(r"[^\s\u200b-]{40,}")


class CouldNotWrite(Exception):
    """The typesetter gave no file. The message is its own last line."""


def write(handover: Handover) -> bytes:
    """The hand-over as a PDF file. Raises CouldNotWrite where the typesetter fails or takes too long."""
    handover = cleaned(handover)
    given = json.dumps({"data": _data(handover), "made": handover.made.isoformat(timespec="seconds")}).encode()
    script = Path(__file__).with_name("typeset.py")
    try:
        # -I: the folder of the script must not be searched for modules, it has a csv.py and a json.py
        done = subprocess.run([sys.executable, "-I", str(script)], input=given, capture_output=True, timeout=LONGEST, check=True)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise CouldNotWrite("the typesetter took too long") from None
    except subprocess.CalledProcessError as problem:
        lines = problem.stderr.decode(errors="replace").strip().splitlines()
        raise CouldNotWrite(lines[-1] if lines else "the typesetter stopped") from None
    return done.stdout


def _data(handover: Handover) -> dict[str, Any]:
    document = outline(handover)
    lang, _dash, region = language().partition("-")
    data = {
        "title": what_it_is(handover),
        "description": statements(handover)[0],
        "footer": what_it_is(handover),
        "lang": lang,
        "region": region or None,
        "eyebrow": document.eyebrow,
        "heading": document.title,
        "blocks": [_block(block) for block in document.blocks],
        "named": False,
        "named-note": _(
            "This kind of file cannot draw every character. Where one is missing, its name stands in square brackets. "
            "The Word file has it as it was written."
        ),
    }
    return _for_lines(data)  # type: ignore[no-any-return]


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, LeanBar):
        labels = [approach_label(a) for a in (Approach.BEHAVIOUR, Approach.BOTH, Approach.ECOLOGICAL)]
        return {"kind": "LeanBar", **vars(block.lean), "labels": labels}
    return {"kind": type(block).__name__, **vars(block)}


def _for_lines(thing: Any) -> Any:
    """The same data with places to break a line inside very long runs, so that nothing runs off the paper."""
    if isinstance(thing, str):
        if len(thing) < 40:
            return thing
        return _LONG_RUN.sub(lambda run: _with_breaks(run.group()), thing)
    if isinstance(thing, (list, tuple)):
        return [_for_lines(part) for part in thing]
    if isinstance(thing, Cell) and thing == Cell(thing.text):  # most are nothing but a text
        return _for_lines(thing.text)
    if dataclasses.is_dataclass(thing):
        thing = vars(thing)
    if isinstance(thing, dict):
        return {key: _for_lines(part) for key, part in thing.items()}
    return thing


def _with_breaks(run: str) -> str:
    pieces, start = [], 0
    while start < len(run):
        end = min(start + 20, len(run))
        while end < len(run) and unicodedata.category(run[end])[0] in "MC":  # never between a letter and its mark
            end += 1
        pieces.append(run[start:end])
        start = end
    return "\u200b".join(pieces)
