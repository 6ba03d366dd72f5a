"""Charts as plain numbers for an SVG; every chart stands beside its table."""

from collections.abc import Sequence
from dataclasses import dataclass

from rentrail.backoffice.queries.overview import DayOfMonth, Month

WIDTH, HEIGHT = 760, 220
LEFT, BOTTOM, TOP = 52, 22, 10
DAYS_MAX = 31
GRID_LINES = 4
BAR_SHARE = 0.68
NICE_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One day's collected money, counted from the first of the month."""

    x: float
    y: float
    width: float
    height: float
    label_x: float
    label: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Collected day by day as bars, charged as a line above them."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    charged_points: str
    grid: tuple[tuple[float, str], ...]
    left: int = LEFT


def collection_chart(month: Month) -> Chart:
    """Draw how the month's collection grows towards what was charged."""
    top_cents = _nice_top(max(month.charged_cents, month.collected_cents, 100))
    slot = (WIDTH - LEFT) / DAYS_MAX
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        bars=tuple(_bar(place, day, slot, top_cents) for place, day in enumerate(month.days)),
        charged_points=_charged_points(month.days, slot, top_cents),
        grid=tuple(
            (
                _height_of(top_cents * line // GRID_LINES, top_cents),
                _short(top_cents * line // GRID_LINES),
            )
            for line in range(GRID_LINES + 1)
        ),
    )


def _bar(place: int, day: DayOfMonth, slot: float, top_cents: int) -> Bar:
    y = _height_of(day.collected_so_far_cents, top_cents)
    x = LEFT + slot * (place + (1 - BAR_SHARE) / 2)
    return Bar(
        x=round(x, 1),
        y=y,
        width=round(slot * BAR_SHARE, 1),
        height=round(HEIGHT - BOTTOM - y, 1),
        label_x=round(LEFT + slot * (place + 0.5), 1),
        label=str(day.day.day) if place % 5 == 0 or place == 0 else "",
        title=f"{day.day:%B} {day.day.day}: {_short(day.collected_so_far_cents)} collected so far",
    )


def _charged_points(days: Sequence[DayOfMonth], slot: float, top_cents: int) -> str:
    points: list[str] = []
    for place, day in enumerate(days):
        y = _height_of(day.charged_so_far_cents, top_cents)
        points += [f"{LEFT + slot * place:.1f},{y}", f"{LEFT + slot * (place + 1):.1f},{y}"]
    return " ".join(points)


def _height_of(cents: int, top_cents: int) -> float:
    room = HEIGHT - BOTTOM - TOP
    return round(HEIGHT - BOTTOM - room * cents / top_cents, 1)


def _nice_top(cents: int) -> int:
    """Round up to a number that parts into four."""
    size = 100
    while size * NICE_STEPS[-1] < cents:
        size *= 10
    return int(next(step for step in NICE_STEPS if size * step >= cents) * size)


def _short(cents: int) -> str:
    """Write dollars as an axis does: $1.2M, $340k, $80."""
    dollars = cents / 100
    if dollars >= 1_000_000:
        return f"${dollars / 1_000_000:.4g}M"
    if dollars >= 1_000:
        return f"${dollars / 1_000:.4g}k"
    return f"${dollars:.4g}"
