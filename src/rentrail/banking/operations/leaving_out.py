"""What can't go into a file to the bank is left out, and staff are told (RULE-14)."""

from datetime import date, datetime

from django.db import connection, transaction

from rentrail.banking import entries_due
from rentrail.banking.entries_due import LeftOut, Selection
from rentrail.payments.rules import consent
from rentrail.portfolio import operations as portfolio
from rentrail.primitives.money import format_cents

_WITHOUT_ORIGINATOR = """
SELECT DISTINCT account.public_id, account.name, batch.property_id
FROM payments_batch batch
JOIN portfolio_bankaccount account ON account.id = batch.bank_account_id
WHERE batch.state = 'closed' AND batch.batch_type = 'ACH' AND NOT EXISTS (
    SELECT FROM banking_originator originator WHERE originator.bank_account_id = account.id
)
"""


@transaction.atomic
def tell_of_payments(selection: Selection, *, now: datetime) -> int:
    """Tell staff of each payment that can't be sent, and what to do; gives how many."""
    left_out = entries_due.payments_left_out(selection)
    for payment in left_out:
        portfolio.raise_task(
            kind="payment-not-sent",
            subject=payment.public_id,
            text=f"Payment {payment.public_id} was not sent: {payment.because}. "
            f"{_to_do_with(payment)}",
            property_id=payment.property_id,
            now=now,
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE payments_batch SET state = 'with_errors' WHERE id = ANY(%s)",
            [[payment.batch_id for payment in left_out]],
        )
    return len(left_out)


@transaction.atomic
def tell_of_refunds(selection: Selection, *, business_date: date, now: datetime) -> int:
    """Tell staff of each refund whose account can\'t be credited now; gives how many."""
    left_out = entries_due.refunds_left_out(selection, business_date=business_date)
    for refund in left_out:
        portfolio.raise_task(
            kind="refund-not-sent",
            subject=f"{refund.payment.public_id}:{refund.public_id}",
            text=f"A refund of {format_cents(refund.amount_cents)} was not sent: its bank account "
            "can't be credited now. Cancel it, and give the money back another way.",
            property_id=refund.payment.property_id,
            now=now,
        )
    return len(left_out)


def _to_do_with(payment: LeftOut) -> str:
    if payment.is_too_late:
        return "Void it; to be paid, it is taken anew under a new authorization."
    return (
        "Void it, or put right what it lacks; then it goes with the next file, up to "
        f"{consent.DEBITED_WITHIN_BANKING_DAYS} banking days after it was taken."
    )


def tell_of_accounts(*, now: datetime) -> None:
    """Tell staff of each bank account with payments, over which no bank originates."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_ORIGINATOR)
        rows = cursor.fetchall()
    for public_id, name, property_id in rows:
        portfolio.raise_task(
            kind="bank-account-without-originator",
            subject=public_id,
            text=f"Payments to {name} can't be sent: no bank connection originates for it.",
            property_id=property_id,
            now=now,
        )
