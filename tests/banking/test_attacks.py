"""What the application's role tries against what banks were sent and sent us, past all our Python.

The suite connects as that role. Each attempt is refused by PostgreSQL, with a reason.
"""

from datetime import date

import pytest
from tests.banking.cast import (
    accept,
    at,
    entries_of,
    make_bank,
    receive,
    returns_of,
    send,
    statement_of,
)
from tests.cast import TODAY
from tests.database import refusal_of
from tests.payments.cast import pay

from rentrail.banking.models import InboundItem, StatementLine
from rentrail.banking.operations import settle

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def bank(tmp_path, operating):
    return make_bank(tmp_path, operating)


@pytest.fixture
def accepted(bank, alices_lease):
    """A file with one payment, which the bank took and the payer's bank sent back."""
    pay(alices_lease)
    file = accept(bank, send())
    bank.leaves(returns_of(entries_of(file), return_code="R01"), name="returns.ach")
    receive(TODAY)
    assert InboundItem.objects.count() == 1
    return file


@pytest.fixture
def settled(accepted):
    """The file's entry batch has settled."""
    settle(business_date=TUESDAY, now=at(TUESDAY))
    return accepted


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE banking_bankfile SET digest = 'another'",
        "UPDATE banking_bankfile SET total_debit_cents = 1",
        "UPDATE banking_bankfile SET name = 'another.ach'",
        "UPDATE banking_entry SET payment_id = NULL",
        "UPDATE banking_entry SET amount_cents = 1",
        "UPDATE banking_entry SET trace_number = '000000000000001'",
        "UPDATE banking_entrybatch SET reference = 'another'",
        "UPDATE banking_inboundfile SET content_sealed = 'another'",
        "UPDATE banking_inboundfile SET digest = 'another' || id",
        "UPDATE banking_inbounditem SET identity = 'another'",
        "UPDATE banking_inbounditem SET amount_cents = 1",
    ],
)
def test_what_was_sent_and_received_stays_as_it_was(accepted, statement):
    assert "what stays as it was written" in refusal_of(statement)


@pytest.mark.parametrize(
    "verb",
    [
        "UPDATE banking_bankfilepart SET sealed = 'x'",
        "DELETE FROM banking_bankfilepart",
        "DELETE FROM banking_entry",
        "DELETE FROM banking_inbounditem",
        "DELETE FROM banking_tracecounter",
    ],
)
def test_a_files_bytes_and_the_registries_are_out_of_reach(accepted, verb):
    assert "permission denied" in refusal_of(verb)


@pytest.mark.parametrize("state", ["built", "sending"])
def test_a_file_the_bank_has_is_not_sent_again(accepted, state):
    refusal = refusal_of("UPDATE banking_bankfile SET state = %s", [state])

    assert "is never sent again" in refusal


def test_an_entry_the_bank_refused_does_not_come_alive(accepted):
    assert refusal_of("UPDATE banking_entry SET is_live = false") == ""

    assert "goes again as another entry" in refusal_of("UPDATE banking_entry SET is_live = true")


@pytest.mark.parametrize("change", ["last_sequence = 0", "cycle = 0", "cycle = cycle - 1"])
def test_traces_are_never_given_out_again(accepted, change):
    refusal = refusal_of(f"UPDATE banking_tracecounter SET {change}")  # noqa: S608 - our own text

    assert "what only rises" in refusal


def test_a_new_cycle_of_traces_begins_at_its_first(accepted):
    change = "UPDATE banking_tracecounter SET cycle = cycle + 1, last_sequence = 0"

    assert refusal_of(change) == ""


@pytest.mark.parametrize(
    "change",
    [
        "banking_bankfile SET state = 'unknown'",
        "banking_bankfile SET attempts = 0",
        "banking_entrybatch SET settlement_date = NULL",
        "banking_entrybatch SET rejected_reason = 'Not today'",
        "banking_inboundfile SET state = 'stored'",
        "banking_inboundfile SET state = 'with_problems'",
        "banking_inbounditem SET state = 'held'",
        "banking_inbounditem SET entry_id = NULL",
    ],
)
def test_what_the_bank_did_with_it_is_never_undone(settled, change):
    assert "row" in refusal_of(f"UPDATE {change}")


@pytest.mark.parametrize(
    "change", ["state = 'unmatched'", "entry_batch_id = NULL", "entry_id = NULL, state = 'x'"]
)
def test_what_explains_a_bank_line_stays(settled, bank, change):
    reference = settled.entry_batches.get().reference
    line = ("165", settled.total_debit_cents, reference, "ACH CREDIT")
    content = statement_of(account="1000204", day=TUESDAY, opening_cents=0, lines=[line])
    bank.leaves(content, name="S.bai2")
    receive(TUESDAY)
    assert StatementLine.objects.get().state == "matched"

    refusal = refusal_of(f"UPDATE banking_statementline SET {change}")  # noqa: S608 - our own text

    assert "what explains it is known" in refusal


@pytest.mark.parametrize(
    "change",
    [
        "state = 'open'",
        "total_cents = total_cents + 1",
        "item_count = item_count + 1",
        "item_count = NULL",
        "hold_days = 0",
    ],
)
def test_a_closed_batch_stays_as_it_closed(accepted, change):
    assert "row" in refusal_of(f"UPDATE payments_batch SET {change}")  # noqa: S608 - our own text
