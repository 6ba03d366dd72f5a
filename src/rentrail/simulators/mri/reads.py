"""What MRI answers to each read: its arguments, its columns, its way of paging."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rentrail.simulators.mri import arguments, batches, catalogue, selections
from rentrail.simulators.mri.arguments import Argument, Group, Kind
from rentrail.simulators.mri.office import Office
from rentrail.simulators.mri.wire import Row, Style


@dataclass(frozen=True, kw_only=True)
class Page:
    """Which rows of an answer are wanted; the first row is nought."""

    offset: int
    rows: int


def _as_they_are(rows: list[Row], query: Mapping[str, str], office: Office, style: Style) -> None:
    """Leave the rows as the selection gave them."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """One of MRI's reads."""

    selection: str
    groups: tuple[Group, ...] = ()
    by_cursor: bool = False  # pages by an opaque token, not by an offset
    finish: Callable[[list[Row], Mapping[str, str], Office, Style], None] = _as_they_are


def answer(
    *, office: Office, api: str, query: Mapping[str, str], page: Page, style: Style
) -> list[Row]:
    """Give one page of the rows an API answers.

    Raises:
        arguments.ArgumentRefused: the arguments are not the ones it takes.
    """
    read = READS[api]
    condition, values = arguments.select(office=office, groups=read.groups, query=query)
    parameters: dict[str, Any] = {
        **values,
        "midnight": style.midnight,
        "fraction": style.fraction,
        "future": office.settings.future_residents_in_lease_details,
        "limit": page.rows,
        "offset": page.offset,
    }
    rows = office.storage.rows(read.selection.format(condition=condition), parameters)
    read.finish(rows, query, office, style)
    return rows


def _override(rows: list[Row], query: Mapping[str, str], office: Office, style: Style) -> None:
    """Put in the values that a dirty world holds instead of readable ones."""
    for row in rows:
        overrides = row.pop("_overrides")
        if overrides:
            row.update(json.loads(str(overrides)))


def _keep_private(rows: list[Row], query: Mapping[str, str], office: Office, style: Style) -> None:
    """Give personal data only where it was asked for, or not declined. All of it is invented."""
    for row in rows:
        birthday = row.pop("_birthday")
        if query.get("IncludePII") != "N":
            row["SocialSecurityNumber"] = "000-00-0000"
            row["LicenseNumber"] = "INVENTED-LICENSE"
            row["BankAccount"] = "INVENTED-ACCOUNT"
            row["Birthday"] = birthday


def _add_previous_addresses(
    rows: list[Row], query: Mapping[str, str], office: Office, style: Style
) -> None:
    for row in rows:
        row["PreviousAddress"] = [
            {
                "ResidentID": row["ResidentID"],
                "Address1": "9 Old Road",
                "Address2": None,
                "Address3": None,
                "City": "Springfield",
                "State": "TX",
                "Zip": "75000",
                "Country": "US",
                "Phone": None,
            }
        ]


def _add_charges_and_residents(
    rows: list[Row], query: Mapping[str, str], office: Office, style: Style
) -> None:
    for row in rows:
        lease_key = row.pop("_lease_key")
        ids = {name: row[name] for name in ("PropertyID", "BuildingID", "UnitID", "LeaseID")}
        row["CurrentCharges"] = [
            {**ids, **charge}
            for charge in office.storage.rows(
                RECURRING_CHARGES, {"lease_key": lease_key, "midnight": style.midnight}
            )
        ]
        row["Residents"] = office.storage.rows(
            "SELECT resident_id AS ResidentID, status AS ResidentStatus FROM residents"
            " WHERE lease_key = ? ORDER BY position",
            (lease_key,),
        )


def _add_payments(rows: list[Row], query: Mapping[str, str], office: Office, style: Style) -> None:
    for row in rows:
        row["Payments"] = batches.payment_rows(storage=office.storage, batch_id=str(row["BatchId"]))


RECURRING_CHARGES = """
    SELECT charge_code AS ChargeCode, description AS Description,
        printf('%.2f', amount_cents / 100.0) AS Amount, 'M' AS Frequency,
        effective_date || :midnight AS EffectiveDate, end_date || :midnight AS EndDate,
        'N' AS IsConcession
    FROM recurring_charges WHERE lease_key = :lease_key ORDER BY rowid
"""

LEDGER_GROUPS = (
    Group(
        Argument("STARTDATE", Kind.DAY, "e.entry_date >= :STARTDATE"),
        Argument("ENDDATE", Kind.DAY, "e.entry_date <= :ENDDATE"),
        Argument("NAMEID", Kind.RESIDENT, "e.resident_id = :NAMEID"),
        Argument("PROPERTYID", Kind.PROPERTY, "e.property_id = :PROPERTYID"),
    ),
)

