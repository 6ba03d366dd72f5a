"""Reading a BAI2 file: its statements, with all control totals added up again."""

from dataclasses import dataclass, field
from datetime import date

from rentrail.formats.bai2.fields import (
    LogicalRecord,
    amount_of,
    date_of,
    funds_width,
    logical_records,
)
from rentrail.formats.bai2.records import Balance, BalanceFile, Statement, Transaction, side_of
from rentrail.primitives.problems import Problem, Severity


def read(data: bytes | str) -> BalanceFile:
    """Read a file of balances and transactions.

    It reads on after a fault: what is wrong stands in `problems`, and a file with errors is not
    to be booked from.
    """
    content = data if isinstance(data, str) else data.decode("latin-1")
    reading = _Reading()
    for record in logical_records(content):
        reading.take(record)
    return reading.finished()


def recognise(data: bytes) -> bool:
    """Tell whether these bytes are a BAI2 file, by its first record."""
    first = data.lstrip().split(b"\n", 1)[0].strip()
    return (
        first.startswith(b"01,") and first.count(b",") >= 7 and first.rstrip(b"/ ").endswith(b",2")
    )


@dataclass
class _Level:
    """What the control record of an account, a group or the file must say."""

    total_cents: int = 0
    part_count: int = 0
    line_count: int = 0

    def add(self, part: "_Level") -> None:
        self.total_cents += part.total_cents
        self.part_count += 1
        self.line_count += part.line_count


