"""The how-to's own files, command by command."""

import json
from datetime import UTC, date, datetime

import pytest
from tests.config.cli_running import run
from tests.config.company import EXAMPLES

from rentrail.banking.models import BankFile
from rentrail.config.cli.refusals import Refused
from rentrail.formats import nacha
from rentrail.identity.models import Company, User
from rentrail.identity.tenancy import company_scope
from rentrail.payments.models import Instrument, Payment, PreauthorizedPayment
from rentrail.portfolio.models import Charge, Lease, Property, RecurringCharge
from rentrail.primitives import clock
from rentrail.primitives.clock import SettableClock

pytestmark = pytest.mark.django_db

FIRST_MORNING = datetime(2026, 3, 1, 15, tzinfo=UTC)
APRIL_FIRST_EVENING = datetime(2026, 4, 2, 0, tzinfo=UTC)
MONDAY_EVENING = datetime(2026, 3, 3, 0, tzinfo=UTC)  # 18:00 in Chicago


@pytest.fixture
def time():
    with clock.running(SettableClock(FIRST_MORNING)) as settable:
        yield settable


@pytest.fixture
def folder(tmp_path, monkeypatch, time):
    """The example files in a folder of their own, with the company set up."""
    for path in EXAMPLES.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for name in ("to-bank", "from-bank", "done"):
        (tmp_path / "bank" / name).mkdir(parents=True)
    monkeypatch.setenv("RENTRAIL_BOBS_PASSWORD", "Rent-Day-1st")
    assert run("setup", tmp_path / "company.toml") == 0
    return tmp_path


@pytest.fixture
def enrolled(folder, capsys):
    """Everything imported that the how-to imports."""
    for kind in ("households", "charges", "accounts", "preauthorized"):
        assert run("import", kind, folder / f"{kind}.csv") == 0
    capsys.readouterr()
    return folder


def _scope():
    return company_scope(Company.objects.get().id)


def test_setting_up_again_says_that_nothing_changed(folder, capsys):
    capsys.readouterr()

    assert run("setup", folder / "company.toml") == 0
    assert "nothing changed" in capsys.readouterr().out


def test_a_dry_run_shows_the_next_debits_and_changes_nothing(folder, capsys):
    for kind in ("households", "charges", "accounts"):
        run("import", kind, folder / f"{kind}.csv")
    capsys.readouterr()

    assert run("import", "preauthorized", folder / "preauthorized.csv", "--dry-run", "--json") == 0

    shown = json.loads(capsys.readouterr().out)
    assert [
        (row["next_due"], row["of"], row["amount_cents"], row["up_to_cents"])
        for row in shown["rows"]
    ] == [
        ("2026-03-02", "the open balance, now", 128_450, 200_000),
        ("2026-03-03", "a fixed amount", 135_000, 135_000),
    ]
    with _scope():
        assert not PreauthorizedPayment.objects.exists()


def test_recurring_charges_are_shown_with_their_next_due_date_and_charged_on_it(
    folder, time, capsys
):
    run("import", "households", folder / "households.csv")
    capsys.readouterr()

    assert run("import", "recurring", folder / "recurring.csv", "--dry-run", "--json") == 0

    shown = json.loads(capsys.readouterr().out)
    assert [
        (row["lease"], row["amount_cents"], row["next_due"], row["is"]) for row in shown["rows"]
    ] == [
        ("L-204", 120_000, "2026-04-01", "new"),
        ("L-205", 135_000, "2026-04-01", "new"),
    ]

    for _ in range(2):
        run("import", "recurring", folder / "recurring.csv")
    time.set(APRIL_FIRST_EVENING)
    run("run-day", "--date", "2026-04-01")
    run("run-day", "--date", "2026-04-01")

    with _scope():
        assert [one.amount_cents for one in Charge.objects.order_by("id")] == [120_000, 135_000]
    assert "0 recurring charges imported, 2 known before" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("R-1,OAK,L-999,RENT,10.00,1,2026-04-01,,", "No lease of the property fits."),
        ("R-1,OAK,,RENT,10.00,1,2026-04-01,,", "The line names no lease"),
        ("R-1,OAK,L-204,RENT,10.00,first,2026-04-01,,", "“first” is not a whole number."),
        ("R-1,OAK,L-204,RENT,10.00,32,2026-04-01,,", "32 is not a day of a month."),
        ("R-1,OAK,L-204,RENT,,1,2026-04-01,,", "The amount is empty."),
        ("RENT-L-204,OAK,L-204,RENT,1.00,1,2026-04-01,,", "RENT-L-204 stands on line 2 already."),
    ],
)
def test_a_wrong_line_of_recurring_charges_is_told_and_nothing_is_set_up(
    folder, capsys, line, told
):
    run("import", "households", folder / "households.csv")
    path = folder / "recurring.csv"
    path.write_text(f"{path.read_text()}{line}\n")

    with pytest.raises(Refused) as refused:
        run("import", "recurring", path)

    assert "line 4" in str(refused.value)
    assert told in str(refused.value)
    with _scope():
        assert not RecurringCharge.objects.exists()


