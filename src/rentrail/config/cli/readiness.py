"""Why work could not begin, where that is for the operator to mend."""

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from rentrail.config import runtime
from rentrail.config.embedded_postgres import PostgresNotStarted
from rentrail.config.environment import EnvironmentInvalid
from rentrail.config.postgres_binaries import PostgresNotFound

NOT_READY = (
    EnvironmentInvalid,
    ImproperlyConfigured,
    PostgresNotFound,
    PostgresNotStarted,
    runtime.NotReady,
)


def reason(problem: Exception) -> str:
    """Say what is missing, fit to show a person; empty where the problem is a bug of ours."""
    if isinstance(problem, NOT_READY):
        return str(problem)
    if isinstance(problem, OperationalError):
        told = str(problem).strip().splitlines()[0]
        return f"The database cannot be used: {told}. Is DATABASE_URL right and up?"
    return ""
