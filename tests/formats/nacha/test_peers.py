"""Other people's readers as a second opinion on the files that we write."""

import random

import pytest

from rentrail.formats.nacha.routing import routing_check_digit
from rentrail.formats.nacha.writer import EntryRow


@pytest.fixture(params=["PPD", "WEB", "CCD"])
def origination_file(request, written) -> str:
    """A file of 200 entries of one class, a fixed choice of made-up banks and amounts."""
    chance = random.Random(request.param)
    sec_code = request.param
    kind = "S" if sec_code == "WEB" else ""
    rows = []
    for sequence in range(1, 201):
        bank = f"{chance.randrange(1_000_000, 12_999_999):08d}"
        rows.append(
            EntryRow(
                27,
                f"{bank}{routing_check_digit(bank)}",
                str(chance.randrange(10**6, 10**12)),
                chance.randrange(1, 500_000),
                f"LEASE-{sequence:04d}",
                f"RESIDENT {sequence}",
                kind,
                sequence,
                "MARCH RENT" if sequence % 10 == 0 else "",
            )
        )
    return written(rows, standard_entry_class_code=sec_code).decode()


def test_achkit_finds_no_fault(origination_file):
    achkit = pytest.importorskip("achkit")

    verdict = achkit.validate(origination_file)

    assert verdict == {"ok": True, "errors": []}


def test_achlens_finds_no_error(origination_file):
    core = pytest.importorskip("achlens.core")

    report = core.validate(origination_file, min_severity="error")

    assert list(report.findings) == []
