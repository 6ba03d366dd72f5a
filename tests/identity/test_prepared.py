"""Prepared statements share Django's connection, its transaction and its errors."""

import pytest
from django.db import DataError, connection, transaction

from rentrail.identity import prepared

pytestmark = pytest.mark.django_db

ECHO = "SELECT %s::bigint, %s::text"


def test_an_answer_comes_as_rows_of_python_values():
    assert prepared.ask(ECHO, [7, "José"]) == [(7, "José")]


def test_none_is_null():
    assert prepared.ask(ECHO, [None, None]) == [(None, None)]


def test_a_statement_without_an_answer_gives_no_rows():
    assert prepared.ask("SET LOCAL application_name = 'x'", []) == []


def test_a_statement_is_prepared_once_for_each_connection():
    for number in range(3):
        prepared.ask("SELECT %s::bigint AS once", [number])

    assert prepared_statements().count("SELECT $1::bigint AS once") == 1


def test_the_same_statement_takes_values_of_other_types():
    assert prepared.ask("SELECT %s::text", [5]) == [("5",)]
    assert prepared.ask("SELECT %s::text", ["five"]) == [("five",)]


def test_what_is_wrong_is_one_of_djangos_errors():
    with pytest.raises(DataError, match="out of range"), transaction.atomic():
        prepared.ask("SELECT %s::text::smallint", ["40000"])


def test_a_rollback_to_a_savepoint_forgets_nothing():
    prepared.ask(ECHO, [1, "x"])
    with pytest.raises(DataError), transaction.atomic():
        prepared.ask("SELECT %s::text::smallint", ["40000"])

    assert prepared.ask(ECHO, [2, "y"]) == [(2, "y")]


@pytest.mark.django_db(transaction=True)
def test_it_opens_a_transaction_where_django_has_begun_one():
    with transaction.atomic():
        prepared.ask("SELECT set_config('rentrail.test', %s, true)", ["inside"])
        [(inside,)] = prepared.ask("SELECT current_setting('rentrail.test')", [])
    [(outside,)] = prepared.ask("SELECT current_setting('rentrail.test')", [])

    assert (inside, outside) == ("inside", "")


def prepared_statements() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]
