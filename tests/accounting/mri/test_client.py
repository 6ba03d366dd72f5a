import json
import logging
import socket
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rentrail.accounting.mri import exchange
from rentrail.accounting.mri.client import MriClient, ProbeOutcome
from rentrail.accounting.mri.columns import RowError, RowProblem
from rentrail.accounting.mri.errors import (
    MriError,
    NoRightError,
    NotSent,
    RateLimitedError,
    Refused,
    RequestRefusedError,
    Unknown,
    UnreachableError,
    WrongAnswerError,
)
from rentrail.accounting.mri.outgoing import ConfiguredOperation, PaymentPost
from rentrail.accounting.mri.rows import Bank, LeaseDetail

# The fixtures `mri` and `speaking` are in conftest.py.
Make = Callable[..., Any]
NO_ANSWER = b"<no answer>"
CUT = b"<cut>"

LEASE = {
    "ResidentNameID": "0000001234",
    "PropertyID": "DEMO01",
    "BuildingID": "A",
    "UnitID": "204",
    "LeaseID": "3",
    "LeaseBalance": "1250.00",
}
POSTED = {
    "TransactionID": "00000900PP",
    "BatchId": "00000000020001",
    "ResidentNameID": "0000001234",
    "PropertyID": "DEMO01",
    "PaymentAmount": "1250.00",
}
POST = PaymentPost(
    resident_id="0000001234",
    property_id="DEMO01",
    initiation_date=date(2026, 11, 3),
    amount_cents=125_000,
    payment_type="C",
    check_number="7001",
    external_transaction_number="7001",
    external_batch_id="D20261103-OP",
    partner_name="Rentrail",
    description="RR T#7001 B#D1103",
)
API_PATH = "/mriapiservices/api.asp"


def banks(client: MriClient) -> list[Any]:
    return list(client.banks())


# --- reads


@pytest.mark.parametrize(
    ("read", "api", "arguments"),
    [
        (lambda c: c.properties(), "PMRM_PropertyIDByNameOrAddress", {}),
        (
            lambda c: c.lease_details(property_id="D"),
            "PMRM_ResidentLeaseDetailsByPropertyID",
            {"RMPROPID": "D"},
        ),
        (
            lambda c: c.lease_details(property_id="D", changed_since=date(2026, 11, 3)),
            "PMRM_ResidentLeaseDetailsByPropertyID",
            {"LastUpdateDate": "2026-11-03"},
        ),
        (lambda c: c.residents(property_id="D"), "PMRM_ResidentsByPropertyID", {"RMPROPID": "D"}),
        (lambda c: c.pending_move_ins(property_id="D"), "PMRM_PendingMoveIns", {"PropertyID": "D"}),
        (lambda c: c.rent_roll(property_id="D"), "PMRM_ResidentialRentRoll", {"PROPERTYID": "D"}),
        (lambda c: c.open_charges(property_id="D"), "PMRM_OpenCharges", {"RMPROPID": "D"}),
        (
            lambda c: c.open_charges(property_id="D", resident_id="R"),
            "PMRM_OpenCharges",
            {"RMPROPID": "D", "NameID": "R"},
        ),
        (
            lambda c: c.resident_ledger(
                property_id="D", resident_id="R", start=date(2026, 1, 1), end=date(2026, 1, 31)
            ),
            "PMRM_ResidentLedger",
            {
                "STARTDATE": "2026-01-01",
                "ENDDATE": "2026-01-31",
                "NAMEID": "R",
                "PROPERTYID": "D",
            },
        ),
        (
            lambda c: c.ledger_applies(property_id="D", resident_id="R"),
            "PMRM_LedgerApplies",
            {"NAMEID": "R", "PROPERTYID": "D"},
        ),
        (lambda c: c.banks(), "PMAP_Bank", {}),
        (
            lambda c: c.bank_mappings(entity_id="100"),
            "PMAP_BankAccountMapping",
            {"EntityId": "100"},
        ),
        (lambda c: c.units(property_id="D"), "PMRM_UnitVacancyInformation", {"PROPERTYID": "D"}),
    ],
)
def test_each_read_asks_its_api_with_its_own_arguments_and_for_no_personal_numbers(
    mri: Any, speaking: Make, read: Callable[[MriClient], Any], api: str, arguments: dict[str, str]
):
    mri.answer_rows()

    assert list(read(speaking(page_size=50).client)) == []

    asked = mri.asked[0]
    assert asked.query == {
        "$api": f"MRI_S-{api}",
        "$format": "json",
        "$top": "50",
        "IncludePII": "N",
        **arguments,
    }
    assert (asked.method, asked.url.partition("?")[0]) == ("GET", API_PATH)
    assert asked.headers["Accept"] == "application/json"
    assert asked.headers["Authorization"].startswith("Basic ")


