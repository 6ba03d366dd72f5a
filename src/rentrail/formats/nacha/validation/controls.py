"""The control records: what they say is counted and added up again."""

from collections.abc import Iterable
from dataclasses import dataclass

from rentrail.formats.nacha.file import AchFile, Batch
from rentrail.formats.nacha.problems import Findings
from rentrail.formats.nacha.records import BatchControl, FileControl
from rentrail.formats.nacha.transactions import TRANSACTION_CODES, Direction
from rentrail.formats.nacha.validation import shape

HASH_MODULUS = 10**10
BLOCKING_FACTOR = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """What a control record must say."""

    entry_addenda_count: int
    entry_hash: int
    total_debit_cents: int
    total_credit_cents: int


def totals_of(batch: Batch) -> Totals:
    """Count and add up the entries of a batch."""
    hashed = debits = credits_ = addenda = 0
    for entry in batch.entries:
        detail = entry.detail
        addenda += len(entry.addenda)
        rdfi = detail.rdfi_identification
        hashed += int(rdfi) if rdfi.isascii() and rdfi.isdigit() else 0
        known = TRANSACTION_CODES.get(detail.transaction_code)
        if known and known.direction is Direction.CREDIT:
            credits_ += detail.amount_cents
        elif known:
            debits += detail.amount_cents
    return Totals(
        entry_addenda_count=len(batch.entries) + addenda,
        entry_hash=hashed % HASH_MODULUS,
        total_debit_cents=debits,
        total_credit_cents=credits_,
    )


def check_batch(batch: Batch, findings: Findings) -> None:
    """Check a batch control against its batch."""
    control, line = batch.control, batch.control_line
    if control is None:
        return
    shape.check(control, findings, line=line)
    _compare(control, totals_of(batch), "batch", findings, line=line)
    for name in (
        "service_class_code", "company_identification", "odfi_identification", "batch_number",
    ):  # fmt: skip
        expected = getattr(batch.header, name)
        if getattr(control, name) != expected:
            findings.of_field(
                f"batch.control-{name.replace('_', '-')}", control, name, line=line,
                message="This differs from the batch header.", expected=str(expected),
            )  # fmt: skip


def check_file(file: AchFile, findings: Findings) -> None:
    """Check the file control against the batches."""
    control, line = file.control, file.control_line
    if control is None:
        return
    _compare(control, _sum(totals_of(batch) for batch in file.batches), "file", findings, line=line)
    for name, expected in (
        ("batch_count", len(file.batches)),
        ("block_count", -(-line // BLOCKING_FACTOR)),
    ):
        if getattr(control, name) != expected:
            findings.of_field(
                f"file.{name.replace('_', '-')}", control, name, line=line,
                message=f"The file has {expected}.", expected=str(expected),
            )  # fmt: skip


def _compare(
    control: BatchControl | FileControl,
    totals: Totals,
    level: str,
    findings: Findings,
    *,
    line: int,
) -> None:
    for name in (
        "entry_addenda_count", "entry_hash", "total_debit_cents", "total_credit_cents",
    ):  # fmt: skip
        found = getattr(totals, name)
        if getattr(control, name) != found:
            findings.of_field(
                f"{level}.{name.replace('_', '-')}", control, name, line=line,
                message=f"The entries come to {found}.", expected=str(found),
            )  # fmt: skip


def _sum(parts: Iterable[Totals]) -> Totals:
    count = hashed = debits = credits_ = 0
    for part in parts:
        count += part.entry_addenda_count
        hashed += part.entry_hash
        debits += part.total_debit_cents
        credits_ += part.total_credit_cents
    return Totals(
        entry_addenda_count=count,
        entry_hash=hashed % HASH_MODULUS,
        total_debit_cents=debits,
        total_credit_cents=credits_,
    )
