"""No row of a company's is ever removed by the application, whatever becomes of it."""

import pytest
from django.apps import apps
from django.db import connection

from rentrail.banking.models import TraceCounter
from rentrail.checks.models import CheckImage, CheckLine
from rentrail.identity.models import Company, Grant, User
from rentrail.identity.tenancy import CompanyOwned
from rentrail.portfolio.models import DepositRoute, OpenCharge

REMOVED_ON_PURPOSE = {
    *(DepositRoute, Grant, OpenCharge),  # audited, or written by a trigger alone
    *(CheckImage, CheckLine),  # destroyed in their time unless held; not yet paid
}
GUARDED = [
    model
    for model in apps.get_models()
    if (issubclass(model, CompanyOwned) or model in (Company, User, TraceCounter))
    and model not in REMOVED_ON_PURPOSE
]


@pytest.mark.django_db
@pytest.mark.parametrize("model", GUARDED, ids=lambda model: model._meta.db_table)
@pytest.mark.parametrize("verb", ["DELETE", "TRUNCATE"])
def test_the_application_may_not_remove_rows(model, verb):
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s)", [model._meta.db_table, verb])
        assert cursor.fetchone() == (False,)


@pytest.mark.django_db
@pytest.mark.parametrize("model", GUARDED, ids=lambda model: model._meta.db_table)
def test_nor_may_the_owner_of_the_tables(model):
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass"
            " AND tgenabled IN ('O', 'A') AND tgname IN (%s, %s)",
            [table, f"{table}_kept", f"{table}_append_only"],
        )
        assert cursor.fetchone() == (1,)
