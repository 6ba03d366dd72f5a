"""Company isolation, walked over every model there is (ORG-1, SEC-3)."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.db.models import Model

from rentrail.banking.models import TraceCounter
from rentrail.identity import operations, tenancy
from rentrail.identity.models import AuditRecord, AuditSeal, Company, Role, User
from rentrail.primitives import clock

# Tables that are read before any company is known, or that belong to none.
OPEN_TABLES = {
    Company: "lists the companies that workers walk through",
    User: "is searched by e-mail at sign-in, before the company is known",
    AuditRecord: "is sealed and verified across companies; pages filter it by company",
    AuditSeal: "covers the records of all companies",
    TraceCounter: "is shared by the companies that originate over one ODFI",
}

OUR_MODELS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("rentrail.") and model not in OPEN_TABLES
]


@pytest.fixture
def two_companies(db) -> tuple[Company, Company]:
    return tuple(
        operations.create_company(name=name, code=name.lower(), now=clock.now())
        for name in ("Ours", "Theirs")
    )


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_every_table_is_company_owned_behind_both_walls(model: type[Model], db):
    assert issubclass(model, tenancy.CompanyOwned)
    assert isinstance(model._default_manager, tenancy.CompanyManager)
    with pytest.raises(tenancy.NoCompanyScope):
        model._default_manager.count()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, pg_get_userbyid(relowner) <> current_user,"
            " (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid)"
            " FROM pg_class WHERE oid = %s::regclass",
            [model._meta.db_table],
        )
        assert cursor.fetchone() == (True, True, 1)


def test_raw_sql_sees_only_the_company_in_scope(two_companies):
    ours, _ = two_companies

    with tenancy.company_scope(ours.id), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT company_id FROM identity_role")
        assert cursor.fetchall() == [(ours.id,)]


def test_without_a_scope_postgresql_shows_nothing(two_companies):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM identity_role")
        assert cursor.fetchone() == (0,)


def test_a_row_for_another_company_is_refused_by_postgresql(two_companies):
    ours, theirs = two_companies

    with (
        tenancy.company_scope(ours.id),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Role.objects.create(company=theirs, name="Intruder", rights=[])


def test_scopes_nest_and_come_back(two_companies):
    ours, theirs = two_companies

    with tenancy.company_scope(ours.id):
        with tenancy.company_scope(theirs.id):
            assert {role.company_id for role in Role.objects.all()} == {theirs.id}
        assert {role.company_id for role in Role.objects.all()} == {ours.id}
    with pytest.raises(tenancy.NoCompanyScope):
        Role.objects.count()


def test_a_scope_left_by_a_failed_statement_is_gone_after_the_rollback(two_companies):
    ours, _ = two_companies

    with (
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        tenancy.company_scope(ours.id),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT nonsense")

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('rentrail.company_id', true)")
        assert cursor.fetchone()[0] in ("", None)
