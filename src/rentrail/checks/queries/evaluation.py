"""What an item's rail is and what stands against it, asked for many items at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from rentrail.businessdays.zones import in_zone
from rentrail.checks import sealing
from rentrail.checks.models import (
    CheckImage,
    CheckItem,
    CheckLine,
    DepositedCheck,
    Issuer,
    MicrException,
)
from rentrail.checks.rules import classification, statuses
from rentrail.checks.rules.classification import (
    Classification,
    ItemFacts,
    LineSource,
    PaperPolicy,
    ReceivedBy,
)
from rentrail.checks.rules.kinds import IssuerFact, ItemKind
from rentrail.checks.rules.statuses import Against, LineFacts, StatusFacts
from rentrail.checks.states import ItemState
from rentrail.formats import micr
from rentrail.formats.micr import MicrLine, SerialException, SerialPlace
from rentrail.identity import vault
from rentrail.payments import queries as payments
from rentrail.payments.models import HolderType, Instrument
from rentrail.payments.states import InstrumentStanding, TransactionStatus
from rentrail.portfolio import queries as portfolio
from rentrail.portfolio.models import (
    BatchType,
    EligibilityTable,
    InPersonChecks,
    LedgerName,
    PaymentLimit,
    Property,
)
from rentrail.portfolio.rules import eligibility, limits
from rentrail.portfolio.rules.eligibility import Standing, Way

NEVER_SENT = frozenset({TransactionStatus.VOIDED, TransactionStatus.DECLINED})
STILL_SCANNED = (ItemState.WAITING, ItemState.FAILED)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """An item as it stands now: its line, its rail with every reason, its statuses."""

    item: CheckItem
    lines: tuple[CheckLine, ...]
    line: MicrLine
    classification: Classification
    against: tuple[Against, ...]
    way: Way

    @property
    def is_incomplete(self) -> bool:
        """Tell whether something is missing that staff can add."""
        return any(one.is_incomplete for one in self.against)

    @property
    def stops(self) -> tuple[Against, ...]:
        """Give the statuses with which it can't be processed."""
        return tuple(one for one in self.against if one.stops)


def judge(items: Sequence[CheckItem], *, now: datetime) -> list[Judged]:
    """Give each item's rail and what stands against it, from what is on record now.

    It is what pages show, and what finishing rests on; the policy gate is asked anew after it.
    """
    if not items:
        return []
    surroundings = Surroundings(items, now=now)
    return [surroundings.judge(item) for item in items]


def line_of(
    item: CheckItem, *, exceptions: Mapping[str, SerialException] | None = None
) -> MicrLine:
    """Open an item's MICR line, as read and repaired so far; nothing read is an empty line."""
    text = vault.open_text(item.line_sealed, context=sealing.line_context(item.public_id))
    return micr.parse(text, exceptions=serial_exceptions() if exceptions is None else exceptions)


def serial_exceptions() -> dict[str, SerialException]:
    """Give the company's routing numbers whose items have their serial number elsewhere."""
    rows = MicrException.objects.filter(removed_at__isnull=True)
    return {
        row.routing_number: SerialException(
            routing_number=row.routing_number,
            place=SerialPlace(row.place),
            digit_count=row.digit_count,
        )
        for row in rows
    }


def issuers() -> dict[str, IssuerFact]:
    """Give the company's issuer table by routing number."""
    return {
        row.routing_number: IssuerFact(
            routing_number=row.routing_number,
            issuer=row.issuer,
            kind=ItemKind(row.kind),
            source=row.source,
            verified_on=row.verified_on,
        )
        for row in Issuer.objects.filter(removed_at__isnull=True)
    }


def policy_of(property_: Property) -> PaperPolicy:
    """Give what a property says about paper."""
    return PaperPolicy(
        takes_ach=property_.takes_ach,
        converts_checks=property_.converts_checks,
        converts_business_checks=property_.converts_business_checks,
        converts_image_reads=property_.converts_image_reads,
        takes_third_party=property_.takes_third_party_items,
        in_person=InPersonChecks(property_.in_person_checks),
        arc_notice_from=property_.arc_notice_from,
        boc_notice_from=property_.boc_notice_from,
    )


def is_deposited(deposited: DepositedCheck) -> bool:
    """Tell whether a check of the register counts: not all its payments were voided unsent."""
    paid = [line.payment for line in deposited.item.lines.all() if line.payment is not None]
    return not paid or any(payment.status not in NEVER_SENT for payment in paid)


@dataclass(frozen=True, slots=True)
class AccountFact:
    """What is known of a bank account from all who have it on file."""

    is_business: bool = False
    is_stopped: bool = False


