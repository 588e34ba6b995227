"""What Hymn Sheet is made of is pinned, written down, and asked about."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests import supply

LOCKS = sorted((supply.ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_pinned_to_one_version_and_to_the_digests_of_its_files(lock: Path) -> None:
    packages = supply.pinned(lock)
    assert len(packages) > 30
    assert [package.name for package in packages if not package.digests] == []
    text = lock.read_text(encoding="utf-8")
    assert sum(len(package.digests) for package in packages) == text.count("--hash="), "no digest of another kind, none left out"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_the_server_below_us_is_one_that_ends_what_is_too_large(lock: Path) -> None:
    """Daphne before 4.2.2 takes in socket messages of any size."""
    (daphne,) = [package.version for package in supply.pinned(lock) if package.name == "daphne"]
    assert tuple(map(int, daphne.split("."))) >= (4, 2, 2)


def test_the_bill_of_materials_is_valid_and_names_every_package_with_its_digests() -> None:
    bill = supply.bill()
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill))
    assert problem is None, problem
    listed = {(each["name"], each["version"], tuple(h["content"] for h in each["hashes"])) for each in bill["components"]}
    assert listed == {(package.name, package.version, package.digests) for package in supply.pinned()}
    (ours,) = bill["dependencies"]
    assert {"pkg:pypi/" + name for name in ("django", "channels", "daphne", "django-otp", "psycopg")} <= {
        r.partition("@")[0] for r in ours["dependsOn"]
    }


def test_the_bill_of_materials_names_no_host_and_nothing_of_when_or_where_it_was_made(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one.json", "two.json")]
    for file in files:
        supply.write_bill(file)
    one, two = (file.read_text(encoding="utf-8") for file in files)
    assert one == two
    assert re.findall(r"https?:|//|timestamp|serialNumber|urn:uuid|\.org|\.io", one) == []


GOOD = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-2026-1"}, {"id": "PYSEC-2026-2"}]}
SILENT = {"name": "c", "skip_reason": "not found"}


def test_the_audit_never_takes_silence_for_good_news() -> None:
    assert supply.verdict([GOOD, GOOD], 2) == (0, ["Nothing is known against any of the 2 packages."])
    assert supply.verdict([GOOD, BAD, SILENT], 3) == (1, ["Known to be unsafe:", "  b 2: PYSEC-2026-1, PYSEC-2026-2"])
    cases: list[tuple[list[dict[str, Any]], int]] = [([GOOD, SILENT], 1), ([], 2)]
    for told, unknown in cases:
        code, sentences = supply.verdict(told, 2)
        assert (code, sentences[0]) == (
            2,
            f"The advisory databases said nothing about {unknown} of 2 packages, so nothing is known about them.",
        )
