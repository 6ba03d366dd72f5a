"""Pages of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

ROWS_PER_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class PageOfMany:
    """A page whose rows the caller reads by itself, from `start` on."""

    number: int

    @classmethod
    def asked(cls, request: HttpRequest) -> "PageOfMany":
        """Read the page that the address asks for; the first where it names none."""
        text = request.GET.get("page", "")
        return cls(number=max(int(text), 1) if text.isdecimal() and len(text) < 9 else 1)

    @property
    def start(self) -> int:
        """Give how many rows come before it."""
        return (self.number - 1) * ROWS_PER_PAGE

    def of(self, rows: Sequence[Any], *, count: int) -> "Page[Any]":
        """Give the page with its rows, of so many in all."""
        paginator: Paginator[Any] = Paginator(range(count), ROWS_PER_PAGE)
        return Page(rows, self.number, paginator)


def page_of(request: HttpRequest, rows: Any, *, rows_per_page: int = ROWS_PER_PAGE) -> "Page[Any]":
    """Give the page that the address asks for; the nearest one where it has none such."""
    return Paginator(rows, rows_per_page).get_page(request.GET.get("page"))
