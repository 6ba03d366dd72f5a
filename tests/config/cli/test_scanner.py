from pathlib import Path

import pytest

from rentrail.config.cli import main


def test_synthetic_items_are_written_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    status = main(["scanner", "synthetic", "--count", "2", "--seed", "7", str(tmp_path / "scans")])

    assert status == 0
    assert capsys.readouterr().out.startswith("2 items, front and back, are in ")
    assert len(list((tmp_path / "scans").glob("check-*-front.*"))) == 2


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "scans").write_text("a file")

    status = main(["scanner", "synthetic", str(tmp_path / "scans")])

    assert status == 1
    assert capsys.readouterr().err == f"{tmp_path / 'scans'} can't be written: File exists.\n"
