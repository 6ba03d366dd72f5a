"""`rentrail icl …` on files of the corpus, without a database."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.config import cli_running
from tests.formats.x937 import samples
from tests.formats.x937.corpus import making

from rentrail.config import cli

VALID, FAULTY = making.FOLDER / "valid", making.FOLDER / "faulty"
DEPOSIT = VALID / "credit-61-in-bundle.x937"
BANKS = making.FOLDER / "banks.toml"


def run(*argv: str | Path) -> int:
    return cli.main(["icl", *map(str, argv)])


def piped(monkeypatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


# validate


def test_a_file_without_fault_ends_with_zero(capsys):
    assert run("validate", DEPOSIT) == 0

    assert capsys.readouterr().out == f"{DEPOSIT}: nothing is wrong.\n"


def test_an_error_ends_with_one_and_is_told_with_its_place_and_rule(capsys):
    path = FAULTY / "routing-number-misread.x937"

    assert run("validate", path) == 1

    assert capsys.readouterr().out == (
        f"{path}, record 4, byte 256, columns 27-27: The check digit of 02100002 is 1. "
        "(error, item.routing)\n"
    )


def test_warnings_alone_end_with_zero(capsys):
    assert run("validate", FAULTY / "good-reads-added-up-wrong.x937") == 0

    assert "(warning, bundle.micr-valid-total)" in capsys.readouterr().out


def test_problems_are_data_in_json(capsys):
    assert run("validate", "--json", FAULTY / "routing-number-misread.x937") == 1

    (verdict,) = json.loads(capsys.readouterr().out)["files"]
    (problem,) = verdict["problems"]
    assert (verdict["errors"], verdict["warnings"]) == (1, 0)
    assert problem == {
        "severity": "ERROR", "rule": "item.routing", "record": "CheckDetail",
        "message": "The check digit of 02100002 is 1.", "record_number": 4, "offset": 256,
        "columns": [27, 27], "field": "payor_bank_check_digit", "value": "2", "expected": "1",
    }  # fmt: skip


def test_a_file_is_held_against_a_banks_profile(capsys):
    path = FAULTY / "bank-wants-record-61.x937"

    assert run("validate", path) == 0
    assert run("validate", "--profile", f"{BANKS}:deposit-in-61", path) == 1

    assert "bank.credit" in capsys.readouterr().out


def test_a_profile_that_cannot_be_is_refused(tmp_path, capsys):
    wrong = tmp_path / "bank.toml"
    wrong.write_text('[[one]]\ncredit = "63"\n')

    assert run("validate", "--profile", wrong, DEPOSIT) == 1
    assert run("validate", "--profile", BANKS, DEPOSIT) == 1
    assert run("validate", "--profile", tmp_path / "none.toml", DEPOSIT) == 1

    told = capsys.readouterr().err
    assert "credit is one of none, 61, 62" in told
    assert "has deposit-in-61, strict; name one" in told
    assert "cannot be read" in told


# inspect


def test_account_numbers_are_masked_unless_asked_for(capsys):
    assert run("inspect", DEPOSIT) == 0
    masked = capsys.readouterr().out
    assert run("inspect", "--unmasked", DEPOSIT) == 0
    unmasked = capsys.readouterr().out

    assert "****6789/****" in masked
    assert "74456789" not in masked
    assert "74456789/1042" in unmasked


def test_a_file_is_shown_down_to_a_level(capsys):
    assert run("inspect", "--level", "bundle", DEPOSIT) == 0

    assert capsys.readouterr().out.splitlines() == [
        "EBCDIC, length-prefixed, 19 records",
        "DSTU X9.37-2003: from 123456780 to 076401251, made 20261127 0930",
        "Cash letter 1 (forward presentment): 123456780 to 076401251, business date 20261127",
        "  Bundle 0001: 3 items, 400.06",
        "  Cash letter: 3 items, 400.06",
        "File: 3 items, 400.06",
    ]


def test_a_return_is_shown_with_its_reason(capsys):
    assert run("inspect", VALID / "return-with-every-addendum.x937") == 0

    assert "Return A (Not sufficient funds) 1: 100.01" in capsys.readouterr().out


def test_a_file_is_data_in_json_without_account_numbers_or_images(capsys):
    assert run("inspect", "--json", DEPOSIT) == 0

    told = capsys.readouterr().out
    data = json.loads(told)
    (letter,) = data["cash_letters"]
    slip, check, _ = letter["bundles"][0]["items"]
    assert slip["detail"]["record"] == "BankCredit"
    assert check["detail"]["amount_cents"] == 10_001
    assert check["views"][0]["bytes"] == len(samples.FRONT)
    assert "74456789" not in told
    assert "99887766" not in told


@pytest.mark.parametrize("path", sorted(FAULTY.iterdir()), ids=lambda path: path.stem)
def test_whatever_is_wrong_a_file_is_shown_or_refused(path, capsys):
    status = run("inspect", path)

    told = capsys.readouterr()
    assert (status == 0) is bool(told.out)
    assert "should not have happened" not in told.err


# extract


def test_images_are_written_each_to_a_file_of_its_own(tmp_path, capsys):
    folder = tmp_path / "images"

    assert run("extract", DEPOSIT, "-o", folder) == 0

    written = sorted(folder.iterdir())
    assert [path.name for path in written] == [
        "0000005-000000000000001-1-front.tif", "0000005-000000000000001-2-back.tif",
        "0000011-000000000000002-1-front.tif", "0000011-000000000000002-2-back.tif",
    ]  # fmt: skip
    assert written[0].read_bytes() == samples.FRONT
    assert written[0].stat().st_mode & 0o077 == 0
    assert "4 images" in capsys.readouterr().out


def test_no_image_takes_the_place_of_another(tmp_path, capsys):
    assert run("extract", DEPOSIT, "-o", tmp_path) == 0
    assert run("extract", DEPOSIT, "-o", tmp_path) == 1

    assert "is there already" in capsys.readouterr().err


def test_what_comes_before_a_cut_is_written_and_the_cut_told(tmp_path, capsys):
    cut = tmp_path / "cut.x937"
    cut.write_bytes(DEPOSIT.read_bytes()[:-300])

    assert run("extract", "--json", cut, "-o", tmp_path / "images") == 1

    told = json.loads(capsys.readouterr().out)
    assert len(told["images"]) == 3
    assert "no whole record" in told["problem"]


# convert


def test_a_file_is_turned_into_another_form_and_back(tmp_path):
    turned, again = tmp_path / "ascii.x937", tmp_path / "again.x937"

    assert run("convert", DEPOSIT, "--encoding", "ASCII", "--framing", "lines", "-o", turned) == 0
    assert run("convert", turned, "--encoding", "EBCDIC", "--framing", "length-prefixed", "-o",
               again) == 0  # fmt: skip

    assert turned.read_bytes().startswith(b"0103P076401251")
    assert again.read_bytes() == DEPOSIT.read_bytes()


def test_a_file_is_turned_into_json_and_back(tmp_path):
    form, again = tmp_path / "deposit.json", tmp_path / "again.x937"

    assert run("convert", DEPOSIT, "--to", "json", "-o", form) == 0
    assert run("convert", form, "-o", again) == 0

    assert again.read_bytes() == DEPOSIT.read_bytes()


def test_what_is_cut_is_not_turned_into_another_form(tmp_path, capsys):
    cut = tmp_path / "cut.x937"
    cut.write_bytes(DEPOSIT.read_bytes()[:-10])

    assert run("convert", cut, "--encoding", "ASCII", "-o", tmp_path / "made.x937") == 1

    assert "no whole record" in capsys.readouterr().err
    assert not (tmp_path / "made.x937").exists()


def test_what_is_no_such_file_is_refused(tmp_path, capsys):
    wrong, no_json = tmp_path / "report.pdf", tmp_path / "wrong.json"
    wrong.write_bytes(b"%PDF-1.7")
    no_json.write_text('{"records": 7}')

    assert run("inspect", wrong) == 1
    assert run("convert", no_json) == 1
    assert run("inspect", tmp_path / "none.x937") == 1

    told = capsys.readouterr().err
    assert "is no image cash letter" in told
    assert "records is a list" in told
    assert "cannot be read" in told


def test_standard_input_is_read(monkeypatch, capsys):
    piped(monkeypatch, DEPOSIT.read_bytes())

    assert run("validate", "-") == 0

    assert capsys.readouterr().out == "-: nothing is wrong.\n"


def test_a_command_that_is_written_wrongly_ends_with_two():
    assert cli_running.typed("icl", "extract", DEPOSIT).returncode == 2


def test_neither_django_nor_numpy_is_started():
    program = (
        "import sys; from rentrail.config import cli; "
        f"assert cli.main(['icl', 'validate', {str(DEPOSIT)!r}]) == 0; "
        "assert not {'django', 'numpy', 'PIL'} & sys.modules.keys()"
    )

    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)
