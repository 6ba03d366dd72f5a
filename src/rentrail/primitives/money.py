"""Money: whole cents in an int, read from and shown as the text that people write."""

import re

BASIS_POINTS_OF_WHOLE = 10_000

_AMOUNT = re.compile(
    r"(?P<sign>-?)"
    r"(?P<dollars>[0-9]{1,13}|[0-9]{1,3}(?:,[0-9]{3}){1,4})"
    r"(?:\.(?P<fraction>[0-9]{1,10}))?"
)


class MoneyError(ValueError):
    """The text is not an amount of money in dollars and cents. The text is fit to show a person."""


def parse_cents(text: str) -> int:
    """Read an amount in dollars, as people and accounting systems write it, into cents.

    Commas are taken only where they part thousands. More than two decimals are taken only when
    the rest are zeros, as in the four decimals of some accounting systems.

    >>> parse_cents("1,234.50"), parse_cents("1250.0000"), parse_cents("-0.05")
    (123450, 125000, -5)

    Raises:
        MoneyError: the text has another form, or a fraction of a cent.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise MoneyError(_why_not(text.strip()))
    fraction = match["fraction"] or ""
    if fraction[2:].strip("0"):
        raise MoneyError(f"“{_shown(text)}” has a fraction of a cent; use two decimals.")
    cents = int(match["dollars"].replace(",", "")) * 100 + int(fraction[:2].ljust(2, "0"))
    return -cents if match["sign"] else cents


def format_cents(cents: int) -> str:
    """Show cents as dollars with thousands parted, the form `parse_cents` reads back.

    >>> format_cents(123450), format_cents(-5)
    ('1,234.50', '-0.05')
    """
    dollars, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"{sign}{dollars:,}.{rest:02}"


def share(*, total_cents: int, basis_points: int) -> int:
    """Take a share of an amount, such as a reserve; half a cent rounds up.

    >>> share(total_cents=120_000, basis_points=250)  # 2.5 percent
    3000

    Raises:
        ValueError: the amount is negative, or the share lies outside 0 to 100 percent.
    """
    if total_cents < 0:
        raise ValueError("A share is taken of an amount that is not negative.")
    if not 0 <= basis_points <= BASIS_POINTS_OF_WHOLE:
        raise ValueError("A share lies between 0 and 100 percent.")
    return (total_cents * basis_points + BASIS_POINTS_OF_WHOLE // 2) // BASIS_POINTS_OF_WHOLE


def _why_not(text: str) -> str:
    if not text:
        return "The amount is empty."
    if "," in text and re.fullmatch(r"-?[0-9,]+(\.[0-9]*)?", text):
        return (
            f"“{_shown(text)}” is not an amount: a comma may only part thousands, as in 1,234.50."
        )
    return f"“{_shown(text)}” is not an amount; write it as 1234.50 or 1,234.50."


def _shown(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 30 else text[:30] + "…"
