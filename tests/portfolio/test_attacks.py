"""What the application's role tries against properties and their accounts, past all our Python.

The suite connects as that role. Each attempt is refused by PostgreSQL, with a reason.
"""

from tests.cast import NOW, make_property
from tests.database import refusal_of

from rentrail.portfolio import operations
from rentrail.portfolio.models import StaffTask


def test_a_property_date_never_goes_back(oak_court):
    change = "UPDATE portfolio_property SET property_date = property_date + %s"

    assert "what only rises is property_date" in refusal_of(change, [-1])
    assert refusal_of(change, [1]) == ""


def test_deposits_are_never_routed_to_an_operating_account(operating):
    change = "UPDATE portfolio_depositroute SET bank_account_id = %s WHERE ledger = 'deposit'"

    assert "held in trust" in refusal_of(change, [operating.id])


def test_nor_does_a_trust_account_become_an_operating_one(trust):
    refusal = refusal_of("UPDATE portfolio_bankaccount SET purpose = 'operating'")

    assert "what stays as it was written" in refusal


def test_payments_are_deposited_in_the_propertys_own_account(oak_court):
    theirs = make_property(code="ELM01", name="Elm Court").bank_accounts.get(purpose="operating")
    change = "UPDATE portfolio_depositroute SET bank_account_id = %s WHERE property_id = %s"

    assert "of their own property" in refusal_of(change, [theirs.id, oak_court.id])


def test_a_task_goes_on_being_of_what_it_was_raised_for(oak_court):
    operations.raise_task(kind="noted", subject="it", text="Look at it.", now=NOW)

    refusal = refusal_of("UPDATE portfolio_stafftask SET subject = 'another'")

    assert "what stays as it was written" in refusal
    assert StaffTask.objects.get().subject == "it"
