"""All that is wrong with a file, told at once: by the format, by the exchange, by the bank.

`exactly` is the exact path: it reads every record as its layout declares it, and says of each fault
where it is and what is expected. What is checked is listed in `rules`.
"""

from collections.abc import Container
from datetime import date

from rentrail.formats.x937.file import X937File
from rentrail.formats.x937.framing import Records, Source, form_of
from rentrail.formats.x937.problems import Problem
from rentrail.formats.x937.profiles import BankProfile
from rentrail.formats.x937.reader import records_of
from rentrail.formats.x937.validation.checker import Checker
from rentrail.formats.x937.validation.settings import FileIdentity, Settings, identity_of
from rentrail.formats.x937.walking import Walk


def validate(
    source: X937File | Source,
    *,
    today: date | None = None,
    known_files: Container[FileIdentity] = (),
    profile: BankProfile | None = None,
) -> list[Problem]:
    """Say all that is wrong with a file, in the order of its records.

    Args:
        source: what was parsed, the content of a file, or an open binary file.
        today: the day of processing; without it, no file is from the future.
        known_files: the identities of files seen before, to find one that came twice.
        profile: what the bank that takes the file asks for beside.
    """
    settings = Settings(today=today, known_files=known_files, profile=profile)
    if isinstance(source, X937File):
        return _of_file(source, settings)
    from rentrail.formats.x937 import scan  # it asks the exact rules of this package

    return scan.validate(source, settings)


def exactly(source: Source, settings: Settings) -> list[Problem]:
    """Say all that is wrong, asking every rule of every record."""
    checker = Checker(settings)
    walk = Walk(checker)
    cut = Records(source)
    for block in cut:
        assert cut.form is not None  # noqa: S101 (it is known before there is a block)
        walk.take(records_of(block, cut.form.encoding, number=walk.record_count + 1))
    walk.finish()
    tell_of_rest(checker, cut, walk.record_count)
    return checker.finished(cut.form)


def tell_of_rest(checker: Checker, cut: Records, record_count: int) -> None:
    """Tell of a file that is none, or of what follows its last record and is none."""
    if cut.form is None:
        checker.report.file("file.unreadable", "The file does not start with a file header.")
    elif cut.rest_length:
        message = f"{cut.rest_length:,} bytes follow that are no whole record."
        checker.report.file(
            "file.cut", message, record_number=record_count + 1, offset=cut.rest_offset
        )


def _of_file(file: X937File, settings: Settings) -> list[Problem]:
    checker = Checker(settings)
    walk = Walk(checker)
    checker.record_count = len(file.records)
    walk.take(file.records)
    walk.finish()
    is_one = bool(file.records) or form_of(file.rest) is not None
    if not is_one:
        checker.report.file("file.unreadable", "The file does not start with a file header.")
    elif file.rest:
        message = f"{len(file.rest):,} bytes follow that are no whole record."
        checker.report.file(
            "file.cut", message, record_number=len(file.records) + 1, offset=file.rest_offset
        )
    return checker.finished(file.form if is_one else None)


__all__ = ["FileIdentity", "Settings", "exactly", "identity_of", "validate"]
