"""The rows MRI gives, one class for each API, column by column, and what its codes mean."""

# ruff: noqa: RUF009 - the functions of `columns` give dataclass fields, which are immutable

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from rentrail.accounting.mri.columns import (
    Row,
    cents,
    day,
    flag,
    identifier,
    nested,
    sent_text,
    text,
)


class PersonStatus(StrEnum):
    """What a person is to a lease."""

    CURRENT = "CURRENT"
    CO_RESIDENT = "CO_RESIDENT"
    OTHER = "OTHER"
    FUTURE = "FUTURE"
    PAST = "PAST"
    DELETED = "DELETED"


PERSON_STATUSES: dict[str, PersonStatus] = {
    "current": PersonStatus.CURRENT,
    "active": PersonStatus.CURRENT,
    "co-resident": PersonStatus.CO_RESIDENT,
    "other resident": PersonStatus.OTHER,
    "other": PersonStatus.OTHER,
    "new": PersonStatus.FUTURE,
    "old": PersonStatus.PAST,
    "inactive": PersonStatus.PAST,
    "flagged for deletion": PersonStatus.DELETED,
}


class BlockReading(StrEnum):
    """What a lease's Block ePayment field says."""

    NOT_SENT = "NOT_SENT"
    OPEN = "OPEN"
    BLOCKED = "BLOCKED"
    UNKNOWN = "UNKNOWN"


BLOCK_READINGS: dict[str, BlockReading] = {
    "": BlockReading.OPEN,
    "N": BlockReading.OPEN,
    "Y": BlockReading.BLOCKED,
}


def person_status(status: str) -> PersonStatus | None:
    """Translate MRI's `ResidentStatus`; None is a status we don't know, to be reported."""
    return PERSON_STATUSES.get(status.strip().casefold())


