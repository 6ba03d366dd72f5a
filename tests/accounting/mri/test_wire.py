import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.accounting.mri import wire
from rentrail.accounting.mri.errors import RequestRefusedError, WrongAnswerError

API = "MRI_S-PMRM_ResidentialRentRoll"
XML_PAGE = b"""<?xml version="1.0" encoding="utf-8"?>
<mri_s-pmrm_residentialrentroll
    NextPageLink="https://h.test/api.asp?%24api=X&amp;%24top=300&amp;%24skip=301">
  <entry>
    <PropertyID>DEMO01</PropertyID><UnitID/>
    <CurrentCharges>
      <entry><ChargeCode>RNT</ChargeCode><Amount>1250.00</Amount></entry>
      <entry><ChargeCode>PET</ChargeCode><Amount>25.0000</Amount></entry>
    </CurrentCharges>
    <Residents/>
  </entry>
  <entry><PropertyID>A &amp; B</PropertyID></entry>
</mri_s-pmrm_residentialrentroll>"""


def test_an_xml_page_gives_rows_nested_rows_and_the_link():
    page = wire.read_page(XML_PAGE, api=API)

    assert page.next_link == "https://h.test/api.asp?%24api=X&%24top=300&%24skip=301"
    assert page.rows[1] == {"PropertyID": "A & B"}
    first = page.rows[0]
    assert (first["PropertyID"], first["UnitID"], first["Residents"]) == ("DEMO01", None, None)
    assert wire.rows_of(first["CurrentCharges"]) == [
        {"ChargeCode": "RNT", "Amount": "1250.00"},
        {"ChargeCode": "PET", "Amount": "25.0000"},
    ]


def test_a_json_page_gives_the_same_with_numbers_left_as_text():
    body = '{"odata.metadata": "…", "nextLink": "L", "value": [{"A": 1250.10, "B": null, "C": 3}]}'

    page = wire.read_page(body.encode(), api=API)

    assert page.next_link == "L"
    assert page.rows == [{"A": "1250.10", "B": None, "C": "3"}]


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        ([{"A": "1"}], [{"A": "1"}]),
        ({"entry": [{"A": "1"}]}, [{"A": "1"}]),
        ({"entry": {"A": "1"}}, [{"A": "1"}]),
        ({"entry": None}, []),
        ({"A": "1"}, [{"A": "1"}]),
        ([], []),
        (None, []),
    ],
)
def test_lists_are_read_bare_and_wrapped(value: object, rows: list[wire.Raw]):
    assert wire.rows_of(value) == rows
    assert wire.read_page(json.dumps({"value": value}).encode()).rows == rows


def test_an_xml_page_without_entries_has_no_rows():
    assert wire.read_page(f"<{API.lower()}/>".encode(), api=API).rows == []
    assert wire.read_page(f"<{API.lower()}>\n</{API.lower()}>".encode(), api=API).rows == []


def test_a_namespace_and_a_byte_order_mark_do_not_matter():
    body = f'\ufeff<{API.lower()} xmlns="urn:x"><entry><A>1</A></entry></{API.lower()}>'

    assert wire.read_page(body.encode(), api=API).rows == [{"A": "1"}]


def test_a_bad_byte_spoils_its_value_and_no_more():
    body = f"<{API.lower()}><entry><A>Jos\ufffe</A><B>2</B></entry></{API.lower()}>".encode()

    rows = wire.read_page(body.replace("\ufffe".encode(), b"\xe9"), api=API).rows

    assert rows == [{"A": "Jos\ufffd", "B": "2"}]


def test_xml_that_declares_another_encoding_is_read_in_it():
    text = f"<?xml version='1.0' encoding='iso-8859-1'?><{API.lower()}><entry><A>José</A></entry>"

    rows = wire.read_page(f"{text}</{API.lower()}>".encode("latin-1"), api=API).rows

    assert rows == [{"A": "José"}]


