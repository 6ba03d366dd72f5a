import pytest
from tests.cast import NOW, ROUTING_NUMBER

from rentrail.identity import vault
from rentrail.portfolio import operations
from rentrail.portfolio.models import BankAccountPurpose, BatchType, LedgerName
from rentrail.portfolio.operations.bank_accounts import sealed_for


@pytest.fixture
def add(oak_court):
    def add(**changes):
        account = {
            "property_id": oak_court.id,
            "name": "Checks",
            "purpose": BankAccountPurpose.OPERATING,
            "routing_number": ROUTING_NUMBER,
            "account_number": "77-000123",
            "now": NOW,
        }
        return operations.add_bank_account(**(account | changes))

    return add


def test_the_account_number_is_sealed_and_shown_by_its_last_four(add):
    added = add()

    assert added.last_four == "0123"
    sealed = bytes(added.account_number_sealed)
    assert b"77-000123" not in sealed
    assert vault.open_text(sealed, context=sealed_for(added.public_id)) == "77-000123"


def test_the_second_operating_account_has_ledger_accounts_of_its_own(add, operating):
    added = add()

    assert operating.cash_account.key == "operating-cash"
    assert (added.cash_account.key, added.clearing_account.key) == (
        "operating-cash-2",
        "ach-clearing-2",
    )


def test_a_wrong_routing_number_is_refused(add):
    with pytest.raises(operations.RoutingNumberNotValid, match="076401252"):
        add(routing_number="076401252")


@pytest.mark.parametrize("account_number", ["", "12 34", "123456789012345678", "١٢٣"])
def test_an_impossible_account_number_is_refused(add, account_number):
    with pytest.raises(operations.AccountNumberNotValid):
        add(account_number=account_number)


def test_the_same_account_twice_is_refused(add):
    add()

    with pytest.raises(operations.BankAccountKnown):
        add(name="Again")


@pytest.mark.parametrize("batch_type", BatchType)
def test_deposit_money_never_lands_in_an_operating_account(oak_court, operating, batch_type):
    with pytest.raises(operations.DepositNeedsTrustAccount, match="held in trust"):
        operations.route_deposits(
            property_id=oak_court.id,
            ledger_name=LedgerName.DEPOSIT,
            batch_type=batch_type,
            bank_account_id=operating.id,
        )
