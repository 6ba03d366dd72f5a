"""Same-day entries: how large one may be, which changed over the years."""

from datetime import date

LIMITS_CENTS = (
    (date(2022, 3, 18), 100_000_000),
    (date(2020, 3, 20), 10_000_000),
    (date(2016, 9, 23), 2_500_000),
)  # from that day on; Source: [FRB-FEDACH], [NACHA-PAGES]


def amount_limit_cents(day: date) -> int | None:
    """Give the largest amount that settles on the same day; None before there was any such.

    >>> amount_limit_cents(date(2026, 3, 2)), amount_limit_cents(date(2021, 1, 4))
    (100000000, 10000000)
    """
    return next((limit for since, limit in LIMITS_CENTS if day >= since), None)