@pytest.mark.parametrize(
    ("body", "message", "code"),
    [
        (b'{"error": {"code": "E7", "message": "RMPROPID: is unknown"}}', "RMPROPID", "E7"),
        (b'{"error": {"code": 7, "message": {"value": "No such API"}}}', "No such API", "7"),
        (b'{"error": "No such API"}', "No such API", ""),
        (b'{"message": "No such API"}', "No such API", ""),
        (b'"Execution Timeout Expired"', "Timeout", ""),
        (b'{"error": {"message": "Half"}, "value": []}', "Half", ""),
        (b"<error><code>7</code><message>No such API</message></error>", "No such API", "7"),
        (b"<x><Error><Message>No such API</Message></Error></x>", "No such API", ""),
        (b"<x>Execution Timeout Expired</x>", "Timeout", ""),
    ],
)
def test_an_error_for_the_whole_request_is_told_apart_from_rows(
    body: bytes, message: str, code: str
):
    with pytest.raises(RequestRefusedError, match=message) as refused:
        wire.read_page(body)

    assert refused.value.code == code


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x><entry><A>&b;</A></entry></x>'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \r\n\t",
        b"\x00",
        b"<html><body>Service unavailable</body></html>",
        b"<x><entry>",
        XML_PAGE[:300],
        b'{"value": [{"A": "1"}',
        b'{"A": "1"}',
        b"[]",
        b"12",
        b"nonsense",
        b'{"value": ["A"]}',
        b'{"value": "A"}',
        b"[" * 100_000,
        b"<a>" * 100 + b"</a>" * 100,
        BOMB,
        b"<!DOCTYPE x SYSTEM 'http://h.test/x.dtd'><x/>",
        b"<?xml version='1.0' encoding='klingon'?><x/>",
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_answer_of_mri_is_a_wrong_answer(body: bytes):
    with pytest.raises(WrongAnswerError):
        wire.read_page(body)


def test_another_document_is_not_taken_for_a_property_without_rows():
    with pytest.raises(WrongAnswerError, match="somethingelse"):
        wire.read_page(b"<somethingelse/>", api=API)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_by_name(body: bytes):
    with contextlib.suppress(WrongAnswerError, RequestRefusedError):
        wire.read_page(body)


@given(st.data())
def test_a_page_cut_anywhere_is_never_taken_for_a_whole_one(data: st.DataObject):
    body = data.draw(st.sampled_from([XML_PAGE, b'{"value": [{"A": "1"}, {"A": "2"}]}']))
    cut = body[: data.draw(st.integers(0, len(body) - 1))]

    with pytest.raises(WrongAnswerError):
        wire.read_page(cut)


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"A": "1", "B": None, "C": [{"D": "2"}]}, None),
        ({"Error": None, "A": "1"}, None),
        ({"Error": {"Message": "No"}}, ("Error", "No")),
        ({"Error": "No"}, ("Error", "No")),
        ({"Error": {"Message": None}}, ("Error", "MRI gave an error without a text.")),
        ({"Errors": {"entry": [{"Message": "No"}, {"Message": "Nor"}]}}, ("Errors", "No; Nor")),
        ({"P": {"entry": [{"A": "1"}, {"Error": {"Message": "No"}}]}}, ("P/entry/Error", "No")),
        ({"P": [{"Q": {"Error": {"Message": "No"}}}]}, ("P/Q/Error", "No")),
    ],
)
def test_an_error_in_a_row_is_found_however_deep(
    row: dict[str, Any], found: tuple[str, str] | None
):
    assert wire.error_in(row) == found


def test_rows_are_written_as_mri_reads_them():
    rows = [{"PropertyID": "A&B", "Description": "1 < 2"}]
    api_url = "https://h.test/mriapiservices/api.asp"

    xml = wire.write_rows(rows, api=API, api_url=api_url, form="xml")
    body = json.loads(wire.write_rows(rows, api=API, api_url=api_url, form="json"))

    assert xml == (
        b"<mri_s-pmrm_residentialrentroll><entry><PropertyID>A&amp;B</PropertyID>"
        b"<Description>1 &lt; 2</Description></entry></mri_s-pmrm_residentialrentroll>"
    )
    assert wire.read_page(xml, api=API).rows == rows == body["value"]
    assert body["odata.metadata"] == (
        f"{api_url}?$api={API}&$metadata#MRI.mri_s-pmrm_residentialrentroll-container/"
        "mri_s-pmrm_residentialrentroll"
    )
