from datetime import UTC, datetime

import asyncssh
import pytest
from tests.config import company

from rentrail.accounting import queries as accounting_queries
from rentrail.accounting.models import MriProperty
from rentrail.banking import connecting
from rentrail.banking.models import BankConnection, Originator
from rentrail.config import company_file, setting_up
from rentrail.config.setting_up import SetupRefused
from rentrail.identity import queries as identity_queries
from rentrail.identity.models import Company, Right, User
from rentrail.identity.tenancy import company_scope
from rentrail.portfolio.models import (
    BankAccount,
    DepositRoute,
    EligibilityTable,
    PaymentLimit,
    Property,
    TransactionCode,
)
from rentrail.portfolio.operations.properties import PropertySettings

NOW = datetime(2026, 3, 1, 15, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def _apply(content):
    return setting_up.apply(company_file.parse(content), now=NOW)


def test_a_company_is_set_up_whole():
    applied = _apply(company.oak_homes())

    with company_scope(applied.company_id):
        oak_court = Property.objects.get(code="OAK")
        operating = BankAccount.objects.get(name="Operating")
        assert oak_court.nsf_fee_cents == 2_500
        assert PaymentLimit.objects.get().single_cents_max == 500_000
        assert Originator.objects.get(bank_account=operating).company_name == "OAK COURT"
        assert (
            DepositRoute.objects.get(ledger="deposit", batch_type="ACH").bank_account != operating
        )
        assert accounting_queries.mapping_gaps(MriProperty.objects.get()) == []
        bob = User.objects.get(email="bob@oak.example")
        rights = identity_queries.rights_of(user=bob, property_public_id=oak_court.public_id)
        assert Right.VOID in rights


def test_central_clearing_gets_a_book_of_its_own():
    applied = _apply(company.oak_homes())

    with company_scope(applied.company_id):
        central = BankConnection.objects.get(name="Central Bank")
        assert central.clearing_book is not None
        assert central.clearing_last_four == "0009"


def test_set_up_again_nothing_changes():
    _apply(company.oak_homes())

    again = _apply(company.oak_homes())

    assert (again.created, again.changed) == ([], [])


def test_what_differs_is_changed_and_told():
    _apply(company.oak_homes())
    content = company.oak_homes()
    content["properties"][0]["nsf_fee"] = "30.00"
    content["properties"][0]["limits"]["ACH_RENT"]["daily_count"] = 2
    content["properties"][0]["bank_accounts"][0]["company_name"] = "OAK COURT RENT"
    content["banks"][0]["cutoffs"] = {"windows": ["10:30", "18:00"]}
    content["mri"]["password"] = "another"
    content["mri"]["charge_codes"]["LATE"] = "LTE"

    applied = _apply(content)

    assert applied.created == []
    assert applied.changed == [
        "bank First Bank",
        "MRI connection",
        "settings of OAK",
        "limit ACH_RENT of OAK",
        "how Operating of OAK is sent",
        "MRI code of LATE",
    ]


def test_a_companys_own_table_of_what_statuses_close_is_kept():
    content = company.oak_homes()
    content["closes"] = {"collection": ["portal_bank"]}

    first, again = _apply(content), _apply(content)

    assert "what special statuses close" in first.changed
    assert again.changed == []
    with company_scope(first.company_id):
        assert EligibilityTable.objects.get().closes == {"collection": ["portal_bank"]}


def test_a_user_is_brought_to_what_the_file_says_and_a_leaver_is_locked_out():
    applied = _apply(company.oak_homes())
    content = company.oak_homes()
    del content["users"][0]["property"]
    content["users"][0] |= {"name": "Robert Manager", "role": "Accountant", "active": False}

    changed = _apply(content).changed

    assert changed == [
        "user bob@oak.example: Accountant at every property, named Robert Manager, locked out"
    ]
    bob = User.objects.get(email="bob@oak.example")
    assert (bob.name, bob.is_active) == ("Robert Manager", False)
    with company_scope(applied.company_id):
        rights = identity_queries.rights_of(user=bob)
        assert Right.CLOSE_PERIOD in rights
        assert Right.TAKE_BANK_PAYMENTS not in rights
    assert _apply(content).changed == []
    assert _apply(company.oak_homes()).changed == [
        "user bob@oak.example: Property manager at one property, named Bob Manager, let in again"
    ]


def test_a_known_transaction_code_is_renamed_and_mapped_but_stays_of_its_ledger():
    content = company.oak_homes()
    content["transaction_codes"] = [{"code": "PARKING", "name": "Parking"}]
    applied = _apply(content)
    content["transaction_codes"] = [
        {"code": "PARKING", "name": "Parking space", "priority": 70, "mri_code": "PRK"},
        {"code": "RENT", "name": "Monthly rent"},
    ]

    changed = _apply(content).changed

    assert changed == [
        "transaction code PARKING",
        "MRI code of PARKING",
        "transaction code RENT",
    ]
    with company_scope(applied.company_id):
        codes = {code.code: code for code in TransactionCode.objects.all()}
        assert (codes["PARKING"].name, codes["PARKING"].priority) == ("Parking space", 70)
        assert (codes["RENT"].name, codes["RENT"].mri_code) == ("Monthly rent", "RNT")
    assert _apply(content).changed == []


def test_a_company_is_renamed():
    _apply(company.oak_homes())
    content = company.oak_homes()
    content["company"]["name"] = "Oak Residences"

    assert _apply(content).changed == ["name of company oak-homes-inc"]
    assert Company.objects.get().name == "Oak Residences"


def test_what_the_file_leaves_out_stays_as_staff_set_it():
    applied = _apply(company.oak_homes())
    with company_scope(applied.company_id):
        Property.objects.filter(code="OAK").update(hold_days=3)

    assert _apply(company.oak_homes()).changed == []

    with company_scope(applied.company_id):
        assert Property.objects.get(code="OAK").hold_days == 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda file: file["properties"][0]["bank_accounts"][0].update(account_number="55999"),
            r"properties\[0\].bank_accounts\[0\].account_number: .*••0001.*second person",
        ),
        (
            lambda file: file["banks"][1]["clearing_account"].update(account_number="55999"),
            r"banks\[1\]: .*••0009.*second person",
        ),
        (
            lambda file: file["properties"][0].update(time_zone="America/Denver"),
            r"properties\[0\].time_zone: OAK was set up with “America/Chicago”",
        ),
        (
            lambda file: file["properties"][0]["bank_accounts"][0].update(name="Main"),
            r"bank_accounts\[0\].name: the account ••0001 was set up with “Operating”",
        ),
        (
            lambda file: file.update(
                transaction_codes=[{"code": "RENT", "name": "Rent", "ledger": "deposit"}]
            ),
            r"transaction_codes\[0\].ledger: RENT charges the resident ledger",
        ),
        (
            lambda file: file.update(transaction_codes=[{"code": "PMTACH", "name": "Payment"}]),
            r"transaction_codes\[0\].code: PMTACH is not a charge's code",
        ),
        (
            lambda file: file["mri"]["charge_codes"].update(RNET="RNT"),
            r"mri.charge_codes.RNET: is no charge code",
        ),
        (
            lambda file: file["mri"]["charge_codes"].update(LATE="RNT"),
            r"mri.charge_codes.LATE: RENT is mapped to MRI's RNT already",
        ),
        (
            lambda file: file["mri"].update(operations={"clsoe": {}}),
            r"mri: There is no operation “clsoe”",
        ),
        (
            lambda file: file["banks"][0].update(statement_format="mt940"),
            r"banks\[0\]: There is no statement form “mt940”",
        ),
        (
            lambda file: file["users"].append(
                {
                    "email": "eve@oak.example",
                    "name": "Eve",
                    "role": "Accountant",
                    "password": "password",
                }
            ),
            r"users\[1\].password: ",
        ),
    ],
)
def test_what_may_not_be_is_refused_with_its_place_and_nothing_is_changed(change, words):
    _apply(company.oak_homes())
    content = company.oak_homes()
    content["properties"][0]["nsf_fee"] = "99.00"
    change(content)

    with pytest.raises(SetupRefused, match=words):
        _apply(content)

    with company_scope(Company.objects.get().id):
        assert Property.objects.get(code="OAK").nsf_fee_cents == 2_500


