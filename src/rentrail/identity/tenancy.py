"""Company isolation, once, for every table and query.

A company's rows are seen only inside ``company_scope``. The first wall is here: the manager of
every company-owned model asks for the scope and filters by it, and without a scope it raises. The
second wall is PostgreSQL's row-level security, which reads the same scope from the session
setting ``rentrail.company_id`` and holds for raw SQL too (see ``isolation``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self, TypeVar

from django.db import connection, models

_company_id: ContextVar[int | None] = ContextVar("company_id", default=None)

M = TypeVar("M", bound=models.Model, covariant=True)


class NoCompanyScope(RuntimeError):
    """A company's rows were asked for outside any company scope: a bug, never an empty answer."""


def current_company_id() -> int:
    """Give the company whose rows are being worked on.

    Raises:
        NoCompanyScope: nobody said for which company.
    """
    company_id = _company_id.get()
    if company_id is None:
        raise NoCompanyScope("Enter identity.tenancy.company_scope(...) first.")
    return company_id


@contextmanager
def company_scope(company_id: int) -> Iterator[None]:
    """Work for one company: its rows are visible, and no others, here and in PostgreSQL."""
    previous = _company_id.get()
    if previous == company_id:
        yield
        return
    token = _company_id.set(company_id)
    _tell_postgresql(company_id)
    try:
        yield
    finally:
        _company_id.reset(token)
        if not _transaction_is_aborted():  # else the rollback brings the old setting back
            _tell_postgresql(previous)


def _tell_postgresql(company_id: int | None) -> None:
    value = "" if company_id is None else str(company_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('rentrail.company_id', %s, false)", [value])


def _transaction_is_aborted() -> bool:
    if connection.connection is None or connection.connection.closed:
        return True
    return bool(connection.connection.info.transaction_status.name == "INERROR")


class CompanyQuerySet(models.QuerySet[M]):
    """A queryset of company-owned rows."""

    def for_company(self, company_id: int) -> Self:
        """Keep one company's rows."""
        return self.filter(company_id=company_id)


class CompanyManager(models.Manager.from_queryset(CompanyQuerySet)):  # type: ignore[misc]  # django-stubs can't type a base made at run time
    """The only way to a company-owned model's rows: those of the company in scope."""

    def get_queryset(self) -> CompanyQuerySet[Any]:
        """Give the scope's rows, or refuse where there is no scope."""
        queryset: CompanyQuerySet[Any] = super().get_queryset()
        return queryset.filter(company_id=current_company_id())


class CompanyOwned(models.Model):
    """A row that belongs to one company. New rows take the company of the scope."""

    company = models.ForeignKey(
        "identity.Company",
        on_delete=models.PROTECT,
        related_name="+",
        default=current_company_id,
        db_index=False,  # no question is only for a company; every insert would pay for it
    )

    objects = CompanyManager()

    class Meta:
        abstract = True
