"""What people call a record that a finding or a payment's history names by its id."""

from collections.abc import Iterable
from dataclasses import dataclass

from rentrail.backoffice.queries import residents
from rentrail.payments.models import Payment, Step
from rentrail.payments.operations.undoing import OTHER_ENTRIES
from rentrail.portfolio.models import Charge, Lease
from rentrail.primitives.money import format_cents


@dataclass(frozen=True, kw_only=True)
class Named:
    """A record in words, and the route of its page."""

    public_id: str
    words: str
    url_name: str


SOURCES = {  # where a step came from: its route, and how its file and the place in it are called
    "file": ("backoffice:bank-file", "Bank file", "batch"),
    "inbound": ("backoffice:bank-inbound-file", "File from the bank", "line"),
    "batch": ("backoffice:bank-batch", "Batch", ""),
}
NOT_FOR_PEOPLE = ("batch", OTHER_ENTRIES)  # numbers of rows


@dataclass(frozen=True, kw_only=True)
class Happened:
    """A step of a payment as people read it: where it came from, and its details."""

    step: Step
    came_from: Named | None
    details: tuple[tuple[str, str | Named], ...]


def happened(steps: Iterable[Step]) -> list[Happened]:
    """Tell a payment's history in words, with links instead of ids."""
    told = list(steps)
    records = named(str(value) for step in told for value in step.detail.values())
    return [
        Happened(
            step=step,
            came_from=_source(step.came_from) if step.came_from else None,
            details=tuple(
                (name, records.get(str(value), value))
                for name, value in step.detail.items()
                if name not in NOT_FOR_PEOPLE
            ),
        )
        for step in told
    ]


def named(public_ids: Iterable[str]) -> dict[str, Named]:
    """Name the households, payments and charges among the ids; other ids are left out."""
    wanted = set(public_ids)
    found = [_household(one) for one in residents.leases_of(wanted)]
    paid = Payment.objects.filter(public_id__in=wanted).select_related("person")
    found += [_payment(one) for one in paid]
    found += [_charge(one) for one in Charge.objects.filter(public_id__in=wanted)]
    return {one.public_id: one for one in found}


def _source(came_from: str) -> Named:
    kind, _, rest = came_from.partition(":")
    public_id, _, place = rest.partition(":")
    if kind not in SOURCES or not public_id:
        return Named(public_id="", words=came_from, url_name="")
    url_name, words, place_called = SOURCES[kind]
    if place:
        words = f"{words}, {place_called} {place}"
    return Named(public_id=public_id, words=words, url_name=url_name)


def _household(lease: Lease) -> Named:
    unit = f"{lease.unit.building.code}-{lease.unit.code}" if lease.unit else "no unit"
    return Named(
        public_id=lease.public_id,
        words=f"{residents.head_of(lease) or 'Nobody named'}, {unit}, {lease.property.name}",
        url_name="backoffice:resident",
    )


def _payment(payment: Payment) -> Named:
    return Named(
        public_id=payment.public_id,
        words=f"{format_cents(payment.amount_cents)} from {payment.person}",
        url_name="backoffice:payment",
    )


def _charge(charge: Charge) -> Named:
    return Named(
        public_id=charge.public_id,
        words=f"{format_cents(charge.amount_cents)} {charge.description}",
        url_name="backoffice:charge",
    )
