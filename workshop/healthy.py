"""`python -m workshop.healthy`: whether the server of this container answers. Exit code 0 or 1.

Asked every few seconds, so it loads nothing of the product, and reads the variable it needs itself. It asks whether the process lives and
not whether a workshop can run: whoever starts anew what is not healthy must not do so because the database is away.
"""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection, HTTPException


def main() -> int:
    """Ask for /healthz; the exit code."""
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "") or 8000), timeout=2)
    try:
        connection.request("GET", "/healthz")
        return 0 if connection.getresponse().status == 200 else 1
    except (OSError, HTTPException):
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
