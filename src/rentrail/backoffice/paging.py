"""Pages of a long list."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

ROWS_PER_PAGE = 50


def page_of(request: HttpRequest, rows: Any, *, rows_per_page: int = ROWS_PER_PAGE) -> "Page[Any]":
    """Give the page that the address asks for; the nearest one where it has none such."""
    return Paginator(rows, rows_per_page).get_page(request.GET.get("page"))
