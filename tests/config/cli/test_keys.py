"""The ring of vault keys turns: everything is sealed anew, and the old key leaves (SEC-1)."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import connections
from django.db.models import BinaryField
from tests.backoffice import scenery
from tests.banking import cast as banking_cast
from tests.cast import TODAY, make_household
from tests.checks import cast as checks_cast
from tests.config import cli_running
from tests.payments import cast as payments_cast

from rentrail.accounting.models import MriConnection, MriPosting
from rentrail.accounting.mri import clients, delivery
from rentrail.banking import connecting, contents
from rentrail.banking.models import BankConnection, BankFile, Clearing, InboundFile, InboundItem
from rentrail.banking.operations import connecting as bank_secrets
from rentrail.checks import operations as checks
from rentrail.config.sealed_columns import SEALED_COLUMNS
from rentrail.identity import vault
from rentrail.payments import operations as payments
from rentrail.payments.models import Instrument, InstrumentCorrection
from rentrail.payments.operations import instruments
from rentrail.portfolio.models import BankAccount, Person, Property
from rentrail.portfolio.operations import bank_accounts

OLD, NEW = {"old": b"o" * 32}, {"new": b"n" * 32}
BOTH_OWN = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def old_ring(settings: Any) -> None:
    settings.RENTRAIL_VAULT_KEYS = OLD


@pytest.fixture
def household(old_ring: None, oak_court: Property, tmp_path: Any) -> Person:
    """A company that has sealed something in every column, under the old key."""
    scenery.fill(oak_court, root=tmp_path / "bank")
    banking_cast.make_bank(tmp_path / "central", clearing=Clearing.CENTRAL, name="Second Bank")
    connection = BankConnection.objects.get(name="Second Bank")
    context = connecting.key_context(connection.public_id)
    connection.private_key_sealed = vault.seal("a private key", context=context)
    connection.save()
    posting = MriPosting.objects.first()
    assert posting is not None
    posting.request_sealed = vault.seal("asked", context=delivery.sealed_for(posting))
    posting.answer_sealed = vault.seal("answered", context=delivery.sealed_for(posting))
    posting.save()
    person = make_household(oak_court, unit="901").members.get().person
    wrong = payments_cast.add_account(person, account_number="4711")
    payments.correct_instrument(
        instrument_id=wrong.id,
        account_number="4712",
        change_code="C01",
        corrected_by="bank",
        now=banking_cast.at(TODAY),
    )
    _ask_for_a_change()
    _scan_a_check(oak_court)
    return person


def _scan_a_check(property_: Property) -> None:
    """Scan a check with both images, and repair its line."""
    unread = checks_cast.reading("t0764?1251t 0012345678o 0101")
    item = checks_cast.scan(checks_cast.start(property_), reading=unread)
    checks.repair_line(
        public_id=item.public_id,
        text=checks_cast.LINE.format(serial="0101"),
        repaired_by="bob",
        now=banking_cast.at(TODAY),
    )


def _ask_for_a_change() -> None:
    identity = "noc:1"
    InboundItem.objects.create(
        file=InboundFile.objects.earliest("id"),
        line=1,
        kind="noc",
        identity=identity,
        amount_cents=0,
        received_date=TODAY,
        corrected_data_sealed=vault.seal("4712", context=contents.item_context(identity)),
    )


def test_every_sealed_column_there_is_is_in_the_table() -> None:
    sealed = {
        f"{model._meta.db_table}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, BinaryField) and field.name.endswith("sealed")
    }

    assert {str(column) for column in SEALED_COLUMNS} == sealed


@BOTH_OWN
def test_what_the_old_key_sealed_opens_without_it_and_is_found_again(
    household: Person, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.RENTRAIL_VAULT_KEYS = NEW | OLD
    known = Instrument.objects.get(person=household)
    assert {key_ids_of(column) for column in SEALED_COLUMNS} == {"old"}

    assert cli_running.run("keys", "rotate") == 0
    first = capsys.readouterr().out
    assert cli_running.run("keys", "rotate", "--json") == 0

    assert "Nothing is sealed under another key any more." in first
    assert json.loads(capsys.readouterr().out) == {"key": "new", "sealed_anew": 0, "left": []}
    settings.RENTRAIL_VAULT_KEYS = NEW
    assert {key_ids_of(column) for column in SEALED_COLUMNS} == {"new"}
    for column in SEALED_COLUMNS:
        for row in sealed_rows(column):
            vault.open_sealed(getattr(row, column.column), context=column.context(row))
    open_everything()
    assert payments_cast.add_account(household, account_number="4712") == known


@BOTH_OWN
def test_the_corrections_stay_append_only_for_everybody_else(
    household: Person, settings: Any
) -> None:
    settings.RENTRAIL_VAULT_KEYS = NEW | OLD

    assert cli_running.run("keys", "rotate") == 0

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT tgenabled FROM pg_trigger"
            " WHERE tgname = 'payments_instrumentcorrection_append_only'"
        )
        assert cursor.fetchone() == ("O",)


@pytest.mark.django_db
def test_what_cannot_be_sealed_anew_is_told_and_the_rest_is_done(
    household: Person,
    settings: Any,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.RENTRAIL_VAULT_KEYS = {"lost": b"l" * 32}
    lost = payments_cast.add_account(household, account_number="9999")
    settings.RENTRAIL_VAULT_KEYS = NEW | OLD
    monkeypatch.delitem(connections.settings, "owner")  # as where nobody migrates

    assert cli_running.run("keys", "rotate") == 1

    told = capsys.readouterr().out
    where = (
        f"oak-homes, payments_instrument.account_number_sealed: 1 left, the first in row {lost.id}"
    )
    assert f"{where}: The vault key “lost” is not in RENTRAIL_VAULT_KEYS." in told
    assert "set RENTRAIL_DATABASE_OWNER_URL" in told
    account = BankAccount.objects.earliest("id")
    assert vault.key_id_of(account.account_number_sealed) == "new"


def sealed_rows(column: Any) -> list[Any]:
    rows = column.model.objects.filter(**{f"{column.column}__isnull": False})
    return list(rows.exclude(**{column.column: b""}))


def key_ids_of(column: Any) -> str:
    return ",".join({vault.key_id_of(getattr(row, column.column)) for row in sealed_rows(column)})


def open_everything() -> None:
    """Open by the ways that the work itself takes."""
    for file in BankFile.objects.all():
        assert contents.content_of(file)
    for inbound in InboundFile.objects.all():
        assert contents.content_of_inbound(inbound)
    for account in BankAccount.objects.all():
        context = bank_accounts.sealed_for(account.public_id)
        assert vault.open_text(account.account_number_sealed, context=context)
    for instrument in Instrument.objects.all():
        assert instruments.account_number_of(instrument)
    correction = InstrumentCorrection.objects.select_related("instrument").get()
    context = instruments.sealed_for(correction.instrument.public_id)
    assert vault.open_text(correction.account_number_before_sealed, context=context) == "4711"
    bank = BankConnection.objects.get(name="Second Bank")
    assert bank_secrets.private_key_of(bank) == "a private key"
    assert bank_secrets.clearing_account_number_of(bank) == banking_cast.CLEARING_ACCOUNT
    clients.client_for(MriConnection.objects.get()).close()
