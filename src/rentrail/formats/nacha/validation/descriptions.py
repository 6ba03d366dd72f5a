"""Company entry descriptions that the rulebook reserves, and for whom."""

from collections.abc import Callable

from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.sec_codes import REVERSAL
from rentrail.formats.nacha.validation.batch import BatchInCheck

MANDATED = {"RCK": "REDEPCHECK", "XCK": "NO CHECK", "ENR": "AUTOENROLL"}

_Fits = Callable[[BatchInCheck], bool]


def _debits_only(batch: BatchInCheck) -> bool:
    return not batch.totals.total_credit_cents


def _credits_only(batch: BatchInCheck) -> bool:
    return not batch.totals.total_debit_cents


# Which batches each reserved description is for. Source: [NACHA] Appendix Three; [NACHA-PAGES].
_FITS: dict[str, _Fits] = {
    "ACCTVERIFY": lambda batch: True,
    "AUTOENROLL": lambda batch: batch.sec_code == "ENR",
    "HCCLAIMPMT": lambda batch: batch.sec_code == "CCD" and _credits_only(batch),
    "NO CHECK": lambda batch: batch.sec_code == "XCK",
    "NONSETTLED": lambda batch: True,
    "RECLAIM": lambda batch: True,
    "REDEPCHECK": lambda batch: batch.sec_code == "RCK",
    "RETRY PYMT": _debits_only,
    "RETURN FEE": _debits_only,
    "REVERSAL": lambda batch: True,
}
_PREFIX_FITS: dict[str, _Fits] = {
    "PAYROLL": lambda batch: batch.sec_code == "PPD" and _credits_only(batch),
    "PURCHASE": lambda batch: batch.sec_code in ("WEB", "TEL") and _debits_only(batch),
}


def check(batch: BatchInCheck, report: Report) -> None:
    """Check the description of a forward batch, when its entries are known."""
    description, header = batch.description, batch.header
    reserved, fits = _reserved(description.upper())
    mandated = MANDATED.get(batch.sec_code)
    if mandated and description.upper() not in (mandated, REVERSAL):
        message = f"{batch.sec_code} entries are described as {mandated}."
        report.field(
            "batch.description-mandated", header, "company_entry_description", message,
            expected=mandated,
        )  # fmt: skip
    elif reserved and not description.startswith(reserved):
        message = f"{reserved} is reserved, and must be in capitals."
        report.field(
            "batch.description-capitals", header, "company_entry_description", message,
            expected=reserved,
        )  # fmt: skip
    elif fits and not fits(batch):
        message = f"{reserved} is reserved for other entries than these."
        report.field("batch.description-unfit", header, "company_entry_description", message)


def _reserved(description: str) -> tuple[str, _Fits | None]:
    if description in _FITS:
        return description, _FITS[description]
    for prefix, fits in _PREFIX_FITS.items():
        if description.startswith(prefix):
            return prefix, fits
    return "", None
