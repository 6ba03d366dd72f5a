"""Numbers that banks see are never given twice."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from tests.banking import cast
from tests.cast import NOW, make_household
from tests.payments.cast import pay

from rentrail.banking import locks, numbering
from rentrail.banking.models import TraceCounter
from rentrail.banking.numbering import MODIFIERS, NoMoreFilesToday
from rentrail.identity import operations as identity
from rentrail.identity.models import Company
from rentrail.identity.tenancy import company_scope
from rentrail.portfolio.models import BankAccount, LedgerName

ODFI = "07640125"


def test_traces_follow_each_other(oak_homes: Company) -> None:
    first = numbering.take_traces(odfi_identification=ODFI, count=5)
    second = numbering.take_traces(odfi_identification=ODFI, count=1)

    assert (first.cycle, first.first_sequence) == (1, 1)
    assert (second.cycle, second.first_sequence) == (1, 6)


def test_two_companies_at_one_odfi_never_share_a_trace(oak_homes: Company) -> None:
    ours = numbering.take_traces(odfi_identification=ODFI, count=5)
    elm_homes = identity.create_company(name="Elm Homes", code="elm-homes", now=NOW)

    with company_scope(elm_homes.id):
        theirs = numbering.take_traces(odfi_identification=ODFI, count=1)
        elsewhere = numbering.take_traces(odfi_identification="09100001", count=1)

    assert (ours.first_sequence, theirs.first_sequence, elsewhere.first_sequence) == (1, 6, 1)


def test_who_builds_a_file_keeps_nobody_at_its_odfi_waiting(
    oak_homes: Company, operating: BankAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.make_bank(tmp_path, operating)
    pay(make_household(operating.property, unit="101"))
    given = []
    take_traces = numbering.take_traces
    monkeypatch.setattr(
        numbering,
        "take_traces",
        lambda **asked: given.append(connection.savepoint_ids[:]) or take_traces(**asked),
    )

    cast.build()

    assert given == [[]]  # in no transaction of the builder's


def test_a_block_that_does_not_fit_into_seven_digits_begins_a_new_cycle(
    oak_homes: Company,
) -> None:
    TraceCounter.objects.create(odfi_identification=ODFI, last_sequence=9_999_998)

    block = numbering.take_traces(odfi_identification=ODFI, count=2)

    assert (block.cycle, block.first_sequence) == (2, 1)


def test_the_last_sequence_of_a_cycle_is_used(oak_homes: Company) -> None:
    TraceCounter.objects.create(odfi_identification=ODFI, last_sequence=9_999_998)

    assert numbering.take_traces(odfi_identification=ODFI, count=1).first_sequence == 9_999_999


def test_a_day_has_a_modifier_for_each_letter_and_digit(
    oak_homes: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = cast.make_bank(tmp_path).connection
    day = date(2026, 3, 2)
    assert numbering.next_modifier(bank=bank, creation_date=day) == "A"
    assert len(MODIFIERS) == 36

    monkeypatch.setattr(numbering, "MODIFIERS", "")
    with pytest.raises(NoMoreFilesToday):
        numbering.next_modifier(bank=bank, creation_date=day)


def test_connections_that_a_bank_can_not_tell_apart_share_the_modifiers(
    oak_homes: Company, operating: BankAccount, trust: BankAccount, tmp_path: Path
) -> None:
    cast.make_bank(tmp_path / "one", operating, name="One")
    cast.make_bank(tmp_path / "two", trust, name="Two")
    pay(make_household(operating.property, unit="101"))
    pay(make_household(operating.property, unit="102"), ledger=LedgerName.DEPOSIT)

    files = cast.build()

    assert [file.file_id_modifier for file in files] == ["A", "B"]


def test_who_numbers_files_that_a_bank_can_not_tell_apart_waits_for_the_other(
    oak_homes: Company, tmp_path: Path
) -> None:
    bank = cast.make_bank(tmp_path).connection
    day = date(2026, 3, 2)
    numbered = f"{bank.immediate_destination} {bank.immediate_origin} {day}"

    with other_connection() as other, connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '100ms'")
        other.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [locks.NUMBERING, numbered])
        assert numbering.next_modifier(bank=bank, creation_date=day + timedelta(days=1)) == "A"
        with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
            numbering.next_modifier(bank=bank, creation_date=day)


def test_a_reference_fits_into_the_batch_header_and_is_found_in_a_banks_words() -> None:
    reference = numbering.reference(
        bank_id=2**31, creation_date=date(2026, 12, 31), modifier="Z", number=9999
    )

    assert len(reference) <= 20
    assert numbering.references_in(f"ACH SETTLEMENT CO=OAK REF={reference} X") == [reference]


def other_connection() -> psycopg.Connection[Any]:
    parameters = connection.get_connection_params()
    kept = ("host", "port", "dbname", "user", "password")
    return psycopg.connect(**{name: parameters[name] for name in kept if name in parameters})
