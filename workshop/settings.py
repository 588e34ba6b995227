"""Django's settings. Production is the default; the environment (`env.py`) says the rest."""

from __future__ import annotations

from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

from workshop import env

BASE_DIR = env.BASE_DIR
DATA_DIR = env.DATA_DIR
DEBUG = env.DEBUG
SECRET_KEY = env.secret_key()
PUBLIC_URL = env.public_url()
PUBLIC_URL_IS_GUESSED = not env.PUBLIC_URL
SECURE = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = env.allowed_hosts()
PROCESSES = env.PROCESSES
ORGANISATION = env.ORGANISATION
CONTACT_EMAIL = env.CONTACT_EMAIL

INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "workshop.apps.StaticFiles",
    "django_htmx",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "channels",
    "workshop.apps.WorkshopConfig",
    "sessions.apps.SessionsConfig",
    "exercises.apps.ExercisesConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "sessions.middleware.kept_by_nobody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sessions.middleware.known_members",
    "django.middleware.common.CommonMiddleware",
    "sessions.own_pages.OwnPagesOnly",
    "sessions.middleware.one_cookie",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sessions.signed_in.EndsByItself",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "workshop.urls"
ASGI_APPLICATION = "workshop.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates", *sorted((BASE_DIR / "exercises").glob("*/templates"))],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["sessions.templatetags.hymnsheet"],
        },
    }
]

# ---------------------------------------------------------------- database
# SQLite's own defaults lose simultaneous writes: see docs/adr/0003-sqlite-by-default.md.
DATABASE_CONNECTIONS = 12  # of each process, where there is a database server: more than workshop.handler.THREADS
SQLITE = not env.DATABASE_URL or env.DATABASE_URL.startswith("sqlite")
_default: dict[str, Any] = dict(Env().dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'hymnsheet.sqlite3'}"))
if SQLITE:
    _default |= {
        "ENGINE": "workshop.sqlite",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
        "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},
    }
elif _default["ENGINE"] == "django.db.backends.postgresql":
    env.needs("DATABASE_URL", "psycopg_pool")
    # One connection for each request at work, and some for what goes on beside requests, so nobody waits for one while the database is
    # well. Each is looked at before it is used, and one that a restart has cut is replaced. The pool's own patience, which grows to
    # minutes, would keep people waiting after the database is back: it gives up at once, and the next request tries anew.
    _default["OPTIONS"] = {
        **_default.get("OPTIONS", {}),
        "pool": {"min_size": 2, "max_size": DATABASE_CONNECTIONS, "timeout": 3, "reconnect_timeout": 0},
        "application_name": f"hymn-sheet {token_hex(8)}",
    }
    _default["CONN_HEALTH_CHECKS"] = True
# SQLite's connections are kept by the few threads that answer (workshop/handler.py): to open one costs as much as the queries of a page.
# Those of a database server go back to the pool.
_default["CONN_MAX_AGE"] = None if SQLITE else 0
DATABASES = {"default": _default}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ------------------------------------------------------------- live delivery
if env.REDIS_URL:
    env.needs("REDIS_URL", "channels_redis")
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [env.REDIS_URL]}}
        if env.REDIS_URL
        else {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 1000, "expiry": 3600}}
    )
}
CACHES = {
    "default": (
        {
            "BACKEND": "workshop.cache.SharedCache",
            "LOCATION": env.REDIS_URL,
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
        }
        if env.REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
# Ballot keys live outside the database and outside back-ups.
REDIS_URL = env.REDIS_URL
BALLOT_KEYS_DIR = DATA_DIR / "ballot-keys"

# ------------------------------------------------------------------ accounts
AUTH_USER_MODEL = "workshop.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account:sign-in"
LOGIN_REDIRECT_URL = "live:dashboard"
LOGOUT_REDIRECT_URL = "live:join"
PASSWORD_RESET_TIMEOUT = 60 * 60
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1 / 60  # hours: a pause of one minute
AXES_LOCK_OUT_AT_FAILURE = True
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying during the pause does not make it longer
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "sessions.views.account.paused"
AXES_HANDLER = "sessions.views.account.WrongTries"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
AXES_IPWARE_PROXY_COUNT = env.TRUSTED_PROXIES
OTP_TOTP_ISSUER = "Hymn Sheet"
if env.EMAIL_URL:
    _email = Env().dj_email_url("EMAIL_URL")
    EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"], _email["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"], _email["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _email["EMAIL_USE_TLS"], _email["EMAIL_USE_SSL"]
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
CAN_SEND_MAIL = bool(env.EMAIL_URL)
DEFAULT_FROM_EMAIL = env.DEFAULT_FROM_EMAIL or f"hymn-sheet@{urlsplit(PUBLIC_URL).hostname}"

# ------------------------------------------------------------------ security
SESSION_COOKIE_NAME = "__Host-facilitator" if SECURE else "facilitator"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 60 * 60 * 12  # without a page, see sessions/signed_in.py
SESSION_LONGEST = 60 * 60 * 24 * 7  # from the sign-in on, however busy
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"  # never leaves the server: it travels inside the seat's
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if env.PUBLIC_URL else []
CSRF_FAILURE_VIEW = "sessions.views.errors.csrf_failure"
SEAT_COOKIE_NAME = "__Host-seat" if SECURE else "seat"
SEAT_COOKIE_AGE = 60 * 60 * 12
SECURE_SSL_REDIRECT = SECURE and env.TRUSTED_PROXIES > 0
# Without a trusted proxy this server cannot tell http from https, and a redirect would never end: what stands in front redirects.
SILENCED_SYSTEM_CHECKS = ["security.W008"] if SECURE and not SECURE_SSL_REDIRECT else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if SECURE else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
SOCKETS_OF_A_SEAT, SOCKETS_IN_ALL = 4, 2000  # in one process; a page without one goes on by asking
_socket_origin = PUBLIC_URL.replace("http", "ws", 1)  # older Safari does not count sockets as 'self'
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF, _socket_origin],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# -------------------------------------------------------------- static, words
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": ("django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "workshop.assets.Storage")},
}
WHITENOISE_USE_FINDERS = DEBUG

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True

# ---------------------------------------------------------------------- logs
METRICS_TOKEN = env.METRICS_TOKEN
# No addresses, codes, tokens or words of people in any log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "workshop.logs.Plain"}, "json": {"()": "workshop.logs.Json"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json" if env.LOG_FORMAT == "json" else "plain"}},
    "root": {"handlers": ["console"], "level": env.LOG_LEVEL},
    "loggers": {
        "django.request": {"level": "CRITICAL"},  # its messages hold the path, and some paths are keys
        "django.security": {"level": "CRITICAL"},
        "daphne": {"level": "WARNING"},
        "axes": {"level": "ERROR"},
    },
}
