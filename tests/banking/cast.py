"""What banking stories share: a bank reached through folders, its answers, and a moved day."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.cast import NOW, ROUTING_NUMBER, TODAY

from rentrail.banking import contents, operations
from rentrail.banking.models import BankConnection, BankFile, Clearing, InboundFile
from rentrail.formats import nacha
from rentrail.payments import operations as payments
from rentrail.portfolio.models import BankAccount

ORIGIN = "1234567890"
CLEARING_ACCOUNT = "9000001"


Sent = tuple[nacha.BatchHeader | nacha.IatBatchHeader, nacha.EntryDetail]


@dataclass(frozen=True, kw_only=True)
class FolderBank:
    """A bank's side of a connection: what it takes, and what it leaves for us."""

    connection: BankConnection
    outgoing: Path
    incoming: Path

    @property
    def received(self) -> list[Path]:
        """The files that were put there for the bank, by name."""
        return sorted(self.outgoing.iterdir())

    def leaves(self, content: bytes, *, name: str) -> None:
        """Leave a file for us."""
        (self.incoming / name).write_bytes(content)

    def acknowledges(self, file: BankFile, **changes: Any) -> None:
        """Leave the acknowledgement of a file."""
        self.leaves(acknowledgement_of(file, **changes), name=f"ACK-{file.public_id}.csv")


