import pytest

from rentrail.portfolio.imports import read_charges_csv

HEADER = "property,lease,code,amount,due_date,description,reference"
LINE = 'OAK01,L1,RENT,"1,200.00",2026-03-01,March rent,INV-1'


def problems_of(*lines: str) -> list[str]:
    _, problems = read_charges_csv("\n".join((HEADER, *lines)).encode())
    return [f"{problem.line} {problem.field}: {problem.message}" for problem in problems]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_charge_is_read_whatever_the_line_ending_and_mark(ending, mark):
    [row], problems = read_charges_csv(f"{mark}{HEADER}{ending}{LINE}{ending}".encode())

    assert not problems
    assert (row.lease, row.amount_cents, row.line) == ("L1", 120_000, 2)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (LINE.replace('"1,200.00"', "12OO"), "2 amount: “12OO” is not an amount"),
        (LINE.replace('"1,200.00"', "-5.00"), "2 amount: A charge is more than nothing."),
        (LINE.replace("2026-03-01", "03/01/2026"), "2 due_date: “03/01/2026” is not a date"),
        (LINE.replace("L1", ""), "2 lease: The line names no lease, resident or unit."),
        (LINE.replace("INV-1", ""), "2 reference: The reference is empty."),
        (LINE + ",more", "2 None: This line has more or fewer fields"),
        ("OAK01,L1,RENT", "2 None: This line has more or fewer fields"),
        ('OAK01,"L1', "2 None: This is not a CSV file"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_column(line, said):
    [problem] = problems_of(line)

    assert problem.startswith(said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (HEADER.encode(), "The file has no charges."),
        (f"{HEADER}\n{LINE}\n".encode("utf-16"), "The file is not in UTF-8."),
        (HEADER.replace("amount", "sum").encode(), "The column amount is missing."),
        (
            HEADER.replace("lease", "flat").encode(),
            "One of the columns lease, resident and unit is needed.",
        ),
    ],
)
def test_a_file_that_is_no_list_of_charges_is_refused_whole(content, said):
    rows, [problem] = read_charges_csv(content)

    assert (rows, problem.message) == ([], said)
