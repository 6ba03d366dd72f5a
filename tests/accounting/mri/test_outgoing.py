from datetime import date
from typing import Any

import pytest

from rentrail.accounting.mri import outgoing
from rentrail.accounting.mri.errors import InvalidPost, NotSent, Refused, Unknown
from rentrail.accounting.mri.outgoing import ConfiguredOperation, PaymentPost


def a_post(**changes: Any) -> PaymentPost:
    usual: dict[str, Any] = {
        "resident_id": "0000001234",
        "property_id": "DEMO01",
        "initiation_date": date(2026, 11, 3),
        "amount_cents": 125_000,
        "payment_type": "C",
        "check_number": "7001",
        "external_transaction_number": "7001",
        "external_batch_id": "D20261103-OP",
        "partner_name": "Rentrail",
        "description": "RR T#7001 B#D1103",
    }
    return PaymentPost(**(usual | changes))


ANSWER = {
    "TransactionID": "00000900PP",
    "BatchId": "00000000020001",
    "ResidentNameID": "0000001234",
    "PropertyID": "DEMO01",
    "PaymentAmount": "1250.0000",
    "ExternalTransactionNumber": "7001",
    "ExternalBatchID": "D20261103-OP",
    "ChargeID": None,
}


def test_a_payment_is_written_in_mris_fields_and_what_is_empty_is_left_out():
    assert a_post(deposit_date=date(2026, 11, 4)).columns(form="json") == {
        "ResidentNameID": "0000001234",
        "PropertyID": "DEMO01",
        "PaymentInitiationDatetime": "2026-11-03",
        "PaymentAmount": "1250.00",
        "PaymentType": "C",
        "CheckNumber": "7001",
        "ExternalTransactionNumber": "7001",
        "ExternalBatchID": "D20261103-OP",
        "PartnerName": "Rentrail",
        "Description": "RR T#7001 B#D1103",
        "DepositDate": "2026-11-04",
    }


def test_dates_have_a_time_in_xml():
    columns = a_post().columns(form="xml")

    assert columns["PaymentInitiationDatetime"] == "2026-11-03T00:00:00"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"external_transaction_number": "12345678901"}, "ExternalTransactionNumber"),
        ({"external_transaction_number": ""}, "ExternalTransactionNumber"),
        ({"check_number": "1" * 16}, "CheckNumber"),
        ({"external_batch_id": "B" * 31}, "ExternalBatchID"),
        ({"description": "D" * 31}, "Description"),
        ({"batch_description": "D" * 31}, "BatchDescription"),
        ({"description": "José"}, "Description"),
        ({"description": "a\nb"}, "Description"),
        ({"external_batch_id": "B1 "}, "ExternalBatchID"),
        ({"resident_id": ""}, "ResidentNameID"),
        ({"amount_cents": 0}, "PaymentAmount"),
        ({"amount_cents": -1}, "PaymentAmount"),
    ],
)
def test_what_does_not_fit_is_refused_by_name_and_never_cut(changes: dict[str, Any], field: str):
    with pytest.raises(InvalidPost) as refused:
        a_post(**changes).columns(form="json")

    assert refused.value.field == field
    assert isinstance(refused.value, NotSent)


def test_values_at_their_longest_are_sent_whole():
    longest = a_post(
        external_transaction_number="1" * 10, check_number="2" * 15, description="3" * 30
    ).columns(form="json")

    assert (longest["ExternalTransactionNumber"], longest["CheckNumber"]) == ("1" * 10, "2" * 15)


@pytest.mark.parametrize(("cents", "text"), [(5, "0.05"), (123_456_789, "1234567.89")])
def test_amounts_have_two_decimals_and_no_commas(cents: int, text: str):
    assert a_post(amount_cents=cents).columns(form="xml")["PaymentAmount"] == text


def test_an_answer_with_both_ids_is_a_posted_payment():
    posted = outgoing.posted_payment([ANSWER], post=a_post())

    assert (posted.transaction_id, posted.batch_id) == ("00000900PP", "00000000020001")
    assert posted.answer["ChargeID"] == ""


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [ANSWER, ANSWER],
        [{**ANSWER, "TransactionID": None}],
        [{**ANSWER, "BatchId": ""}],
        [{}],
        [{**ANSWER, "PaymentAmount": "1250.01"}],
        [{**ANSWER, "PaymentAmount": "a lot"}],
        [{**ANSWER, "ResidentNameID": "0000009999"}],
        [{**ANSWER, "ExternalTransactionNumber": "7002"}],
        [{**ANSWER, "Error": {"Message": "Something"}}],
        [{"Error": {"Message": "Execution Timeout Expired."}}],
    ],
)
def test_an_answer_that_is_neither_success_nor_refusal_leaves_it_unknown(rows: list[Any]):
    with pytest.raises(Unknown):
        outgoing.posted_payment(rows, post=a_post())


@pytest.mark.parametrize(
    "row",
    [
        {"Error": {"Message": "No such resident"}, "ResidentNameID": "0000001234"},
        {"Payment": {"entry": [{"Error": {"Message": "No such resident"}}]}},
    ],
)
def test_an_error_in_the_row_is_a_refusal(row: dict[str, Any]):
    with pytest.raises(Refused, match="No such resident"):
        outgoing.posted_payment([row], post=a_post())


CLOSE = ConfiguredOperation(
    name="close batch",
    api="CLIENT_CloseBatch",
    method="POST",
    fields={"batch_id": "BatchId"},
    arguments={"property_id": "RMPROPID"},
    constants={"Action": "CLOSE"},
    answers={"Total": "total"},
)


def test_a_configured_operation_maps_our_values_to_mris_names_and_back():
    values = {"batch_id": "20001", "property_id": "DEMO01", "unused": "x"}

    assert CLOSE.query(values) == {"RMPROPID": "DEMO01"}
    assert CLOSE.columns(values) == {"Action": "CLOSE", "BatchId": "20001"}
    assert CLOSE.translated({"Total": "5.00", "Note": None}) == {"total": "5.00", "Note": ""}


def test_a_configured_operation_without_a_value_is_not_sent():
    with pytest.raises(InvalidPost, match="batch_id"):
        CLOSE.columns({})
    with pytest.raises(InvalidPost, match="ASCII"):
        CLOSE.columns({"batch_id": "ü"})


def test_a_configuration_that_could_not_be_sent_is_refused():
    bad_api = ConfiguredOperation(name="x", api="A&$b=c", method="POST")
    bad_field = ConfiguredOperation(name="x", api="A", method="POST", constants={"a><b": "1"})

    with pytest.raises(InvalidPost, match="configured wrongly"):
        bad_api.query({})
    with pytest.raises(InvalidPost, match="name of a field"):
        bad_field.columns({})
