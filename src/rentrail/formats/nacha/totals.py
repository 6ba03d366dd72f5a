"""What control records must say: counted and added up from the entries."""

from rentrail.formats.nacha.file import Entry
from rentrail.formats.nacha.transactions import TRANSACTION_CODES, Direction

HASH_MODULUS = 10**10  # the hash keeps its ten right-most digits

_CREDIT_CODES = frozenset(
    f"{code.code}" for code in TRANSACTION_CODES.values() if code.direction is Direction.CREDIT
)
_DEBIT_CODES = frozenset(f"{code}" for code in TRANSACTION_CODES) - _CREDIT_CODES


class Totals:
    """The count, hash and sums of entries. What cannot be read counts as nothing."""

    __slots__ = ("entry_addenda_count", "entry_hash", "total_credit_cents", "total_debit_cents")

    def __init__(self) -> None:
        """Start at nothing."""
        self.entry_addenda_count = 0
        self.entry_hash = 0
        self.total_debit_cents = 0
        self.total_credit_cents = 0

    def add(self, entry: Entry) -> None:
        """Count in an entry and its addenda."""
        detail, addenda = entry
        self.entry_addenda_count += 1 + len(addenda)
        text = detail.text
        if text[3:11].isdecimal():
            self.entry_hash = (self.entry_hash + int(text[3:11])) % HASH_MODULUS
        amount = text[type(detail).FIELDS["amount_cents"].place]
        if amount.isdecimal():
            if text[1:3] in _DEBIT_CODES:
                self.total_debit_cents += int(amount)
            elif text[1:3] in _CREDIT_CODES:
                self.total_credit_cents += int(amount)

    def add_all(self, other: "Totals") -> None:
        """Count in a whole batch."""
        self.entry_addenda_count += other.entry_addenda_count
        self.entry_hash = (self.entry_hash + other.entry_hash) % HASH_MODULUS
        self.total_debit_cents += other.total_debit_cents
        self.total_credit_cents += other.total_credit_cents
