"""Django's settings, from the environment."""

from typing import Any

from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_constants

from rentrail.config import environment as environment_module

_environment = environment_module.read_environment()
_secure = not _environment.demo

SECRET_KEY = _environment.secret_key
DEBUG = _environment.debug
ALLOWED_HOSTS = _environment.allowed_hosts or ["localhost", "127.0.0.1", "[::1]", "testserver"]

RENTRAIL_DEMO = _environment.demo
RENTRAIL_CLOCK_FILE = _environment.clock_file
RENTRAIL_NEXT_DAY = "rentrail.config.demo.next_day" if _environment.clock_file else ""
RENTRAIL_VAULT_KEYS = environment_module.vault_key_ring(value=_environment.vault_keys)
RENTRAIL_VAULT_HASH_KEY = environment_module.vault_hash_key(value=_environment.vault_hash_key)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "rentrail.identity.apps.IdentityConfig",
    "rentrail.ledger.apps.LedgerConfig",
    "rentrail.portfolio.apps.PortfolioConfig",
    "rentrail.payments.apps.PaymentsConfig",
    "rentrail.checks.apps.ChecksConfig",
    "rentrail.banking.apps.BankingConfig",
    "rentrail.accounting.apps.AccountingConfig",
    "rentrail.cycle.apps.CycleConfig",
    "rentrail.backoffice.apps.BackofficeConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rentrail.backoffice.middleware.LoginRequiredMiddleware",
    "rentrail.backoffice.middleware.NoNulMiddleware",
    "rentrail.backoffice.middleware.CompanyScopeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "rentrail.config.urls"
WSGI_APPLICATION = "rentrail.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rentrail.backoffice.context.page_frame",
            ]
        },
    }
]

# The application connects as a role that owns no table. Migrations run as the owner:
# `migrate --database owner`.
_connection: dict[str, Any] = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DATABASES = {
    "default": environment_module.database_settings(url=_environment.database_url) | _connection
}
if _environment.database_owner_url:
    DATABASES["owner"] = environment_module.database_settings(
        url=_environment.database_owner_url
    ) | {"TEST": {"MIRROR": "default"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 8}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"

MESSAGE_TAGS = {message_constants.ERROR: "danger"}

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # straight from the packages: there is nothing to collect

SESSION_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = _secure
SECURE_SSL_REDIRECT = _secure
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked inside the house
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _secure
# The proxy that ends TLS must set this header, and drop it from what clients send.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"rentrail": {"level": "INFO"}},
}
