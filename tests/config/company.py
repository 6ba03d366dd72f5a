"""A company file as a dictionary, to be changed by a test before it is read."""

from copy import deepcopy
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parents[2] / "docs" / "how-to" / "examples"

OAK_HOMES: dict[str, Any] = {
    "company": {"name": "Oak Homes", "code": "oak-homes-inc"},
    "users": [
        {
            "email": "bob@oak.example",
            "name": "Bob Manager",
            "role": "Property manager",
            "password": "Rent-Day-1st",
            "property": "OAK",
        }
    ],
    "banks": [
        {
            "name": "First Bank",
            "clearing": "direct",
            "immediate_destination": "076401251",
            "immediate_destination_name": "FIRST BANK",
            "immediate_origin": "1273456789",
            "immediate_origin_name": "OAK HOMES",
            "odfi_identification": "07640125",
            "folder": {"outgoing": "to-bank", "incoming": "from-bank"},
        },
        {
            "name": "Central Bank",
            "clearing": "central",
            "immediate_destination": "076401251",
            "immediate_destination_name": "CENTRAL BANK",
            "immediate_origin": "1273456789",
            "immediate_origin_name": "OAK HOMES",
            "odfi_identification": "07640125",
            "folder": {"outgoing": "to-central", "incoming": "from-central"},
            "clearing_account": {"routing_number": "076401251", "account_number": "5509000009"},
        },
    ],
    "mri": {
        "base_url": "http://127.0.0.1:1",
        "client_id": "C1",
        "database": "DEMO",
        "user": "RENTRAIL",
        "key": "mri-key",
        "password": "mri-password",
        "operations": "simulator",
        "charge_codes": {"RENT": "RNT"},
    },
    "properties": [
        {
            "code": "OAK",
            "name": "Oak Court",
            "property_date": "2026-03-01",
            "nsf_fee": "25.00",
            "mri": {"rmpropid": "OAK01"},
            "limits": {"ACH_RENT": {"single": "5,000.00"}},
            "bank_accounts": [
                {
                    "name": "Operating",
                    "purpose": "operating",
                    "routing_number": "076401251",
                    "account_number": "5501000001",
                    "bank": "First Bank",
                    "company_name": "OAK COURT",
                    "company_identification": "1550100001",
                    "cash_type": "OP",
                },
                {
                    "name": "Deposits",
                    "purpose": "trust",
                    "routing_number": "076401251",
                    "account_number": "5501000002",
                    "bank": "First Bank",
                    "company_name": "OAK COURT",
                    "company_identification": "1550100002",
                    "cash_type": "SD",
                },
            ],
        }
    ],
}


def oak_homes() -> dict[str, Any]:
    """Give a copy that a test may change."""
    return deepcopy(OAK_HOMES)
