"""The simulated company, said as any company says itself: in the terms of a company.toml."""

from typing import Any

from rentrail.config.simulation.counterparts import Counterparts
from rentrail.config.simulation.plan import (
    CLEARING_ACCOUNT_NUMBER,
    IMMEDIATE_ORIGIN,
    Plan,
    PlannedAccount,
    PlannedBank,
    PlannedProperty,
)

COMPANY_CODE = "oak-homes"
STAFF_EMAIL = "bob@oakhomes.example"
SECOND_EMAIL = "carol@oakhomes.example"  # lets pass what Bob took and may not (ORG-5)
STAFF_PASSWORD = "Rent-Day-2026"  # noqa: S105 - shown to whoever runs the demo
BACKDATING_DAYS_MAX = 10
MRI_TIMEOUT_SECONDS = 1.5  # below the simulated MRI's lateness, so that late means late


def company_content(*, plan: Plan, counterparts: Counterparts) -> dict[str, Any]:
    """Give the content of the company.toml that connects a company to its simulators."""
    return {
        "company": {"name": "Oak Homes", "code": COMPANY_CODE},
        "users": [
            {
                "email": STAFF_EMAIL,
                "name": "Bob Manager",
                "role": "Administrator",
                "password": STAFF_PASSWORD,
            },
            {
                "email": SECOND_EMAIL,
                "name": "Carol Supervisor",
                "role": "Property manager",
                "password": STAFF_PASSWORD,
            },
        ],
        "banks": [_bank(bank, counterparts) for bank in plan.banks],
        "mri": {
            "base_url": counterparts.mri_base_url,
            "client_id": "C100",
            "database": "DEMODB",
            "user": "RENTRAIL",
            "key": "A1B2C3D4E5",
            "password": "simulated",
            "requests_max": 1_000_000,  # months pass in minutes
            "timeout_seconds": MRI_TIMEOUT_SECONDS,
            "operations": "simulator",
            "charge_codes": {"LATE": "LATE", "PETDEP": "PDP", "SECDEP": "SECDEP"},
        },
        "transaction_codes": [
            {"code": "CLEANING", "name": "Cleaning", "mri_code": "CLN"},
            {"code": "PARKING", "name": "Parking", "mri_code": "PKG"},
            {"code": "PETRENT", "name": "Pet rent", "mri_code": "PET"},
        ],
        "properties": [_property(property_, plan) for property_ in plan.properties],
    }


def _bank(bank: PlannedBank, counterparts: Counterparts) -> dict[str, Any]:
    address = counterparts.banks[bank.name]
    content: dict[str, Any] = {
        "name": bank.name,
        "clearing": bank.clearing,
        "immediate_destination": bank.routing_number,
        "immediate_destination_name": bank.name.upper(),
        "immediate_origin": IMMEDIATE_ORIGIN,
        "immediate_origin_name": "OAK HOMES",
        "odfi_identification": bank.routing_number[:8],
        "sftp": {
            "host": address.sftp_host,
            "port": address.sftp_port,
            "user": "oakhomes",
            "private_key": counterparts.private_key,
            "host_keys": [address.host_public_key],
            "outgoing": "/inbound",
            "incoming": "/outbound",
            "archive": "/outbound/archive",
        },
    }
    if bank.clearing == "central":
        content["clearing_account"] = {
            "routing_number": bank.routing_number,
            "account_number": CLEARING_ACCOUNT_NUMBER,
        }
    return content


def _property(property_: PlannedProperty, plan: Plan) -> dict[str, Any]:
    return {
        "code": property_.code,
        "name": property_.name,
        "address": f"1 {property_.name} Way",
        "city": "Springfield",
        "state": "TX",
        "postal_code": "75000",
        "phone": "(555) 010-0100",
        "property_date": plan.start,
        "backdating_days_max": BACKDATING_DAYS_MAX,
        "nsf_fee": "25.00",
        "hold_days": property_.hold_days,
        "reserve_basis_points": property_.reserve_basis_points,
        "reserve_release_days": 10 if property_.reserve_basis_points else 0,
        "reversal_posting": True,
        "limits": {"ACH_RENT": {"single": "10,000.00", "daily_count": 3}},
        "mri": {"rmpropid": property_.rmpropid},
        "bank_accounts": [_account(account, property_) for account in property_.accounts],
    }


def _account(account: PlannedAccount, property_: PlannedProperty) -> dict[str, Any]:
    return {
        "name": account.name,
        "purpose": account.purpose,
        "routing_number": property_.bank.routing_number,
        "account_number": account.number,
        "bank": property_.bank.name,
        "company_name": property_.name.upper(),
        "company_identification": account.company_identification,
        "cash_type": account.cash_type,
    }
