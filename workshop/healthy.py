"""`python -m workshop.healthy`: whether the server of this container answers. Exit code 0 or 1.

Asked every few seconds, so it loads nothing of the product, and reads the two variables it needs itself.
"""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit


def main() -> int:
    """Ask for /healthz as the proxy would; the exit code."""
    public = urlsplit(os.environ.get("PUBLIC_URL", "") or "http://localhost")
    headers = {"Host": public.netloc, "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": public.scheme}
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "") or 8000), timeout=2)
    try:
        connection.request("GET", "/healthz", headers=headers)
        return 0 if connection.getresponse().status == 200 else 1
    except (OSError, HTTPException):
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
