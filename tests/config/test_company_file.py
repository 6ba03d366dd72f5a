import pytest
from tests.config import company

from rentrail.config import company_file
from rentrail.config.company_file import CompanyFileInvalid


def test_a_whole_file_is_read_into_cents_and_dates():
    file = company_file.parse(company.oak_homes())

    [oak_court] = file.properties
    assert oak_court.nsf_fee == 2_500
    assert oak_court.limits["ACH_RENT"].single == 500_000
    assert oak_court.bank_accounts[1].ledgers_deposited == ["deposit"]
    assert file.mri is not None
    assert set(file.mri.operations) > {"close", "reversal"}


def test_the_example_in_the_how_to_is_valid(monkeypatch):
    monkeypatch.setenv("RENTRAIL_BOBS_PASSWORD", "Rent-Day-1st")

    file = company_file.read(company.EXAMPLES / "company.toml")

    assert file.company.code == "oak-homes"
    assert file.banks[0].folder is not None
    assert file.banks[0].folder.outgoing == company.EXAMPLES / "bank" / "to-bank"


def _bank_account(content):
    return content["properties"][0]["bank_accounts"][1]


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (
            lambda file: _bank_account(file).update(account_number="55O1"),
            "properties[0].bank_accounts[1].account_number",
            "no letters",
        ),
        (
            lambda file: _bank_account(file).update(routing_number="076401252"),
            "properties[0].bank_accounts[1].routing_number",
            'Example: routing_number = "076401251"',
        ),
        (
            lambda file: _bank_account(file).update(bank="Last Bank"),
            "properties[0].bank_accounts[1].bank",
            "no bank “Last Bank”",
        ),
        (
            lambda file: file["properties"][0].update(representments_max=1),
            "properties[0].representments_max",
            "is not done in this version",
        ),
        (
            lambda file: _bank_account(file).pop("cash_type"),
            "properties[0].bank_accounts[1].cash_type",
            "is missing",
        ),
        (
            lambda file: _bank_account(file).update(purpose="operating", ledgers=["deposit"]),
            "properties[0].bank_accounts[1]",
            "only a trust account",
        ),
        (
            lambda file: _bank_account(file).update(ledgers=["resident"]),
            "properties[0].bank_accounts[1].ledgers",
            "another account takes",
        ),
        (
            lambda file: file["properties"][0].update(nsf_fee=25.0),
            "properties[0].nsf_fee",
            'Example: "1,250.00"',
        ),
        (
            lambda file: file.update(closes={"collection": ["by_pigeon"]}),
            "closes",
            "“by_pigeon” is no way of paying",
        ),
        (
            lambda file: file["properties"][0].update(nsf_fe="25.00"),
            "properties[0].nsf_fe",
            "not known here",
        ),
        (
            lambda file: file["properties"][0].update(time_zone="Mars/Olympus"),
            "properties[0].time_zone",
            "America/Chicago",
        ),
        (lambda file: file["properties"][0].pop("code"), "properties[0].code", "is missing."),
        (
            lambda file: file["banks"][0].pop("folder"),
            "banks[0]",
            "either a table sftp or a table folder",
        ),
        (
            lambda file: file["banks"][0].update(clearing="central"),
            "banks[0]",
            "clearing_account exactly where clearing is central",
        ),
        (lambda file: file.pop("mri"), "properties[0].mri", "no table [mri]"),
        (
            lambda file: file["users"][0].update(property="ELM"),
            "users[0].property",
            "no property ELM",
        ),
        (
            lambda file: file["users"].append(file["users"][0]),
            "users[1].email",
            "stands in users[0] too",
        ),
    ],
)
def test_what_cannot_be_right_is_told_with_its_place(change, place, words):
    content = company.oak_homes()
    change(content)

    with pytest.raises(CompanyFileInvalid) as refused:
        company_file.parse(content)

    assert f"company.toml: {place}: " in str(refused.value)
    assert words in str(refused.value)


def test_all_problems_are_told_at_once():
    content = company.oak_homes()
    content["company"].pop("name")
    content["properties"][0]["nsf_fee"] = "much"

    with pytest.raises(CompanyFileInvalid) as refused:
        company_file.parse(content)

    assert len(str(refused.value).splitlines()) == 2


def test_a_secret_may_come_from_the_environment_or_a_file(monkeypatch, tmp_path):
    content = company.oak_homes()
    del content["mri"]["key"], content["mri"]["password"]
    content["mri"] |= {"key_env": "OUR_MRI_KEY", "password_file": "password"}
    monkeypatch.setenv("OUR_MRI_KEY", "from the environment")
    (tmp_path / "password").write_text("from a file\n")

    file = company_file.parse(content, folder=tmp_path)

    assert file.mri is not None
    assert (file.mri.key, file.mri.password) == ("from the environment", "from a file")
    assert "from" not in repr(file.mri)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"key_env": "NOT_SET_ANYWHERE"}, "key_env names NOT_SET_ANYWHERE, which is not set"),
        ({"key_file": "nowhere"}, "cannot be read"),
        ({"key": "here", "key_env": "HOME"}, "key and key_env; one of them is enough"),
    ],
)
def test_a_secret_that_is_not_there_is_told(setting, words, tmp_path):
    content = company.oak_homes()
    del content["mri"]["key"]
    content["mri"] |= setting

    with pytest.raises(CompanyFileInvalid, match=words):
        company_file.parse(content, folder=tmp_path)


def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path):
    path = tmp_path / "company.toml"
    path.write_text("[company\n")

    with pytest.raises(CompanyFileInvalid, match=r"is not TOML: .*line 1"):
        company_file.read(path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CompanyFileInvalid, match="No such file"):
        company_file.read(tmp_path / "company.toml")
