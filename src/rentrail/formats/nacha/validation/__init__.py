"""What an ACH operator, or the receiving bank, would reject in a file: all of it, at once.

Source: [NACHA] Appendix Two (edits), Appendix Three (records), Appendices Four and Five (returns
and notifications of change).
"""

from collections.abc import Callable, Collection
from datetime import date
from typing import NamedTuple

from rentrail.formats.nacha import reader
from rentrail.formats.nacha.file import AchFile
from rentrail.formats.nacha.problems import Findings, Problem
from rentrail.formats.nacha.validation import batches, controls, dates, entries, files


class FileIdentity(NamedTuple):
    """What must differ between two files of one sender."""

    immediate_origin: str
    file_creation_date: str
    file_creation_time: str
    file_id_modifier: str


def validate(
    file: AchFile | bytes | str,
    *,
    today: date | None = None,
    is_banking_day: Callable[[date], bool] | None = None,
    known_files: Collection[FileIdentity] = (),
) -> list[Problem]:
    """Say all that is wrong with a file, in the order of its lines.

    Args:
        file: what was read, or the bytes to read.
        today: the day of processing; without it dates are checked for their form only.
        is_banking_day: the calendar of the Federal Reserve; without it weekends pass.
        known_files: the files sent before, to find one sent twice.
    """
    read = file if isinstance(file, AchFile) else reader.read(file)
    findings = Findings(list(read.problems))
    files.check(read, findings)
    if read.header and identity_of(read) in known_files:
        findings.of_line(
            "file.duplicate",
            1,
            "A file with this origin, date, time and ID modifier went out before.",
        )
    for batch in read.batches:
        batches.check(batch, findings)
        entries.check(batch, findings)
        dates.check(batch, findings, today=today, is_banking_day=is_banking_day)
        controls.check_batch(batch, findings)
    controls.check_file(read, findings)
    return sorted(findings.problems, key=lambda problem: problem.line or read.line_count + 1)


def identity_of(file: AchFile) -> FileIdentity | None:
    """Give what tells this file from all others of its sender; None without a file header."""
    header = file.header
    if header is None:
        return None
    return FileIdentity(
        immediate_origin=header.immediate_origin.strip(),
        file_creation_date=header.file_creation_date,
        file_creation_time=header.file_creation_time,
        file_id_modifier=header.file_id_modifier,
    )


__all__ = ["FileIdentity", "identity_of", "validate"]
