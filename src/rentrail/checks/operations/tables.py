"""The tables that staff keep about routing numbers: issuers, and where serial numbers stand."""

from datetime import date, datetime

from django.db import transaction

from rentrail.checks.models import Issuer, MicrException
from rentrail.checks.operations.refusals import ReasonMissing
from rentrail.checks.rules.kinds import ItemKind
from rentrail.formats import micr
from rentrail.formats.micr import SerialPlace
from rentrail.payments.rules.account_numbers import RoutingNumberNotValid


@transaction.atomic
def add_issuer(
    *,
    routing_number: str,
    issuer: str,
    kind: ItemKind,
    source: str,
    verified_on: date,
    added_by: str,
    now: datetime,
) -> Issuer:
    """Say that the items of a routing number are of one kind, such as an issuer's money orders.

    What was said of it before is replaced, and kept.

    Raises:
        RoutingNumberNotValid: its check digit is wrong.
        ReasonMissing: not said where it is known from.
    """
    _refuse(routing_number, source)
    remove_issuer(routing_number=routing_number, now=now)
    added: Issuer = Issuer.objects.create(
        routing_number=routing_number.strip(),
        issuer=issuer.strip()[:80],
        kind=kind,
        source=source.strip()[:200],
        verified_on=verified_on,
        added_by=added_by,
        added_at=now,
    )
    return added


def remove_issuer(*, routing_number: str, now: datetime) -> int:
    """Take a routing number off the issuer table; gives how many rows: one, or none."""
    standing = Issuer.objects.filter(routing_number=routing_number, removed_at__isnull=True)
    return int(standing.update(removed_at=now))


@transaction.atomic
def add_serial_exception(
    *,
    routing_number: str,
    place: SerialPlace,
    digit_count: int | None,
    source: str,
    added_by: str,
    now: datetime,
) -> MicrException:
    """Say where the items of a routing number have their serial number, against the rule.

    It holds for what is scanned from now on.

    Raises:
        RoutingNumberNotValid: its check digit is wrong.
        ReasonMissing: not said where it is known from.
    """
    _refuse(routing_number, source)
    standing = MicrException.objects.filter(routing_number=routing_number, removed_at__isnull=True)
    standing.update(removed_at=now)
    added: MicrException = MicrException.objects.create(
        routing_number=routing_number.strip(),
        place=place.value,
        digit_count=digit_count,
        source=source.strip()[:200],
        added_by=added_by,
        added_at=now,
    )
    return added


def _refuse(routing_number: str, source: str) -> None:
    if not micr.is_routing_number(routing_number.strip()):
        raise RoutingNumberNotValid(
            f"{routing_number} is no routing number: its check digit is wrong."
        )
    if not source.strip():
        raise ReasonMissing("Say where this is known from: an item in hand, or the bank.")
