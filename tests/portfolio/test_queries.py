from datetime import date

import pytest
from tests.cast import charge_rent, make_household, make_property

from rentrail.identity.tenancy import company_scope
from rentrail.portfolio import operations, queries
from rentrail.portfolio.models import BatchType, LedgerName, Person
from rentrail.portfolio.rules.eligibility import Standing
from rentrail.portfolio.rules.limits import limit_group


@pytest.mark.parametrize(
    "text", ["alice", "RESI ali", "A-204", "204", "alice@example", "R204", "OAK01~A~204~1"]
)
def test_alice_is_found(alices_lease, text):
    [found] = queries.find_people(text=text)

    assert (found.name, found.building, found.unit) == ("Alice Resident", "A", "204")
    assert found.lease_public_id == alices_lease.public_id


@pytest.mark.parametrize("text", ["", "  ", "charlie", "alice B-204"])
def test_nobody_is_found_who_does_not_fit(alices_lease, text):
    assert queries.find_people(text=text) == []


def test_nobody_is_found_at_a_property_one_may_not_see(alices_lease):
    assert queries.find_people(text="alice", property_ids=[]) == []


def test_charlie_finds_nobody_of_another_company(alices_lease, charlie):
    with company_scope(charlie.company_id):
        assert queries.find_people(text="alice") == []
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


def test_settings_come_with_limits_and_routes(oak_court, operating, trust):
    group = limit_group(batch_type=BatchType.ACH, ledger=LedgerName.RESIDENT)
    operations.set_limit(property_id=oak_court.id, limit_group=group, single_cents_max=250_000)

    settings = queries.settings_of(property_ids=[oak_court.id])[oak_court.id]

    assert settings.limits["ACH_RENT"].single_cents_max == 250_000
    assert settings.limits["ACH_RENT"].daily_count_max is None
    assert settings.routes["resident", "ACH"].bank_account_id == operating.id
    assert settings.routes["deposit", "ACH"].clearing_account_id == trust.clearing_account_id


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
