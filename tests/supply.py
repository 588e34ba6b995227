"""What Hymn Sheet is made of: `make sbom` writes it down, `make audit` asks whether anything in it is known to be unsafe."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SERVER = ROOT / "requirements" / "scale.txt"  # all that a server may have; `make run` has all but what several processes need
SBOM = ROOT / "dist" / "sbom.cdx.json"
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==([^\s;]+)")
UNSAFE, UNKNOWN = 1, 2


@dataclass(frozen=True)
class Package:
    """One pinned package, and the digests of the files it may come as."""

    name: str
    version: str
    digests: tuple[str, ...]

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def pinned(lock: Path = SERVER) -> list[Package]:
    """Every package of a lock file, in its order."""
    found: list[Package] = []
    for block in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip()):
        pin = PIN.match(block)
        assert pin, block.partition("\n")[0]
        name = re.sub(r"[-_.]+", "-", pin[1]).lower()
        found.append(Package(name, pin[2], tuple(sorted(re.findall(r"--hash=sha256:([0-9a-f]{64})", block)))))
    return found


def bill() -> dict[str, Any]:
    """The bill of materials as CycloneDX has it: the same for the same lock, whoever makes it and when."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages = pinned()
    asked_for = project["dependencies"] + project["optional-dependencies"]["scale"]
    wanted = {re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", entry)[0]).lower() for entry in asked_for}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"bom-ref": project["name"], "type": "application", "name": project["name"], "version": project["version"]}
        },
        "components": [
            {
                "bom-ref": package.purl,
                "type": "library",
                "name": package.name,
                "version": package.version,
                "purl": package.purl,
                "hashes": [{"alg": "SHA-256", "content": digest} for digest in package.digests],
            }
            for package in packages
        ],
        "dependencies": [{"ref": project["name"], "dependsOn": [p.purl for p in packages if p.name in wanted]}],
    }


def write_bill(to: Path = SBOM) -> None:
    """Write the bill, and say where."""
    to.parent.mkdir(exist_ok=True)
    to.write_text(json.dumps(bill(), indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{to.relative_to(ROOT) if to.is_relative_to(ROOT) else to}: {len(pinned())} packages\n")


def audit(lock: Path = SERVER) -> int:
    """Ask about every pin, one database after the other until one knows. 0: nothing known; 1: unsafe; 2: some could not be asked about."""
    code, sentences = UNKNOWN, [""]
    for database in ("pypi", "osv"):
        code, sentences = verdict(answers(lock, database), len(pinned(lock)))
        if code != UNKNOWN:
            break
    (sys.stdout if code == 0 else sys.stderr).write("\n".join(sentences) + "\n")
    return code


def answers(lock: Path, database: str) -> list[dict[str, Any]]:
    """What an advisory database says about each package; nothing at all when it cannot be reached."""
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json"]
    command += ["--vulnerability-service", database, "--requirement", str(lock)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    try:
        told: list[dict[str, Any]] = json.loads(ran.stdout)["dependencies"]
    except ValueError:
        return []
    return told


def verdict(told: list[dict[str, Any]], of: int) -> tuple[int, list[str]]:
    """What the answers mean: a code, and sentences. Silence is never taken for good news."""
    unsafe = [f"{each['name']} {each['version']}: {', '.join(v['id'] for v in each['vulns'])}" for each in told if each.get("vulns")]
    asked = sum("vulns" in each for each in told)
    if unsafe:
        return UNSAFE, ["Known to be unsafe:", *(f"  {line}" for line in unsafe)]
    if asked < of:
        return UNKNOWN, [
            f"The advisory databases said nothing about {of - asked} of {of} packages, so nothing is known about them.",
            "Run this where one of them can be reached; until then it counts as failed.",
        ]
    return 0, [f"Nothing is known against any of the {of} packages."]


if __name__ == "__main__":
    if sys.argv[1:] == ["sbom"]:
        write_bill()
    elif sys.argv[1:] == ["audit"]:
        sys.exit(audit())
    else:
        sys.exit("sbom or audit")
