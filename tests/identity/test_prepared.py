"""Prepared statements share Django's connection, its transaction and its errors."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

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


def test_a_text_with_nul_is_refused_and_not_cut():
    with pytest.raises(ValueError, match="NUL"):
        prepared.ask("SELECT %s::text", ["Alice\0Bob"])


def test_questions_asked_together_are_answered_in_their_order():
    answers = prepared.ask_together(
        [prepared.Question(ECHO, [1, "a"]), prepared.Question("SELECT %s::date", ["2026-02-28"])]
    )

    assert answers == [[(1, "a")], [(date(2026, 2, 28),)]]


def test_where_one_fails_those_behind_it_do_not_run():
    tell = "SELECT set_config('rentrail.test', %s, true)"
    with pytest.raises(DataError), transaction.atomic():
        prepared.ask_together(
            [
                prepared.Question("SELECT %s::text::smallint", ["40000"]),
                prepared.Question(tell, ["it ran"]),
            ]
        )

    assert prepared.ask("SELECT current_setting('rentrail.test', true)", []) != [("it ran",)]


@pytest.mark.django_db(transaction=True)
def test_the_last_statement_commits_the_transaction():
    with transaction.atomic():
        prepared.ask_last("SELECT set_config('rentrail.test', %s, false)", ["kept"])
        assert is_in_transaction() is False

    assert prepared.ask("SELECT current_setting('rentrail.test')", []) == [("kept",)]


@pytest.mark.django_db(transaction=True)
def test_a_part_of_a_transaction_has_no_last_statement():
    with transaction.atomic():
        assert prepared.is_outermost()
        with transaction.atomic():
            assert not prepared.is_outermost()
            with pytest.raises(AssertionError):
                prepared.ask_last("SELECT %s::text", ["x"])


@pytest.mark.django_db(transaction=True)
def test_a_last_statement_that_fails_commits_nothing():
    with pytest.raises(DataError):
        set_and_fail_last()

    assert prepared.ask("SELECT current_setting('rentrail.test', true)", []) != [("undone",)]


@pytest.mark.django_db(transaction=True)
def test_other_threads_work_while_it_waits_for_a_lock():
    lock = "SELECT pg_advisory_xact_lock(4711), %s::integer"
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            prepared.ask(lock, [1])
            waiting = pool.submit(ask_and_close, lock)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.2)

        assert waiting.result(timeout=10)


@transaction.atomic
def set_and_fail_last() -> None:
    prepared.ask("SELECT set_config('rentrail.test', %s, false)", ["undone"])
    prepared.ask_last("SELECT %s::text::smallint", ["40000"])


def ask_and_close(statement: str) -> prepared.Rows:
    try:
        return prepared.ask(statement, [2])
    finally:
        connection.close()


def is_in_transaction() -> bool:
    return bool(connection.connection.info.transaction_status.name == "INTRANS")