@pytest.mark.parametrize(
    ("frequency", "typed", "ends"),
    [
        ("monthly", "", date(2026, 8, 31)),  # with the lease
        ("monthly", "until revoked", None),
        ("monthly", "2026-06-30", date(2026, 6, 30)),
        ("one_time", "", None),
    ],
)
def test_a_preauthorized_payment_ends_with_the_lease_where_nothing_else_is_said(
    folder, frequency, typed, ends
):
    for kind in ("households", "accounts"):
        run("import", kind, folder / f"{kind}.csv")
    path = folder / "preauthorized.csv"
    path.write_text(
        "reference,property,resident,account,frequency,amount,start_date,end_date,form\n"
        f"PRE-1,OAK,R-1001,0300,{frequency},10.00,2026-03-02,{typed},signed\n"
    )

    run("import", "preauthorized", path)

    with _scope():
        assert PreauthorizedPayment.objects.get().end_date == ends


@pytest.mark.parametrize(
    ("before", "after", "column"),
    [("1,350.00", "1,500.00", "amount"), ("2026-03-03", "2026-03-04", "start_date")],
)
def test_a_preauthorized_payment_known_otherwise_is_told_and_left_as_it_is(
    enrolled, before, after, column
):
    path = enrolled / "preauthorized.csv"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))

    with pytest.raises(Refused, match=f"says something else now in {column}\\. Disable it"):
        run("import", "preauthorized", path)


def test_imported_again_nothing_is_doubled(enrolled, capsys):
    for kind in ("households", "charges", "accounts", "preauthorized"):
        run("import", kind, enrolled / f"{kind}.csv")

    with _scope():
        counts = [model.objects.count() for model in (Lease, Charge, Instrument)]
        assert counts == [2, 3, 2]
        assert PreauthorizedPayment.objects.count() == 2
    assert "0 charges imported, 3 known before" in capsys.readouterr().out


def test_a_day_takes_what_is_due_and_puts_a_bank_file_into_the_folder(enrolled, time, capsys):
    time.set(MONDAY_EVENING)

    assert run("run-day", "--date", "2026-03-02") == 0

    told = capsys.readouterr().out
    assert "oak-homes, Monday, March 2, 2026" in told
    assert "take due payments       1 taken" in told
    [path] = (enrolled / "bank" / "to-bank").iterdir()
    assert nacha.recognise(path.read_bytes())
    with _scope():
        assert Payment.objects.get().amount_cents == 128_450
        assert BankFile.objects.get().state == "sent"


def test_a_day_run_again_takes_nothing_twice(enrolled, time):
    time.set(MONDAY_EVENING)
    run("run-day", "--date", "2026-03-02")

    assert run("run-day", "--date", "2026-03-02", "--json") == 0

    with _scope():
        assert Payment.objects.count() == 1
    assert len(list((enrolled / "bank" / "to-bank").iterdir())) == 1


def test_a_day_that_lies_ahead_is_refused_and_debits_nobody(enrolled, time):
    time.set(MONDAY_EVENING)

    with pytest.raises(Refused, match="2026-04-02 lies ahead"):
        run("run-day", "--date", "2026-04-02")

    with _scope():
        assert not Payment.objects.exists()


def test_after_a_day_nothing_differs(enrolled, time, capsys):
    time.set(MONDAY_EVENING)
    run("run-day", "--date", "2026-03-02")
    capsys.readouterr()

    assert run("verify") == 0
    assert capsys.readouterr().out.endswith("0 differences\n")


def test_a_file_that_nobody_can_read_is_kept_for_a_person(enrolled, capsys):
    (enrolled / "bank" / "from-bank" / "letter.txt").write_text("Dear customer")

    assert run("bank", "fetch") == 1

    assert "letter.txt" in capsys.readouterr().out
    run("bank", "status", "--json")
    [received] = json.loads(capsys.readouterr().out)["from_the_bank"]
    assert (received["kind"], received["state"]) == ("unknown", "with_problems")


