"""Made-up people, banks and streets, and amounts in words."""

FIRST_NAMES = (
    "Alice", "Bob", "Charlie", "Dana", "Erin", "Felix", "Grace", "Hector", "Imani", "Jonas",
    "Keiko", "Liam", "Maya", "Nadia", "Omar", "Priya", "Quentin", "Rosa", "Samir", "Tessa",
)  # fmt: skip
LAST_NAMES = (
    "Resident", "Abernathy", "Brooks", "Castillo", "Dunmore", "Ellery", "Fairbanks", "Granger",
    "Holloway", "Ito", "Jansen", "Kowalski", "Lindqvist", "Marlowe", "Novak", "Okafor", "Pruitt",
    "Quill", "Rosario", "Sample", "Thornton", "Underhill", "Vance", "Whitlock", "Yates",
)  # fmt: skip
STREETS = (
    "Alder Court", "Birch Lane", "Cedar Street", "Dogwood Drive", "Elm Avenue", "Foundry Road",
    "Garden Way", "Hill Street", "Island View", "Juniper Place",
)  # fmt: skip
TOWNS = (
    "Fairhaven, OH", "Maple Falls, OR", "Sample Springs, TX", "Newtown Mills, PA", "Lakeview, GA",
    "Port Example, ME", "Cedar Bend, IA",
)  # fmt: skip
BANKS = (
    "First Bank of Nowhere", "Harbor & Vine Credit Union", "Sample Savings Bank",
    "Commonfield Trust", "Prairie Example Bank, N.A.", "Blue Heron Federal Credit Union",
    "Millrace National Bank", "Lantern Community Bank",
)  # fmt: skip
BUSINESSES = (
    "Granger & Ito Bakery LLC", "Fairhaven Plumbing Co.", "Two Rivers Dental, P.C.",
    "Novak Freight Inc.", "Paper Lantern Design Studio", "Okafor Accounting LLP",
)  # fmt: skip
ISSUERS = ("Example Money Orders, Inc.", "Quickmart Money Order", "Everyday Payment Systems")
PAYEES = (
    "Cedar Court Apartments", "Lakeview Townhomes", "Foundry Lofts", "Garden Way Residences",
)  # fmt: skip
MEMOS = ("Rent", "March rent", "Unit {unit}", "Rent unit {unit}", "Apt {unit} rent", "")

_ONES = (
    "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
    "Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen",
    "Nineteen",
)  # fmt: skip
_TENS = (
    "", "", "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety",
)  # fmt: skip


def amount_in_words(amount_cents: int) -> str:
    """Write an amount below a million dollars as it stands on a check.

    >>> amount_in_words(124_307)
    'One Thousand Two Hundred Forty-Three and 07/100'
    """
    dollars, cents = divmod(amount_cents, 100)
    return f"{_in_words(dollars)} and {cents:02d}/100"


def _in_words(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    size, name = (100, "Hundred") if number < 1000 else (1000, "Thousand")
    many, rest = divmod(number, size)
    return f"{_in_words(many)} {name}" + (f" {_in_words(rest)}" if rest else "")
