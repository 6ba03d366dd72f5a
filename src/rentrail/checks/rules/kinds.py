"""What kind of paper an item is, and the issuers known by their routing number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from rentrail.formats.micr import MicrLine


class ItemKind(TextChoices):
    """What an item is; staff confirm it (C21-7)."""

    PERSONAL_CHECK = "personal_check", "Personal check"
    BUSINESS_CHECK = "business_check", "Business check"
    CASHIERS_CHECK = "cashiers_check", "Cashier's or official check"
    MONEY_ORDER = "money_order", "Money order"
    TREASURY_CHECK = "treasury_check", "Treasury check"
    GOVERNMENT_CHECK = "government_check", "Government check"
    TRAVELERS_CHECK = "travelers_check", "Traveler's check"
    CONVENIENCE_CHECK = "convenience_check", "Credit-card or convenience check"
    DEMAND_DRAFT = "demand_draft", "Demand draft"
    OTHER = "other", "Other"


CONVERTIBLE = frozenset({ItemKind.PERSONAL_CHECK, ItemKind.BUSINESS_CHECK})


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuerFact:
    """What the company's issuer table says of a routing number, and since when it is known."""

    routing_number: str
    issuer: str
    kind: ItemKind
    source: str
    verified_on: date


def suggested_kind(
    line: MicrLine, *, issuers: Mapping[str, IssuerFact], is_business_account: bool = False
) -> ItemKind:
    """Suggest what an item is, for staff to confirm.

    The issuer table goes first: a money order often looks like a personal check. Auxiliary on-us is
    the sign of a business's check; a cashier's check has it too, which only a person can see.

    Source: [NACHA-CHECKS] identification of business checks.
    """
    issuer = issuers.get(line.routing_number)
    if issuer is not None:
        return issuer.kind
    if line.has_auxiliary_on_us or is_business_account:
        return ItemKind.BUSINESS_CHECK
    return ItemKind.PERSONAL_CHECK


def document_number(kind: ItemKind, *, serial_number: str) -> str:
    """Give the document number of an item: its check number, or the last five of a bank's (PAY-7).

    >>> document_number(ItemKind.MONEY_ORDER, serial_number="16012345678")
    '45678'
    >>> document_number(ItemKind.PERSONAL_CHECK, serial_number="0101")
    '0101'
    """
    if kind in {ItemKind.CASHIERS_CHECK, ItemKind.MONEY_ORDER}:
        return serial_number[-5:]
    return serial_number
