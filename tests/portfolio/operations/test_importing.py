import pytest
from tests.cast import NOW, make_household

from rentrail.ledger.models import FiscalPeriod
from rentrail.portfolio import imports, operations
from rentrail.portfolio.models import Charge

HEADER = "property,lease,resident,unit,code,amount,due_date,reference"
RENT = "OAK01,,,A-204,RENT,1200.00,2026-03-01,INV-1"
OTHER = RENT.replace("INV-1", "INV-2")


def import_(*lines: str, dry_run: bool = False) -> operations.ImportResult:
    rows, problems = imports.read_charges_csv("\n".join((HEADER, *lines)).encode())
    assert not problems
    return operations.import_charges(rows, imported_by="bob", dry_run=dry_run, now=NOW)


def test_charges_come_in_by_unit_lease_or_resident(alices_lease):
    result = import_(
        RENT,
        f"OAK01,{alices_lease.external_id},,,WATER,31.50,2026-03-01,INV-2",
        "OAK01,,R204,,GAS,12.00,2026-03-01,INV-3",
    )

    assert (result.charged, result.problems) == (3, ())
    assert alices_lease.charges.count() == 3


def test_a_dry_run_charges_nothing(alices_lease):
    assert import_(RENT, dry_run=True).charged == 1
    assert not Charge.objects.exists()


def test_the_same_file_again_charges_nothing(alices_lease):
    import_(RENT)

    again = import_(RENT)

    assert (again.charged, again.known, again.problems) == (0, 1, ())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (OTHER.replace("RENT", "RNET"), "There is no charge code RNET."),
        (OTHER.replace("OAK01", "ELM01"), "There is no property ELM01."),
        (OTHER.replace("A-204", "A-999"), "No lease of the property fits."),
        (OTHER.replace("2026-03", "2026-01"), "January 2026 is closed in the books of Oak Court."),
        (RENT, "The reference INV-1 stands on line 2 already."),
    ],
)
def test_one_wrong_row_keeps_the_whole_file_out(alices_lease, line, said):
    FiscalPeriod.objects.create(
        book=alices_lease.property.book, period=202601, closed_at=NOW, closed_by="bob"
    )

    result = import_(RENT, line)

    assert [(problem.line, problem.message) for problem in result.problems] == [(3, said)]
    assert not Charge.objects.exists()


def test_a_reference_that_says_something_else_now_is_refused(alices_lease):
    import_(RENT)

    result = import_(RENT.replace("1200.00", "1300.00"))

    assert [problem.field for problem in result.problems] == ["reference"]


def test_a_unit_with_two_current_leases_is_not_guessed(alices_lease, oak_court):
    make_household(oak_court, unit="204", external_id="second", people=())

    [problem] = import_(RENT).problems

    assert problem.message == "More than one lease fits."
