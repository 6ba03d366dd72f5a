"""The simulated company, said as any company says itself: in the terms of a company.toml."""

from typing import Any

from rentrail.config.simulation.counterparts import Counterparts
from rentrail.config.simulation.plan import (
    BANK_ROUTING_NUMBER,
    CLEARING_ACCOUNT_NUMBER,
    IMMEDIATE_ORIGIN,
    Plan,
    PlannedAccount,
    PlannedProperty,
)

COMPANY_CODE = "oak-homes"
STAFF_EMAIL = "bob@oakhomes.example"
STAFF_PASSWORD = "Rent-Day-2026"  # noqa: S105 - shown to whoever runs the demo
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
            }
        ],
        "banks": [
            _bank(clearing, counterparts)
            for clearing in sorted({property_.clearing for property_ in plan.properties})
        ],
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
        },
        "properties": [_property(property_, plan) for property_ in plan.properties],
    }


def _bank(clearing: str, counterparts: Counterparts) -> dict[str, Any]:
    bank = counterparts.bank
    content: dict[str, Any] = {
        "name": f"First Bank ({clearing})",
        "clearing": clearing,
        "immediate_destination": BANK_ROUTING_NUMBER,
        "immediate_destination_name": "SIMULATED BANK",
        "immediate_origin": IMMEDIATE_ORIGIN,
        "immediate_origin_name": "OAK HOMES",
        "odfi_identification": BANK_ROUTING_NUMBER[:8],
        "sftp": {
            "host": bank.sftp_host,
            "port": bank.sftp_port,
            "user": "oakhomes",
            "private_key": counterparts.private_key,
            "host_keys": [bank.host_public_key],
            "outgoing": "/inbound",
            "incoming": "/outbound",
            "archive": "/outbound/archive",
        },
    }
    if clearing == "central":
        content["clearing_account"] = {
            "routing_number": BANK_ROUTING_NUMBER,
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
        "routing_number": BANK_ROUTING_NUMBER,
        "account_number": account.number,
        "bank": f"First Bank ({property_.clearing})",
        "company_name": property_.name.upper(),
        "company_identification": account.company_identification,
        "cash_type": account.cash_type,
    }
