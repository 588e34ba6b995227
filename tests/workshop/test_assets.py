"""Style sheets and scripts as few files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from sessions.management import preparing
from workshop.assets import JOINED, joined, joined_scripts

STATIC = Path(settings.BASE_DIR) / "static"


def test_each_script_keeps_its_names_to_itself_and_what_is_imported_is_there_for_all() -> None:
    made = joined_scripts(
        {
            "js/shared.js": "export const twice = (n) => 2 * n;\n",
            "js/one.js": 'import { twice } from "./shared.js";\nconst $ = twice(2);\n',
            "js/two.js": "export function $() {}\n",
        }
    )

    assert re.findall(r"^(?:import|export)\b", made, re.MULTILINE) == []
    assert made.index("const twice") < made.index("const $ = twice(2);") < made.index("function $() {}")
    assert made.count("try {") == 2, "what others import stands outside, the rest fails by itself"


def test_a_script_that_is_imported_has_to_be_joined_as_well() -> None:
    with pytest.raises(ValueError, match=re.escape("imported and not joined: js/saving.js")):
        joined_scripts({"js/drafts.js": 'import { post } from "./saving.js";\n'})


@pytest.mark.parametrize("name", JOINED)
def test_every_part_that_is_joined_is_there_with_all_it_says(name: str) -> None:
    texts = {part: (STATIC / part).read_text(encoding="utf-8") for part in JOINED[name]}

    made = joined(name, texts)

    assert [part for part, text in texts.items() if text.splitlines()[-1].removeprefix("export ") not in made] == []
    assert re.findall(r"^\s*(?:import|export) .*$", made, re.MULTILINE) == []


def test_collecting_makes_the_joined_files_compressed_and_named_after_what_they_hold(tmp_path: Path) -> None:
    where = {"DATA_DIR": str(tmp_path), "SECRET_KEY": "tests-only"}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"], cwd=settings.BASE_DIR, env=where, check=True
    )

    for name in JOINED:
        stem, ending = name.rsplit(".", 1)
        found = sorted(path.name for path in (tmp_path / "static").glob(f"{stem}.*.{ending}*"))
        assert [re.sub(r"\.[0-9a-f]{12}\.", ".HASH.", path) for path in found] == [
            f"{Path(stem).name}.HASH.{ending}{packed}" for packed in ("", ".br", ".gz")
        ]
    htmx = {re.sub(r"\.[0-9a-f]{12}\.", ".HASH.", path.name) for path in (tmp_path / "static/django_htmx").rglob("*.js")}
    assert htmx == {"htmx-2.min.js", "htmx-2.min.HASH.js"}, "of what the package brings, what a page asks for"


def test_what_the_files_hold_is_collected_whatever_their_times(settings: Settings, tmp_path: Path) -> None:
    source, collected = tmp_path / "source", tmp_path / "static"
    shutil.copytree(STATIC, source)
    settings.DATA_DIR, settings.STATIC_ROOT, settings.STATICFILES_DIRS = str(tmp_path), str(collected), [str(source)]
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "workshop.assets.Storage"}}
    script = source / "js" / "presses.js"

    assert preparing.static_files()
    for path in source.rglob("*"):
        os.utime(path, (1, 1))
    assert not preparing.static_files(), "the same files, as an archive or an image brings them"
    script.write_text(script.read_text(encoding="utf-8") + "// Of the release before.\n", encoding="utf-8")
    os.utime(script, (1, 1))
    assert preparing.static_files(), "another release, with files that are older than what was collected"

    assert (collected / "js" / "presses.js").read_text(encoding="utf-8") == script.read_text(encoding="utf-8")
    assert len(list((collected / "js").glob("presses.????????????.js"))) == 2, "and that of the first stays for the pages that name it"
