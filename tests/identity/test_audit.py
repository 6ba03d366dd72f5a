import time

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.db.utils import IntegrityError

from rentrail.identity import operations, queries
from rentrail.identity.audit import acting_as
from rentrail.identity.models import AuditRecord, Company, Right, User
from rentrail.identity.tenancy import company_scope
from rentrail.primitives import clock


@pytest.fixture
def company(db) -> Company:
    return operations.create_company(name="Oak Homes", code="oak", now=clock.now())


@pytest.fixture
def bob(company) -> User:
    with company_scope(company.id):
        return operations.create_user(
            email="Bob@Example.test", name="Bob", password="Rent-Day-1st", role="Property manager"
        )


def test_a_change_is_told_with_who_where_before_and_after(company):
    with acting_as("bob@example.test", source="10.0.0.7"):
        Company.objects.filter(id=company.id).update(name="Elm Homes")

    record = AuditRecord.objects.latest("id")
    assert (record.actor, record.source, record.action) == (
        "bob@example.test",
        "10.0.0.7",
        "update",
    )
    assert (record.before["name"], record.after["name"]) == ("Oak Homes", "Elm Homes")


def test_a_password_is_never_in_the_trail(bob):
    record = AuditRecord.objects.get(table_name="identity_user", action="insert")

    assert record.after["email"] == "bob@example.test"
    assert len(record.after["password"]) == 12
    assert bob.password not in str(record.after)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE identity_auditrecord SET actor = 'nobody'",
        "DELETE FROM identity_auditrecord",
        "TRUNCATE identity_auditrecord",
        "ALTER TABLE identity_auditrecord DISABLE TRIGGER ALL",
        "DROP TRIGGER identity_company_audit ON identity_company",
    ],
)
def test_the_trail_cannot_be_changed_by_the_application(company, attack):
    with (
        pytest.raises((ProgrammingError, InternalError, IntegrityError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)


@pytest.mark.django_db(transaction=True)
def test_a_seal_shows_what_was_changed_behind_our_back(postgres_server):
    operations.create_company(name="Oak Homes", code="oak", now=clock.now())
    assert _sealed_count() == 5
    assert operations.seal_audit_trail(now=clock.now()) is None
    assert list(queries.audit_trail_problems()) == []

    with connection.cursor() as cursor:  # a record smuggled in below the sealed number
        cursor.execute(
            "INSERT INTO identity_auditrecord (id, recorded_at, transaction_id, actor, source,"
            " table_name, record_id, action) SELECT -1 + min(id), now(), 1, 'x', '', 'x', 1, 'x'"
            " FROM identity_auditrecord"
        )

    assert [problem.rule for problem in queries.audit_trail_problems()] == ["audit-seal"]


def _sealed_count() -> int:
    """Seal, once no transaction of any test process is older than the records."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if seal := operations.seal_audit_trail(now=clock.now()):
            return seal.record_count
        time.sleep(0.05)
    return 0


def test_a_manager_may_void_and_an_agent_may_not(company, bob):
    with company_scope(company.id):
        charlie = operations.create_user(
            email="charlie@example.test",
            name="Charlie",
            password="Rent-Day-2nd",
            role="Leasing agent",
            property_public_id="prop_1",
        )

        assert Right.VOID in queries.rights_of(user=bob, property_public_id="prop_9")
        assert Right.VOID not in queries.rights_of(user=charlie, property_public_id="prop_1")
        assert queries.rights_of(user=charlie, property_public_id="prop_2") == frozenset()


@pytest.mark.parametrize("password", ["short1A", "alllower1case", "NODIGITSatall", "Password1"])
def test_a_weak_password_is_refused(company, password):
    with company_scope(company.id), pytest.raises(operations.PasswordTooWeak):
        operations.create_user(email="a@b.test", name="A", password=password, role="Accountant")
