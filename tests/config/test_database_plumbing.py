import pytest
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.db.utils import ProgrammingError
from django.utils import timezone
from psycopg import errors


def add_session(key: str) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=timezone.now())


@pytest.mark.django_db
def test_tests_run_as_the_application_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("rentrail_app",)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "attack",
    [
        "DROP TABLE django_session",
        "TRUNCATE django_session",
        "ALTER TABLE django_session DISABLE TRIGGER ALL",
        "CREATE TABLE mine (number int)",
        "SET ROLE rentrail_owner",
    ],
)
def test_the_application_role_owns_nothing(attack):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError) as refusal:
        cursor.execute(attack)
    assert isinstance(refusal.value.__cause__, errors.InsufficientPrivilege)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_a_test_that_commits_leaves_nothing_behind(round_):
    assert not Session.objects.exists()

    add_session("committed")

    assert Session.objects.exists()


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_owner_role_may_change_tables():
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE django_session ADD COLUMN note text")
