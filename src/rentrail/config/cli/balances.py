"""`rentrail balances`."""

import argparse
from typing import Any

from rentrail.config.cli import actors, output, properties
from rentrail.identity.tenancy import company_scope
from rentrail.ledger.queries import TrialBalanceLine
from rentrail.portfolio import balances
from rentrail.portfolio.balances import HouseholdBalance
from rentrail.primitives.money import format_cents


def show(args: argparse.Namespace) -> None:
    """Show a property's trial balance, and its households' balances where they are asked for."""
    company = actors.the_company(args)
    dates = {"as_of": args.as_of, "known_on": args.known_on}
    with company_scope(company.id):
        property_ = properties.property_named(args.code)
        accounts = [_account(line) for line in balances.trial_balance(property_, **dates)]
        households = (
            [_household(one) for one in balances.household_balances(property_, **dates)]
            if args.households
            else []
        )
    if args.json:
        shown = {"property": property_.code, **dates, "accounts": accounts}
        output.show_json(shown | ({"households": households} if args.households else {}))
        return
    output.show_rows(accounts, as_json=False, nothing="")
    total = sum(account["balance_cents"] for account in accounts)
    print(f"Together {format_cents(total)}; a credit is negative.")
    if args.households:
        print()
        output.show_rows(households, as_json=False, nothing="No household holds anything.")


def _account(line: TrialBalanceLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "account": line.key,
        "name": line.name,
        "kind": line.kind,
        "balance_cents": line.signed_cents,
    }


def _household(one: HouseholdBalance) -> dict[str, Any]:
    unit = one.lease.unit
    return {
        "unit": f"{unit.building.code}-{unit.code}" if unit else "",
        "lease": one.lease.external_id or one.lease.public_id,
        "head": one.head,
        "resident_cents": one.resident_cents,
        "deposit_cents": one.deposit_cents,
    }
