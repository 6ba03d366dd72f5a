from datetime import date

import pytest
from tests.cast import NOW, charge_rent

from rentrail.ledger import queries as ledger_queries
from rentrail.portfolio import operations
from rentrail.portfolio.models import LedgerName, TransactionCode


def test_a_property_has_its_book_with_an_income_account_for_each_code(oak_court):
    keys = ledger_queries.account_ids(oak_court.book_id).keys()

    for code in TransactionCode.objects.exclude(account_key=""):
        assert code.account_key in keys
    assert {"resident-receivable", "ach-clearing", "trust-ach-clearing"} <= keys


def test_owners_may_have_their_own_account_numbers(oak_homes):
    elm = operations.create_property(
        code="ELM",
        name="Elm Court",
        time_zone="America/New_York",
        property_date=date(2026, 3, 2),
        account_numbers={"operating-cash": "10-1010"},
        now=NOW,
    )

    assert elm.book.ledger_accounts.get(key="operating-cash").number == "10-1010"


def test_a_code_of_the_companys_own_can_be_charged_everywhere(alices_lease):
    operations.add_charge_code(code="PARKING", name="Parking", ledger_name=LedgerName.RESIDENT)

    assert charge_rent(alices_lease, code="PARKING", amount_cents=4_000).description == "Parking"


def test_an_unknown_time_zone_is_refused(oak_homes):
    with pytest.raises(operations.UnknownTimeZone, match="Springfield"):
        operations.create_property(
            code="X", name="X", time_zone="Springfield", property_date=date(2026, 3, 2), now=NOW
        )


def test_an_unknown_apply_order_is_refused(oak_court):
    with pytest.raises(operations.UnknownApplyOrder, match="newest"):
        operations.change_property(property_id=oak_court.id, apply_order=["newest"])
