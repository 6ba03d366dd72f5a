"""`rentrail balances`: what was owed at a past date, as of then and as known then."""

import json
from datetime import date, timedelta

import pytest
from tests.cast import NOW, TODAY, charge_rent
from tests.config import cli_running
from tests.payments.cast import pay

from rentrail.config.cli.refusals import Refused


def shown(capsys, *argv: str) -> dict:
    assert cli_running.run("balances", "OAK01", "--households", "--json", *argv) == 0
    found = json.loads(capsys.readouterr().out)
    assert sum(account["balance_cents"] for account in found["accounts"]) == 0
    return found


def owed(capsys, *argv: str) -> int:
    return sum(one["resident_cents"] for one in shown(capsys, *argv)["households"])


@pytest.fixture
def paid_later(alices_lease):
    """Rent of March 1, posted on March 2; paid on March 4."""
    charge_rent(alices_lease, due_date=date(2026, 3, 1))
    alices_lease.property.property_date = date(2026, 3, 4)
    alices_lease.property.save(update_fields=["property_date"])
    pay(alices_lease, amount_cents=50_000, now=NOW + timedelta(days=2))
    return alices_lease


def test_balances_are_asked_for_as_of_a_date_and_as_known_on_one(paid_later, capsys):
    assert owed(capsys) == 70_000
    assert owed(capsys, "--as-of", "2026-03-03") == 120_000
    assert owed(capsys, "--as-of", "2026-02-28") == 0
    assert owed(capsys, "--known-on", "2026-03-03") == 120_000
    assert owed(capsys, "--as-of", "2026-03-01", "--known-on", "2026-03-01") == 0


def test_programs_read_cents_and_people_dollars(paid_later, capsys):
    household = shown(capsys)["households"][0]
    assert cli_running.run("balances", "OAK01", "--households") == 0

    told = capsys.readouterr().out
    assert (household["head"], household["unit"]) == ("Alice Resident", "A-204")
    assert "700.00" in told
    assert "Together 0.00; a credit is negative." in told


def test_an_unknown_property_is_refused(oak_court):
    with pytest.raises(Refused, match="There is no property “ELM”; there is OAK01"):
        cli_running.run("balances", "ELM", "--as-of", TODAY.isoformat())
