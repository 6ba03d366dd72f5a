"""Return codes, change codes and reserved descriptions: what they mean and what they ask for.

Source: [NACHA] Appendices Four and Five; company entry descriptions, Appendix Three.
"""

import csv
import pkgutil
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from rentrail.formats.nacha.fields import is_digits
from rentrail.formats.nacha.routing import is_valid_routing_number
from rentrail.formats.nacha.transactions import (
    TRANSACTION_CODES,
    EntryKind,
    transaction_code_for,
)

# To be used, in capitals, when they apply; and not to be used as free text.
RESERVED_DESCRIPTIONS = frozenset(
    {
        "ACCTVERIFY", "AUTOENROLL", "HCCLAIMPMT", "NO CHECK", "NONSETTLED", "RECLAIM",
        "REDEPCHECK", "RETRY PYMT", "RETURN FEE", "REVERSAL",
    }
)  # fmt: skip
# Reserved too, but for wages and for goods bought online: wrong on rent.
RESERVED_PREFIXES = ("PAYROLL", "PURCHASE")


class DeadlineBasis(StrEnum):
    """From when, and in which days, the time for a return runs."""

    BANKING_DAYS_AFTER_SETTLEMENT = "banking_days_after_settlement"
    CALENDAR_DAYS_AFTER_SETTLEMENT = "calendar_days_after_settlement"
    BANKING_DAYS_AFTER_REFUSAL = "banking_days_after_refusal"
    BANKING_DAYS_AFTER_RETURN_SETTLEMENT = "banking_days_after_return_settlement"
    BANKING_DAYS_AFTER_DISHONOR_SETTLEMENT = "banking_days_after_dishonor_settlement"
    NEXT_FILE_OF_OPERATOR = "next_file_of_operator"
    AS_AGREED = "as_agreed"
    NOT_DEFINED = "not_defined"
    OBSOLETE = "obsolete"


class RateBucket(StrEnum):
    """Which of Nacha's return rates a return counts in; each also counts in the overall rate."""

    UNAUTHORIZED = "unauthorized"  # threshold 0.5 %
    ADMINISTRATIVE = "administrative"  # 3 %
    OVERALL = "overall"  # 15 %
    NONE = "none"


class OriginatorAction(StrEnum):
    """What a return lets or makes the originator do."""

    MAY_REINITIATE = "may_reinitiate"  # twice, within 180 days
    NEW_APPROVAL = "new_approval"  # again only when the receiver approves it anew
    CORRECT_AND_RESEND = "correct_and_resend"  # within 60 days, under the old authorization
    CORRECT_DATA = "correct_data"  # stop until the account details are corrected
    NEW_AUTHORIZATION = "new_authorization"  # stop until there is another authorization
    OTHER_METHOD = "other_method"  # this account cannot be used
    STOP = "stop"
    INVESTIGATE = "investigate"
    ASK_ODFI = "ask_odfi"
    ASK_RECEIVER = "ask_receiver"
    NONE = "none"  # nothing that an originator of rent sees


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnCode:
    """One return reason code."""

    code: str
    name: str
    description: str
    category: str
    deadline_days: int | None
    deadline_basis: DeadlineBasis
    sent_by: str  # rdfi, odfi, operator, gateway, federal_agency
    statement_required: bool  # a written statement of unauthorized debit
    rate_bucket: RateBucket
    originator_action: OriginatorAction


class ChangeKind(StrEnum):
    """What a change code is for."""

    CORRECTION = "correction"
    INTERNATIONAL = "international"
    RETIRED = "retired"
    REFUSAL = "refusal"  # of a notification, by the ODFI


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeCode:
    """One change code of a notification of change, or of its refusal."""

    code: str
    name: str
    kind: ChangeKind


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectedData:
    """What a notification of change puts right; None is what it leaves alone.

    Of the transaction code only the type of account is meant: see `corrected_transaction_code`.
    """

    routing_number: str | None = None
    account_number: str | None = None
    transaction_code: int | None = None
    name: str | None = None
    identification_number: str | None = None
    foreign_dfi_identification: str | None = None
    sec_code: str | None = None


class CorrectedDataRefused(ValueError):
    """Corrected data cannot be right; `refusal_code` is for the ODFI's refusal (C61 to C69).

    The text is fit to show a person.
    """

    def __init__(self, message: str, *, refusal_code: str = "C65"):
        self.refusal_code = refusal_code
        super().__init__(message)


def return_code(code: str) -> ReturnCode | None:
    """Look up a return reason code; None for one that the table does not know.

    >>> found = return_code("R01")
    >>> found.name, found.deadline_days, found.originator_action.value
    ('Insufficient funds', 2, 'may_reinitiate')
    """
    return return_codes().get(code)


@cache
def return_codes() -> dict[str, ReturnCode]:
    """Give all return reason codes, by code."""
    return {row["code"]: _return_code(row) for row in _table("return_codes.csv")}


@cache
def change_codes() -> dict[str, ChangeCode]:
    """Give all change codes, by code."""
    return {
        row["code"]: ChangeCode(code=row["code"], name=row["name"], kind=ChangeKind(row["kind"]))
        for row in _table("change_codes.csv")
    }