READS: dict[str, Read] = {
    catalogue.LEASE_DETAILS: Read(
        selection=selections.LEASE_DETAILS,
        groups=(
            Group(Argument("RMPROPID", Kind.PROPERTY, "r.property_id = :RMPROPID")),
            Group(Argument("LastUpdateDate", Kind.DAY, "l.updated_at >= :LastUpdateDate")),
            Group(
                Argument("StartDate", Kind.DAY, "l.updated_at >= :StartDate"),
                Argument("EndDate", Kind.DAY, "l.updated_at < :EndDate || 'U'"),
            ),
        ),
        finish=_override,
    ),
    catalogue.RESIDENTS_BY_PROPERTY: Read(
        selection=selections.RESIDENTS_BY_PROPERTY,
        groups=(Group(Argument("RMPROPID", Kind.PROPERTY, "r.property_id = :RMPROPID")),),
    ),
    catalogue.RESIDENTS: Read(
        selection=selections.RESIDENTS,
        groups=(
            Group(Argument("NameID", Kind.RESIDENT, "r.resident_id = :NameID")),
            Group(Argument("LastUpdate", Kind.AMERICAN_DAY, "l.updated_at >= :LastUpdate")),
            Group(
                Argument("StartDate", Kind.AMERICAN_DAY, "l.updated_at >= :StartDate"),
                Argument("EndDate", Kind.AMERICAN_DAY, "l.updated_at < :EndDate || 'U'"),
            ),
            Group(
                Argument("PropertyID", Kind.PROPERTY, "r.property_id = :PropertyID"),
                Argument("Type", Kind.TEXT, "ProspectApplicantResident = :Type"),
                Argument("Status", Kind.TEXT, "NameStatus = :Status"),
            ),
        ),
        finish=_keep_private,
    ),
    catalogue.PENDING_MOVE_INS: Read(
        selection=selections.PENDING_MOVE_INS,
        groups=(Group(Argument("PropertyID", Kind.PROPERTY, "r.property_id = :PropertyID")),),
        finish=_add_previous_addresses,
    ),
    catalogue.RENT_ROLL: Read(
        selection=selections.RENT_ROLL,
        groups=(
            Group(
                Argument("PROPERTYID", Kind.PROPERTY, "l.property_id = :PROPERTYID"),
                Argument("BUILDINGID", Kind.TEXT, "l.building_id = :BUILDINGID", required=False),
                Argument("UNITID", Kind.TEXT, "l.unit_id = :UNITID", required=False),
            ),
        ),
        finish=_add_charges_and_residents,
    ),
    catalogue.OPEN_CHARGES: Read(
        selection=selections.OPEN_CHARGES,
        groups=(
            Group(
                Argument("RMPROPID", Kind.PROPERTY, "e.property_id = :RMPROPID"),
                Argument("NameID", Kind.RESIDENT, "e.resident_id = :NameID", required=False),
            ),
            Group(Argument("LASTUPDATE", Kind.DAY, "e.entered_at >= :LASTUPDATE")),
        ),
        finish=_override,
    ),
    catalogue.RESIDENT_LEDGER: Read(
        selection=selections.RESIDENT_LEDGER, groups=LEDGER_GROUPS, by_cursor=True
    ),
    catalogue.DEPOSIT_LEDGER: Read(
        selection=selections.DEPOSIT_LEDGER, groups=LEDGER_GROUPS, by_cursor=True
    ),
    catalogue.LEDGER_APPLIES: Read(
        selection=selections.LEDGER_APPLIES,
        groups=(
            Group(
                Argument("NAMEID", Kind.RESIDENT, "a.resident_id = :NAMEID"),
                Argument("PROPERTYID", Kind.PROPERTY, "a.property_id = :PROPERTYID"),
                Argument("STARTDATE", Kind.DAY, "a.applied_date >= :STARTDATE", required=False),
                Argument("ENDDATE", Kind.DAY, "a.applied_date <= :ENDDATE", required=False),
            ),
        ),
    ),
    catalogue.PROPERTIES: Read(selection=selections.PROPERTIES),
    catalogue.BANKS: Read(selection=selections.BANKS),
    catalogue.BANK_MAPPINGS: Read(
        selection=selections.BANK_MAPPINGS,
        groups=(Group(Argument("EntityId", Kind.TEXT, "entity_id = :EntityId")),),
    ),
    catalogue.UNITS: Read(
        selection=selections.UNITS,
        groups=(Group(Argument("PROPERTYID", Kind.PROPERTY, "u.property_id = :PROPERTYID")),),
        by_cursor=True,
    ),
    catalogue.READ_BATCH: Read(
        selection=batches.SELECTION,
        groups=(
            Group(Argument("BatchId", Kind.TEXT, "b.batch_id = :BatchId")),
            Group(
                Argument("PropertyID", Kind.PROPERTY, "b.property_id = :PropertyID"),
                Argument(
                    "ExternalBatchID",
                    Kind.TEXT,
                    "b.external_batch_id = :ExternalBatchID",
                    required=False,
                ),
            ),
        ),
        finish=_add_payments,
    ),
}
