"""What the application's role tries against payments and consents, past all our Python.

The suite connects as that role. Each attempt is refused by PostgreSQL, with a reason.
"""

from datetime import date

import pytest
from tests.cast import NOW, TODAY
from tests.database import refusal_of
from tests.payments.cast import consent, make_settled, pay, run_day, schedule_rent

from rentrail.payments import operations, states
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
    revoke_authorization(public_id=public_id, reason="by phone", revoked_by="alice", now=NOW)

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


@pytest.fixture
def debited(alices_lease):
    """A schedule's payment, taken on its due date, and its schedule, disabled since."""
    Property.objects.update(phone="+1 312 555 0100", address="1 Oak Street")
    scheduled = schedule_rent(alices_lease, start_date=TODAY)
    run_day(TODAY)
    operations.disable_preauthorized(
        public_id=scheduled.public_id, reason="Moved", disabled_by="bob", now=NOW
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("payments_notice SET text = 'Never said'", "stays as it was written"),
        ("payments_notice SET email = 'another@example.com'", "stays as it was written"),
        ("payments_preauthorizedpayment SET status = 'enabled'", "has none that changes status"),
        ("payments_preauthorizedpayment SET payments_taken = 0", "what only rises"),
        ("payments_preauthorizedpayment SET end_date = '2030-01-01'", "stays as it was written"),
        ("payments_occurrence SET status = 'failed'", "stays as it was written"),
        ("payments_payment SET fee_of_id = id", "stays as it was written"),
        ("payments_payment SET description = 'Another'", "stays as it was written"),
        ("payments_payment SET batch_id = NULL", "what stays once it is posted"),
        ("payments_payment SET property_date = '2020-01-01'", "what stays once it is posted"),
    ],
)
def test_what_has_happened_stays(debited, change, words):
    assert words in refusal_of(f"UPDATE {change}")


def test_the_code_and_day_of_what_came_back_are_written_once(paid):
    send_back(make_settled(paid))

    for change in ("return_code = ''", "settlement_date = '2020-01-01'"):
        refusal = refusal_of(f"UPDATE payments_payment SET {change}")  # noqa: S608 - our own text
        assert "what is written once" in refusal


def send_back(payment):
    operations.return_payments(
        [
            operations.Returned(
                payment_id=payment.id,
                return_code="R01",
                received_date=date(2026, 3, 9),
                came_from="returns.ach:7",
            )
        ],
        now=NOW,
    )
