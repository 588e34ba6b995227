"""LibreOffice without a window, where it is installed: the program many team leads will open the files with."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

LONGEST_WAIT = 240  # seconds for a file, the first start included

WORDS = "txt:Text (encoded):UTF8"
SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"  # every sheet, as shown
BOOK = "xlsx:Calc MS Excel 2007 XML"


def program() -> str | None:
    """Where it is; None on a machine without it."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def opened(folder: Path, name: str, file: bytes, as_: str) -> dict[str, bytes]:
    """What LibreOffice makes of a file: the names and contents of what it saved. Empty where it is not installed.

    Raises AssertionError when it is there and cannot open the file.
    """
    found = program()
    if found is None:
        return {}
    (folder / name).write_bytes(file)
    out = folder / "out"
    done = subprocess.run(
        [
            found,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            *(["--infilter=CSV:44,34,76,1"] if name.endswith(".csv") else []),
            "--convert-to",
            as_,
            "--outdir",
            str(out),
            str(folder / name),
        ],
        capture_output=True,
        text=True,
        timeout=LONGEST_WAIT,
        check=False,
    )
    saved = {path.name: path.read_bytes() for path in sorted(out.glob("*"))} if out.is_dir() else {}
    assert saved, f"LibreOffice could not open {name}: {done.stdout}{done.stderr}"
    return saved