def make_bank(
    root: Path,
    *bank_accounts: BankAccount,
    clearing: Clearing = Clearing.DIRECT,
    name: str = "First Bank",
    **settings: Any,
) -> FolderBank:
    """Connect a bank through folders, and originate for bank accounts over it."""
    folders = {key: root / key for key in ("outgoing", "incoming", "archive")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    is_central = clearing == Clearing.CENTRAL
    connection = operations.add_connection(
        name=name,
        clearing=clearing,
        odfi_identification=ROUTING_NUMBER[:8],
        immediate_destination=ROUTING_NUMBER,
        immediate_destination_name="FIRST BANK",
        immediate_origin=ORIGIN,
        immediate_origin_name="OAK HOMES",
        transport="folder",
        transport_settings={
            **{f"{key}_directory": str(folder) for key, folder in folders.items()},
            **settings.pop("transport_settings", {}),
        },
        clearing_routing_number=ROUTING_NUMBER if is_central else "",
        clearing_account_number=CLEARING_ACCOUNT if is_central else "",
        now=NOW,
        **settings,
    )
    for number, bank_account in enumerate(bank_accounts, 1):
        operations.add_originator(
            bank_account_id=bank_account.id,
            connection_id=connection.id,
            company_name="OAK COURT",
            company_identification=ORIGIN if is_central else f"100000000{number}",
        )
    return FolderBank(
        connection=connection, outgoing=folders["outgoing"], incoming=folders["incoming"]
    )


def at(day: date) -> datetime:
    """Give the morning of a day, as the first day's."""
    return NOW + (day - TODAY)


def build(day: date = TODAY) -> list[BankFile]:
    """Close the batches of a day and build its files; give the new ones."""
    known = list(BankFile.objects.values_list("id", flat=True))
    payments.close_batches(banking_date=day, now=at(day))
    operations.build_files(business_date=day, now=at(day))
    return list(BankFile.objects.exclude(id__in=known).order_by("id"))


def send(day: date = TODAY) -> BankFile:
    """Build and send the one file of a day."""
    [file] = build(day)
    operations.send_files(now=at(day))
    file.refresh_from_db()
    return file


def receive(day: date = TODAY) -> dict[str, int]:
    """Fetch and apply what the bank has left."""
    operations.fetch(now=at(day))
    return operations.apply_inbound(now=at(day))


def accept(bank: FolderBank, file: BankFile, *, day: date = TODAY) -> BankFile:
    """Let the bank accept a file, and apply its word."""
    bank.acknowledges(file)
    receive(day)
    file.refresh_from_db()
    return file


def acknowledgement_of(file: BankFile, **changes: Any) -> bytes:
    """Write the acknowledgement of a file, with what the bank tells otherwise."""
    told = {
        "outcome": "ACCEPTED",
        "count": file.entry_addenda_count,
        "debits": file.total_debit_cents,
        "credits": file.total_credit_cents,
        "reason": "",
        "batches": (),
        **changes,
    }
    rows = [
        f"FILE,{ROUTING_NUMBER},{ORIGIN},{file.creation_date:%y%m%d},{file.creation_time},"
        f"{file.file_id_modifier},{told['outcome']},{told['count']},{told['debits']},"
        f"{told['credits']},{told['reason']}",
        *(f"BATCH,{number},REJECTED,Not today" for number in told["batches"]),
    ]
    return "\n".join(["ACK,1", *rows, f"END,{len(rows)}", ""]).encode()


def entries_of(file: BankFile) -> list[Sent]:
    """Read the entries of a file as the bank does."""
    read = nacha.parse(contents.content_of(file))
    return [(batch.header, entry.detail) for batch in read.batches for entry in batch.entries]


def returns_of(
    entries: Sequence[Sent],
    *,
    return_code: str = "R01",
    day: date = TODAY,
    modifier: str = "R",
    **changes: Any,
) -> bytes:
    """Write a file in which payers' banks return entries."""
    answers = [
        nacha.return_for(
            header,
            nacha.Entry(detail),
            return_code=return_code,
            trace_number=f"{detail.rdfi_identification}{number:07}",
            **changes,
        )
        for number, (header, detail) in enumerate(entries, ord(modifier) * 1000)
    ]
    return _file(_header(day, modifier), answers)


def notification_of(
    entry: Sent,
    *,
    change_code: str,
    corrected_data: str,
    day: date = TODAY,
) -> bytes:
    """Write a file in which a payer's bank asks for a change."""
    wish = (entry, change_code, corrected_data)
    return _file(_header(day, "N"), [_notification(*wish)])


def answers_of(
    *,
    returns: Sequence[Sent],
    notifications: Sequence[tuple[Sent, str, str]],
    day: date = TODAY,
) -> bytes:
    """Write a file with both: entries sent back as R01, and changes asked for."""
    sent_back = [
        nacha.return_for(
            header,
            nacha.Entry(detail),
            return_code="R01",
            trace_number=f"{detail.rdfi_identification}{n:07}",
        )
        for n, (header, detail) in enumerate(returns, 1)
    ]
    asked = [_notification(*wish) for wish in notifications]
    return _file(_header(day, "B"), [*sent_back, *asked])


def statement_of(
    *, account: str, day: date, opening_cents: int, lines: Sequence[tuple[str, int, str, str]]
) -> bytes:
    """Write a BAI2 statement of an account: lines of type code, cents, reference and text."""
    signed = [cents if code < "400" else -cents for code, cents, _, _ in lines]
    closing = opening_cents + sum(signed)
    body = [f"16,{code},{cents},,0001,{reference},{text}" for code, cents, reference, text in lines]
    total = opening_cents + closing + sum(cents for _, cents, _, _ in lines)
    return "\n".join(
        [
            f"01,{ROUTING_NUMBER},CUSTOMER,{day:%y%m%d},0500,1,,,2/",
            f"02,CUSTOMER,{ROUTING_NUMBER},1,{day:%y%m%d},2359,USD,2/",
            f"03,{account},USD,010,{opening_cents},,,015,{closing},,/",
            *body,
            f"49,{total},{len(body) + 2}/",
            f"98,{total},1,{len(body) + 4}/",
            f"99,{total},1,{len(body) + 6}/",
            "",
        ]
    ).encode()


def inbound_of(content: bytes) -> InboundFile:
    """Find a file from the bank by its content."""
    return InboundFile.objects.get(digest=hashlib.sha256(content).hexdigest())


def days(count: int) -> timedelta:
    """Give a number of days."""
    return timedelta(days=count)


def _header(day: date, modifier: str) -> nacha.FileHeader:
    return nacha.FileHeader(
        immediate_destination=f"{ORIGIN:>10}",
        immediate_origin=f"{ROUTING_NUMBER:>10}",
        file_creation_date=f"{day:%y%m%d}",
        file_creation_time="0600",
        file_id_modifier=modifier,
    )


def _notification(entry: Sent, change_code: str, corrected_data: str) -> nacha.Batch:
    header, detail = entry
    return nacha.notification_for(
        header,
        nacha.Entry(detail),
        change_code=change_code,
        corrected_data=corrected_data,
        trace_number=f"{detail.rdfi_identification}0000099",
    )


def _file(header: nacha.FileHeader, answers: Sequence[nacha.Batch]) -> bytes:
    return nacha.write(nacha.file_of(header, answers, renumbered=True))