def corrected_data(change_code: str, text: str, *, is_iat: bool = False) -> CorrectedData:
    """Read the columns of corrected data by the layout of their change code.

    There are 29 of them; 35 for an international entry, whose account number may be as long.

    >>> corrected_data("C01", "00123-45").account_number
    '00123-45'
    >>> corrected_data("C03", "076401251   00123-45").routing_number
    '076401251'
    >>> corrected_data("C06", "00123-45            37").transaction_code
    37

    Raises:
        CorrectedDataRefused: the code is unknown or retired, something is missing or stands where
            it does not belong, a routing number fails its check digit, or a transaction code does
            not exist.

    Source: [NACHA] Appendix Five, Change Codes.
    """
    layout = (_IAT_LAYOUTS if is_iat else _LAYOUTS).get(change_code)
    if layout is None:
        raise CorrectedDataRefused(f"{change_code} is no change code that can be applied.")
    found: dict[str, str] = {
        name: text[start - 1 : end].strip() for name, (start, end) in layout.items()
    }
    for name, value in found.items():
        if not value:
            raise CorrectedDataRefused(f"{change_code} brings no {name.replace('_', ' ')}.")
    _refuse_text_between(change_code, layout, text)
    return CorrectedData(
        routing_number=_routing_number(change_code, found.get("routing_number")),
        account_number=_without_blanks(found.get("account_number")),
        transaction_code=_transaction_code(change_code, found.get("transaction_code")),
        name=found.get("name"),
        identification_number=found.get("identification_number"),
        foreign_dfi_identification=found.get("foreign_dfi_identification"),
        sec_code=_sec_code(change_code, found.get("sec_code")),
    )


def corrected_data_columns(change_code: str) -> dict[str, tuple[int, int]]:
    """Give where each value stands in the corrected data of a change code, counted from 1.

    >>> corrected_data_columns("C02")
    {'routing_number': (1, 9)}
    """
    return dict(_LAYOUTS.get(change_code, {}))


def corrected_transaction_code(*, original: int, corrected: int) -> int:
    """Give the code for the next entry: the corrected type of account, our own direction and kind.

    >>> corrected_transaction_code(original=27, corrected=32)
    37

    Raises:
        ValueError: no such entry can be made to that type of account (a debit of a loan).
    """
    sent = TRANSACTION_CODES[original]
    return transaction_code_for(
        account_type=TRANSACTION_CODES[corrected].account_type,
        direction=sent.direction,
        kind=sent.kind,
    )


_LAYOUTS: dict[str, dict[str, tuple[int, int]]] = {
    "C01": {"account_number": (1, 17)},
    "C02": {"routing_number": (1, 9)},
    "C03": {"routing_number": (1, 9), "account_number": (13, 29)},
    "C04": {"name": (1, 22)},
    "C05": {"transaction_code": (1, 2)},
    "C06": {"account_number": (1, 17), "transaction_code": (21, 22)},
    "C07": {"routing_number": (1, 9), "account_number": (10, 26), "transaction_code": (27, 28)},
    "C08": {"foreign_dfi_identification": (1, 34)},
    "C09": {"identification_number": (1, 22)},
    "C13": {},  # the addenda was wrong; there is nothing to correct in the bank details
    "C14": {"sec_code": (1, 3)},  # it should have been an international entry
}


_IAT_LAYOUTS = {**_LAYOUTS, "C01": {"account_number": (1, 35)}}


def _refuse_text_between(change_code: str, layout: dict[str, tuple[int, int]], text: str) -> None:
    """Refuse data that does not keep to its columns, and would be cut."""
    rest = list(text)
    for start, end in layout.values():
        rest[start - 1 : end] = " " * len(rest[start - 1 : end])
    if "".join(rest).strip():
        raise CorrectedDataRefused(f"{change_code} has text where none belongs.")


def _sec_code(change_code: str, value: str | None) -> str | None:
    if value not in (None, "IAT"):
        raise CorrectedDataRefused(f"{change_code} asks for the class IAT, not {value!r}.")
    return value


def _routing_number(change_code: str, value: str | None) -> str | None:
    if value is not None and not is_valid_routing_number(value):
        raise CorrectedDataRefused(
            f"{change_code} brings the routing number {value!r}, which is no bank's."
        )
    return value


def _without_blanks(value: str | None) -> str | None:
    return value.replace(" ", "") if value else value


def _transaction_code(change_code: str, value: str | None) -> int | None:
    if value is None:
        return None
    known = TRANSACTION_CODES.get(int(value)) if is_digits(value, 2) else None
    if known is None or known.kind is EntryKind.RETURN_OR_NOC:
        raise CorrectedDataRefused(
            f"{change_code} brings the transaction code {value!r}, which no entry can carry."
        )
    return known.code


def _return_code(row: dict[str, str]) -> ReturnCode:
    return ReturnCode(
        code=row["code"],
        name=row["name"],
        description=row["description"],
        category=row["category"],
        deadline_days=int(row["deadline_days"]) if row["deadline_days"] else None,
        deadline_basis=DeadlineBasis(row["deadline_basis"]),
        sent_by=row["sent_by"],
        statement_required=row["statement_required"] == "yes",
        rate_bucket=RateBucket(row["rate_bucket"]),
        originator_action=OriginatorAction(row["originator_action"]),
    )


def _table(name: str) -> list[dict[str, str]]:
    content = pkgutil.get_data("rentrail.formats.nacha", name)
    assert content is not None  # noqa: S101 (the tables are in the package)
    return list(csv.DictReader(content.decode().splitlines()))
