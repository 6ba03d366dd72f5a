from datetime import date

from tests.cast import charge_rent, make_household, make_property

from rentrail.identity.tenancy import company_scope
from rentrail.portfolio import queries
from rentrail.portfolio.models import LedgerName, Person
from rentrail.portfolio.rules.eligibility import Standing


def test_charlie_sees_no_balance_of_another_company(alices_lease, charlie):
    charge_rent(alices_lease)

    with company_scope(charlie.company_id):
        assert queries.open_balance_cents(lease_ids=[alices_lease.id]) == {alices_lease.id: 0}


def test_balances_of_households_and_ledgers_stand_apart(alices_lease, oak_court):
    dana = make_household(make_property(code="ELM", name="Elm Court"), unit="1")
    charge_rent(alices_lease)
    charge_rent(dana, amount_cents=90_000)
    charge_rent(alices_lease, code="SECDEP", amount_cents=50_000)
    both = [alices_lease.id, dana.id]

    assert queries.open_balance_cents(lease_ids=both) == {
        alices_lease.id: 120_000,
        dana.id: 90_000,
    }
    assert queries.open_balance_cents(lease_ids=both, ledger=LedgerName.DEPOSIT) == {
        alices_lease.id: 50_000,
        dana.id: 0,
    }


def test_eviction_of_one_holds_for_whoever_pays(alices_lease, alice, oak_court):
    dana = make_household(oak_court, unit="1").members.get().person
    Person.objects.filter(id=alice.id).update(eviction_started=True)

    standing = queries.standings(lease_and_person_ids=[(alices_lease.id, dana.id)])

    assert standing == {(alices_lease.id, dana.id): Standing(household_eviction=True)}


def test_what_is_owed_by_a_day_is_the_balance_less_what_falls_due_later(alices_lease):
    charge_rent(alices_lease)
    charge_rent(alices_lease, amount_cents=77_700, due_date=date(2026, 6, 5))
    charge_rent(alices_lease, amount_cents=50_000, code="SECDEP", due_date=date(2026, 6, 5))

    owed = {
        due_by: queries.open_balance_cents(lease_ids=[alices_lease.id], due_by=due_by)
        for due_by in (None, date(2026, 6, 4), date(2026, 6, 5))
    }

    assert [cents[alices_lease.id] for cents in owed.values()] == [197_700, 120_000, 197_700]
