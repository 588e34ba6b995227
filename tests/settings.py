"""The product's settings, with what tests need otherwise."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if not os.environ.get("DATA_DIR"):  # never the folder of real workshops
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="hymn-sheet-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
worker = os.environ.get("PYTEST_XDIST_WORKER", "")  # several at once: a folder, a database and a part of Redis each
if worker and Path(os.environ["DATA_DIR"]).name != worker:
    os.environ["DATA_DIR"] = str(Path(os.environ["DATA_DIR"]) / worker)
if worker and os.environ.get("REDIS_URL"):
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{int(worker.removeprefix('gw')) + 1}"
Path(os.environ["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
os.environ.setdefault("SECRET_KEY", "tests-only")
os.environ.setdefault("PUBLIC_URL", "")

from workshop.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CAN_SEND_MAIL = True
TEMPLATES[0]["DIRS"] += [BASE_DIR / "tests" / "templates"]  # noqa: F405
if REDIS_URL:  # noqa: F405
    CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = f"asgi-{worker}"  # noqa: F405 messages do not know about parts of Redis
if not SQLITE:  # noqa: F405
    DATABASES["default"]["OPTIONS"].pop("pool")  # noqa: F405 a test database is dropped at the end, and a pool would hold on to it
