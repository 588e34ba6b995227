"""How much room is left where everything is kept."""

from __future__ import annotations

import shutil

from django.conf import settings

MB = 1024 * 1024
LOW = 200 * MB  # below this the facilitators are told
FLOOR = 50 * MB  # below this the server calls itself not ready


def free() -> int:
    """Bytes left on the disk of `DATA_DIR`; 0 when the system does not say."""
    try:
        return shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return 0


def warning() -> int:
    """Megabytes left, in tens, when they are few; -1 when there is room enough."""
    left = free()
    return left // (10 * MB) * 10 if left < LOW else -1