class Surroundings:
    """All that some items' rails and statuses rest on, read once for all of them."""

    def __init__(self, items: Sequence[CheckItem], *, now: datetime) -> None:
        self.items = items
        self.now = now
        self.exceptions = serial_exceptions()
        self.issuers = issuers()
        self.properties = Property.objects.in_bulk({item.property_id for item in items})
        self.lines = _lines_of(items)
        self.sides = _sides_of(items)

    def judge(self, item: CheckItem) -> Judged:
        """Give one item's rail and statuses."""
        line = line_of(item, exceptions=self.exceptions)
        lines = self.lines[item.id]
        duplicate_of = self._duplicate_of(item)
        found = classification.classify(self._item_facts(item, line, lines, bool(duplicate_of)))
        way = statuses.way_of(ItemKind(item.kind), is_ach=found.is_ach)
        against = statuses.statuses(self._status_facts(item, found, lines, way, duplicate_of))
        return Judged(
            item=item,
            lines=lines,
            line=line,
            classification=found,
            against=tuple(against),
            way=way,
        )

    @cached_property
    def accounts(self) -> dict[bytes, AccountFact]:
        """Give what is known of the accounts that the items are drawn on."""
        hashes = {bytes(item.account_hash) for item in self.items if item.account_hash}
        rows: dict[bytes, list[Instrument]] = defaultdict(list)
        for row in Instrument.objects.filter(account_number_hash__in=hashes):
            rows[bytes(row.account_number_hash)].append(row)
        return {
            account: AccountFact(
                is_business=any(row.holder_type == HolderType.BUSINESS for row in known),
                is_stopped=any(row.standing != InstrumentStanding.GOOD for row in known),
            )
            for account, known in rows.items()
        }

    @cached_property
    def deposited(self) -> dict[bytes, DepositedCheck]:
        """Give the checks of the same number that were deposited before."""
        hashes = {bytes(item.check_hash) for item in self.items if item.check_hash}
        rows = (
            DepositedCheck.objects.filter(check_hash__in=hashes, released_at__isnull=True)
            .select_related("item__property", "item__deposit")
            .prefetch_related("item__lines__payment")
            .order_by("-id")
        )
        return {bytes(row.check_hash): row for row in rows if is_deposited(row)}

    @cached_property
    def scanned(self) -> dict[bytes, list[CheckItem]]:
        """Give what is scanned and not yet posted, by its number."""
        hashes = {bytes(item.check_hash) for item in self.items if item.check_hash}
        rows = CheckItem.objects.filter(check_hash__in=hashes, state__in=STILL_SCANNED)
        found: dict[bytes, list[CheckItem]] = defaultdict(list)
        for row in rows.select_related("deposit", "property").order_by("id"):
            found[bytes(row.check_hash)].append(row)
        return found

    @cached_property
    def standings(self) -> Mapping[tuple[int, int], Standing]:
        """Give what is set on each payer and household."""
        pairs = {
            (line.lease_id, line.person_id)
            for line in self._all_lines()
            if line.lease_id and line.person_id
        }
        return portfolio.standings(lease_and_person_ids=pairs)

    @cached_property
    def closes(self) -> Mapping[eligibility.Reason, frozenset[Way]]:
        """Give what each special status closes, by the company's own table where it has one."""
        own = EligibilityTable.objects.first()
        return eligibility.table_of(own.closes) if own else eligibility.CLOSES

    @cached_property
    def limits(self) -> Mapping[tuple[int, str], int | None]:
        """Give the largest single payment by property and limit group."""
        rows = PaymentLimit.objects.filter(property__in=self.properties)
        return {(row.property_id, row.limit_group): row.single_cents_max for row in rows}

    @cached_property
    def balances(self) -> Mapping[tuple[int, str], int]:
        """Give what households owe today, by lease and ledger."""
        lease_ids = {line.lease_id for line in self._all_lines() if line.lease_id}
        today = max((self.today(one) for one in self.properties.values()), default=date.min)
        return {
            (lease_id, ledger.value): cents
            for ledger in (LedgerName.RESIDENT, LedgerName.DEPOSIT)
            for lease_id, cents in payments.balances_to_pay(
                lease_ids=lease_ids, ledger=ledger, due_by=today
            ).items()
        }

    def today(self, property_: Property) -> date:
        """Give the day of what is owed at a property: the later of its date and its clock's."""
        return max(in_zone(self.now, zone=property_.time_zone).date(), property_.property_date)

    def _all_lines(self) -> Iterable[CheckLine]:
        return (line for lines in self.lines.values() for line in lines)

    def _item_facts(
        self, item: CheckItem, line: MicrLine, lines: Sequence[CheckLine], is_duplicate: bool
    ) -> ItemFacts:
        account = self.accounts.get(bytes(item.account_hash or b""), AccountFact())
        return ItemFacts(
            line=line,
            line_source=LineSource(item.line_source or LineSource.TYPED),
            is_read_by_device=item.is_read_by_device,
            is_whole_line=item.is_whole_line,
            reader_says_personal=item.reader_says_personal,
            kind=ItemKind(item.kind),
            issuer=self.issuers.get(line.routing_number),
            amount_cents=item.amount_cents,
            received_by=ReceivedBy(item.received_by),
            received_on=item.received_on,
            dated=item.dated,
            line_count=len(lines),
            ach_opt_out=any(self._standing(one).ach_opt_out for one in lines),
            is_business_account=account.is_business,
            is_account_stopped=account.is_stopped,
            is_duplicate=is_duplicate,
            is_altered=item.is_altered,
            is_foreign=item.is_foreign,
            is_third_party=item.is_third_party,
            as_image=item.as_image,
            policy=policy_of(self.properties[item.property_id]),
        )

    def _status_facts(
        self,
        item: CheckItem,
        found: Classification,
        lines: Sequence[CheckLine],
        way: Way,
        duplicate_of: str,
    ) -> StatusFacts:
        property_ = self.properties[item.property_id]
        sides = self.sides[item.id]
        return StatusFacts(
            classification=found,
            takes_ach=property_.takes_ach,
            takes_ird=property_.takes_ird,
            takes_partial_payments=property_.takes_partial_payments,
            amount_cents=item.amount_cents,
            has_front="front" in sides,
            has_back="back" in sides,
            image_faults=tuple(item.image_faults),
            duplicate_of=duplicate_of,
            lines=tuple(self._line_facts(item, line, lines, found, way) for line in lines),
        )

    def _line_facts(
        self,
        item: CheckItem,
        line: CheckLine,
        lines: Sequence[CheckLine],
        found: Classification,
        way: Way,
    ) -> LineFacts:
        group = limits.limit_group(
            batch_type=BatchType.ACH if found.is_ach else BatchType.IRD,
            ledger=LedgerName(line.ledger),
        )
        beside = sum(
            other.amount_cents or 0
            for other in lines
            if other is not line and (other.lease_id, other.ledger) == (line.lease_id, line.ledger)
        )
        return LineFacts(
            is_associated=line.lease_id is not None and line.person_id is not None,
            document=line.document,
            amount_cents=line.amount_cents,
            is_deposit=line.ledger == LedgerName.DEPOSIT,
            single_cents_max=self.limits.get((item.property_id, group)),
            open_balance_cents=self.balances.get((line.lease_id or 0, line.ledger), 0) - beside,
            closed=eligibility.reasons_closed(
                way=way, standing=self._standing(line), closes=self.closes
            ),
        )

    def _standing(self, line: CheckLine) -> Standing:
        return self.standings.get((line.lease_id or 0, line.person_id or 0), Standing())

    def _duplicate_of(self, item: CheckItem) -> str:
        """Say where and when the check was deposited or scanned before; empty: it was not."""
        if not item.check_hash or item.state not in STILL_SCANNED:
            return ""
        number = bytes(item.check_hash)
        before = self.deposited.get(number)
        if before is not None and before.item_id != item.id:
            if item.duplicate_confirmed_by and before.item.amount_cents != item.amount_cents:
                return ""
            return _words_of_deposited(before)
        earlier = self.scanned[number][:1]
        if earlier and earlier[0].id < item.id and not item.duplicate_confirmed_by:
            return _words_of_scanned(earlier[0])
        return ""


def _words_of_deposited(before: DepositedCheck) -> str:
    item = before.item
    where = f" in {item.deposit}" if item.deposit else ""
    return (
        f"This check was deposited on {before.deposited_at:%m/%d/%Y} at {item.property.name}"
        f"{where}, as {before.get_rail_display()}."
    )


def _words_of_scanned(earlier: CheckItem) -> str:
    where = f" in {earlier.deposit}" if earlier.deposit else ""
    return f"The same check was scanned before, at {earlier.property.name}{where}."


def _lines_of(items: Collection[CheckItem]) -> dict[int, tuple[CheckLine, ...]]:
    found: dict[int, list[CheckLine]] = {item.id: [] for item in items}
    rows = CheckLine.objects.filter(item__in=found).select_related("person", "lease")
    for row in rows.order_by("item_id", "number"):
        found[row.item_id].append(row)
    return {item_id: tuple(lines) for item_id, lines in found.items()}


def _sides_of(items: Collection[CheckItem]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {item.id: set() for item in items}
    rows = CheckImage.objects.filter(item__in=found).values_list("item_id", "side").distinct()
    for item_id, side in rows:
        found[item_id].add(side)
    return found
