"""What every test may ask for."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import django.test
import pytest
from pytest_django import DjangoDbBlocker
from tests import database
from tests.cast import alice, alices_lease, bob, charlie, oak_court, oak_homes, operating, trust  # noqa: F401 - fixtures for every test

from rentrail.config.embedded_postgres import EmbeddedPostgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[EmbeddedPostgres]:
    """The PostgreSQL server that all test processes share."""
    with database.shared_server() as server:
        yield server


@pytest.fixture(scope="session")
def django_db_setup(
    postgres_server: EmbeddedPostgres,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Give pytest-django a database of ours; tests that commit get a fresh one afterwards."""
    with django_db_blocker.unblock():
        name = database.use_own_database(postgres_server)

    def renew(test_case: django.test.TransactionTestCase) -> None:
        database.renew_own_database(postgres_server, name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django.test.TransactionTestCase, "_fixture_teardown", renew)
        yield
    with django_db_blocker.unblock():
        database.connections.close_all()
    postgres_server.drop_database(name)


@pytest.fixture
def behind_the_guards(postgres_server: EmbeddedPostgres) -> Callable[[], AbstractContextManager]:
    """Change what PostgreSQL keeps from everybody, to see it found by `verify`."""
    return lambda: database.behind_the_guards(postgres_server)
