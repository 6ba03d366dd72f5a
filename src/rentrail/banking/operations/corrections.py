"""Notifications of change: checked, and applied before the account's next entry (ACH-6)."""

from datetime import datetime
from typing import TypedDict

from rentrail.banking.models import Entry, InboundFile, InboundItemState
from rentrail.banking.operations import items, settling
from rentrail.formats.nacha import codes
from rentrail.formats.nacha.codes import CorrectedData
from rentrail.formats.nacha.inbound import NotificationOfChange
from rentrail.formats.nacha.transactions import TRANSACTION_CODES
from rentrail.payments import operations as payments
from rentrail.payments import states
from rentrail.payments.models import AccountType, Payment
from rentrail.payments.operations import moving
from rentrail.payments.states import (
    PaymentEvent,
    SettlementStatus,
    Standing,
    TransactionStatus,
)

BANK = "bank"
IDENTIFICATION_MAX = 15
WRONG_IDENTIFICATION = "C64"
WRONG_TRANSACTION_CODE = "C69"


class ToBeRefused(Exception):
    """A notification asks for what can't be done. The text says with which code it is refused."""


def apply_notification(file: InboundFile, one: NotificationOfChange, *, now: datetime) -> None:
    """Apply one notification, or say why it can't be: the old values are kept either way."""
    entry = items.entry_meant(one, file=file)
    state, note = _correct(file, one, entry, now=now)
    items.record(file, one, entry, state, note)
    if state != InboundItemState.APPLIED or note:
        items.tell_unmatched(file, one.line, f"notification {one.change_code}", note, now=now)


def _correct(
    file: InboundFile, one: NotificationOfChange, entry: Entry | None, *, now: datetime
) -> tuple[InboundItemState, str]:
    if entry is None:
        return InboundItemState.UNMATCHED, "No entry of this trace was sent."
    if one.corrected_data is None:
        return InboundItemState.REFUSED, f"To be refused with {one.refusal_code}: {one.refusal}"
    payment = entry.refund.payment if entry.refund else entry.payment
    if payment is None:
        return InboundItemState.UNMATCHED, "It corrects an owner's bank account."
    try:
        changes = _changes(one.corrected_data, entry)
        if not changes:
            return InboundItemState.UNMATCHED, "It corrects nothing of a bank account."
        left = payments.correct_for_all_payers(
            instrument_id=payment.instrument_id,
            change_code=one.change_code,
            corrected_by=BANK,
            now=now,
            **changes,
        )
    except ToBeRefused as refusal:
        return InboundItemState.REFUSED, str(refusal)
    except (payments.AccountNumberNotValid, payments.RoutingNumberNotValid) as refusal:
        return InboundItemState.REFUSED, f"To be refused: {refusal}"
    except payments.AccountOnFileAlready as refusal:
        return InboundItemState.UNMATCHED, str(refusal)
    if entry.payment is not None:
        _note_on_payment(file, one, entry, payment, now=now)
    return InboundItemState.APPLIED, " ".join(map(str, left))


class _Changes(TypedDict, total=False):
    """What is to be changed on a payer's bank account."""

    routing_number: str
    account_number: str
    account_type: AccountType
    holder_name: str
    identification_number: str


def _changes(corrected: CorrectedData, entry: Entry) -> _Changes:
    """Give what is to be changed on an account.

    Raises:
        ToBeRefused: no entry of ours could be made so.
    """
    changes: _Changes = {}
    if corrected.routing_number:
        changes["routing_number"] = corrected.routing_number
    if corrected.account_number:
        changes["account_number"] = corrected.account_number
    if corrected.transaction_code is not None:
        changes["account_type"] = _account_type(corrected.transaction_code, entry)
    if corrected.name:
        changes["holder_name"] = corrected.name
    if corrected.identification_number:
        changes["identification_number"] = _identification(corrected.identification_number)
    return changes


def _account_type(corrected_code: int, entry: Entry) -> AccountType:
    try:
        code = codes.corrected_transaction_code(
            original=entry.transaction_code, corrected=corrected_code
        )
        return AccountType(TRANSACTION_CODES[code].account_type.value)
    except ValueError:
        kind = TRANSACTION_CODES[corrected_code].account_type.value.replace("_", " ")
        raise ToBeRefused(
            f"To be refused with {WRONG_TRANSACTION_CODE}: it says {kind} account, and rent is "
            "debited from checking and savings accounts only."
        ) from None


def _identification(number: str) -> str:
    if len(number) > IDENTIFICATION_MAX:
        raise ToBeRefused(
            f"To be refused with {WRONG_IDENTIFICATION}: an entry holds {IDENTIFICATION_MAX} "
            "characters of identification, and it asks for more."
        )
    return number


def _note_on_payment(
    file: InboundFile, one: NotificationOfChange, entry: Entry, payment: Payment, *, now: datetime
) -> None:
    settling.prove_taken([entry.entry_batch], by=file.name, on=items.received_date(file), now=now)
    payment.refresh_from_db(fields=["status", "settlement_status"])
    standing = Standing(
        TransactionStatus(payment.status), SettlementStatus(payment.settlement_status)
    )
    if (standing, PaymentEvent.NOTICE_OF_CHANGE) not in states.MOVES:
        return
    moving.move(
        [payment.id],
        PaymentEvent.NOTICE_OF_CHANGE,
        actor=BANK,
        now=now,
        came_from=f"inbound:{file.public_id}:{one.line}",
        detail={"change_code": one.change_code},
    )
