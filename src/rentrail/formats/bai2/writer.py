"""Writing a BAI2 file, for tests and demonstrations: banks write them, we read them."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from rentrail.formats.bai2.records import BalanceFile, Statement, Transaction


def render(file: BalanceFile) -> bytes:
    """Write a file with one group for each run of statements of one day, all totals worked out."""
    lines = [_file_header(file)]
    total = group_count = 0
    for (as_of_date, currency), statements in groupby(
        file.statements, key=lambda one: (one.as_of_date, one.currency)
    ):
        group_lines, group_total = _group(file, as_of_date, currency, statements)
        lines += group_lines
        total += group_total
        group_count += 1
    lines.append(f"99,{total},{group_count},{len(lines) + 1}/")
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def _file_header(file: BalanceFile) -> str:
    created = _day(file.file_creation_date)
    start = f"01,{file.sender},{file.receiver},{created},{file.file_creation_time}"
    return f"{start},{file.file_identification},,,2/"


def _group(
    file: BalanceFile, as_of_date: date | None, currency: str, statements: Iterable[Statement]
) -> tuple[list[str], int]:
    lines = [f"02,{file.receiver},{file.sender},1,{_day(as_of_date)},,{currency},2/"]
    total = account_count = 0
    for statement in statements:
        account_lines, account_total = _account(statement)
        lines += account_lines
        total += account_total
        account_count += 1
    lines.append(f"98,{total},{account_count},{len(lines) + 1}/")
    return lines, total


def _account(statement: Statement) -> tuple[list[str], int]:
    balances = "".join(
        f",{one.type_code},{one.amount_cents},{'' if one.item_count is None else one.item_count},"
        for one in statement.balances
    )
    lines = [f"03,{statement.bank_account_number},{statement.currency}{balances or ',,,,'}/"]
    lines += [_transaction(one) for one in statement.transactions]
    total = sum(one.amount_cents for one in statement.balances)
    total += _sum(statement.transactions)
    lines.append(f"49,{total},{len(lines) + 1}/")
    return lines, total


def _transaction(one: Transaction) -> str:
    start = f"16,{one.type_code},{one.amount_cents},{one.funds_type}"
    return f"{start},{one.bank_reference},{one.customer_reference},{one.text}/"


def _sum(transactions: Sequence[Transaction]) -> int:
    return sum(one.amount_cents for one in transactions)


def _day(value: date | None) -> str:
    return value.strftime("%y%m%d") if value else ""