@dataclass
class _Reading:
    problems: list[Problem] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    header: list[str] | None = None
    file: _Level = field(default_factory=_Level)
    group: _Level | None = None
    account: _Level | None = None
    as_of_date: date | None = None
    currency: str = "USD"
    number: str = ""
    account_currency: str = ""
    account_line: int = 0
    balances: list[Balance] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    is_closed: bool = False

    def take(self, record: LogicalRecord) -> None:
        """Read the next record."""
        level = self.account or self.group or self.file
        if record.code in ("01", "99"):
            level = self.file
        if self.is_closed:
            self._report("file.order", record, "Nothing may follow the file trailer.")
        match record.code:
            case "01":
                self.file.line_count += record.line_count
                self._take_file_header(record)
            case "02":
                self._take_group_header(record)
            case "03":
                self._take_account(record)
            case "16":
                level.line_count += record.line_count
                self._take_transaction(record)
            case "49":
                self._close_account(record)
            case "98":
                self._close_group(record)
            case "99":
                self._close_file(record)
            case code:
                level.line_count += record.line_count
                self._report("file.record-code", record, f"{code!r} is no record code.")

    def finished(self) -> BalanceFile:
        """Give the file, when the last record was read."""
        header = self.header or []
        if self.header is None:
            self._report("file.header-missing", None, "The file does not start with a header.")
        if not self.is_closed:
            message = "The file has no trailer: it may be cut off."
            self._report("file.trailer-missing", None, message)
        return BalanceFile(
            sender=_at(header, 0),
            receiver=_at(header, 1),
            file_creation_date=date_of(_at(header, 2)),
            file_creation_time=_at(header, 3),
            file_identification=_at(header, 4),
            statements=tuple(self.statements),
            problems=tuple(self.problems),
        )

    def _take_file_header(self, record: LogicalRecord) -> None:
        if self.header is not None:
            self._report("file.order", record, "A second file header.")
        self.header = record.body.split(",")
        if _at(self.header, 7) != "2":
            self._report("file.version", record, "The file is not of BAI version 2.")

    def _take_group_header(self, record: LogicalRecord) -> None:
        if self.group or self.account:
            self._report("file.order", record, "The group before has no trailer.")
        values = record.body.split(",")
        self.group = _Level(line_count=record.line_count)
        self.as_of_date = date_of(_at(values, 3))
        self.currency = _at(values, 5) or "USD"
        if self.as_of_date is None:
            self._report("group.as-of-date", record, "This is no date as YYMMDD.", _at(values, 3))

    def _take_account(self, record: LogicalRecord) -> None:
        if self.group is None or self.account:
            self._report("file.order", record, "This account is in no group, or the last is open.")
        values = record.body.split(",")
        self.account = _Level(line_count=record.line_count)
        self.number, self.account_line = _at(values, 0), record.line
        self.account_currency = _at(values, 1) or self.currency
        self.balances, self.transactions = [], []
        self._take_balances(record, values[2:])

    def _take_balances(self, record: LogicalRecord, values: list[str]) -> None:
        while values:
            type_code, amount, count = _at(values, 0), _at(values, 1), _at(values, 2)
            values = values[3 + funds_width(values[3:]) :]
            if not type_code:
                continue
            cents = amount_of(amount) if amount else 0
            if cents is None:
                self._report("account.amount", record, "This is no amount.", amount)
            elif amount and self.account:
                self.account.total_cents += cents
                items = int(count) if count.isascii() and count.isdigit() else None
                self.balances.append(
                    Balance(type_code=type_code, amount_cents=cents, item_count=items)
                )

    def _take_transaction(self, record: LogicalRecord) -> None:
        if self.account is None:
            self._report("file.order", record, "This transaction is in no account.")
            return
        values = record.body.split(",")
        type_code, amount = _at(values, 0), _at(values, 1)
        cents = amount_of(amount) if amount else 0
        if cents is None or cents < 0:
            self._report("transaction.amount", record, "This is no amount.", amount)
            return
        self.account.total_cents += cents
        side = side_of(type_code)
        if side is None:
            message = "This type code moves no money, and is left out."
            self._report("transaction.type-code", record, message, type_code, Severity.WARNING)
            return
        rest = values[2 + funds_width(values[2:]) :]
        self.transactions.append(
            Transaction(
                type_code=type_code,
                side=side,
                amount_cents=cents,
                bank_reference=_at(rest, 0),
                customer_reference=_at(rest, 1),
                text=",".join(rest[2:]),
                funds_type=_at(values, 2),
                line=record.line,
            )
        )

    def _close_account(self, record: LogicalRecord) -> None:
        if self.account is None:
            self._report("file.order", record, "This account trailer ends no account.")
            return
        self.account.line_count += record.line_count
        values = record.body.split(",")
        self._compare("account.total", record, _at(values, 0), self.account.total_cents)
        self._compare("account.record-count", record, _at(values, 1), self.account.line_count)
        self.statements.append(
            Statement(
                bank_account_number=self.number,
                as_of_date=self.as_of_date,
                currency=self.account_currency,
                balances=tuple(self.balances),
                transactions=tuple(self.transactions),
                line=self.account_line,
            )
        )
        (self.group or self.file).add(self.account)
        self.account = None

    def _close_group(self, record: LogicalRecord) -> None:
        if self.group is None or self.account:
            self._report("file.order", record, "This group trailer ends no group, or too early.")
        group = self.group or _Level()
        group.line_count += record.line_count
        self._compare_level("group", "account-count", record, group)
        self.file.add(group)
        self.group = None

    def _close_file(self, record: LogicalRecord) -> None:
        if self.group or self.account:
            self._report("file.order", record, "The group before has no trailer.")
        self.file.line_count += record.line_count
        self._compare_level("file", "group-count", record, self.file)
        self.is_closed = True

    def _compare_level(self, name: str, parts: str, record: LogicalRecord, level: _Level) -> None:
        values = record.body.split(",")
        self._compare(f"{name}.total", record, _at(values, 0), level.total_cents)
        self._compare(f"{name}.{parts}", record, _at(values, 1), level.part_count)
        self._compare(f"{name}.record-count", record, _at(values, 2), level.line_count)

    def _compare(self, rule: str, record: LogicalRecord, value: str, expected: int) -> None:
        if amount_of(value) != expected:
            message = f"The trailer says {value or 'nothing'}; it comes to {expected}."
            self._report(rule, record, message, value, expected=str(expected))

    def _report(
        self,
        rule: str,
        record: LogicalRecord | None,
        message: str,
        value: str | None = None,
        severity: Severity = Severity.ERROR,
        expected: str | None = None,
    ) -> None:
        self.problems.append(
            Problem(
                severity=severity,
                rule=rule,
                message=message,
                line=record.line if record else None,
                record=record.code if record else None,
                value=value,
                expected=expected,
            )
        )


def _at(values: list[str], place: int) -> str:
    return values[place].strip() if place < len(values) else ""
