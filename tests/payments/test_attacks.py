"""What the application's role tries against payments and consents, past all our Python.

The suite connects as that role. Each attempt is refused by PostgreSQL, with a reason.
"""

import pytest
from tests.cast import NOW
from tests.database import refusal_of
from tests.payments.cast import consent, pay, schedule_rent

from rentrail.payments import states
from rentrail.payments.models import Authorization, Payment
from rentrail.payments.operations import revoke_authorization
from rentrail.portfolio.models import Property

STANDINGS = sorted({before for before, _ in states.MOVES} | set(states.MOVES.values()))
MOVE = "UPDATE payments_payment SET status = %s, settlement_status = %s WHERE id = %s"


@pytest.fixture
def paid(alices_lease):
    return pay(alices_lease)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments_authorization SET text = 'I authorize anything.'",
        "UPDATE payments_authorization SET amount_cents_max = amount_cents_max * 10",
        "UPDATE payments_authorization SET last_date = NULL",
        'UPDATE payments_authorization SET evidence = \'{"ip": "another"}\'',
        "UPDATE payments_authorization SET authorized_at = authorized_at - interval '1 year'",
    ],
)
def test_what_a_payer_agreed_to_stays_as_it_was(paid, statement):
    assert "what stays as it was written" in refusal_of(statement)


@pytest.mark.parametrize("moment", ["NULL", "revoked_at + interval '1 month'"])
def test_a_revocation_is_not_taken_back(paid, moment):
    public_id = Authorization.objects.get().public_id
    revoke_authorization(public_id=public_id, revoked_by="alice", now=NOW)

    refusal = refusal_of(f"UPDATE payments_authorization SET revoked_at = {moment}")  # noqa: S608 - ours

    assert "what is written once" in refusal


@pytest.mark.parametrize(
    "change",
    [
        "amount_cents = amount_cents + 1",
        "instrument_id = instrument_id + 1",
        "authorization_id = authorization_id + 1",
        "idempotency_key = 'another'",
        "taken_at = taken_at - interval '1 month'",
        "taken_by = 'nobody'",
    ],
)
def test_what_a_payment_was_taken_for_stays(paid, change):
    refusal = refusal_of(f"UPDATE payments_payment SET {change}")  # noqa: S608 - our own text

    assert "what stays as it was written" in refusal


def test_a_payments_journal_entry_stays(paid):
    refusal = refusal_of("UPDATE payments_payment SET journal_entry_id = NULL")

    assert "what is written once" in refusal


@pytest.mark.parametrize("before", STANDINGS, ids="/".join)
def test_a_payment_moves_only_by_the_table_of_moves(paid, before):
    by_the_table = {after for (origin, _), after in states.MOVES.items() if origin == before}
    elsewhere = [after for after in STANDINGS if after != before]

    moved = {
        after for after in elsewhere if not refusal_of(MOVE, [*after, standing_so(paid, before).id])
    }

    assert moved == by_the_table - {before}


def standing_so(payment: Payment, standing: states.Standing) -> Payment:
    """Put a copy of a payment where it stands so, as it would have been written."""
    number = Payment.objects.count()
    copy = Payment.objects.get(id=payment.id)
    copy.pk, copy.journal_entry, copy.authorization = None, None, consent(payment.person)
    copy.public_id, copy.idempotency_key = f"pay_{number}", f"copy-{number}"
    copy.status, copy.settlement_status = standing
    copy.save(force_insert=True)
    return copy


@pytest.mark.parametrize(
    "change",
    ["amount_cents = 999999", "authorization_id = authorization_id + 1", "frequency = 'daily'"],
)
def test_what_a_schedule_was_agreed_for_stays(alices_lease, change):
    Property.objects.update(phone="+1 312 555 0100", address="1 Oak Street")
    schedule_rent(alices_lease)

    refusal = refusal_of(f"UPDATE payments_preauthorizedpayment SET {change}")  # noqa: S608 - ours

    assert "what stays as it was written" in refusal