def test_rows_stream_page_by_page_and_the_next_page_waits_until_it_is_wanted(
    mri: Any, speaking: Make
):
    link = f"{mri.base_url}{API_PATH}?%24api=X&RMPROPID=DEMO01&amp;%24top=300&%24skip=301"
    mri.answer_rows(LEASE, LEASE, link=link)
    mri.answer_rows({**LEASE, "LeaseID": "4"})
    rows = speaking().client.lease_details(property_id="DEMO01")

    first = next(rows)

    assert len(mri.asked) == 1
    assert isinstance(first, LeaseDetail)
    assert [row.lease_id for row in rows] == ["3", "4"]
    assert mri.asked[1].url == f"{API_PATH}?%24api=X&RMPROPID=DEMO01&%24top=300&%24skip=301"


def test_xml_is_read_with_its_link(mri: Any, speaking: Make):
    link = f"{mri.base_url}{API_PATH}?%24api=X&amp;_next=0f3a"
    page = "<mri_s-pmap_bank{}><entry><BankID>{}</BankID><BankName/></entry></mri_s-pmap_bank>"
    mri.answer(page.format(f' NextPageLink="{link}"', "OPER"))
    mri.answer(page.format("", "DEP"))

    found = banks(speaking(form="xml").client)

    assert found == [Bank(bank_id="OPER"), Bank(bank_id="DEP")]
    assert mri.asked[0].headers["Accept"] == "application/xml"
    assert mri.asked[1].url == f"{API_PATH}?%24api=X&_next=0f3a"


def test_problems_come_among_the_rows_with_numbers_that_run_over_the_pages(
    mri: Any, speaking: Make
):
    link = f"{mri.base_url}{API_PATH}?$skip=2"
    mri.answer_rows(LEASE, {**LEASE, "LeaseEnd": "never"}, link=link)
    mri.answer_rows({"Error": {"Message": "Locked"}}, LEASE)

    rows = list(speaking().client.lease_details(property_id="DEMO01"))

    assert [type(row) for row in rows] == [LeaseDetail, RowProblem, RowError, LeaseDetail]
    assert [row.row_number for row in rows if isinstance(row, RowProblem)] == [2, 3]


def test_changes_are_asked_for_all_properties_and_given_for_one(mri: Any, speaking: Make):
    other = {**LEASE, "PropertyID": "OTHER1"}
    bad, bad_other = {**LEASE, "LeaseEnd": "x"}, {**other, "LeaseEnd": "x"}
    mri.answer_rows(LEASE, other, bad, bad_other)
    client = speaking().client

    rows = list(client.lease_details(property_id="DEMO01", changed_since=date(2026, 11, 3)))

    assert [type(row) for row in rows] == [LeaseDetail, RowProblem]