@pytest.mark.parametrize(
    ("kind", "old", "new", "message"),
    [
        ("households", "L-205,", ",", "line 4: The lease is empty"),
        ("charges", '"1,350.00"', "plenty", "line 4: “plenty” is not an amount"),
        ("charges", "L-205,RENT", "L-205,RNET", "line 4: There is no charge code RNET"),
        ("accounts", "88001122", "88OO1122", "line 3: An account number has digits only"),
        ("accounts", "021000021", "021000022", "line 2: 021000022 is no bank's routing number"),
        ("accounts", "OAK,R-1003", "ELM,R-1003", "line 3: There is no property “ELM”"),
        ("accounts", "R-1003", "R-9999", "line 3: OAK has no resident “R-9999”"),
        ("accounts", "savings", "shoebox", "line 3: “shoebox” is none of checking, savings"),
        ("preauthorized", "0300", "0301", "line 2: Alice Resident has no bank account on file"),
        ("preauthorized", "monthly,fixed", "often,fixed", "line 3: “often” is none of one_time"),
        ("preauthorized", "2026-03-03", "March 3rd", "line 3: “March 3rd” is not a date"),
        ("preauthorized", "2026-03-03", "2026-02-03", "line 3: The start lies in the past."),
        ("preauthorized", "form,email", "forms,email", "lacks the columns form"),
    ],
)
def test_a_wrong_line_is_told_and_nothing_is_imported(kind, old, new, message, folder):
    for before in ("households", "charges", "accounts", "preauthorized"):
        if before == kind:
            break
        run("import", before, folder / f"{before}.csv")
    file = folder / f"{kind}.csv"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))

    with pytest.raises(Refused, match="^" + str(file)) as refused:
        run("import", kind, file)

    assert message in str(refused.value)
    model = {"households": Lease, "charges": Charge, "accounts": Instrument}
    with _scope():
        assert not model.get(kind, PreauthorizedPayment).objects.exists()


def test_a_line_that_cannot_be_read_hides_no_other_wrong_line(folder):
    run("import", "households", folder / "households.csv")
    file = folder / "charges.csv"
    text = file.read_text().replace("L-205,RENT", "L-205,RNET")
    file.write_text(text.replace("84.50", "plenty"))

    with pytest.raises(Refused) as refused:
        run("import", "charges", file)

    unread, unknown, end = str(refused.value).splitlines()
    assert "“plenty” is not an amount" in unread
    assert "line 4: There is no charge code RNET" in unknown
    assert end == "Nothing was imported."


def test_a_user_is_added_with_a_role_at_a_property(folder, capsys, monkeypatch):
    monkeypatch.setenv("CAROLS_PASSWORD", "Rent-Day-3rd")

    status = run(
        *("user", "add", "carol@oakhomes.example", "--name", "Carol", "--role", "Accountant"),
        *("--property", "OAK", "--password-env", "CAROLS_PASSWORD"),
    )

    assert status == 0
    assert User.objects.get(email="carol@oakhomes.example").check_password("Rent-Day-3rd")


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("mri", "status"), "No MRI is connected"),
        (("mri", "post", "OAK"), "No MRI is connected"),
        (("verify", "--against-mri"), "No MRI is connected, so nothing can be compared with it"),
        (("verify", "--company", "elm-homes"), "no company “elm-homes”; there is oak-homes"),
        (("user", "add", "bob@oakhomes.example", "--name", "B", "--role", "Accountant"), "already"),
        (("user", "add", "c@oak.example", "--name", "C", "--role", "King"), "no role “King”"),
        (("user", "add", "nobody", "--name", "C", "--role", "Accountant"), "nobody is no e-mail"),
        (("import", "charges", "nowhere.csv"), "nowhere.csv: cannot be read"),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_there_is(argv, message, folder):
    with pytest.raises(Refused, match=message):
        run(*argv)


def test_without_a_company_the_first_command_is_named():
    with pytest.raises(Refused, match=r"begin with: rentrail setup company\.toml"):
        run("run-day")


def test_a_property_is_advanced_and_its_month_closed(enrolled, time, capsys):
    code = _code()

    with pytest.raises(Refused, match="advance its date past 03/2026 first"):
        run("period", "close", code, "202603")
    time.set(datetime(2026, 4, 1, 15, tzinfo=UTC))
    run("property", "advance", code)
    run("period", "close", code, "2026-03")

    told = capsys.readouterr().out
    assert "posts to 2026-04-01 now" in told
    assert "2026-03 is closed, with all before it" in told
    with pytest.raises(Refused, match="already"):
        run("property", "advance", code, "--to", "2026-03-31")
    with pytest.raises(Refused, match="no property “NOWHERE”"):
        run("property", "advance", "NOWHERE")


def _code():
    with _scope():
        return Property.objects.earliest("id").code
