"""Returned payments: what the bank sends back is owed again (ACH-4, ACH-10)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from rentrail.formats.nacha.codes import return_code as known_return_code
from rentrail.payments.models import Authorization, Instrument, Payment
from rentrail.payments.operations import moving, noticing, preauthorizing, undoing
from rentrail.payments.operations.noticing import NoticeDraft
from rentrail.payments.operations.undoing import Undoing
from rentrail.payments.rules import standing
from rentrail.payments.states import InstrumentStanding, PaymentEvent
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import ChargeSource
from rentrail.primitives.money import format_cents

BANK = "bank"
NSF_CODE = "NSF"
ENDING = (InstrumentStanding.STOPPED_FOR_GOOD, InstrumentStanding.UNTIL_AUTHORIZED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Returned:
    """A payment that its bank sent back, and where the money is taken from.

    ``credits_cash``: the funds had reached the owner's bank account (or reach and leave it at once,
    as with direct clearing), so cash pays; else clearing does.
    """

    payment_id: int
    return_code: str
    received_date: date
    came_from: str
    credits_cash: bool = False


@transaction.atomic
def return_payments(returns: Sequence[Returned], *, now: datetime) -> int:
    """Apply returns, each once: the ledger is reversed, the account stopped, payer and staff told.

    For want of funds the property's NSF fee is charged. A payment that was returned before is left
    alone. Gives how many were applied.

    Raises:
        IllegalMove: a payment that was never sent can't come back.
    """
    payments = _locked([one.payment_id for one in returns])
    fresh = {one.payment_id: one for one in returns if not payments[one.payment_id].return_code}
    preauthorized = preauthorizing.running_ids(
        {payments[payment_id].instrument_id for payment_id in fresh}
    )
    entries = undoing.undo(
        [_undoing(payments[payment_id], one) for payment_id, one in fresh.items()],
        posted_by=BANK,
        now=now,
    )
    for event, ids in _by_event(fresh).items():
        _move(ids, event, fresh, entries, now=now)
    _charge_fees([(payments[payment_id], one) for payment_id, one in fresh.items()], now=now)
    instruments = _locked_instruments(payments[payment_id].instrument_id for payment_id in fresh)
    for payment_id, one in fresh.items():
        instrument = instruments[payments[payment_id].instrument_id]
        _stop(instrument, one)
        _end_preauthorized(instrument, preauthorized.get(instrument.id, []), one, now=now)
        _tell(payments[payment_id], one, now=now)
    return len(fresh)


def words_of(return_code: str) -> str:
    """Give a return code with its meaning: “R01 Insufficient funds”."""
    known = known_return_code(return_code)
    return f"{return_code} {known.name}" if known else return_code


def _locked(payment_ids: Sequence[int]) -> dict[int, Payment]:
    payments = (
        Payment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("property", "lease__property", "bank_account", "person", "represents")
        .filter(id__in=payment_ids)
        .order_by("id")
    )
    return {payment.id: payment for payment in payments}


def _undoing(payment: Payment, one: Returned) -> Undoing:
    return Undoing(
        payment=payment,
        property_date=one.received_date,
        source="returned",
        description=f"Returned {words_of(one.return_code)}: {payment.description}",
        takes_cash=one.credits_cash,
    )


def _by_event(fresh: Mapping[int, Returned]) -> dict[PaymentEvent, list[int]]:
    events: dict[PaymentEvent, list[int]] = {}
    for payment_id, one in fresh.items():
        events.setdefault(standing.event_of_return(one.return_code), []).append(payment_id)
    return events


def _move(
    payment_ids: Sequence[int],
    event: PaymentEvent,
    fresh: Mapping[int, Returned],
    entries: Mapping[int, int],
    *,
    now: datetime,
) -> None:
    for payment_id in payment_ids:
        one = fresh[payment_id]
        moving.move(
            [payment_id],
            event,
            actor=BANK,
            now=now,
            came_from=one.came_from,
            changes={"return_code": one.return_code},
            journal_entries=entries,
            detail={
                "return_code": one.return_code,
                "meaning": words_of(one.return_code),
                "received_date": one.received_date.isoformat(),
            },
        )


def _charge_fees(returned: Sequence[tuple[Payment, Returned]], *, now: datetime) -> None:
    """Charge the returned-item fee, once for an item however often it is presented.

    It is that of the property whose household owes the money now, also of a payment moved there.
    """
    portfolio.charge(
        [
            portfolio.ChargeRequest(
                lease_id=payment.lease_id,
                transaction_code=NSF_CODE,
                amount_cents=payment.lease.property.nsf_fee_cents,
                due_date=one.received_date,
                property_date=one.received_date,
                source=ChargeSource.SYSTEM,
                source_id=f"nsf:{(payment.represents or payment).public_id}",
                description=f"NSF fee: {payment.description}"[:120],
            )
            for payment, one in returned
            if payment.lease.property.nsf_fee_cents > 0
            and standing.charges_nsf_fee(one.return_code)
        ],
        posted_by=BANK,
        now=now,
    )


def _locked_instruments(instrument_ids: Iterable[int]) -> dict[int, Instrument]:
    """Lock accounts by ascending id, after payments, schedules and leases: none wait in a ring."""
    found = Instrument.objects.select_for_update(no_key=True).filter(id__in=set(instrument_ids))
    return {instrument.id: instrument for instrument in found.order_by("id")}


def _stop(instrument: Instrument, one: Returned) -> None:
    after = standing.standing_after(
        standing=InstrumentStanding(instrument.standing), return_code=one.return_code
    )
    if after != instrument.standing:
        instrument.standing = after
        instrument.standing_reason = f"Returned {words_of(one.return_code)}"[:120]
        instrument.save(update_fields=["standing", "standing_reason"])


def _end_preauthorized(
    instrument: Instrument, preauthorized_ids: Sequence[int], one: Returned, *, now: datetime
) -> None:
    reason = f"A payment came back: {words_of(one.return_code)}."
    after = standing.STANDING_AFTER_RETURN.get(one.return_code, InstrumentStanding.GOOD)
    if after in ENDING:
        preauthorizing.disable(preauthorized_ids, reason=reason, disabled_by=BANK, now=now)
    elif after is InstrumentStanding.UNTIL_CORRECTED:
        preauthorizing.stop(preauthorized_ids, reason=reason)
    if after is InstrumentStanding.UNTIL_AUTHORIZED:
        Authorization.objects.filter(instrument=instrument, revoked_at=None).update(
            revoked_at=now, revoked_by=f"bank: {one.return_code}"
        )


def _advice(return_code: str) -> str:
    if return_code in standing.DECEASED_CODES:
        return " The account's holder may have died: speak with the household before you write."
    return ""


def _tell(payment: Payment, one: Returned, *, now: datetime) -> None:
    meaning = words_of(one.return_code)
    amount = format_cents(payment.amount_cents)
    noticing.notify_all(
        [
            NoticeDraft(
                person_id=payment.person_id,
                kind="payment-returned",
                subject=payment.public_id,
                email=payment.person.email,
                text=(
                    f"Your payment of {amount} of {payment.property_date:%m/%d/%Y} came back from "
                    f"your bank: {meaning}. It is owed again."
                ),
            )
        ],
        now=now,
    )
    portfolio.raise_task(
        kind="payment-returned",
        subject=payment.public_id,
        text=f"{payment.person}: {amount} came back, {meaning}.{_advice(one.return_code)}",
        property_id=payment.property_id,
        now=now,
    )
