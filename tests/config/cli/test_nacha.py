"""`rentrail nacha …` on files of the corpus, without a database."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.config import cli_running
from tests.formats.nacha.corpus import making

from rentrail.config import cli
from rentrail.config.cli import bank_files
from rentrail.formats import nacha

VALID, FAULTY = making.FOLDER / "valid", making.FOLDER / "faulty"
PPD = VALID / "three-batches.ach"
WRONG_HASH = FAULTY / "batch-control-hash.ach"


def run(*argv: str | Path) -> int:
    return cli.main(["nacha", *map(str, argv)])


def piped(monkeypatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


# validate


def test_a_file_without_fault_ends_with_zero(capsys):
    assert run("validate", PPD) == 0

    assert capsys.readouterr().out == f"{PPD}: nothing is wrong.\n"


def test_an_error_ends_with_one_and_is_told_with_its_place_and_rule(capsys):
    assert run("validate", PPD, FAULTY / "entry-check-digit.ach") == 1

    assert capsys.readouterr().out.splitlines() == [
        f"{PPD}: nothing is wrong.",
        f"{FAULTY}/entry-check-digit.ach, line 3, columns 12-12: The check digit of 12345678 is 0. "
        "(error, entry.check-digit)",
    ]


def test_warnings_alone_end_with_zero(capsys):
    assert run("validate", FAULTY / "entry-twice.ach") == 0

    assert "(warning, entry.duplicate)" in capsys.readouterr().out


def test_problems_are_data_in_json(capsys):
    assert run("validate", "--json", FAULTY / "file-format-code.ach") == 1

    [found] = json.loads(capsys.readouterr().out)["files"]
    assert (found["errors"], found["warnings"]) == (1, 0)
    assert found["problems"] == [
        {
            "severity": "ERROR",
            "rule": "file.format-code",
            "message": "The format code must be 1.",
            "line": 1,
            "columns": [40, 40],
            "record": "FileHeader",
            "field": "format_code",
            "value": "2",
            "expected": "1",
        }
    ]


def test_a_dash_reads_standard_input(capsys, monkeypatch):
    piped(monkeypatch, (FAULTY / "entry-check-digit.ach").read_bytes())

    assert run("validate", "-") == 1

    assert capsys.readouterr().out.startswith("-, line 3, columns 12-12: ")


def test_dates_are_checked_against_the_day_that_is_told(capsys):
    assert run("validate", PPD, "--today", "2026-03-09") == 1

    assert capsys.readouterr().out.count("batch.effective-date-past") == 3


@pytest.mark.parametrize("form", ["toml", "json"])
def test_a_banks_own_rules_are_checked_beside(form, tmp_path, capsys):
    rules = tmp_path / f"bank.{form}"
    rules.write_text(
        '[[first-bank]]\nline_ends = ["CRLF"]\n'
        if form == "toml"
        else '{"first-bank": [{"line_ends": ["CRLF"]}]}'
    )

    assert run("validate", "--rules", rules, PPD) == 1

    assert capsys.readouterr().out == (
        f"{PPD}: The bank asks for line ends of CRLF. (error, odfi.line-ends)\n"
    )


def test_of_several_banks_one_is_named(tmp_path, capsys):
    rules = tmp_path / "banks.toml"
    rules.write_text("[[first]]\npadding = false\n[[second]]\nbalanced = true\n")

    assert run("validate", "--rules", rules, PPD) == 1
    assert capsys.readouterr().err == (
        f"{rules}: has rules of first, second; name one: FILE:BANK.\n"
    )
    assert run("validate", "--rules", f"{rules}:first", PPD) == 1
    assert "odfi.padding" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[first]]\nbalansed = true\n", "There is no bank rule balansed."),
        ("balanced = true\n", "each bank has a list of rules, as [[bank]] in TOML."),
        ("[[first\n", "Expected ']]'"),
        ("", "has rules of no bank"),
    ],
)
def test_rules_that_are_none_are_refused(text, message, tmp_path, capsys):
    rules = tmp_path / "bank.toml"
    rules.write_text(text)

    assert run("validate", "--rules", rules, PPD) == 1

    told = capsys.readouterr().err
    assert told.startswith(f"{rules}: ")
    assert message in told


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    for verb in (["validate"], ["inspect"]):
        assert run(*verb, tmp_path / "nowhere.ach") == 1
        assert capsys.readouterr().err == (
            f"{tmp_path}/nowhere.ach: cannot be read (No such file or directory).\n"
        )


def test_a_large_file_shows_how_far_it_was_read(monkeypatch, capsys):
    monkeypatch.setattr(bank_files, "PROGRESS_FROM", 1)
    monkeypatch.setattr(sys, "stderr", screen := Terminal())

    assert run("validate", PPD) == 0

    assert f"\r[{'=' * 40}] 100%" in screen.getvalue()
    assert screen.getvalue().endswith(" \r")


def test_no_progress_is_shown_where_nobody_looks(monkeypatch, capsys):
    monkeypatch.setattr(bank_files, "PROGRESS_FROM", 1)

    assert run("validate", PPD) == 0

    assert capsys.readouterr().err == ""


def test_the_bar_begins_anew_when_a_file_is_read_again(monkeypatch, capsys):
    monkeypatch.setattr(bank_files, "PROGRESS_FROM", 1)
    monkeypatch.setattr(sys, "stderr", screen := Terminal())

    assert run("inspect", PPD) == 0

    assert screen.getvalue().count(f"\r[{'=' * 40}] 100%") == 2
    assert screen.getvalue().endswith(" \r")


# inspect


def test_account_numbers_are_masked_unless_asked_for(capsys):
    assert run("inspect", PPD) == 0
    masked = capsys.readouterr().out
    assert run("inspect", PPD, "--unmasked") == 0
    in_full = capsys.readouterr().out

    assert "74456789" not in masked
    assert "99-1" not in masked  # so short that no digit of it is shown
    assert "****6789" in masked
    assert "74456789" in in_full


@pytest.mark.parametrize(("name", "secret"), [("enr", "*123456789*"), ("dne", "*123456789*"),
                                              ("shr", "4111111111111111"),
                                              ("shr-notified", "4111111111111111"),
                                              ("ppd-notified", "1918171614")])  # fmt: skip
def test_what_is_personal_in_other_fields_is_masked_too(name, secret, capsys):
    assert run("inspect", VALID / f"{name}.ach") == 0
    assert secret not in capsys.readouterr().out
    assert run("inspect", VALID / f"{name}.ach", "--unmasked") == 0
    assert secret in capsys.readouterr().out


@pytest.mark.parametrize("change", [(b"74456789", b"7445678"), (b"00001200", b"0000120")])
def test_nothing_is_shown_of_an_entry_whose_columns_have_moved(change, tmp_path, capsys):
    data = (VALID / "ppd.ach").read_bytes()
    moved = tmp_path / "moved.ach"
    moved.write_bytes(data.replace(*change, 1))

    assert run("inspect", moved) == 0
    assert run("diff", VALID / "ppd.ach", moved) == 1

    told = capsys.readouterr().out
    assert "line 3 has 93 characters: its fields cannot be told apart" in told
    assert "line 3: PpdEntry is of another length" in told
    assert "7445678" not in told


def test_each_level_shows_more(capsys):
    pages = {}
    for level in ("file", "batch", "entry"):
        assert run("inspect", PPD, "--level", level) == 0
        pages[level] = capsys.readouterr().out

    assert pages["file"].splitlines() == [
        "From 076401251 MAPLE COURT",
        "To   076401251 FIRST BANK",
        "Made 260227 0930 (YYMMDD HHMM), file ID modifier A",
        "A forward file of 3 batches and 4 entries, with LF line ends and 8 lines of padding",
        "Debits 4,301.00, credits 0.00",
    ]
    assert "Batch 2: CCD 1234567890 MAPLE COURT, RENT, service class 225" in pages["batch"]
    assert "  forward: 2 entries, debits 2,150.50, credits 0.00" in pages["batch"]
    assert "27 Debit of a checking account  123456780  ****6789  1,200.00" in pages["entry"]
    assert pages["entry"].startswith(pages["file"])


def test_return_codes_are_explained(capsys):
    assert run("inspect", VALID / "ppd-returned.ach") == 0

    assert "return reason code: R03 No account / unable to locate account" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize("path", sorted(FAULTY.glob("*.ach")), ids=lambda path: path.stem)
def test_every_faulty_file_can_be_looked_at(path, capsys):
    assert run("inspect", path) == 0

    assert "74456789" not in capsys.readouterr().out


# convert


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("name", ["three-batches", "iat", "form-adv-crlf", "ppd-returned"])
def test_a_file_goes_into_another_form_and_back(form, name, tmp_path):
    original, other, back = VALID / f"{name}.ach", tmp_path / "other", tmp_path / "back.ach"

    assert run("convert", original, "--to", form, "-o", other) == 0
    assert run("convert", other, "--to", "nacha", "-o", back) == 0

    assert back.read_bytes() == original.read_bytes()
    assert back.stat().st_mode & 0o077 == 0


def test_without_output_the_other_form_goes_to_standard_output(capfdbinary):
    assert run("convert", PPD, "--to", "nacha") == 0
    sys.stdout.flush()

    assert capfdbinary.readouterr().out == PPD.read_bytes()


def test_what_another_form_could_not_say_is_refused(capsys):
    broken = FAULTY / "entry-amount-letters.ach"

    assert run("convert", broken, "--to", "json") == 1

    assert capsys.readouterr().err == (
        f"{broken}: Line 3: amount_cents must be a number, not '000012000A'.\n"
    )


def test_json_that_is_no_file_is_refused(monkeypatch, capsys):
    piped(monkeypatch, b'{"batches": 3}')

    assert run("convert", "-", "--to", "nacha") == 1

    assert capsys.readouterr().err == "-: batches is a list, not 3.\n"


def test_a_file_is_there_when_it_is_whole_and_not_before(tmp_path, capsys):
    kept = tmp_path / "kept.json"
    kept.write_text("as it was")

    assert run("convert", FAULTY / "entry-amount-letters.ach", "--to", "json", "-o", kept) == 1

    assert kept.read_text() == "as it was"
    assert [path.name for path in tmp_path.iterdir()] == ["kept.json"]


def test_what_is_no_plain_file_is_written_to_as_it_is():
    assert run("convert", PPD, "--to", "json", "-o", "/dev/null") == 0

    assert Path("/dev/null").is_char_device()


def test_json_goes_on_standard_output_piece_by_piece(capfdbinary):
    assert run("convert", PPD, "--to", "json") == 0
    sys.stdout.flush()

    written = capfdbinary.readouterr().out.decode()
    assert nacha.write(nacha.from_json(written)) == PPD.read_bytes()
    assert len([line for line in written.splitlines() if line.startswith('{"detail"')]) == 4


# diff


def test_nothing_is_shown_of_addenda_that_were_cut(tmp_path, capsys):
    data = (VALID / "ppd-returned.ach").read_bytes().splitlines(keepends=True)
    cut = tmp_path / "cut.ach"
    cut.write_bytes(b"".join([*data[:3], data[3][:60] + b"\n", *data[4:]]))

    assert run("inspect", cut) == 0

    told = capsys.readouterr().out
    assert "line 4 has 60 characters: its fields cannot be told apart" in told
    assert "R01" not in told


def test_equal_files_do_not_differ(capsys):
    assert run("diff", PPD, PPD) == 0

    assert capsys.readouterr().out == "The files are the same.\n"


def test_what_differs_is_told_field_by_field(capsys):
    assert run("diff", VALID / "prenote-debit.ach", VALID / "one-cent.ach") == 1

    assert capsys.readouterr().out.splitlines()[:2] == [
        "line 3: PpdEntry transaction_code: '28', then '27'",
        "line 3: PpdEntry amount_cents: '0000000000', then '0000000001'",
    ]


def test_records_in_one_file_only_are_told(capsys):
    assert run("diff", VALID / "credits.ach", VALID / "mixed-debits-and-credits.ach", "--json") == 1

    told = json.loads(capsys.readouterr().out)
    assert told["same"] is False
    assert "padding count: 5, then 4" in told["differences"]
    assert any(line.endswith("is not in the first") for line in told["differences"])


def test_lines_of_another_length_or_place_differ(capsys):
    assert run("diff", VALID / "ppd.ach", FAULTY / "line-short.ach") == 1
    assert run("diff", FAULTY / "record-type-unknown.ach", FAULTY / "line-short.ach") == 1

    told = capsys.readouterr().out
    assert "is of another length" in told
    assert "a line that belongs nowhere differs, or is in one file only" in told


def test_an_entry_that_was_put_in_is_told_alone(tmp_path, capsys):
    data = PPD.read_bytes().splitlines(keepends=True)
    longer = tmp_path / "longer.ach"
    longer.write_bytes(b"".join([*data[:3], data[2].replace(b"0000001", b"0000009"), *data[3:]]))

    assert run("diff", PPD, longer) == 1

    assert capsys.readouterr().out == "line 4 of the second: PpdEntry is not in the first\n"


def test_a_line_that_belongs_nowhere_in_both_files_is_no_difference(tmp_path, capsys):
    stray = (FAULTY / "record-type-unknown.ach").read_bytes()
    other = tmp_path / "other.ach"
    other.write_bytes(stray.replace(b"MAPLE COURT", b"ELM STREET ", 1))

    assert run("diff", FAULTY / "record-type-unknown.ach", other) == 1

    [told] = capsys.readouterr().out.splitlines()
    assert told == "line 1: FileHeader immediate_origin_name: 'MAPLE COURT', then 'ELM STREET'"


# fix


def test_fix_writes_only_where_it_is_told_to(tmp_path, capsys):
    assert run("fix", WRONG_HASH) == 0
    told = capsys.readouterr().out
    assert run("fix", WRONG_HASH, "-o", tmp_path / "fixed.ach") == 0

    change = "line 5: BatchControl entry_hash was 0000000001, is 0017946185\n"
    assert told == change + "Nothing was written: name the file to write with -o.\n"
    assert capsys.readouterr().out == change
    assert nacha.validate((tmp_path / "fixed.ach").read_bytes()) == []


def test_fix_never_takes_the_place_of_the_file(tmp_path, capsys):
    path = tmp_path / "file.ach"
    path.write_bytes(WRONG_HASH.read_bytes())

    assert run("fix", path, "-o", path) == 1

    assert capsys.readouterr().err == (
        f"{path}: is what this was made of; write to another file.\n"
    )
    assert path.read_bytes() == WRONG_HASH.read_bytes()


def test_fix_tells_its_changes_in_json(capsys):
    assert run("fix", WRONG_HASH, "--json") == 0

    [change] = json.loads(capsys.readouterr().out)["changes"]
    assert (change["line"], change["field"]) == (5, "entry_hash")


def test_there_is_nothing_to_fix_in_a_valid_file(capsys):
    assert run("fix", PPD) == 0

    assert capsys.readouterr().out == "There was nothing to change.\n"


def test_a_broken_order_is_not_fixed(capsys):
    assert run("fix", FAULTY / "file-header-missing.ach") == 1

    assert "that is for a person to put right" in capsys.readouterr().err


def test_a_disk_that_is_full_is_named(capsys):
    assert run("fix", WRONG_HASH, "-o", "/dev/full") == 1

    assert capsys.readouterr().err == "/dev/full: cannot be written (No space left on device).\n"


def test_a_folder_that_is_not_there_is_named(tmp_path, capsys):
    assert run("fix", WRONG_HASH, "-o", tmp_path / "nowhere" / "fixed.ach") == 1

    assert capsys.readouterr().err == (
        f"{tmp_path}/nowhere/fixed.ach: cannot be written (No such file or directory).\n"
    )


# split and merge


def test_a_file_is_split_by_class_and_merged_again(tmp_path, capsys):
    assert run("split", PPD, "--by", "class", "-o", tmp_path / "parts") == 0
    parts = sorted((tmp_path / "parts").iterdir())
    assert run("merge", *parts, "-o", tmp_path / "whole.ach") == 0

    assert capsys.readouterr().out.splitlines() == [
        f"{parts[0]}: 2 batches, 3 entries.",
        f"{parts[1]}: 1 batch, 1 entry.",
        f"{tmp_path}/whole.ach: 3 batches, 4 entries of 2 files.",
    ]
    assert nacha.validate((tmp_path / "whole.ach").read_bytes()) == []


@pytest.mark.parametrize(("by", "count"), [("batch", 3), ("company", 1), ("date", 2)])
def test_a_file_is_split_by_what_its_batches_say(by, count, tmp_path, monkeypatch):
    piped(monkeypatch, PPD.read_bytes())

    assert run("split", "-", "--by", by, "-o", tmp_path) == 0

    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [f"part-{number}.ach" for number in range(1, count + 1)]


def test_a_file_is_split_by_size(tmp_path):
    assert run("split", PPD, "--records-max", "10", "-o", tmp_path) == 0

    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_in_place_of_a_file_is_refused(tmp_path, capsys):
    (tmp_path / "file").touch()

    assert run("split", PPD, "-o", tmp_path / "file") == 1

    assert capsys.readouterr().err == f"{tmp_path}/file: cannot be made (File exists).\n"


def test_joined_batches_stand_in_one(tmp_path, capsys):
    assert run("split", PPD, "--by", "batch", "-o", tmp_path / "parts") == 0
    capsys.readouterr()

    parts = sorted((tmp_path / "parts").iterdir())
    assert run("merge", *parts, "--join-batches", "-o", tmp_path / "whole.ach") == 0

    assert capsys.readouterr().out.endswith("whole.ach: 3 batches, 4 entries of 3 files.\n")


def test_a_file_that_is_not_whole_is_neither_merged_nor_split(tmp_path, capsys):
    assert run("merge", PPD, WRONG_HASH, "-o", tmp_path / "whole.ach") == 1
    assert run("split", WRONG_HASH, "--by", "class", "-o", tmp_path) == 1

    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith(f"{tmp_path}/whole.ach: File 2 is not whole: line 5, columns 11-20: ")
    assert told[1].startswith(f"{WRONG_HASH}: The file is not whole: line 5, columns 11-20: ")
    assert list(tmp_path.iterdir()) == []


def test_files_with_the_same_entries_are_not_merged(tmp_path, capsys):
    assert run("merge", PPD, PPD, "-o", tmp_path / "whole.ach") == 1

    assert "Two entries have the trace number" in capsys.readouterr().err
    assert not (tmp_path / "whole.ach").exists()


# explain


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("r01", "R01 (return code): Insufficient funds"),
        ("C02", "C02 (change code): "),
        ("web", "WEB (SEC code): "),
        ("27", "27 (transaction code): Debit of a checking account"),
        ("entry.check-digit", "entry.check-digit (rule): Check digit of the routing number"),
    ],
)
def test_a_code_is_explained(code, said, capsys):
    assert run("explain", code) == 0

    assert capsys.readouterr().out.startswith(said)


def test_a_code_is_explained_in_json(capsys):
    assert run("explain", "R01", "--json") == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["code"], told["details"]["originator"]) == ("R01", "may reinitiate")


def test_an_unknown_code_is_told(capsys):
    assert run("explain", "R999") == 1

    assert capsys.readouterr().err == (
        "There is no return, change, class or transaction code or rule 'R999'.\n"
    )


# The program


def test_it_starts_without_django_and_without_numpy(tmp_path):
    program = (
        "import sys; from rentrail.config.cli import main; "
        f"status = main(['nacha', 'validate', {str(PPD)!r}]); "
        "print(status, [name for name in ('django', 'psycopg', 'numpy') if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path
    )

    assert done.stdout.splitlines()[-1] == "0 []"


def test_it_runs_as_a_program_and_needs_no_setting(tmp_path):
    done = cli_running.typed("nacha", "explain", "R01")

    assert done.returncode == 0
    assert done.stdout.startswith("R01 (return code): Insufficient funds")