def test_a_bank_by_sftp_has_its_key_sealed_and_its_server_pinned():
    key = asyncssh.generate_private_key("ssh-ed25519")
    content = company.oak_homes()
    del content["banks"][0]["folder"]
    content["banks"][0]["sftp"] = {
        "host": "127.0.0.1",
        "port": 2222,
        "user": "oak",
        "private_key": key.export_private_key().decode(),
        "host_keys": [key.export_public_key().decode()],
    }

    applied = _apply(content)

    with company_scope(applied.company_id):
        bank = BankConnection.objects.get(name="First Bank")
        assert "private_key" not in bank.transport_settings
        assert connecting.transport_to(bank).settings.server == "127.0.0.1:2222"
    assert _apply(content).changed == []


def test_another_companys_user_is_refused(charlie):
    content = company.oak_homes()
    content["users"][0]["email"] = charlie.email

    with pytest.raises(SetupRefused, match=r"users\[0\].email: .*another company"):
        _apply(content)


def test_every_setting_of_a_property_can_be_written_in_the_file():
    in_file = {
        setting_up.MONEY_SETTINGS.get(name, name)
        for name in set(company_file.PropertySection.model_fields) - setting_up.NOT_SETTINGS
    }

    assert in_file == set(PropertySettings.__annotations__)
