"""What waits to be put into a file: payments of closed batches and transfers, ready to write."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from rentrail.banking.models import EntryBatch, InboundItemState, Transfer, TransferState
from rentrail.identity.tenancy import current_company_id
from rentrail.payments.models import Refund
from rentrail.payments.queries import MAY_BE_CREDITED
from rentrail.payments.states import RefundState

ROWS_AT_ONCE = 5_000


class PaymentDue(NamedTuple):
    """A payment that waits to be sent, with all that its entry needs."""

    originator_id: int
    batch_id: int
    is_representment: bool
    is_fee: bool
    company_name: str
    sec_code: str
    payment_id: int
    public_id: str
    is_recurring: bool
    amount_cents: int
    instrument_public_id: str
    routing_number: str
    account_number_sealed: bytes
    account_type: str
    holder_name: str
    identification_number: str


class LeftOut(NamedTuple):
    """A payment of a closed batch that can't be sent, and why (RULE-14)."""

    public_id: str
    property_id: int
    batch_id: int
    batch_public_id: str
    because: str
    is_too_late: bool


# A debit needs an authorization that stands: for this payer, account, amount and day, not revoked.
# That it is not spent is held by the constraint payment_spends_authorization.
_WAITING = """
FROM banking_originator originator
JOIN payments_batch batch ON batch.bank_account_id = originator.bank_account_id
    AND batch.state IN ('closed', 'with_errors') AND batch.batch_type = 'ACH'
JOIN payments_payment payment ON payment.batch_id = batch.id
    AND payment.status = 'approved' AND payment.settlement_status = 'to_be_originated'
JOIN payments_instrument instrument ON instrument.id = payment.instrument_id
JOIN payments_authorization consent ON consent.id = payment.authorization_id
WHERE originator.connection_id = %(bank)s
"""

_MAY_BE_SENT = """
    instrument.id <> ALL(%(held)s::bigint[])
    AND consent.revoked_at IS NULL AND consent.instrument_id = payment.instrument_id
    AND consent.person_id = payment.person_id AND instrument.standing = 'good'
    AND CASE WHEN payment.fee_of_id IS NULL
        THEN payment.amount_cents BETWEEN consent.amount_cents_min AND consent.amount_cents_max
        ELSE consent.nsf_fee_notice
            AND payment.amount_cents <= (consent.terms ->> 'nsf_fee_cents')::bigint
    END
    AND (payment.taken_at >= %(taken_since)s OR payment.represents_id IS NOT NULL)
"""

# A returned-item fee bears the name that stood on the item, whatever account it is paid to.
_COMPANY_NAME = """
    CASE WHEN payment.fee_of_id IS NULL THEN originator.company_name ELSE (
        SELECT coalesce(sender.company_name, originator.company_name)
        FROM payments_payment item
        LEFT JOIN banking_originator sender ON sender.bank_account_id = item.bank_account_id
        WHERE item.id = payment.fee_of_id
    ) END
"""

# The entry of a converted check says its serial number. Source: [NACHA] ARC and BOC entry detail.
_IDENTIFICATION = """
    CASE WHEN payment.sec_code IN ('ARC', 'BOC') THEN payment.document
        ELSE instrument.identification_number END
"""

_DUE = f"""
SELECT originator.id, batch.id, payment.represents_id IS NOT NULL, payment.fee_of_id IS NOT NULL,
    {_COMPANY_NAME}, payment.sec_code, payment.id, payment.public_id, payment.is_recurring,
    payment.amount_cents,
    instrument.public_id, instrument.routing_number, instrument.account_number_sealed,
    instrument.account_type, instrument.holder_name,
    {_IDENTIFICATION}
{_WAITING} AND {_MAY_BE_SENT}
ORDER BY 1, 2, 3, 4, 5, 6, 7
LIMIT %(count_max)s
FOR NO KEY UPDATE OF payment
"""

_COUNT = f"SELECT count(*) {_WAITING} AND {_MAY_BE_SENT}"

_LEFT_OUT = f"""
SELECT payment.public_id, payment.property_id, batch.id, batch.public_id,
    CASE
        WHEN instrument.id = ANY(%(held)s::bigint[])
            THEN 'a return or notice of change of its bank account waits to be applied'
        WHEN consent.revoked_at IS NOT NULL THEN 'its authorization was revoked'
        WHEN consent.instrument_id <> payment.instrument_id
            OR consent.person_id <> payment.person_id
            THEN 'its authorization is for another bank account or payer'
        WHEN instrument.standing <> 'good' THEN 'its bank account can''t be debited now'
        WHEN payment.fee_of_id IS NOT NULL AND payment.taken_at >= %(taken_since)s
            THEN 'its authorization gave no notice of such a fee'
        WHEN payment.amount_cents NOT BETWEEN consent.amount_cents_min AND consent.amount_cents_max
            AND payment.fee_of_id IS NULL
            THEN 'its amount is not what was authorized'
        ELSE 'the day it was authorized for is long past'
    END, payment.taken_at < %(taken_since)s
{_WAITING} AND NOT ({_MAY_BE_SENT})
ORDER BY payment.id
"""


