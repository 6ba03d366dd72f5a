import pytest

from rentrail.formats.nacha import transactions
from rentrail.formats.nacha.transactions import AccountType, Direction, EntryKind


def test_the_codes_are_those_of_the_rulebook():
    assert sorted(transactions.TRANSACTION_CODES) == [
        *range(21, 25), *range(26, 30), *range(31, 35), *range(36, 40),
        *range(41, 45), *range(46, 50), *range(51, 57), *range(81, 89),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "account_type", "direction", "kind"),
    [
        (22, AccountType.CHECKING, Direction.CREDIT, EntryKind.LIVE),
        (28, AccountType.CHECKING, Direction.DEBIT, EntryKind.PRENOTE),
        (37, AccountType.SAVINGS, Direction.DEBIT, EntryKind.LIVE),
        (44, AccountType.GENERAL_LEDGER, Direction.CREDIT, EntryKind.ZERO_DOLLAR),
        (51, AccountType.LOAN, Direction.CREDIT, EntryKind.RETURN_OR_NOC),
        (55, AccountType.LOAN, Direction.DEBIT, EntryKind.LOAN_REVERSAL),
        (56, AccountType.LOAN, Direction.DEBIT, EntryKind.RETURN_OR_NOC),
        (81, AccountType.ACCOUNTING, Direction.CREDIT, EntryKind.ADVICE),
        (88, AccountType.ACCOUNTING, Direction.DEBIT, EntryKind.ADVICE),
    ],
)
def test_a_code_says_account_direction_and_kind(code, account_type, direction, kind):
    found = transactions.TRANSACTION_CODES[code]

    assert (found.account_type, found.direction, found.kind) == (account_type, direction, kind)


@pytest.mark.parametrize(
    ("code", "returned"), [(22, 21), (23, 21), (27, 26), (38, 36), (47, 46), (52, 51), (55, 56)]
)
def test_an_entry_comes_back_under_its_return_code(code, returned):
    assert transactions.return_code_for(code) == returned


def test_an_advice_does_not_come_back():
    with pytest.raises(ValueError, match="no return_or_noc credit of a accounting account"):
        transactions.return_code_for(81)
