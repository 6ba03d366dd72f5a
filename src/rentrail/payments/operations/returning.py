"""Returned payments: what the bank sends back is owed again (ACH-4, ACH-10)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from django.db import transaction

from rentrail.formats.nacha.codes import return_code as known_return_code
from rentrail.payments.models import Authorization, Instrument, Payment
from rentrail.payments.operations import (
    collecting,
    instruments,
    moving,
    noticing,
    preauthorizing,
    refunding,
    undoing,
)
from rentrail.payments.operations.collecting import FeeCharged
from rentrail.payments.operations.noticing import NoticeDraft
from rentrail.payments.operations.undoing import Undoing
from rentrail.payments.rules import late_returns, standing
from rentrail.payments.states import InstrumentStanding, PaymentEvent
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Charge, ChargeSource
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
    accounts = _accounts_stopped_by({one: payments[one.payment_id] for one in fresh.values()})
    preauthorized = preauthorizing.running_ids({*chain.from_iterable(accounts.values())})
    entries = undoing.undo(
        [_undoing(payments[payment_id], one) for payment_id, one in fresh.items()],
        posted_by=BANK,
        now=now,
    )
    for event, ids in _by_event(fresh).items():
        _move(ids, event, fresh, entries, now=now)
    refunding.stop_refunds_of(
        [payments[payment_id] for payment_id in fresh],
        on=max((one.received_date for one in fresh.values()), default=date.min),
        now=now,
    )
    on_file = _locked_instruments(chain.from_iterable(accounts.values()))
    for one, instrument_ids in accounts.items():
        for instrument in map(on_file.__getitem__, instrument_ids):
            _stop(instrument, one)
            _end_preauthorized(instrument, preauthorized.get(instrument.id, []), one, now=now)
    collected = _charge_fees(
        [(payments[payment_id], one) for payment_id, one in fresh.items()], now=now
    )
    for payment_id, one in fresh.items():
        payment = payments[payment_id]
        fee_is_collected = (payment.represents_id or payment.id) in collected
        _tell(payment, one, fee_is_collected=fee_is_collected, now=now)
    return len(fresh)


def words_of(return_code: str) -> str:
    """Give a return code with its meaning: “R01 Insufficient funds”."""
    known = known_return_code(return_code)
    return f"{return_code} {known.name}" if known else return_code


def _locked(payment_ids: Sequence[int]) -> dict[int, Payment]:
    payments = (
        Payment.objects.select_for_update(no_key=True, of=("self",))
        .select_related(
            "property",
            "lease__property",
            "bank_account",
            "person",
            "authorization",
            "represents__lease__property",
            "represents__authorization",
        )
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


def _charge_fees(returned: Sequence[tuple[Payment, Returned]], *, now: datetime) -> Collection[int]:
    """Charge the returned-item fee, once for an item however often it is presented, never on a fee.

    It is that of the property whose household owes the money now, also of a payment moved there.
    Gives the items whose fee is collected from the payer's account.
    """
    items = {
        _fee_source(payment): (payment.represents or payment, one)
        for payment, one in returned
        if payment.lease.property.nsf_fee_cents > 0
        and payment.fee_of_id is None
        and standing.charges_nsf_fee(one.return_code)
    }
    before = set(
        Charge.objects.filter(
            property_id__in={item.lease.property_id for item, _ in items.values()},
            source=ChargeSource.SYSTEM,
            source_id__in=items,
        ).values_list("source_id", flat=True)
    )
    charges = portfolio.charge(
        [_fee_of(item, one, source) for source, (item, one) in items.items()],
        posted_by=BANK,
        now=now,
    )
    fees = [
        FeeCharged(item=item, charge=charge, received_date=one.received_date)
        for (source, (item, one)), charge in zip(items.items(), charges, strict=True)
        if source not in before
    ]
    return collecting.collect(fees, posted_by=BANK, now=now)


def _fee_source(payment: Payment) -> str:
    return f"nsf:{(payment.represents or payment).public_id}"


def _fee_of(item: Payment, one: Returned, source: str) -> portfolio.ChargeRequest:
    return portfolio.ChargeRequest(
        lease_id=item.lease_id,
        transaction_code=NSF_CODE,
        amount_cents=item.lease.property.nsf_fee_cents,
        due_date=one.received_date,
        property_date=one.received_date,
        source=ChargeSource.SYSTEM,
        source_id=source,
        description=f"NSF fee: {item.description}"[:120],
    )


def _accounts_stopped_by(returned: Mapping[Returned, Payment]) -> dict[Returned, list[int]]:
    """Give for each return the ids of the bank accounts on file that it is about.

    The same account may be on file for several payers, as of roommates or a parent.
    """
    shared = instruments.same_account_ids(
        {
            payment.instrument_id
            for one, payment in returned.items()
            if standing.is_about_the_account(one.return_code)
        }
    )
    return {
        one: shared[payment.instrument_id]
        if standing.is_about_the_account(one.return_code)
        else [payment.instrument_id]
        for one, payment in returned.items()
    }


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


def _advice(payment: Payment, one: Returned) -> str:
    """Say what staff should know beside the code."""
    advice = ""
    if one.return_code in standing.DECEASED_CODES:
        advice += " The account's holder may have died: speak with the household before you write."
    last_day = payment.settlement_date and late_returns.last_day(
        return_code=one.return_code, settlement_date=payment.settlement_date
    )
    if last_day and one.received_date > last_day:
        advice += (
            f" It came after {last_day:%m/%d/%Y}, too late by the rules: ask your bank whether it "
            f"dishonors the return as untimely ({late_returns.UNTIMELY})."
        )
    return advice


def _tell(payment: Payment, one: Returned, *, fee_is_collected: bool, now: datetime) -> None:
    meaning = words_of(one.return_code)
    amount = format_cents(payment.amount_cents)
    fee = (
        f" The returned-item fee of {format_cents(payment.lease.property.nsf_fee_cents)} is "
        "collected by a debit of the same account."
        if fee_is_collected
        else ""
    )
    noticing.notify_all(
        [
            NoticeDraft(
                person_id=payment.person_id,
                kind="payment-returned",
                subject=payment.public_id,
                email=payment.person.email,
                text=(
                    f"Your payment of {amount} of {payment.property_date:%m/%d/%Y} came back from "
                    f"your bank: {meaning}. It is owed again.{fee}"
                ),
            )
        ],
        now=now,
    )
    portfolio.raise_task(
        kind="payment-returned",
        subject=payment.public_id,
        text=f"{payment.person}: {amount} came back, {meaning}.{_advice(payment, one)}",
        property_id=payment.property_id,
        now=now,
    )
