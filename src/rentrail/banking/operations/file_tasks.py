"""What staff are told of a file to the bank; its fate known, nothing of it stays open."""

from datetime import datetime

from rentrail.banking.models import BankFile
from rentrail.portfolio import operations as portfolio

IN_DOUBT = "bank-file-in-doubt"
NOT_SENT = "bank-file-not-sent"
TOO_LATE = "bank-file-too-late"
UNANSWERED = "bank-file-unanswered"
DAMAGED = "bank-file-damaged"
WITHDRAWN = "bank-file-withdrawn"
REFUSED = "bank-file-refused"
OF_ITS_FATE = (IN_DOUBT, NOT_SENT, TOO_LATE, UNANSWERED, DAMAGED)


def tell(file: BankFile, kind: str, text: str, *, now: datetime, part: int | None = None) -> None:
    """Tell staff of a file, or of one batch of it."""
    subject = file.public_id if part is None else f"{file.public_id}:{part}"
    portfolio.raise_task(kind=kind, subject=subject, text=text, now=now)


def settle(file: BankFile, *, by: str, now: datetime) -> None:
    """Note that a file's fate is known: whoever was to ask about it need not."""
    for kind in OF_ITS_FATE:
        portfolio.resolve_task(kind=kind, subject=file.public_id, done_by=by, now=now)
