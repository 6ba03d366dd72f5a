"""A property's bank accounts, and which payments are deposited where (ORG-3)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from rentrail.formats.nacha.routing import is_valid_routing_number
from rentrail.identity import vault
from rentrail.ledger import operations as ledger
from rentrail.ledger.models import LedgerAccount, LedgerAccountKind
from rentrail.portfolio.models import (
    BankAccount,
    BankAccountPurpose,
    BatchType,
    DepositRoute,
    LedgerName,
    Property,
)
from rentrail.primitives import ids

ACCOUNT_DIGITS_MAX = 17
CASH_AND_CLEARING_KEYS = {
    BankAccountPurpose.OPERATING: ("operating-cash", "ach-clearing"),
    BankAccountPurpose.TRUST: ("trust-cash", "trust-ach-clearing"),
}


class RoutingNumberNotValid(Exception):
    """No bank can have this routing number. The text is fit to show a person."""


class AccountNumberNotValid(Exception):
    """No bank account can have this number. The text is fit to show a person."""


class BankAccountKnown(Exception):
    """The property has this bank account already. The text is fit to show a person."""


class DepositNeedsTrustAccount(Exception):
    """Deposit money was about to go to an operating account. The text is fit to show a person."""


@transaction.atomic
def add_bank_account(
    *,
    property_id: int,
    name: str,
    purpose: BankAccountPurpose,
    routing_number: str,
    account_number: str,
    now: datetime,
) -> BankAccount:
    """Add a bank account to a property: its number sealed, with cash and clearing accounts.

    Raises:
        RoutingNumberNotValid: the routing number's check digit is wrong.
        AccountNumberNotValid: the account number is empty, too long or not of digits and letters.
        BankAccountKnown: the property has it already.
    """
    _refuse_impossible_numbers(routing_number, account_number)
    property_ = Property.objects.select_for_update(no_key=True).get(id=property_id)
    cash, clearing = _ledger_accounts_for(property_, purpose=purpose, name=name)
    public_id = ids.new_public_id("bank", now=now)
    try:
        with transaction.atomic():
            added: BankAccount = BankAccount.objects.create(
                public_id=public_id,
                property=property_,
                name=name,
                purpose=purpose,
                routing_number=routing_number,
                account_number_sealed=vault.seal(account_number, context=sealed_for(public_id)),
                account_number_hash=vault.keyed_hash(routing_number, account_number),
                last_four=account_number[-4:],
                cash_account=cash,
                clearing_account=clearing,
            )
    except IntegrityError as problem:
        raise BankAccountKnown(f"{property_} has this bank account already.") from problem
    return added


@transaction.atomic
def route_deposits(
    *, property_id: int, ledger_name: LedgerName, batch_type: BatchType, bank_account_id: int
) -> DepositRoute:
    """Say to which bank account a ledger's payments of a batch type go.

    Raises:
        DepositNeedsTrustAccount: deposit money would land in an operating account.
    """
    bank_account = BankAccount.objects.get(id=bank_account_id, property_id=property_id)
    if ledger_name == LedgerName.DEPOSIT and bank_account.purpose != BankAccountPurpose.TRUST:
        raise DepositNeedsTrustAccount(
            f"Deposits are held in trust: {bank_account.name} is an operating account."
        )
    route: DepositRoute
    route, _ = DepositRoute.objects.update_or_create(
        property_id=property_id,
        ledger=ledger_name,
        batch_type=batch_type,
        defaults={"bank_account": bank_account},
    )
    return route


def sealed_for(public_id: str) -> str:
    """Name the row that a bank account's number is sealed for, in the vault's words."""
    return f"bank_account:{public_id}"


def _refuse_impossible_numbers(routing_number: str, account_number: str) -> None:
    if not is_valid_routing_number(routing_number):
        raise RoutingNumberNotValid(f"{routing_number} is not a bank's routing number.")
    plain = account_number.replace("-", "")
    if not (plain.isascii() and plain.isalnum() and len(account_number) <= ACCOUNT_DIGITS_MAX):
        raise AccountNumberNotValid("An account number has up to 17 digits, letters or hyphens.")


def _ledger_accounts_for(
    property_: Property, *, purpose: BankAccountPurpose, name: str
) -> list[LedgerAccount]:
    """Give cash and clearing account: the chart's for the first bank account, own ones after it."""
    earlier_count = BankAccount.objects.filter(property=property_, purpose=purpose).count()
    accounts = [
        LedgerAccount.objects.get(book_id=property_.book_id, key=key)
        for key in CASH_AND_CLEARING_KEYS[purpose]
    ]
    if not earlier_count:
        return accounts
    return [_add_sister(account, place=earlier_count + 1, name=name) for account in accounts]


def _add_sister(account: LedgerAccount, *, place: int, name: str) -> LedgerAccount:
    return ledger.add_account(
        book_id=account.book_id,
        account=ledger.AccountDraft(
            key=f"{account.key}-{place}",
            number=f"{account.number}-{place}",
            name=f"{account.name}, {name}"[:80],
            kind=LedgerAccountKind(account.kind),
        ),
    )
