"""A month's first days, lived by the command a person types, against simulated banks and MRI."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

LEASES = "12"


def live(folder: Path, *options: str) -> list[str]:
    program = "import sys; from rentrail.config.cli import main; sys.exit(main())"
    command = ["simulate", "--leases", LEASES, "--data", str(folder), *options]
    lived = subprocess.run(
        [sys.executable, "-c", program, *command],
        capture_output=True,
        text=True,
        check=False,
        env=_without_the_tests_settings(),
    )
    assert lived.returncode == 0, lived.stdout + lived.stderr
    return lived.stdout.splitlines()


def _without_the_tests_settings() -> dict[str, str]:
    """Give the environment a person would have: no database and no settings chosen."""
    ours = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "RENTRAIL_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def bank_files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.glob("*/received/*.ach"))
    }


@pytest.mark.timeout(900)
def test_the_same_seed_gives_the_same_bank_files_byte_for_byte(tmp_path):
    first = live(tmp_path / "first", "--days", "4", "--seed", "5")
    second = live(tmp_path / "second", "--days", "4", "--seed", "5")

    assert first == second
    assert first[-1] == "0 differences"
    assert bank_files(tmp_path / "first")
    assert bank_files(tmp_path / "first") == bank_files(tmp_path / "second")


@pytest.mark.timeout(900)
def test_with_every_fault_and_killed_workers_nothing_differs(tmp_path):
    lines = live(tmp_path, "--days", "5", "--seed", "3", "--faults")

    assert lines[-1] == "0 differences"
    assert len(lines) == 6