def block_reading(sent: str | None) -> BlockReading:
    """Translate MRI's `BlockEPayments`; an unknown value must block and alert."""
    if sent is None:
        return BlockReading.NOT_SENT
    return BLOCK_READINGS.get(sent.strip().upper(), BlockReading.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class MriProperty(Row):
    """A property that MRI offers to the interface's user."""

    API: ClassVar[str] = "MRI_S-PMRM_PropertyIDByNameOrAddress"

    property_id: str = identifier("PropertyID")
    name: str = text("PropertyName")
    entity_id: str = identifier("EntityId", required=False)
    address_1: str = text("Address1")
    address_2: str = text("Address2")
    address_3: str = text("Address3")
    city: str = text("City")
    state: str = text("State")
    zip_code: str = text("ZipCode")
    manager_name: str = text("ManagerName")
    phone: str = text("PhoneNumber")


@dataclass(frozen=True, kw_only=True)
class LeaseDetail(Row):
    """One person on one lease.

    A lease number counts within its unit and is not unique alone. The balance is the lease's,
    repeated on each of its people, and negative where they have credit. `name_group` is the
    household: the main resident's id. `block_epayments` is the text as sent, None where MRI sends
    no such field; `block_reading` translates it.
    """

    API: ClassVar[str] = "MRI_S-PMRM_ResidentLeaseDetailsByPropertyID"

    resident_id: str = identifier("ResidentNameID")
    property_id: str = identifier("PropertyID")
    building_id: str = identifier("BuildingID", required=False)
    unit_id: str = identifier("UnitID")
    lease_id: str = identifier("LeaseID")
    name_group: str = identifier("Namegroup", required=False)
    first_name: str = text("FirstName")
    last_name: str = text("LastName")
    email: str = text("Email")
    phone: str = text("PhoneNumber")
    cell_phone: str = text("CellPhoneNumber")
    resident_status: str = text("ResidentStatus")
    is_current: bool | None = flag("IsCurrent")
    is_minor: bool | None = flag("Minor")
    is_guarantor: bool | None = flag("Guarantor")
    address: str = text("Address")
    building_address: str = text("BuildingAddress")
    city: str = text("City")
    state: str = text("State")
    zip_code: str = text("Zipcode")
    lease_start_date: date | None = day("LeaseStart")
    occupy_date: date | None = day("OccupyDate")
    lease_end_date: date | None = day("LeaseEnd")
    move_out_date: date | None = day("LeaseMoveOut")
    vacate_date: date | None = day("ResidentVacateDate")
    notice_date: date | None = day("DateNotified")
    is_month_to_month: bool | None = flag("LeaseMonthToMonth")
    rent_cents: int | None = cents("LeaseMonthlyRentAmount")
    balance_cents: int | None = cents("LeaseBalance")
    block_epayments: str | None = sent_text("BlockEPayments")
    pay_allowed: str = text("PayAllowed")
    no_checks: bool | None = flag("NoChecksInWebCashReceipts")
    last_update_date: date | None = day("LastUpdateDate")


@dataclass(frozen=True, kw_only=True)
class Resident(Row):
    """A person of a property with contact data; the key columns have other names than a lease's."""

    API: ClassVar[str] = "MRI_S-PMRM_ResidentsByPropertyID"

    resident_id: str = identifier("ResidentNameID")
    property_id: str = identifier("RMPROPID")
    building_id: str = identifier("RMBLDGID", required=False)
    unit_id: str = identifier("UNITID", required=False)
    lease_id: str = identifier("RMLEASEID", required=False)
    name_group: str = identifier("Namegroup", required=False)
    resident_type: str = text("ResidentType")
    status: str = text("Status")
    first_name: str = text("FirstName")
    last_name: str = text("LastName")
    email: str = text("Email")
    phone: str = text("PhoneNumber")
    work_phone_1: str = text("WorkPhone1")
    work_phone_2: str = text("WorkPhone2")
    cell_phone: str = text("Cell")
    occupy_date: date | None = day("OccupantOccupyDate")
    vacate_date: date | None = day("VacateDate")
    last_update_date: date | None = day("LastUpdateDate")


@dataclass(frozen=True, kw_only=True)
class PendingMoveIn(Row):
    """A person who is scheduled to move in; neither rent nor balance are known here."""

    API: ClassVar[str] = "MRI_S-PMRM_PendingMoveIns"

    resident_id: str = identifier("ResidentID")
    property_id: str = identifier("PropertyID")
    building_id: str = identifier("BuildingID", required=False)
    unit_id: str = identifier("UnitID", required=False)
    lease_id: str = identifier("LeaseID", required=False)
    first_name: str = text("FirstName")
    last_name: str = text("LastName")
    resident_status: str = text("ResidentStatus")
    move_in_date: date | None = day("ScheduledMoveInDate")
    email: str = text("Email")
    phone: str = text("Phone")


@dataclass(frozen=True, kw_only=True)
class RecurringCharge(Row):
    """A charge that a lease bears regularly; the amount is as MRI signs it."""

    API: ClassVar[str] = "CurrentCharges"

    charge_code: str = identifier("ChargeCode")
    description: str = text("Description")
    signed_amount_cents: int = cents("Amount", required=True)
    frequency: str = text("Frequency")  # M is monthly
    effective_date: date | None = day("EffectiveDate")
    end_date: date | None = day("EndDate")
    is_concession: bool | None = flag("IsConcession")


@dataclass(frozen=True, kw_only=True)
class RentRollResident(Row):
    """A person on a lease of the rent roll."""

    API: ClassVar[str] = "Residents"

    resident_id: str = identifier("ResidentID")
    resident_status: str = text("ResidentStatus")


@dataclass(frozen=True, kw_only=True)
class RentRollLease(Row):
    """A lease with its recurring charges and its people."""

    API: ClassVar[str] = "MRI_S-PMRM_ResidentialRentRoll"

    property_id: str = identifier("PropertyID")
    building_id: str = identifier("BuildingID", required=False)
    unit_id: str = identifier("UnitID")
    lease_id: str = identifier("LeaseID", required=False)
    charges: tuple[RecurringCharge, ...] = nested("CurrentCharges", RecurringCharge)
    residents: tuple[RentRollResident, ...] = nested("Residents", RentRollResident)


@dataclass(frozen=True, kw_only=True)
class OpenCharge(Row):
    """A charge that is not wholly paid."""

    API: ClassVar[str] = "MRI_S-PMRM_OpenCharges"

    charge_id: str = identifier("ChargeID")
    property_id: str = identifier("PropertyID")
    resident_id: str = identifier("ResidentID")
    unit_tag: str = text("UnitUniqueTag")  # PROPERTY~BUILDING~UNIT
    group_id: str = identifier("GroupID", required=False)
    charge_date: date | None = day("ChargeDate")
    charge_code: str = text("ChargeCode")
    charge_code_description: str = text("ChargeCodeDescription")
    description: str = text("Description")
    original_cents: int = cents("OriginalAmount", required=True)
    unpaid_cents: int = cents("UnpaidAmount", required=True)
    is_late_fee: bool | None = flag("IsLateFee")
    is_auto_generated: bool | None = flag("IsAutoGenerated")
    is_posted: bool | None = flag("Posted")


@dataclass(frozen=True, kw_only=True)
class LedgerLine(Row):
    """A line of a resident's ledger in MRI: a charge is positive, a payment negative."""

    API: ClassVar[str] = "MRI_S-PMRM_ResidentLedger"

    transaction_id: str = identifier("TransactionID")
    property_id: str = identifier("PropertyID")
    resident_id: str = identifier("NameID")
    name_group: str = identifier("NameGroup", required=False)
    transaction_date: date = day("TransactionDate", required=True)
    charge_code: str = text("ChargeCode")
    source_code: str = text("SourceCode")  # CR on a receipt
    cash_type: str = text("CashType")
    description: str = text("Description")
    signed_amount_cents: int = cents("TransactionAmount", required=True)
    open_cents: int | None = cents("OpenAmount")
    receipt_descriptor: str = text("ReceiptDescriptor")  # begins with the check number
    reference_number: str = text("ReferenceNumber")
    is_posted: bool | None = flag("Posted")


@dataclass(frozen=True, kw_only=True)
class LedgerApply(Row):
    """How much of a credit paid a charge; one credit over two charges is two rows."""

    API: ClassVar[str] = "MRI_S-PMRM_LedgerApplies"

    resident_id: str = identifier("ResidentID")
    property_id: str = identifier("PropertyID")
    signed_amount_cents: int = cents("Amount", required=True)
    credit_transaction_id: str = identifier("OriginalTransaction")
    charge_transaction_id: str = identifier("PostedTransaction")


@dataclass(frozen=True, kw_only=True)
class Bank(Row):
    """A bank account that MRI knows."""

    API: ClassVar[str] = "MRI_S-PMAP_Bank"

    bank_id: str = identifier("BankID")
    name: str = text("BankName")


@dataclass(frozen=True, kw_only=True)
class BankMapping(Row):
    """A bank account that belongs to an entity."""

    API: ClassVar[str] = "MRI_S-PMAP_BankAccountMapping"

    bank_id: str = identifier("BankID")


@dataclass(frozen=True, kw_only=True)
class Unit(Row):
    """A unit of a property. Which columns MRI sends besides is not public: see `extra`."""

    API: ClassVar[str] = "MRI_S-PMRM_UnitVacancyInformation"

    property_id: str = identifier("PropertyID", required=False)
    building_id: str = identifier("BuildingID", required=False)
    unit_id: str = identifier("UnitID")
