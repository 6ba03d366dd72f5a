from datetime import date
from typing import Any

import pytest

from rentrail.accounting.mri import columns
from rentrail.accounting.mri.columns import RowError, RowProblem, RowReader
from rentrail.accounting.mri.rows import LeaseDetail, LedgerLine, PendingMoveIn, RentRollLease

LEASE = {
    "ResidentNameID": "0000001234",
    "PropertyID": "DEMO01",
    "BuildingID": "A",
    "UnitID": "204",
    "LeaseID": "3",
}


def read(row_class: type[Any], raw: dict[str, Any]) -> Any:
    return RowReader(row_class, api=row_class.API).read(raw)


def problems_of(row_class: type[Any], raw: dict[str, Any]) -> list[tuple[str, str]]:
    found = read(row_class, raw)
    assert isinstance(found, list), found
    return [(problem.field, problem.value) for problem in found]


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-01",
        "2026-02-01T00:00:00",
        "2026-02-01T00:00:00.0000000",
        "2026-02-01 10:15:00",
        "2026-02-01T00:00:00Z",
    ],
)
def test_a_date_is_its_day_in_each_of_mris_forms(text: str):
    assert columns.read_date(text) == date(2026, 2, 1)


@pytest.mark.parametrize("text", ["2026-02-30", "02/01/2026", "2026-02-01T", "20260201", "soon"])
def test_what_is_no_date_is_refused(text: str):
    with pytest.raises(ValueError, match=r"date|day"):
        columns.read_date(text)


@pytest.mark.parametrize(
    ("text", "cents"),
    [("1250.00", 125_000), ("1250.0000", 125_000), ("-50.5", -5_050), ("0", 0), (None, None)],
)
def test_amounts_of_two_and_four_decimals_are_cents(text: str | None, cents: int | None):
    assert read(LeaseDetail, {**LEASE, "LeaseBalance": text}).balance_cents == cents


@pytest.mark.parametrize(
    ("text", "value"), [("Y", True), ("N", False), ("True", True), ("False", False), ("", None)]
)
def test_flags_are_y_n_or_empty_and_one_is_true_or_false(text: str, value: bool | None):
    assert read(LeaseDetail, {**LEASE, "Minor": text}).is_minor is value


def test_a_value_that_cannot_be_read_is_a_problem_that_says_where_and_whose():
    reader = RowReader(LeaseDetail, api="API")
    reader.read(LEASE)

    found = reader.read({**LEASE, "LeaseEnd": "never", "LeaseBalance": "12,5"})

    assert isinstance(found, list)
    assert [(each.row_number, each.field, each.value) for each in found] == [
        (2, "LeaseEnd", "never"),
        (2, "LeaseBalance", "12,5"),
    ]
    assert found[0].ids["ResidentNameID"] == "0000001234"
    assert "not a date" in found[0].message
    assert isinstance(reader.read(LEASE), LeaseDetail)


@pytest.mark.parametrize("empty", [{"UnitID": None}, {"UnitID": "  "}])
def test_a_row_without_an_id_it_needs_is_a_problem(empty: dict[str, Any]):
    without = {name: value for name, value in LEASE.items() if name != "UnitID"}

    assert problems_of(LeaseDetail, {**LEASE, **empty})[0][0] == "UnitID"
    assert problems_of(LeaseDetail, without) == [("UnitID", "")]
    assert len(problems_of(LeaseDetail, {})) == 4


def test_bad_letters_and_wrong_shapes_are_problems():
    assert problems_of(LeaseDetail, {**LEASE, "LastName": "Jos\ufffd"}) == [
        ("LastName", "Jos\ufffd")
    ]
    assert problems_of(LeaseDetail, {**LEASE, "LastName": ["x"]}) == [("LastName", '["x"]')]
    assert problems_of(RentRollLease, {**LEASE, "Residents": "x"}) == [("Residents", "x")]


def test_unknown_columns_are_kept_and_unneeded_personal_data_is_not():
    row = read(
        LeaseDetail,
        {
            **LEASE,
            "HasPet": "N",
            "NewIn2027": {"A": "1"},
            "Nothing": None,
            "Birthday": "1990-01-01",
            "SocialSecurityNumber": "000-00-0000",
            "LicenseNumber": "X",
            "BankAccount": "1",
            "AnnualIncome": "1",
        },
    )

    assert row.extra == {"HasPet": "N", "NewIn2027": '{"A": "1"}', "Nothing": ""}


def test_upper_and_lower_case_in_names_do_not_matter():
    row = read(LeaseDetail, {name.upper(): value for name, value in LEASE.items()})

    assert (row.resident_id, row.extra) == ("0000001234", {})


def test_padding_is_no_part_of_a_value():
    assert read(LeaseDetail, {**LEASE, "UnitID": "204   "}).unit_id == "204"


def test_an_error_in_place_of_a_row_is_a_row_error_with_the_ids_that_are_there():
    found = read(LeaseDetail, {"Error": {"Message": "Locked"}, "ResidentNameID": "0000001234"})

    assert isinstance(found, list)
    assert isinstance(found[0], RowError)
    assert isinstance(found[0], RowProblem)
    assert (found[0].message, found[0].ids) == ("Locked", {"ResidentNameID": "0000001234"})


def test_nested_rows_are_read_and_their_problems_name_the_place():
    charge = {"ChargeCode": "RNT", "Amount": "1250.00", "Frequency": "M", "IsConcession": "N"}
    good = {**LEASE, "CurrentCharges": {"entry": [charge]}, "Residents": [{"ResidentID": "1"}]}
    bad = {**good, "CurrentCharges": {"entry": [charge, {**charge, "Amount": "x"}]}}

    row = read(RentRollLease, good)

    assert [(each.charge_code, each.signed_amount_cents) for each in row.charges] == [
        ("RNT", 125_000)
    ]
    assert [each.resident_id for each in row.residents] == ["1"]
    assert problems_of(RentRollLease, bad) == [("CurrentCharges[2].Amount", "x")]


def test_a_payment_in_the_ledger_is_negative():
    row = read(
        LedgerLine,
        {
            "TransactionID": "00000900PP",
            "PropertyID": "DEMO01",
            "NameID": "0000001234",
            "TransactionDate": "2026-11-03T00:00:00",
            "SourceCode": "CR",
            "Description": "RR T#7001 B#D1103",
            "TransactionAmount": "-1250.00",
            "OpenAmount": "0.00",
            "Posted": "Y",
        },
    )

    assert (row.signed_amount_cents, row.open_cents, row.is_posted) == (-125_000, 0, True)


def test_earlier_addresses_are_not_kept():
    row = read(
        PendingMoveIn,
        {"ResidentID": "1", "PropertyID": "D", "PreviousAddress": {"entry": [{"City": "X"}]}},
    )

    assert row.extra == {}