# What names an account by the trace of an entry to it, whatever its amount: there is none to spare
# where money is debited. The same account may be on file for several payers.
_HELD = """
SELECT
    coalesce(array_agg(DISTINCT same.id) FILTER (WHERE same.id IS NOT NULL), '{}'),
    coalesce(
        array_agg(DISTINCT transfer.bank_account_id)
            FILTER (WHERE transfer.bank_account_id IS NOT NULL),
        '{}'
    )
FROM banking_inbounditem item
JOIN banking_inboundfile inbound ON inbound.id = item.file_id
JOIN banking_entry entry ON entry.company_id = item.company_id
    AND entry.trace_number = item.original_trace_number
JOIN banking_entrybatch entry_batch ON entry_batch.id = entry.entry_batch_id
JOIN banking_bankfile file ON file.id = entry_batch.file_id
    AND file.connection_id = inbound.connection_id
LEFT JOIN banking_transfer transfer ON transfer.id = entry.transfer_id
LEFT JOIN payments_refund refund ON refund.id = entry.refund_id
LEFT JOIN payments_payment payment
    ON payment.id = coalesce(entry.payment_id, refund.payment_id)
LEFT JOIN payments_instrument instrument ON instrument.id = payment.instrument_id
LEFT JOIN payments_instrument same ON same.company_id = item.company_id
    AND same.account_number_hash = instrument.account_number_hash
WHERE item.company_id = %s AND item.state = ANY(%s)
"""
_NOT_APPLIED = [InboundItemState.UNMATCHED.value, InboundItemState.HELD.value]


class HeldAccounts(NamedTuple):
    """Accounts that something from the bank names which isn't applied: nothing goes to them."""

    instrument_ids: list[int]
    bank_account_ids: list[int]


def held_accounts() -> HeldAccounts:
    """Give the accounts of payers and owners that wait for a return or correction (RAIL-1)."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [current_company_id(), _NOT_APPLIED])
        return HeldAccounts._make(cursor.fetchone())


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What may go over a bank connection now.

    What was taken before ``taken_since`` is too late for its authorization.
    """

    bank_id: int
    taken_since: datetime
    held: HeldAccounts

    @property
    def parameters(self) -> dict[str, Any]:
        """Give it as the statements' parameters."""
        return {
            "bank": self.bank_id,
            "taken_since": self.taken_since,
            "held": self.held.instrument_ids,
        }


def count_of_payments(selection: Selection) -> int:
    """Count the payments that wait to be sent over a bank connection."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, selection.parameters)
        return int(cursor.fetchone()[0])


def payments(selection: Selection, *, count_max: int) -> Iterator[Sequence[PaymentDue]]:
    """Give the payments that wait, locked, in the order of the file, some thousands at a time.

    Call it inside a transaction.
    """
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(_DUE, selection.parameters | {"count_max": count_max})
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield [PaymentDue._make(row) for row in rows]


def payments_left_out(selection: Selection) -> list[LeftOut]:
    """Give the payments of closed batches that can't be sent, each with the reason."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_OUT, selection.parameters)
        return [LeftOut._make(row) for row in cursor.fetchall()]


def refunds(selection: Selection, *, business_date: date) -> QuerySet[Refund]:
    """Give the refunds whose day has come, or that were released, in the order they came about."""
    due = _refunds_due(selection, business_date=business_date)
    return due.filter(payment__instrument__standing__in=MAY_BE_CREDITED).exclude(
        payment__instrument__in=selection.held.instrument_ids
    )


def refunds_left_out(selection: Selection, *, business_date: date) -> QuerySet[Refund]:
    """Give the refunds that are due to an account that can't be credited any more."""
    due = _refunds_due(selection, business_date=business_date)
    return due.exclude(payment__instrument__standing__in=MAY_BE_CREDITED)


def _refunds_due(selection: Selection, *, business_date: date) -> QuerySet[Refund]:
    due: QuerySet[Refund] = (
        Refund.objects.filter(
            Q(not_before_date__lte=business_date) | Q(released_at__isnull=False),
            state=RefundState.WAITING,
            payment__bank_account__originator__connection=selection.bank_id,
        )
        .select_related("payment__instrument", "payment__bank_account__originator")
        .order_by("id")
    )
    return due


def transfers(selection: Selection, *, business_date: date) -> QuerySet[Transfer]:
    """Give the transfers of central clearing that are due, in the order they came about.

    Each goes over the bank that its batch went over, whichever the account is originated over now.
    """
    sent_over = EntryBatch.objects.filter(
        batch=OuterRef("batch"), file__connection=selection.bank_id, rejected_reason=""
    )
    due: QuerySet[Transfer] = (
        Transfer.objects.filter(
            Exists(sent_over), state=TransferState.WAITING, due_date__lte=business_date
        )
        .exclude(bank_account__in=selection.held.bank_account_ids)
        .select_related("bank_account__property", "bank_account__originator")
        .order_by("id")
    )
    return due