def test_an_error_that_says_there_are_no_rows_is_no_rows(mri: Any, speaking: Make):
    mri.answer({"error": {"code": "1", "message": "NAMEID: R does not have any"}}, status=500)

    assert list(speaking().client.open_charges(property_id="D", resident_id="R")) == []


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, b"", NoRightError),
        (403, b"<html></html>", NoRightError),
        (400, b'{"error": {"message": "RMPROPID: is required"}}', RequestRefusedError),
        (404, b"Not found", RequestRefusedError),
        (500, b'{"error": {"message": "RMPROPID: is required"}}', RequestRefusedError),
        (200, b'{"error": {"message": "No such API"}}', RequestRefusedError),
        (200, b'"No such API"', RequestRefusedError),
    ],
)
def test_a_refused_read_is_not_repeated(
    mri: Any, speaking: Make, status: int, body: bytes, kind: type[MriError]
):
    mri.answer(body, status=status)

    with pytest.raises(kind) as refused:
        banks(speaking().client)

    assert len(mri.asked) == 1
    assert str(refused.value)


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, b""), (503, b"<html></html>"), (200, b""), (200, CUT), (200, NO_ANSWER), (200, b"[")],
)
def test_a_read_that_failed_is_repeated_after_longer_and_longer_waits(
    mri: Any, speaking: Make, status: int, body: bytes
):
    mri.answer(body, status=status)
    mri.answer(body, status=status)
    mri.answer_rows({"BankID": "OPER"})
    spoken = speaking()

    assert banks(spoken.client) == [Bank(bank_id="OPER")]
    assert spoken.waits == [1, 2]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [(500, b"", UnreachableError), (200, b"", WrongAnswerError), (429, b"", RateLimitedError)],
)
def test_a_read_gives_up_after_the_last_attempt(
    mri: Any, speaking: Make, status: int, body: bytes, kind: type[MriError]
):
    for _ in range(4):
        mri.answer(body, status=status)

    with pytest.raises(kind):
        banks(speaking().client)

    assert len(mri.asked) == 4


def test_after_429_all_wait_as_long_as_mri_wishes(mri: Any, speaking: Make):
    mri.answer(b"", status=429, Retry_After="7")
    mri.answer_rows({"BankID": "OPER"})
    spoken = speaking()

    assert banks(spoken.client) == [Bank(bank_id="OPER")]
    assert spoken.waits == [7]


def test_a_wish_to_wait_very_long_goes_to_the_caller(mri: Any, speaking: Make):
    mri.answer(b"", status=429, Retry_After="3600")

    with pytest.raises(RateLimitedError) as refused:
        banks(speaking().client)

    assert refused.value.retry_after_seconds == 3600


def test_the_request_limit_is_kept(mri: Any, speaking: Make):
    mri.answer_rows()
    mri.answer_rows()
    spoken = speaking(requests_max=1, window_seconds=60)

    banks(spoken.client)
    assert spoken.client.wait_seconds() == 60
    banks(spoken.client)

    assert spoken.waits == [60]


def test_a_redirect_and_a_link_elsewhere_are_not_followed(mri: Any, speaking: Make):
    for _ in range(4):
        mri.answer(b"", status=302, Location="http://evil.test/")
    mri.answer_rows({"BankID": "OPER"}, link="http://evil.test/api.asp")
    client = speaking().client

    with pytest.raises(WrongAnswerError, match="302"):
        banks(client)
    with pytest.raises(WrongAnswerError, match="another server"):
        banks(client)


