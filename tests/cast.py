"""The cast, always the same: Alice rents A-204 at Oak Court, Bob manages it, Charlie has no rights.

Oak Homes owns Oak Court; Charlie works for Elm Homes. The stories begin on Monday, March 2, 2026.
Fixtures that need Oak Homes' rows work inside its company scope, and so does a test that asks for
any of them.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

import pytest

from rentrail.identity import operations as identity
from rentrail.identity.models import Company, User
from rentrail.identity.tenancy import company_scope
from rentrail.ledger.models import JournalEntry
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import (
    BankAccount,
    BankAccountPurpose,
    BatchType,
    Charge,
    ChargeSource,
    Lease,
    LeaseRole,
    LedgerName,
    Person,
    Property,
)
from rentrail.primitives.money import format_cents

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # Monday, 9:00 in Chicago
TODAY = date(2026, 3, 2)
ROUTING_NUMBER = "076401251"
RENT_CENTS = 120_000
BOBS_PASSWORD = "Rent-Day-1st"


@pytest.fixture
def oak_homes(db: None) -> Iterator[Company]:
    company = identity.create_company(name="Oak Homes", code="oak-homes", now=NOW)
    with company_scope(company.id):
        yield company


@pytest.fixture
def oak_court(oak_homes: Company) -> Property:
    """A property with an operating and a trust account, to which each ledger's payments go."""
    return make_property(code="OAK01", name="Oak Court")


@pytest.fixture
def operating(oak_court: Property) -> BankAccount:
    return oak_court.bank_accounts.get(purpose=BankAccountPurpose.OPERATING)


@pytest.fixture
def trust(oak_court: Property) -> BankAccount:
    return oak_court.bank_accounts.get(purpose=BankAccountPurpose.TRUST)


@pytest.fixture
def alices_lease(oak_court: Property) -> Lease:
    return make_household(oak_court, unit="204", first_name="Alice", last_name="Resident")


@pytest.fixture
def alice(alices_lease: Lease) -> Person:
    return alices_lease.members.get().person


@pytest.fixture
def bob(oak_court: Property) -> User:
    return identity.create_user(
        email="bob@oakhomes.example",
        name="Bob Manager",
        password=BOBS_PASSWORD,
        role="Property manager",
        property_public_id=oak_court.public_id,
    )


@pytest.fixture
def charlie(db: None) -> User:
    company = identity.create_company(name="Elm Homes", code="elm-homes", now=NOW)
    with company_scope(company.id):
        return identity.create_user(
            email="charlie@elmhomes.example",
            name="Charlie",
            password="Rent-Day-2nd",
            role="Property manager",
        )


def make_property(*, code: str, name: str, **settings: object) -> Property:
    """Add a property of the company in scope with an operating and a trust account."""
    property_ = portfolio.create_property(
        code=code,
        name=name,
        time_zone="America/Chicago",
        property_date=TODAY,
        now=NOW,
        **settings,
    )
    operating = _add_bank_account(property_, BankAccountPurpose.OPERATING, "1000204")
    trust = _add_bank_account(property_, BankAccountPurpose.TRUST, "1000305")
    for batch_type in BatchType:
        for ledger_name, bank_account in {
            LedgerName.RESIDENT: operating,
            LedgerName.DEPOSIT: trust,
        }.items():
            portfolio.route_deposits(
                property_id=property_.id,
                ledger_name=ledger_name,
                batch_type=batch_type,
                bank_account_id=bank_account.id,
            )
    return property_


def make_household(
    property_: Property,
    *,
    unit: str,
    first_name: str = "Dana",
    last_name: str = "Resident",
    **details: object,
) -> Lease:
    """Add a household of one person in building A, for a rent of 1,200.00."""
    draft = portfolio.HouseholdDraft(
        **{
            "external_id": f"{property_.code}~A~{unit}~1",
            "building_code": "A",
            "unit_code": unit,
            "rent_cents": RENT_CENTS,
            "start_date": date(2025, 9, 1),
            "people": (
                portfolio.PersonDraft(
                    external_id=f"R{unit}",
                    first_name=first_name,
                    last_name=last_name,
                    email=f"{first_name.lower()}@example.com",
                    role=LeaseRole.HEAD,
                ),
            ),
            **details,
        }
    )
    result = portfolio.upsert_households(property_id=property_.id, households=[draft], now=NOW)
    return Lease.objects.get(id=result.lease_ids[0])


def charge_rent(
    lease: Lease,
    *,
    amount_cents: int = RENT_CENTS,
    code: str = "RENT",
    due_date: date = date(2026, 3, 1),
    source: ChargeSource = ChargeSource.STAFF,
) -> Charge:
    """Charge a household, and give the charge."""
    count = Charge.objects.filter(lease=lease).count()
    [charge] = portfolio.charge(
        [
            portfolio.ChargeRequest(
                lease_id=lease.id,
                transaction_code=code,
                amount_cents=amount_cents,
                due_date=due_date,
                property_date=due_date,
                source=source,
                source_id=f"{lease.public_id}-{count + 1}",
            )
        ],
        posted_by="bob@oakhomes.example",
        now=NOW,
    )
    return charge


def journal_of(whose: Person | Lease) -> str:
    """Write the journal entries that touch a person's or a lease's ledgers as a bookkeeper would.

    Oldest property date first, then in the order of posting.
    """
    lease_ids = (
        [whose.id]
        if isinstance(whose, Lease)
        else list(whose.leases.values_list("lease_id", flat=True))
    )
    entries = (  # in another book the same number may be a property's
        JournalEntry.objects.filter(
            postings__subject_id__in=lease_ids, book__of_property=whose.property_id
        )
        .distinct()
        .order_by("property_date", "id")
    )
    return journal_text(entries)


def journal_text(entries: Iterable[JournalEntry]) -> str:
    """Write journal entries line by line: date, account, amount, debit or credit."""
    lines = [
        (
            entry.property_date.isoformat(),
            posting.ledger_account.key,
            format_cents(abs(posting.signed_cents)),
            "dr" if posting.signed_cents > 0 else "cr",
        )
        for entry in entries
        for posting in entry.postings.select_related("ledger_account").order_by("line")
    ]
    key_width = max((len(line[1]) for line in lines), default=0)
    amount_width = max((len(line[2]) for line in lines), default=0)
    return "\n".join(
        f"{day}  {key:<{key_width}}   {amount:>{amount_width}} {side}"
        for day, key, amount, side in lines
    )


def _add_bank_account(
    property_: Property, purpose: BankAccountPurpose, account_number: str
) -> BankAccount:
    return portfolio.add_bank_account(
        property_id=property_.id,
        name=purpose.label,
        purpose=purpose,
        routing_number=ROUTING_NUMBER,
        account_number=account_number,
        now=NOW,
    )
