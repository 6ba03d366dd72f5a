"""Items become payments, by the same gate as every other, and none twice (RDC-4, RDC-6).

A chunk of items is one transaction: their place in the register of deposited checks, what
authorizes each payment, the payments, and the items' states. Stopped anywhere, the next run goes on
with what still waits; a crash leaves no item half way.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from rentrail.businessdays.zones import in_zone
from rentrail.checks import states
from rentrail.checks.models import CheckItem, CheckLine, DepositedCheck, ItemRail, RdcDeposit
from rentrail.checks.operations import associating, capturing
from rentrail.checks.operations.refusals import (
    DepositNotBalanced,
    DepositNotOpen,
    ItemIncomplete,
    ItemNotAllowed,
)
from rentrail.checks.queries import evaluation
from rentrail.checks.queries.deposits import totals_of
from rentrail.checks.queries.evaluation import Judged
from rentrail.checks.rules.classification import Rail, ReceivedBy
from rentrail.checks.rules.kinds import ItemKind
from rentrail.checks.states import DepositEvent, DepositState, ItemEvent, ItemState
from rentrail.identity import vault
from rentrail.payments import operations as payments
from rentrail.payments.models import (
    AuthorizationKind,
    HolderType,
    InstrumentKind,
    Origin,
)
from rentrail.payments.operations import DepositInto, PaperRequest, PaymentRequest, Result
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import (
    BankAccountPurpose,
    BatchType,
    DepositRoute,
    LedgerName,
)
from rentrail.primitives.money import format_cents

ITEMS_AT_ONCE = 100
AUTHORIZED_BY = {
    Rail.ARC: AuthorizationKind.ARC_NOTICE,
    Rail.BOC: AuthorizationKind.BOC_NOTICE,
    Rail.IRD: AuthorizationKind.PAPER,
}
INSTRUMENT_KINDS = {
    ItemKind.MONEY_ORDER: InstrumentKind.MONEY_ORDER,
    ItemKind.CASHIERS_CHECK: InstrumentKind.CASHIERS_CHECK,
}
ORIGINS = {
    ReceivedBy.MAIL: Origin.MAILED_IN,
    ReceivedBy.DROP_BOX: Origin.DROP_BOX,
    ReceivedBy.IN_PERSON: Origin.BACK_OFFICE,
}


class _LineRefused(Exception):
    """The gate refused one line of an item: none of its lines is taken."""


@transaction.atomic
def finish_deposit(*, public_id: str, finished_by: str, now: datetime) -> RdcDeposit:
    """Hand a deposit over to be processed, in the background; again is the same (RDC-4).

    Where items had failed and are put right, it is finished once more.

    Raises:
        DepositNotOpen: it is over or canceled.
        ItemIncomplete: something is missing of an item, which is named.
        DepositNotBalanced: count or amount differ from the control totals.
    """
    deposit = capturing.locked_deposit(public_id)
    if deposit.state in (DepositState.PROCESSING, DepositState.COMPLETED):
        return deposit
    try:
        state = states.next_deposit_state(DepositState(deposit.state), DepositEvent.FINISH)
    except states.IllegalMove as problem:
        raise DepositNotOpen(str(problem)) from problem
    waiting = list(deposit.items.filter(state=ItemState.WAITING).order_by("id"))
    _refuse_incomplete(evaluation.judge(waiting, now=now))
    _refuse_unbalanced(deposit)
    deposit.state, deposit.finished_by, deposit.finished_at = state, finished_by, now
    deposit.save(update_fields=["state", "finished_by", "finished_at"])
    return deposit


def process_deposit(*, public_id: str, now: datetime) -> RdcDeposit:
    """Take the payments of a deposit that was finished; goes on where it was stopped (RDC-6).

    Any worker may run it, at any time and more than one at once. An item that can't be taken has
    failed, with the reason; then the deposit is completed with errors.
    """
    deposit = RdcDeposit.objects.get(public_id=public_id)
    while deposit.state == DepositState.PROCESSING and _process_chunk(deposit, now=now):
        pass
    return _complete(public_id, now=now)


def process_check(*, public_id: str, processed_by: str, now: datetime) -> CheckItem:
    """Take the payments of one check that was scanned by itself (SCAN-10); again is the same.

    Raises:
        ItemIncomplete: something is missing; each thing is named.
        ItemNotAllowed: a status stands against it, the gate refuses it, it was deposited before,
            or it belongs to a deposit.
    """
    with transaction.atomic():
        item = _taken_by_itself(public_id, processed_by=processed_by, now=now)
    if item.state != ItemState.POSTED:  # its refusal is on record
        raise ItemNotAllowed(item.state_reason)
    return item


def _taken_by_itself(public_id: str, *, processed_by: str, now: datetime) -> CheckItem:
    item: CheckItem = (
        CheckItem.objects.select_for_update(no_key=True, of=("self",))
        .select_related("property")
        .get(public_id=public_id)
    )
    if item.state == ItemState.POSTED:
        return item
    if item.deposit_id is not None:
        raise ItemNotAllowed("This item belongs to a deposit; finish that.")
    capturing.open_item(public_id)
    [judged] = evaluation.judge([item], now=now)
    _refuse_incomplete([judged])
    if judged.stops:
        raise ItemNotAllowed(_words(judged))
    if item.state == ItemState.FAILED:
        item.state = states.next_item_state(ItemState.FAILED, ItemEvent.RETRY)
        item.save(update_fields=["state"])
    _take([judged], taken_by=processed_by, now=now)
    return item


def _process_chunk(deposit: RdcDeposit, *, now: datetime) -> bool:
    """Process some items that wait; tells whether there were any."""
    with transaction.atomic():
        waiting = deposit.items.filter(state=ItemState.WAITING).select_related("property")
        items = list(
            waiting.order_by("id").select_for_update(no_key=True, skip_locked=True, of=("self",))[
                :ITEMS_AT_ONCE
            ]
        )
        judged = evaluation.judge(items, now=now)
        for one in judged:
            if one.stops:
                _fail(one.item, _words(one))
        fit = [one for one in judged if not one.stops]
        _take(fit, taken_by=deposit.finished_by, now=now)
    return bool(items)


@transaction.atomic
def _complete(public_id: str, *, now: datetime) -> RdcDeposit:
    deposit = capturing.locked_deposit(public_id)
    if deposit.state != DepositState.PROCESSING:
        return deposit
    left = set(deposit.items.values_list("state", flat=True))
    if ItemState.WAITING in left:  # another worker has them
        return deposit
    event = DepositEvent.FAIL if ItemState.FAILED in left else DepositEvent.COMPLETE
    deposit.state = states.next_deposit_state(DepositState.PROCESSING, event)
    deposit.completed_at = now
    deposit.save(update_fields=["state", "completed_at"])
    return deposit


def _refuse_incomplete(judged: Iterable[Judged]) -> None:
    incomplete = [
        f"{_name(one.item)}: {against.text}"
        for one in judged
        for against in one.against
        if against.is_incomplete
    ]
    if incomplete:
        raise ItemIncomplete(" ".join(incomplete))


def _refuse_unbalanced(deposit: RdcDeposit) -> None:
    totals = totals_of(deposit)
    if totals.is_balanced:
        return
    raise DepositNotBalanced(
        f"The control totals are {totals.control_count} items over "
        f"{format_cents(totals.control_cents)}; here are {totals.item_count} over "
        f"{format_cents(totals.item_cents)}."
    )


def _name(item: CheckItem) -> str:
    number = f" {item.serial_number}" if item.serial_number else ""
    return f"{item.get_kind_display()}{number}"


def _words(judged: Judged) -> str:
    return " ".join(against.text for against in judged.stops)


def _take(judged: Sequence[Judged], *, taken_by: str, now: datetime) -> None:
    """Take the payments of items against which nothing stands."""
    registered = [one for one in judged if _registered(one, now=now)]
    single = [one for one in registered if len(one.lines) == 1]
    results = _take_lines(single, taken_by=taken_by, now=now)
    for one, result in zip(single, results, strict=True):
        if result.payment_id is None:
            _release(one, result.decision.message, now=now)
        else:
            _post(one, [result], posted_by=taken_by, now=now)
    for one in registered:
        if len(one.lines) > 1:
            _take_whole(one, taken_by=taken_by, now=now)


def _take_whole(one: Judged, *, taken_by: str, now: datetime) -> None:
    """Take all the lines of an item, or none."""
    try:
        with transaction.atomic():
            results = _take_lines([one], taken_by=taken_by, now=now)
            refused = [result for result in results if result.payment_id is None]
            if refused:
                raise _LineRefused(refused[0].decision.message)
            _post(one, results, posted_by=taken_by, now=now)
    except _LineRefused as refusal:
        _release(one, str(refusal), now=now)


def _take_lines(judged: Sequence[Judged], *, taken_by: str, now: datetime) -> list[Result]:
    requests = [_request(one, line, now=now) for one in judged for line in one.lines]
    return payments.take(requests, taken_by=taken_by, now=now) if requests else []


def _request(one: Judged, line: CheckLine, *, now: datetime) -> PaymentRequest:
    """Ask for the payment of one line, under an authorization that covers it alone."""
    item = one.item
    assert line.lease_id is not None  # noqa: S101 - else the association would be missing
    assert line.person is not None  # noqa: S101 - the same
    assert line.amount_cents is not None  # noqa: S101 - else the amount would be missing
    authorization = payments.authorize_paper(
        PaperRequest(
            person_id=line.person.id,
            kind=INSTRUMENT_KINDS.get(ItemKind(item.kind), InstrumentKind.CHECK),
            routing_number=one.line.routing_number,
            account_number=one.line.account_number,
            holder_type=_holder_type(item),
            holder_name=str(line.person),
            authorized_by=AUTHORIZED_BY[one.classification.rail],
            amount_cents=line.amount_cents,
            received_date=in_zone(now, zone=item.property.time_zone).date(),
            evidence={
                "check_item": item.public_id,
                "received_by": item.received_by,
                "received_on": item.received_on.isoformat(),
            },
        ),
        property_id=item.property_id,
        now=now,
    )
    return PaymentRequest(
        idempotency_key=f"{item.public_id}:{line.number}",
        lease_id=line.lease_id,
        person_id=line.person.id,
        authorization_id=authorization.id,
        amount_cents=line.amount_cents,
        origin=ORIGINS[ReceivedBy(item.received_by)],
        way=one.way,
        ledger=LedgerName(line.ledger),
        property_date=item.received_on,
        is_duplicate_confirmed=True,  # a check is known by its number
        description=item.description or f"Scan Check – {line.person}"[:120],  # noqa: RUF001
        document=one.line.serial_number if one.classification.is_ach else line.document,
        together_cents=_later_cents(one, line),
        deposit_into=_deposit_into(one),
    )


def _holder_type(item: CheckItem) -> HolderType:
    is_business = item.kind == ItemKind.BUSINESS_CHECK
    return HolderType.BUSINESS if is_business else HolderType.PERSONAL


def _later_cents(one: Judged, line: CheckLine) -> int:
    """Give what later lines of the item pay on the same ledger: together they are one payment."""
    return sum(
        later.amount_cents or 0
        for later in one.lines
        if later.number > line.number
        and (later.lease_id, later.ledger) == (line.lease_id, line.ledger)
    )


def _deposit_into(one: Judged) -> DepositInto | None:
    """Give the trust account for a check whose ledgers would need two bank accounts (SCAN-3)."""
    if len({line.ledger for line in one.lines}) == 1:
        return None
    routes = DepositRoute.objects.filter(
        property=one.item.property_id,
        batch_type=BatchType.IRD,
        ledger__in={line.ledger for line in one.lines},
    ).select_related("bank_account")
    accounts = {route.bank_account_id: route.bank_account for route in routes}
    trust = next(
        (one for one in accounts.values() if one.purpose == BankAccountPurpose.TRUST), None
    )
    if len(accounts) < 2 or trust is None:
        return None
    return DepositInto(trust.id, trust.clearing_account_id)


def _ask_for_transfer(one: Judged, *, now: datetime) -> None:
    """Ask staff for the operating share of a check that went whole to the trust account."""
    if _deposit_into(one) is None:
        return
    cents = sum(line.amount_cents or 0 for line in one.lines if line.ledger != LedgerName.DEPOSIT)
    portfolio.raise_task(
        kind="operating-share-to-transfer",
        subject=one.item.public_id,
        text=f"{_name(one.item)} over {format_cents(one.item.amount_cents or 0)} pays a deposit "
        "too, and is deposited whole to the trust account. Once the bank has paid it, move "
        f"{format_cents(cents)} to the operating account.",
        property_id=one.item.property_id,
        now=now,
    )


def _registered(one: Judged, *, now: datetime) -> bool:
    """Enter an item in the register of deposited checks; it fails where the check stands there."""
    item = one.item
    if item.check_hash is None:
        _fail(item, "Its line or document number is not known.")
        return False
    _release_unsent(item, now=now)
    try:
        with transaction.atomic():
            DepositedCheck.objects.create(
                item=item,
                check_hash=item.check_hash,
                item_hash=vault.keyed_hash(bytes(item.check_hash).hex(), str(item.amount_cents)),
                is_confirmed=bool(item.duplicate_confirmed_by),
                rail=ItemRail(one.classification.rail.value),
                deposited_at=now,
            )
    except IntegrityError:
        _fail(item, "Duplicate item. This check was deposited before.")
        return False
    return True


def _release_unsent(item: CheckItem, *, now: datetime) -> None:
    """Free the number of a check whose payments were all voided before they were sent (PAY-4)."""
    standing = DepositedCheck.objects.filter(
        check_hash=item.check_hash, released_at__isnull=True
    ).prefetch_related("item__lines__payment")
    for deposited in standing:
        if not evaluation.is_deposited(deposited):
            deposited.released_at = now
            deposited.save(update_fields=["released_at"])


def _release(one: Judged, reason: str, *, now: datetime) -> None:
    """Let an item fail that the gate refused: it was not deposited."""
    DepositedCheck.objects.filter(item=one.item, released_at__isnull=True).update(released_at=now)
    _fail(one.item, reason)


def _fail(item: CheckItem, reason: str) -> None:
    item.state = states.next_item_state(ItemState(item.state), ItemEvent.FAIL)
    item.state_reason = reason
    item.save(update_fields=["state", "state_reason"])


def _post(one: Judged, results: Sequence[Result], *, posted_by: str, now: datetime) -> None:
    item = one.item
    for line, result in zip(one.lines, results, strict=True):
        line.payment_id = result.payment_id
        line.save(update_fields=["payment"])
    item.state = states.next_item_state(ItemState(item.state), ItemEvent.POST)
    item.state_reason = ""
    item.rail = ItemRail(one.classification.rail.value)
    item.rail_reasons = [because.message for because in one.classification.because]
    item.posted_by, item.posted_at = posted_by, now
    posted_on = in_zone(now, zone=item.property.time_zone).date()
    item.destroy_from = posted_on + timedelta(days=item.property.paper_kept_days)
    item.save()
    _ask_for_transfer(one, now=now)
    associating.link_accounts([item], linked_by=posted_by, now=now)
