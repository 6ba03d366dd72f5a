"""Households: the list, the search, and what stands at the head of each one's pages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import (
    Case,
    Exists,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)

from rentrail.payments.models import (
    Instrument,
    InstrumentKind,
    Occurrence,
    Payment,
    PreauthorizedPayment,
    Refusal,
)
from rentrail.portfolio import queries as portfolio
from rentrail.portfolio.models import Lease, LeasePerson, LeaseRole, LeaseStatus, LedgerName, Person

PHONE_DIGITS_MIN = 3
LATEST = 6
HEAD_FIRST = Case(When(role=LeaseRole.HEAD, then=0), default=1)


@dataclass(frozen=True, kw_only=True)
class Household:
    """A household with its people and what it owes."""

    lease: Lease
    members: tuple[LeasePerson, ...]
    balance_cents: int  # with what is charged ahead
    deposit_owed_cents: int = 0
    owed_now_cents: int = 0  # the balance without it

    @property
    def ahead_cents(self) -> int:
        """Give what of the balance falls due later."""
        return self.balance_cents - self.owed_now_cents

    @property
    def head(self) -> Person | None:
        """Give the head of the household, or whoever comes first."""
        return _head_among(self.members)

    @property
    def others(self) -> list[Person]:
        """Give the people beside the head."""
        return [one.person for one in self.members if one.person != self.head]

    @property
    def is_overridable(self) -> bool:
        """Tell whether what closes the household's ways of paying can be overridden (RULE-11)."""
        people = [one.person for one in self.members]
        return any(one.eviction_started or one.in_collection for one in people)

    @property
    def flags(self) -> list[str]:
        """Say what is special about paying here (ORG-7), in words."""
        people = [one.person for one in self.members]
        said = {
            "Eviction started": any(one.eviction_started for one in people),
            "In collection": any(one.in_collection for one in people),
            "ePayment blocked": portfolio.block_epayment(self.lease),
            "ACH opt-out": any(one.ach_opt_out for one in people),
            "No checks": self.lease.no_checks_imported or any(one.no_checks for one in people),
            "No money orders": any(one.no_money_orders for one in people),
            "Missing in MRI": self.lease.missing_since is not None,
        }
        return [words for words, holds in said.items() if holds]


def leases_found(
    *, property_ids: Collection[int], text: str = "", status: str = ""
) -> "QuerySet[Lease]":
    """Give the households in which every word of the search is found (ORG-8)."""
    leases = _with_people(Lease.objects.filter(property_id__in=property_ids))
    if status:
        leases = leases.filter(status=status)
    for word in text.split():
        leases = leases.filter(_of_lease(word) | Exists(_members_with(word)))
    return leases.order_by("property__name", "unit__building__code", "unit__code", "-id")


def leases_of(public_ids: Collection[str]) -> "QuerySet[Lease]":
    """Give households by their ids, with their people."""
    return _with_people(Lease.objects.filter(public_id__in=public_ids))


def head_of(lease: Lease) -> Person | None:
    """Give the head of a household that was read with its people."""
    return _head_among(list(lease.members.all()))


def households(leases: Sequence[Lease]) -> list[Household]:
    """Give households with their balances, in two queries however many they are."""
    owed = portfolio.open_balance_cents(lease_ids=[lease.id for lease in leases])
    return [
        Household(lease=lease, members=tuple(lease.members.all()), balance_cents=owed[lease.id])
        for lease in leases
    ]


def household(lease: Lease, *, today: date) -> Household:
    """Give a household with its balances, and what of them is owed now."""
    [found] = households([lease])
    due_by = max(today, lease.property.property_date)
    deposits = portfolio.open_balance_cents(lease_ids=[lease.id], ledger=LedgerName.DEPOSIT)
    owed_now = portfolio.open_balance_cents(lease_ids=[lease.id], due_by=due_by)
    return replace(found, deposit_owed_cents=deposits[lease.id], owed_now_cents=owed_now[lease.id])


def instruments_of(lease: Lease) -> "QuerySet[Instrument]":
    """Give the bank accounts of a household's people."""
    found: QuerySet[Instrument] = (
        Instrument.objects.filter(person__leases__lease=lease, kind=InstrumentKind.BANK_ACCOUNT)
        .select_related("person")
        .order_by("person_id", "id")
    )
    return found


def preauthorized_of(lease: Lease) -> "QuerySet[PreauthorizedPayment]":
    """Give a household's preauthorized payments with their due dates so far (PRE-5)."""
    found: QuerySet[PreauthorizedPayment] = (
        PreauthorizedPayment.objects.filter(lease=lease)
        .select_related("person", "instrument", "property", "authorization")
        .prefetch_related(
            Prefetch(
                "occurrences",
                Occurrence.objects.select_related("payment").order_by("-due_date"),
            )
        )
        .order_by("status", "-id")
    )
    return found


def payments_of(lease: Lease) -> "QuerySet[Payment]":
    """Give a household's payments, latest first."""
    found: QuerySet[Payment] = (
        Payment.objects.filter(lease=lease)
        .select_related("person", "instrument", "batch")
        .order_by("-taken_at", "-id")
    )
    return found


def refusals_of(lease: Lease) -> "QuerySet[Refusal]":
    """Give the payments that were refused to a household, latest first (RULE-11)."""
    found: QuerySet[Refusal] = (
        Refusal.objects.filter(lease=lease).select_related("person").order_by("-id")[:LATEST]
    )
    return found


def status_choices() -> list[tuple[str, str]]:
    """Give the statuses that the list can be narrowed to."""
    return LeaseStatus.choices


def _head_among(members: Sequence[LeasePerson]) -> Person | None:
    return members[0].person if members else None


def _with_people(leases: "QuerySet[Lease]") -> "QuerySet[Lease]":
    members = LeasePerson.objects.select_related("person").order_by(HEAD_FIRST, "id")
    return leases.select_related("property", "unit__building").prefetch_related(
        Prefetch("members", members)
    )


def _of_lease(word: str) -> Q:
    """Match a lease's own id, its unit, or building and unit as A-204."""
    found = Q(external_id__iexact=word) | Q(unit__code__istartswith=word)
    building, hyphen, unit = word.rpartition("-")
    if hyphen:
        found |= Q(unit__building__code__iexact=building, unit__code__istartswith=unit)
    return found


def _members_with(word: str) -> "QuerySet[LeasePerson]":
    """Match people by name, e-mail, phone, MRI's id or an account's last four."""
    digits = "".join(character for character in word if character.isdigit())
    found: Q = (
        Q(person__first_name__icontains=word)
        | Q(person__last_name__icontains=word)
        | Q(person__email__icontains=word)
        | Q(person__external_id__iexact=word)
        | Q(Exists(Instrument.objects.filter(person=OuterRef("person"), last_four=word)))
    )
    members: QuerySet[LeasePerson] = LeasePerson.objects.filter(lease=OuterRef("pk"))
    if len(digits) >= PHONE_DIGITS_MIN and len(digits) >= len(word) - 4:
        members = members.annotate(phone_digits=_digits_of("person__mobile"))
        found |= Q(phone_digits__contains=digits)
    return members.filter(found)


def _digits_of(column: str) -> Func:
    return Func(
        F(column),
        Value(r"\D"),
        Value(""),
        Value("g"),
        function="regexp_replace",
        output_field=TextField(),
    )
