"""Properties: their books, settings, limits and transaction codes."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

from django.db import transaction

from rentrail.ledger import operations as ledger
from rentrail.ledger.models import BookKind, LedgerAccountKind
from rentrail.portfolio import chart
from rentrail.portfolio.models import (
    LedgerName,
    PaymentLimit,
    Property,
    TransactionCode,
    TransactionCodeKind,
)
from rentrail.portfolio.rules.apply_order import ApplyBy
from rentrail.portfolio.transaction_codes import SHIPPED
from rentrail.primitives import ids


class UnknownTimeZone(Exception):
    """There is no such time zone. The text is fit to show a person."""


class UnknownApplyOrder(Exception):
    """Charges cannot be paid in that order. The text is fit to show a person."""


class PropertySettings(TypedDict, total=False):
    """What may be set on a property (ORG-2); what is left out keeps its default."""

    address: str
    city: str
    state: str
    postal_code: str
    phone: str
    contact: str
    date_advance: str
    date_advances_at: time | None
    backdating_days_max: int | None
    takes_ach: bool
    takes_partial_payments: bool
    takes_preauthorized_bank_accounts: bool
    takes_deposit_payments: bool
    prospects_may_pay: bool
    certified_funds_only: bool
    takes_ird: bool
    converts_checks: bool
    converts_business_checks: bool
    converts_image_reads: bool
    takes_third_party_items: bool
    in_person_checks: str
    arc_notice_from: date | None
    boc_notice_from: date | None
    paper_kept_days: int
    images_kept_years: int
    nsf_fee_cents: int
    nsf_fee_collected_by_ach: bool
    late_fee_cents: int
    late_fee_grace_days: int
    approval_over_cents: int | None
    hold_days: int
    reserve_basis_points: int
    reserve_release_days: int
    representments_max: int
    apply_order: list[str]
    reversal_posting: bool


class TransactionCodeSettings(TypedDict, total=False):
    """What a company may change of a transaction code (LED-10)."""

    name: str
    priority: int


class Limits(TypedDict, total=False):
    """The largest payment and the velocity of a limit group (ORG-4); left out: no limit."""

    single_cents_max: int | None
    daily_count_max: int | None
    daily_cents_max: int | None
    monthly_count_max: int | None
    monthly_cents_max: int | None


@transaction.atomic
def create_property(
    *,
    code: str,
    name: str,
    time_zone: str,
    property_date: date,
    now: datetime,
    account_numbers: Mapping[str, str] | None = None,
    **settings: Unpack[PropertySettings],
) -> Property:
    """Add a property to the company in scope, with its book and chart of accounts.

    ``account_numbers`` are the owner's own general-ledger numbers by account key.

    Raises:
        UnknownTimeZone: the time zone has no such name.
        UnknownApplyOrder: an apply order that nobody knows.
    """
    _refuse_unknown_time_zone(time_zone)
    _refuse_unknown_apply_order(settings.get("apply_order", []))
    ship_transaction_codes()
    book = ledger.create_book(
        name=name,
        kind=BookKind.PROPERTY,
        accounts=chart.accounts_of_a_property(
            charge_codes=TransactionCode.objects.filter(kind=TransactionCodeKind.CHARGE).order_by(
                "id"
            ),
            numbers=account_numbers or {},
        ),
        now=now,
    )
    created: Property = Property.objects.create(
        public_id=ids.new_public_id("prop", now=now),
        code=code,
        name=name,
        time_zone=time_zone,
        property_date=property_date,
        property_date_advanced_at=now,
        book=book,
        **settings,
    )
    return created


@transaction.atomic
def change_property(*, property_id: int, **settings: Unpack[PropertySettings]) -> Property:
    """Change settings of a property; what is left out stays.

    Raises:
        UnknownApplyOrder: an apply order that nobody knows.
    """
    _refuse_unknown_apply_order(settings.get("apply_order", []))
    Property.objects.filter(id=property_id).update(**settings)
    found: Property = Property.objects.get(id=property_id)
    return found


@transaction.atomic
def set_limit(*, property_id: int, limit_group: str, **limits: Unpack[Limits]) -> PaymentLimit:
    """Set a property's limits of a group such as ``ACH_RENT``; what is left out has no limit."""
    limit: PaymentLimit
    limit, _ = PaymentLimit.objects.update_or_create(
        property_id=property_id,
        limit_group=limit_group,
        defaults={field: limits.get(field) for field in Limits.__annotations__},
    )
    return limit


@transaction.atomic
def ship_transaction_codes() -> None:
    """Give the company in scope the transaction codes it lacks of those shipped (LED-10)."""
    TransactionCode.objects.bulk_create(
        [TransactionCode(**vars(shipped)) for shipped in SHIPPED], ignore_conflicts=True
    )


@transaction.atomic
def add_charge_code(
    *, code: str, name: str, ledger_name: LedgerName, priority: int = 50, mri_code: str = ""
) -> TransactionCode:
    """Add a charge code of the company's own; each book gets an income account for it."""
    of_resident = ledger_name is LedgerName.RESIDENT
    account_key = f"{code.lower()}-income" if of_resident else "security-deposits-held"
    added: TransactionCode = TransactionCode.objects.create(
        code=code,
        name=name,
        ledger=ledger_name,
        kind=TransactionCodeKind.CHARGE,
        account_key=account_key,
        priority=priority,
        mri_code=mri_code,
    )
    if of_resident:
        for book_id in Property.objects.values_list("book_id", flat=True):
            ledger.add_account(
                book_id=book_id,
                account=ledger.AccountDraft(
                    key=account_key,
                    number=f"4-{code}",
                    name=name,
                    kind=LedgerAccountKind.INCOME,
                ),
            )
    return added


@transaction.atomic
def change_transaction_code(*, code: str, **changes: Unpack[TransactionCodeSettings]) -> None:
    """Rename a transaction code, or pay its charges earlier or later; what it is never changes."""
    TransactionCode.objects.filter(code=code).update(**changes)


def _refuse_unknown_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError) as problem:
        raise UnknownTimeZone(f"“{name}” is not a time zone, such as America/Chicago.") from problem


def _refuse_unknown_apply_order(order: list[str]) -> None:
    unknown = set(order) - set(ApplyBy)
    if unknown:
        raise UnknownApplyOrder(f"Charges are paid by oldest or priority, not {min(unknown)}.")
