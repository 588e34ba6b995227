"""Fixtures of the exercises."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def keys_dir(settings: Settings, tmp_path: Path) -> Path:
    """A folder of its own for each test's ballot keys."""
    settings.BALLOT_KEYS_DIR = tmp_path / "ballot-keys"
    return tmp_path / "ballot-keys"