def test_an_answer_beyond_all_measure_is_not_taken(
    mri: Any, speaking: Make, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(exchange, "ANSWER_BYTES_MAX", 1_000)
    mri.answer(b'{"value": []}' + b" " * 2_000)

    with pytest.raises(UnreachableError, match="larger"):
        banks(speaking(attempts=1).client)


# --- a payment


def test_a_payment_is_posted_in_json(mri: Any, speaking: Make):
    mri.answer_rows(POSTED)

    posted = speaking().client.post_payment(POST)

    assert (posted.transaction_id, posted.batch_id) == ("00000900PP", "00000000020001")
    asked = mri.asked[0]
    assert (asked.method, asked.query["RMPROPID"]) == ("POST", "DEMO01")
    assert asked.headers["Content-Type"] == "application/json"
    body = json.loads(asked.body)
    assert body["value"] == [POST.columns(form="json")]
    assert body["odata.metadata"].startswith(f"{mri.base_url}{API_PATH}?$api=MRI_S-PMRM_Payment")


def test_a_payment_is_posted_in_xml(mri: Any, speaking: Make):
    root = "mri_s-pmrm_paymentdetailsbypropertyid"
    mri.answer(
        f"<{root}><entry><TransactionID>00000900PP</TransactionID><BatchId>2</BatchId>"
        f"<ResidentNameID>0000001234</ResidentNameID></entry></{root}>"
    )

    posted = speaking(form="xml").client.post_payment(POST)

    assert (posted.transaction_id, posted.batch_id) == ("00000900PP", "2")
    assert mri.asked[0].body.startswith(f"<{root}><entry><ResidentNameID>0000001234</".encode())
    assert mri.asked[0].headers["Content-Type"] == "application/xml"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b'{"value": [{"Error": {"Message": "No such resident"}}]}'),
        (200, b'{"error": {"message": "No such resident"}}'),
        (400, b'{"error": {"message": "No such resident"}}'),
        (400, b'{"value": [{"Error": {"Message": "No such resident"}}]}'),
        (422, b"No such resident"),
        (401, b""),
    ],
)
def test_an_error_from_mri_is_a_refusal(mri: Any, speaking: Make, status: int, body: bytes):
    mri.answer(body, status=status)

    with pytest.raises(Refused) as refused:
        speaking().client.post_payment(POST)

    assert refused.value.status == status
    assert ("No such resident" in str(refused.value)) is (status != 401)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, NO_ANSWER),
        (200, CUT),
        (200, b'{"value": [{"Transac'),
        (200, b'{"value": []}'),
        (200, b'{"value": [{}]}'),
        (200, b"<html></html>"),
        (200, b"<mri_s-other/>"),
        (200, b'"Something"'),
        (200, b'{"error": {"message": "SQL: execution timeout expired"}}'),
        (302, b""),
        (408, b""),
        (500, b'{"error": {"message": "Oops"}}'),
        (503, b""),
    ],
)
def test_an_answer_lost_or_unreadable_leaves_it_unknown_and_is_never_repeated(
    mri: Any, speaking: Make, status: int, body: bytes
):
    mri.answer(body, status=status)

    with pytest.raises(Unknown):
        speaking().client.post_payment(POST)

    assert len(mri.asked) == 1


def test_an_answer_that_is_late_leaves_it_unknown(speaking: Make):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        base_url = f"http://127.0.0.1:{silent.getsockname()[1]}"

        with pytest.raises(Unknown, match="in time"):
            speaking(base_url=base_url, timeout_seconds=0.05).client.post_payment(POST)


def test_without_a_connection_it_was_not_sent(speaking: Make):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        base_url = f"http://127.0.0.1:{closed.getsockname()[1]}"

    with pytest.raises(NotSent, match="could not be reached"):
        speaking(base_url=base_url).client.post_payment(POST)


def test_a_payment_over_the_request_limit_was_not_sent_and_the_next_request_waits(
    mri: Any, speaking: Make
):
    mri.answer(b"", status=429, Retry_After="9")
    mri.answer_rows()
    spoken = speaking()

    with pytest.raises(NotSent) as refused:
        spoken.client.post_payment(POST)
    banks(spoken.client)

    assert refused.value.retry_after_seconds == 9
    assert spoken.waits == [9]


# --- configured operations

CLOSE = ConfiguredOperation(
    name="close batch",
    api="CLIENT_CloseBatch",
    method="PUT",
    fields={"batch_id": "BatchId"},
    arguments={"property_id": "RMPROPID"},
    answers={"Total": "total"},
)


