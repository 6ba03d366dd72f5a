"""What an operator wants of a single entry, and the code it returns the entry with otherwise.

Source: [NACHA] Appendix Two and Appendix Three; Appendix Four for the return codes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

CHECKING, SAVINGS, GENERAL_LEDGER, LOAN = "2345"
TRANSACTION_CODES = {
    "22", "23", "24", "27", "28", "29", "32", "33", "34", "37", "38", "39",
    "42", "43", "44", "47", "48", "49", "52", "53", "54", "55",
}  # fmt: skip
ZERO_DOLLAR_SECS = {"CCD", "CTX"}
CHECK_CONVERSION_MAX_CENTS = 25_000_00
CHECK_SERIAL_SECS = {"ARC", "BOC", "POP", "RCK"}
NAME_SECS = {"WEB", "TEL"}
ROUTING_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7)


@dataclass(frozen=True, kw_only=True)
class SecRule:
    """What one Standard Entry Class allows."""

    credits_allowed: bool = True
    addenda_max: int = 1


SEC_RULES = {
    "PPD": SecRule(),
    "WEB": SecRule(),
    "CCD": SecRule(),
    "CTX": SecRule(addenda_max=9999),
    "TEL": SecRule(credits_allowed=False, addenda_max=0),
    "ARC": SecRule(credits_allowed=False, addenda_max=0),
    "BOC": SecRule(credits_allowed=False, addenda_max=0),
    "POP": SecRule(credits_allowed=False, addenda_max=0),
    "RCK": SecRule(credits_allowed=False, addenda_max=0),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One entry as it was read; `return_code` is filled when the operator sends it back."""

    line: str
    transaction_code: str
    routing_number: str
    account_number: str
    amount_cents: int
    trace_number: str
    return_code: str

    @property
    def is_debit(self) -> bool:
        """Whether it takes money from the receiver."""
        return is_debit(self.transaction_code)


def is_debit(transaction_code: str) -> bool:
    """Tell whether a transaction code takes money from the receiver."""
    return transaction_code[1] in "6789" or transaction_code == "55"


def return_transaction_code(transaction_code: str) -> str:
    """Give the transaction code under which an entry comes back."""
    return transaction_code[0] + ("6" if is_debit(transaction_code) else "1")


def check_digit(routing: str) -> str:
    """Give the ninth digit that belongs to eight digits of a routing number."""
    total = sum(
        weight * int(digit) for weight, digit in zip(ROUTING_WEIGHTS, routing[:8], strict=True)
    )
    return str(-total % 10)


def code_fits_sec(transaction_code: str, *, sec_code: str) -> bool:
    """Tell whether an entry of this kind may stand in a batch of this class at all."""
    if transaction_code[1] in "49":
        return sec_code in ZERO_DOLLAR_SECS
    return True


def read_entry(line: str, *, addenda: Sequence[str], header: str) -> Entry:
    """Read an entry whose numbers are known to be numbers, and judge it."""
    code = next((code for code, fails in _CHECKS if fails(line, addenda, header)), "")
    return Entry(
        line=line,
        transaction_code=line[1:3],
        routing_number=line[3:12],
        account_number=line[12:29].strip(),
        amount_cents=int(line[29:39]),
        trace_number=line[79:94],
        return_code=code,
    )


def _routing_is_impossible(line: str, addenda: Sequence[str], header: str) -> bool:
    district = int(line[3:5])
    possible = district <= 12 or 21 <= district <= 32 or 61 <= district <= 72 or district == 80
    return not possible or line[3:11] == "00000000"


def _check_digit_is_wrong(line: str, addenda: Sequence[str], header: str) -> bool:
    return check_digit(line[3:11]) != line[11]


def _amount_is_wrong(line: str, addenda: Sequence[str], header: str) -> bool:
    cents, sec_code = int(line[29:39]), header[50:53]
    if sec_code in {"ARC", "BOC", "POP"} and cents > CHECK_CONVERSION_MAX_CENTS:
        return True
    return (cents == 0) is not (line[2] in "3489")


def _addenda_is_wrong(line: str, addenda: Sequence[str], header: str) -> bool:
    rule = SEC_RULES[header[50:53]]
    if line[78] != ("1" if addenda else "0") or len(addenda) > rule.addenda_max:
        return True
    if line[2] in "49" and not addenda:
        return True
    return any(
        record[1:3] != "05" or record[83:87] != f"{number:04}"
        for number, record in enumerate(addenda, start=1)
    )


def _addenda_belongs_elsewhere(line: str, addenda: Sequence[str], header: str) -> bool:
    return any(record[87:94] != line[87:94] for record in addenda)


def _mandatory_field_is_blank(line: str, addenda: Sequence[str], header: str) -> bool:
    sec_code = header[50:53]
    if sec_code in NAME_SECS and not line[54:76].strip():
        return True
    if sec_code == "POP" and not (line[39:48].strip() and line[48:52].strip() and line[52:54]):
        return True
    return sec_code in CHECK_SERIAL_SECS and not line[39:54].strip()


def _credit_is_improper(line: str, addenda: Sequence[str], header: str) -> bool:
    rule, is_reversal = SEC_RULES[header[50:53]], header[53:63].strip() == "REVERSAL"
    return not is_debit(line[1:3]) and not rule.credits_allowed and not is_reversal


def _loan_debit_is_improper(line: str, addenda: Sequence[str], header: str) -> bool:
    return line[1:3] == "55" and header[53:63].strip() != "REVERSAL"


_Check = Callable[[str, Sequence[str], str], bool]
_CHECKS: tuple[tuple[str, _Check], ...] = (
    ("R13", _routing_is_impossible),
    ("R28", _check_digit_is_wrong),
    ("R19", _amount_is_wrong),
    ("R25", _addenda_is_wrong),
    ("R27", _addenda_belongs_elsewhere),
    ("R26", _mandatory_field_is_blank),
    ("R35", _loan_debit_is_improper),
    ("R36", _credit_is_improper),
)
