"""What every command promises: its status, its message, and never a traceback (CLI-1)."""

import pytest
from tests.config import cli_running
from tests.config.company import EXAMPLES

from rentrail.config import cli
from rentrail.config.cli.arguments import parser

COMMANDS = [
    *(
        "setup",
        "import households",
        "import charges",
        "import accounts",
        "import preauthorized",
        "keys rotate",
    ),
    *("user add", "migrate", "run-day", "verify", "worker", "serve", "demo", "simulate"),
    *("property advance", "period close"),
    *("mri test", "mri sync", "mri post", "mri status", "bank send", "bank fetch", "bank status"),
    *("nacha validate", "nacha inspect", "nacha convert", "nacha diff", "nacha fix"),
    *("nacha merge", "nacha split", "nacha explain"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([*command.split(), "--help"])

    assert ended.value.code == 0
    assert "usage: rentrail" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        "",
        "frobnicate",
        "setup",
        "import",
        "run-day --date March",
        "worker --concurrency 0",
        "nacha validate",
        "nacha convert a.ach --to xml",
        "nacha merge a.ach",
        "nacha explain",
    ],
)
def test_a_command_written_wrongly_ends_with_two(command, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(command.split())

    assert ended.value.code == 2
    assert "usage: rentrail" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[company]", "[company", "is not TOML"),
        ('nsf_fee = "25.00"', "nsf_fee = 25", "properties[0].nsf_fee: is not an amount in quotes"),
        ('phone = "512', 'fone = "512', "properties[0].fone: is not known here"),
        ('"5501000001"', '"55O1"', "properties[0].bank_accounts[0].account_number: is not an"),
        ("RENTRAIL_BOBS_PASSWORD", "NOT_SET_ANYWHERE", "which is not set in the environment"),
    ],
)
@pytest.mark.django_db
def test_bad_input_ends_with_one_and_a_message_that_says_where(
    old, new, message, tmp_path, postgres_server
):
    text = (EXAMPLES / "company.toml").read_text()
    assert old in text
    file = tmp_path / "company.toml"
    file.write_text(text.replace(old, new))

    done = cli_running.typed(
        *("setup", file, "--data", tmp_path),
        server=postgres_server,
        RENTRAIL_BOBS_PASSWORD="Rent-Day-1st",
    )

    assert done.returncode == 1
    assert f"{file}: " in done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_named(tmp_path, postgres_server):
    done = cli_running.typed("setup", tmp_path / "nowhere.toml", server=postgres_server)

    assert done.returncode == 1
    assert done.stderr == f"{tmp_path}/nowhere.toml: cannot be read (No such file or directory).\n"


def test_a_database_that_does_not_answer_is_told(tmp_path):
    done = cli_running.typed(
        *("verify", "--data", tmp_path),
        DATABASE_URL=f"postgresql://nobody@/nothing?host={tmp_path}",
        RENTRAIL_SECRET_KEY="k" * 60,
        RENTRAIL_VAULT_KEYS="own:" + "A" * 43 + "=",
        RENTRAIL_VAULT_HASH_KEY="A" * 43 + "=",
        RENTRAIL_ALLOWED_HOSTS="rent.example.com",
    )

    assert done.returncode == 1
    assert done.stderr.startswith("The database cannot be used: ")
    assert "Traceback" not in done.stderr


def test_a_setting_that_is_missing_is_named_with_an_example(tmp_path):
    done = cli_running.typed("verify", "--data", tmp_path, DATABASE_URL="postgresql:///rentrail")

    assert done.returncode == 1
    assert "RENTRAIL_SECRET_KEY is not set. Example: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bug_leaves_a_reference_on_the_screen_and_its_trace_in_a_file(
    tmp_path, capsys, monkeypatch
):
    def break_down(args):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(cli, "_run", break_down)

    assert cli.main(["verify", "--data", str(tmp_path)]) == 1

    told = capsys.readouterr().err
    reference = told.strip().rstrip(".").split()[-1]
    assert "Traceback" not in told
    kept = (tmp_path / "errors.log").read_text()
    assert f"--- {reference}" in kept
    assert "ZeroDivisionError: a bug" in kept