def test_a_configured_operation_is_called_as_configured(mri: Any, speaking: Make):
    mri.answer_rows({"Total": "1250.00"})

    answer = speaking().client.call_configured(CLOSE, {"batch_id": "2", "property_id": "DEMO01"})

    assert answer == {"total": "1250.00"}
    assert (mri.asked[0].method, mri.asked[0].query["RMPROPID"]) == ("PUT", "DEMO01")
    assert json.loads(mri.asked[0].body)["value"] == [{"BatchId": "2"}]


def test_a_configured_get_has_no_body_and_ends_like_a_write(mri: Any, speaking: Make):
    look = ConfiguredOperation(name="x", api="CLIENT_X", method="GET", arguments={"b": "BatchId"})
    mri.answer_rows({"Error": {"Message": "No such batch"}})
    mri.answer(b"")
    client = speaking().client

    with pytest.raises(Refused, match="No such batch"):
        client.call_configured(look, {"b": "2"})
    with pytest.raises(Unknown):
        client.call_configured(look, {"b": "2"})

    assert (mri.asked[0].method, mri.asked[0].body) == ("GET", b"")


# --- trial requests


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, b'{"value": [{"A": "1"}]}', ProbeOutcome.OK),
        (200, b'{"value": []}', ProbeOutcome.OK),
        (401, b"", ProbeOutcome.NO_RIGHT),
        (503, b"", ProbeOutcome.NOT_REACHABLE),
        (200, NO_ANSWER, ProbeOutcome.NOT_REACHABLE),
        (200, b"<html></html>", ProbeOutcome.WRONG_ANSWER),
        (200, b"", ProbeOutcome.WRONG_ANSWER),
        (400, b'{"error": {"message": "RMPROPID: is required"}}', ProbeOutcome.REFUSED),
        (200, b'{"value": [{"Error": {"Message": "No"}}]}', ProbeOutcome.REFUSED),
        (429, b"", ProbeOutcome.REFUSED),
    ],
)
def test_a_trial_says_in_words_what_came_of_it(
    mri: Any, speaking: Make, status: int, body: bytes, outcome: ProbeOutcome
):
    mri.answer(body, status=status)

    result = speaking().client.probe(api="MRI_S-PMAP_Bank", arguments={"RMPROPID": "D"})

    assert (result.outcome, bool(result.message)) == (outcome, True)
    assert mri.asked[0].query["$top"] == "1"


# --- what is kept


def test_every_exchange_is_recorded_before_it_is_acted_on_and_without_credentials(
    mri: Any, speaking: Make
):
    mri.answer(b"garbled")
    mri.answer(NO_ANSWER)
    spoken = speaking()
    for _ in range(2):
        with pytest.raises(Unknown):
            spoken.client.post_payment(POST)

    first, second = spoken.exchanges

    assert (first.method, first.api) == ("POST", "MRI_S-PMRM_PaymentDetailsByPropertyID")
    assert first.query.startswith("$api=MRI_S-PMRM_PaymentDetailsByPropertyID&$format=json")
    assert first.request_body == mri.asked[0].body
    assert (first.status, first.response_body, first.failure) == (200, b"garbled", "")
    assert (second.status, second.response_body) == (None, b"")
    assert "connection" in second.failure


def test_credentials_are_in_no_record_log_or_error(
    mri: Any, speaking: Make, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    mri.answer(b"", status=401)
    mri.answer_rows()
    spoken = speaking()
    with pytest.raises(NoRightError) as refused:
        banks(spoken.client)
    banks(spoken.client)

    token = mri.asked[0].headers["Authorization"].removeprefix("Basic ")
    told = f"{caplog.text} {spoken.exchanges} {refused.value!r}"

    assert token not in told
    assert "secret" not in told


def test_one_connection_is_kept_for_all_requests(mri: Any, speaking: Make):
    client = speaking().client
    for _ in range(3):
        mri.answer_rows()
        banks(client)

    assert len({asked.client_port for asked in mri.asked}) == 1
