"""Settings: the embedded defaults, and what environment variables change."""

import os
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

# With DEMO=1 the site makes its own secret and lets the demonstration accounts in.
DEMO = env.bool("DEMO", False)
DEBUG = env.bool("DEBUG", False)
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "data")))
if DEMO:
    # Nobody sets the rights of files for a demonstration, and its visitors type real text.
    os.umask(0o077)
    if DATA_DIR.exists():
        DATA_DIR.chmod(0o700)
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """Read the key from the environment, or from a private file made at the first start."""
    if key := env.str("SECRET_KEY", ""):
        return key
    path = DATA_DIR / "secret_key"
    if not path.exists():
        from django.core.management.utils import get_random_secret_key

        # The file gets its name when it is complete, so that no other process reads half a key.
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(get_random_secret_key())
        fresh.replace(path)
    return path.read_text()


SECRET_KEY = _secret_key()
SECRET_KEY_IS_MADE_HERE = not env.str("SECRET_KEY", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_FAILURE_VIEW = "tracker.parked.not_trusted"
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000")
HTTPS = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "proposals",
    "tracker.apps.OfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_countries",
    "csp",
    "django_htmx",
    "django_q",
]

MIDDLEWARE = [
    "tracker.middleware.ArrivalMiddleware",
    "tracker.middleware.HeaderMiddleware",
    "tracker.middleware.InputMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracker.middleware.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "tracker.csrf.OwnPageMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.sender.SenderMiddleware",
    "tracker.middleware.PreferencesMiddleware",
    "tracker.middleware.UploadLimitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tracker.parked.ReplayMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "proposals.templatetags.times",
                "proposals.templatetags.sender",
                "proposals.templatetags.office",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.context.site",
            ],
        },
    },
]
FORM_RENDERER = "tracker.renderer.ControlRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- Database -----------------------------------------------------------------------------

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'tracker.sqlite3'}")}
SQLITE = "sqlite" in DATABASES["default"]["ENGINE"]
if SQLITE:
    # IMMEDIATE takes the write lock at BEGIN, so that two writers wait instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    DATABASES["default"].setdefault("TEST", {})["NAME"] = str(DATA_DIR / "test.sqlite3")
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    if env.bool("PREPARED_STATEMENTS", True):
        # Planning a query of five tables takes PostgreSQL longer than answering it: plan it once.
        prepared = {"server_side_binding": True, "prepare_threshold": 5}
        DATABASES["default"]["OPTIONS"] = prepared | DATABASES["default"].get("OPTIONS", {})

CACHES = {
    # allauth counts attempts to log in here.
    "default": {"BACKEND": "tracker.cache.LimitCache", "LOCATION": "cache"},
    # Parts of pages that are the same for everybody. Each process has its own cache for them.
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"},
}

# --- Accounts -----------------------------------------------------------------------------

AUTH_USER_MODEL = "proposals.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "tracker.passwords.DifferentCharactersValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "tracker.accounts.AccountAdapter"
ACCOUNT_FORMS = {"signup": "tracker.accounts.SignupForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
# A person has one address. A new one needs the password, takes the old one's place when it is
# confirmed, and the old one is told, as it is of a new password.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    # Failures from one network address; and of one account from there.
    "login_failed": "30/m/ip,5/5m/key",
    # Failures of one account in a browser that has logged in to it before.
    "login_known": "5/5m/key",
    # Failures of one account in all other browsers, wherever they are.
    "login_account": "100/h/key",
    # The page has no limit of its own, which would stop known browsers, too.
    "login": None,
    # Wrong codes of one account, in any browser, besides those of "login_failed".
    "second_factor": "30/d/key",
}
# The number of proxies that add to X-Forwarded-For. Rate limits use the address before these.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)

# The second factor, which a person may add. Recovery codes are shown once, when they are made.
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "tracker.second_factor.FactorAdapter"
MFA_FORMS = {
    "activate_totp": "tracker.second_factor.AddForm",
    "authenticate": "tracker.second_factor.CodeForm",
}
MFA_TOTP_ISSUER = _("Payload partnership tracker")
# A code counts until half a minute after the next one has come: clocks differ, and people type.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# With an address that waits for its link, too: it is nobody's log-in before it is confirmed.
MFA_ALLOW_UNVERIFIED_EMAIL = True

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7

# --- Language and time --------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- Files and static assets --------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "tracker" / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {
        "BACKEND": "proposals.models.storage.DocumentStorage",
        # No base_url: a document is sent only by a view that asks access.
        "OPTIONS": {
            "location": DATA_DIR / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
            "allow_overwrite": True,  # a file's name is its hash: the same name, the same content
        },
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_BYTES", 20 * 1024 * 1024)
# A file that is accepted is received in memory, where its check reads it: no temporary folder can be full.
FILE_UPLOAD_MAX_MEMORY_SIZE = DOCUMENT_MAX_BYTES + 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# The address of clamd, tcp://host:3310 or unix:///path. Without it, no file is scanned.
CLAMD_URL = env.str("CLAMD_URL", "")
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Background work ----------------------------------------------------------------------

# Two queues, each with workers of its own, so that a mail server that hangs delays no decision.
# A run that lasts longer than `timeout` seconds is killed. `retry` must be longer, although a run is
# never repeated: the broker forgets it when a worker takes it.
Q_CLUSTER = {
    "name": "tracker",
    "broker_class": "proposals.jobs.job.OnceBroker",
    "orm": "default",
    "workers": env.int("WORKERS", 2),
    "timeout": 60,
    "retry": 120,
    "catch_up": False,
    "save_limit": 1000,
    "poll": 1,
    # Nobody reads the cluster's statistics: don't write them into the database twice a second.
    "cache": "pages",
    "ALT_CLUSTERS": {
        # The last message of a run may need ten answers of the server, each within EMAIL_TIMEOUT.
        "mail": {"workers": 1, "timeout": 150, "retry": 180},
        # Only with CLAMD_URL, so that a scanner that hangs delays nothing else.
        "scan": {"workers": 1, "timeout": 60, "retry": 120},
    },
}

# --- History ------------------------------------------------------------------------------

# A file to which each anchor of the history is added, where the database's owner can't change it.
ANCHOR_FILE = env.str("ANCHOR_FILE", "")

# --- Mail ---------------------------------------------------------------------------------

# Without EMAIL_URL nothing leaves the machine: the outbox in the admin keeps every message.
EMAIL_DELIVERY = bool(env.str("EMAIL_URL", ""))
if EMAIL_DELIVERY:
    vars().update(env.dj_email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("FROM_EMAIL", "office@tracker.example")
# The address at which the office helps. Pages, mails and refusals name it.
OFFICE_EMAIL = env.str("OFFICE_EMAIL", "office@tracker.example")

# --- Security -----------------------------------------------------------------------------

# The header in which a trusted proxy writes the time of arrival ("t=<seconds>").
ARRIVAL_HEADER = env.str("ARRIVAL_HEADER", "")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "usb",
        )
    ),
}
# A bulk action on all rows of a long list names each of them.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
SECURE_REFERRER_POLICY = "same-origin"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # Browsers' preload lists are hard to leave, so the operator asks for that; W021 would remind.
    SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
    SILENCED_SYSTEM_CHECKS = ["security.W021"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"refusals": {"()": "tracker.log.RefusalFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["refusals"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
