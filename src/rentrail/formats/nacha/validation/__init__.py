"""All that is wrong with a file, told at once: by the format, by Nacha's rules, by the bank's.

This is the exact path: it reads every record as its layout declares it, and says of each fault
where it is and what is expected. What is checked is listed in `rules`.

Source: [NACHA] Appendices Two (edits), Three (records), Four and Five (returns and notifications
of change).
"""

from collections.abc import Callable, Container
from datetime import date
from io import SEEK_END, BufferedReader, BytesIO, FileIO
from typing import BinaryIO, TypeGuard

from rentrail.formats.nacha.bank_rules import BankRules
from rentrail.formats.nacha.file import AchFile
from rentrail.formats.nacha.garbage import no_collection
from rentrail.formats.nacha.lines import Source
from rentrail.formats.nacha.problems import Problem
from rentrail.formats.nacha.validation.checker import Checker
from rentrail.formats.nacha.validation.settings import FileIdentity, Settings, identity_of
from rentrail.formats.nacha.walking import walk_file, walk_source
from rentrail.primitives.holidays import is_banking_day as is_federal_reserve_day

LARGE = 1_000_000  # bytes; a smaller file is done before the columns have started up


@no_collection()
def validate(
    source: AchFile | Source,
    *,
    today: date | None = None,
    is_banking_day: Callable[[date], bool] = is_federal_reserve_day,
    known_files: Container[FileIdentity] = (),
    known_traces: Container[str] = (),
    bank: BankRules | None = None,
) -> list[Problem]:
    """Say all that is wrong with a file, in the order of its lines.

    Args:
        source: what was parsed, the content of a file, or an open binary file.
        today: the day of processing; without it, dates are not checked for being past or far.
        is_banking_day: the calendar that entries settle by; the Federal Reserve's unless told.
        known_files: the identities of files sent before, to find one sent twice.
        known_traces: the trace numbers of entries sent before.
        bank: what the originating bank asks for beside.
    """
    settings = Settings(
        today=today,
        is_banking_day=is_banking_day,
        known_files=known_files,
        known_traces=known_traces,
        bank=bank,
    )
    if isinstance(source, AchFile):
        checker = Checker(settings)
        walk_file(source, checker)
        return checker.finished(line_end=source.line_end)
    if _is_large(source):
        found = _by_columns(source, settings)
        if found is not None:
            return found
    checker = Checker(settings)
    return checker.finished(line_end=walk_source(source, checker).line_end)


def problems_of_the_whole(source: AchFile | Source) -> list[Problem]:
    """Say what shows that a file is not whole: lines lost or cut, sums that do not agree.

    What is odd in an entry is not told: whoever takes a bank's file applies what is sound in it.
    """
    return [problem for problem in validate(source) if problem.rule in _OF_THE_WHOLE]


_OF_THE_WHOLE = frozenset(
    {
        "file.characters", "file.line-ends", "file.blank-line", "file.record-length",
        "file.record-type", "file.order", "file.header-missing", "file.control-missing",
        "file.control-layout", "file.batch-count", "file.block-count", "file.entry-addenda-count",
        "file.entry-hash", "file.total-debit", "file.total-credit", "field.numeric",
        "batch.control-missing", "batch.control-service-class", "batch.control-odfi",
        "batch.control-company-identification", "batch.control-number",
        "batch.entry-addenda-count", "batch.entry-hash", "batch.total-debit", "batch.total-credit",
    }
)  # fmt: skip


def _is_large(source: Source) -> TypeGuard[bytes | str | BinaryIO]:
    """Tell whether columns are worth their start-up; and that a file can be read anywhere."""
    if isinstance(source, bytes | str):
        return len(source) >= LARGE
    if not isinstance(source, BufferedReader | FileIO | BytesIO) or not source.seekable():
        return False
    start = source.tell()
    size = source.seek(0, SEEK_END) - start
    source.seek(start)
    return size >= LARGE


def _by_columns(source: bytes | str | BinaryIO, settings: Settings) -> list[Problem] | None:
    """Validate a file by columns; None where it can't be read so."""
    from rentrail.formats.nacha.columns import scan

    return scan.validate(scan.opened(source), settings)


__all__ = [
    "BankRules",
    "FileIdentity",
    "Settings",
    "identity_of",
    "problems_of_the_whole",
    "validate",
]
