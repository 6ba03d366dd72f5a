"""The chart of accounts of a property's book, with its usual general-ledger numbers (LED-3)."""

from collections.abc import Iterable, Mapping

from rentrail.ledger.models import LedgerAccountKind
from rentrail.ledger.operations import AccountDraft
from rentrail.portfolio.models import LedgerName, TransactionCode

ASSET, LIABILITY, EQUITY, INCOME, EXPENSE = (
    LedgerAccountKind.ASSET,
    LedgerAccountKind.LIABILITY,
    LedgerAccountKind.EQUITY,
    LedgerAccountKind.INCOME,
    LedgerAccountKind.EXPENSE,
)

RECEIVABLE_KEYS = {
    LedgerName.RESIDENT: "resident-receivable",
    LedgerName.DEPOSIT: "deposit-receivable",
}

STANDING_ACCOUNTS: tuple[tuple[str, str, str, LedgerAccountKind], ...] = (
    ("operating-cash", "1000", "Operating cash", ASSET),
    ("trust-cash", "1010", "Trust cash", ASSET),
    ("undeposited-funds", "1050", "Undeposited funds", ASSET),
    ("ach-clearing", "1100", "ACH clearing", ASSET),
    ("trust-ach-clearing", "1110", "Trust ACH clearing", ASSET),
    ("cc-in-transit", "1150", "Cards in transit", ASSET),
    ("resident-receivable", "1200", "Resident receivable", ASSET),
    ("deposit-receivable", "1210", "Deposit receivable", ASSET),
    ("reserve-receivable", "1300", "Reserve receivable", ASSET),
    ("due-from-properties", "1400", "Due from other properties", ASSET),
    ("security-deposits-held", "2000", "Security deposits held", LIABILITY),
    ("due-to-properties", "2400", "Due to other properties", LIABILITY),
    ("opening-balances", "3000", "Opening balances", EQUITY),
    ("ach-fee-expense", "6000", "ACH fees", EXPENSE),
    ("card-expense", "6010", "Card expense", EXPENSE),
)
FIRST_INCOME_NUMBER = 4000
INCOME_NUMBER_STEP = 10


def accounts_of_a_property(
    *, charge_codes: Iterable[TransactionCode], numbers: Mapping[str, str]
) -> list[AccountDraft]:
    """List a property's ledger accounts: the standing ones and one income account per charge code.

    ``numbers`` are the owner's own general-ledger numbers by account key, where they differ.
    """
    standing = [
        AccountDraft(key=key, number=numbers.get(key, number), name=name, kind=kind)
        for key, number, name, kind in STANDING_ACCOUNTS
    ]
    return standing + _income_accounts(charge_codes, numbers)


def _income_accounts(
    codes: Iterable[TransactionCode], numbers: Mapping[str, str]
) -> list[AccountDraft]:
    names = {
        code.account_key: code.name
        for code in codes
        if code.ledger == LedgerName.RESIDENT and code.account_key
    }
    return [
        AccountDraft(
            key=key,
            number=numbers.get(key, str(FIRST_INCOME_NUMBER + INCOME_NUMBER_STEP * place)),
            name=name,
            kind=INCOME,
        )
        for place, (key, name) in enumerate(names.items())
    ]
