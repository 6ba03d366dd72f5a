import io
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.nacha.samples import VALID

from rentrail.formats import nacha
from rentrail.formats.nacha.file import FileKind


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", ""])
def test_a_file_is_read_whatever_its_line_ends(written, line_end):
    file = nacha.parse(written(line_end=line_end))

    assert file.problems == ()
    assert [entry.detail.amount_cents for entry in file.entries] == [120_000, 95_050]
    assert [entry.line for entry in file.entries] == [3, 4]
    assert [batch.line for batch in file.batches] == [2]
    assert (file.kind, file.padding_count, file.line_end) == (FileKind.FORWARD, 4, line_end)


@pytest.mark.parametrize("size", [1, 50, 95, 10_000])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", ""])
def test_entries_are_streamed_from_chunks_of_any_size(written, line_end, size):
    data = written(line_end=line_end)
    chunks = [data[i : i + size] for i in range(0, len(data), size)]

    entries = list(nacha.iter_entries(chunks))

    assert [(header.batch_number, entry.detail.receiver_name) for header, entry in entries] == [
        (1, "ALICE RESIDENT"),
        (1, "BOB RESIDENT"),
    ]


def test_entries_are_streamed_from_an_open_file(written, alice):
    data = written([alice._replace(payment_related_information="MARCH")])

    [(_, entry)] = nacha.iter_entries(BytesIO(data))

    assert (entry.line, entry.addenda[0].line) == (3, 4)


def test_a_file_that_was_cut_off_gives_the_entries_that_it_has(written):
    data = written()[: 4 * 95]

    assert len(list(nacha.iter_entries(data))) == 2


@pytest.mark.parametrize(
    ("kept", "reason"),
    [
        ([2, 3], "Line 1: This entry is in no batch."),
        ([0, 1, 2, 4, 3], "Line 5: This entry is in no batch."),
        ([0, 1, 5], "Line 3: This addenda belongs to no entry."),
        ([0, 1, 2, 4, 5], "Line 5: This addenda belongs to no entry."),
        ([0, 1, 2, 6], "Line 4: 'X' is no record type."),
    ],
)
def test_streaming_passes_over_no_line_that_has_no_place(kept, reason, written):
    header, batch, alice, bob, control = written().splitlines()[:5]
    lines = [header, batch, alice, bob, control, b"705", b"X"]

    with pytest.raises(nacha.NachaReadError, match=reason):
        list(nacha.iter_entries(b"\n".join(lines[number] for number in kept)))


def test_streaming_passes_over_what_follows_the_last_record(written):
    assert len(list(nacha.iter_entries(written() + b"\n\x1a"))) == 2


def test_streaming_refuses_numbers_that_are_none(damaged):
    with pytest.raises(nacha.NachaReadError, match="Line 3: amount_cents must be a number"):
        list(nacha.iter_entries(damaged(3, 30, "00001200A0")))


def test_streaming_refuses_records_of_a_wrong_length(written):
    lines = written().splitlines()

    with pytest.raises(nacha.NachaReadError, match="Line 3: Not a record of type 6 and 94"):
        list(nacha.iter_entries(b"\n".join([*lines[:2], lines[2][:-1], *lines[3:]])))


def test_a_number_with_letters_is_kept_as_it_came(damaged):
    data = damaged(3, 30, "00001200A0")

    file = nacha.parse(data)

    assert nacha.write(file) == data
    with pytest.raises(nacha.NachaReadError):
        _ = next(file.entries).detail.amount_cents


@pytest.mark.parametrize(
    ("missing", "rules"),
    [
        (1, {"file.header-missing"}),
        (2, {"file.order"}),
        (5, {"batch.control-missing"}),
        (6, {"file.control-missing"}),
    ],
)
def test_a_missing_record_is_told(written, missing, rules):
    lines = written().decode().splitlines()
    del lines[missing - 1]

    assert {problem.rule for problem in nacha.parse("\n".join(lines)).problems} == rules


def test_what_belongs_nowhere_is_kept_with_its_line(written):
    lines = written().decode().splitlines()
    lines[3:3] = ["X" * 94]
    lines.append(lines[2])

    file = nacha.parse("\n".join(lines))

    assert [(stray.line, stray.text[:2]) for stray in file.strays] == [(4, "XX"), (12, "62")]


def test_a_nacha_file_is_recognised_by_its_content(written):
    assert nacha.recognise(written())
    assert nacha.recognise(b"\r\n" + written(line_end=""))
    assert not nacha.recognise(b"01,BANK,US,260302,0600,1,80,,2/\n")
    assert not nacha.recognise(b"2" + written()[1:])
    assert not nacha.recognise(b"ACK,1\n")
    assert not nacha.recognise(b"")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("PPD", FileKind.FORWARD),
        ("IAT", FileKind.FORWARD),
        ("CTX", FileKind.FORWARD),
        ("PPD-returned", FileKind.RETURN),
        ("IAT-returned", FileKind.RETURN),
        ("dishonored", FileKind.RETURN),
        ("contested", FileKind.RETURN),
        ("PPD-notified", FileKind.NOTIFICATION),
        ("IAT-notified", FileKind.NOTIFICATION),
        ("notification-refused", FileKind.NOTIFICATION),
        ("no-batches", FileKind.EMPTY),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_content(name, kind):
    data = nacha.write(VALID[name])

    assert nacha.kind_of(data) is kind
    assert nacha.parse(data).kind is kind


def test_a_file_of_several_kinds_is_mixed():
    batches = [*VALID["PPD-returned"].batches, *VALID["PPD-notified"].batches]
    file = nacha.file_of(VALID["PPD"].header, batches)

    assert nacha.kind_of(nacha.write(file)) is FileKind.MIXED
    assert file.kind is FileKind.MIXED


def test_a_return_leads_back_to_the_entry():
    [found] = nacha.returns(nacha.parse(nacha.write(VALID["PPD-returned"])))

    assert found.original_trace_number == "076401250000001"
    assert (found.return_code, found.amount_cents) == ("R03", 120_000)
    assert (found.transaction_code, found.individual_name) == (26, "ALICE RESIDENT")
    assert (found.original_rdfi_identification, found.trace_number) == (
        "12345678",
        "123456780000001",
    )
    assert (found.company_identification, found.sec_code) == ("1234567890", "PPD")
    assert (found.company_name, found.company_entry_description) == ("MAPLE COURT", "RENT")
    assert (found.settlement_date, found.effective_entry_date) == ("061", "260302")
    assert (found.dfi_account_number, found.identification_number) == ("74456789", "")
    assert (found.date_of_death, found.addenda_information, found.line) == ("", "", 3)


def test_an_international_return_leads_back_too():
    [found] = nacha.returns(VALID["IAT-returned"])

    assert (found.original_trace_number, found.return_code) == ("076401250000001", "R03")
    assert found.addenda.original_forward_amount == "0000120000"


def test_a_notification_brings_the_corrected_data():
    [found] = nacha.notifications(nacha.parse(nacha.write(VALID["PPD-notified"])))

    assert found.corrected_data.account_number == "1918171614"
    assert (found.change_code, found.original_trace_number) == ("C01", "076401250000001")
    assert (found.corrected_text, found.refusal, found.refusal_code) == ("1918171614", "", "")
    assert (found.transaction_code, found.dfi_account_number) == (26, "74456789")
    assert (found.individual_name, found.identification_number) == ("ALICE RESIDENT", "")
    assert (found.company_identification, found.company_name) == ("1234567890", "MAPLE COURT")
    assert (found.original_rdfi_identification, found.settlement_date) == ("12345678", "")
    assert (found.trace_number, found.line) == ("123456780000001", 3)


def test_a_wrong_correction_comes_with_its_refusal():
    from tests.formats.nacha.samples import notified

    [found] = nacha.notifications(notified(change_code="C02", corrected_data="056005076"))

    assert (found.corrected_data, found.refusal_code) == (None, "C65")
    assert "'056005076'" in found.refusal


@pytest.mark.parametrize("name", ["PPD", "CCD", "dishonored", "contested", "PPD-notified"])
def test_dishonors_and_contests_are_not_taken_for_returns(name):
    assert nacha.returns(VALID[name]) == []


@pytest.mark.parametrize("name", ["PPD", "CCD", "notification-refused", "PPD-returned"])
def test_refusals_are_not_taken_for_notifications(name):
    assert nacha.notifications(VALID[name]) == []


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_crash(data):
    file = nacha.parse(data)
    nacha.recognise(data)
    nacha.kind_of(data)
    nacha.validate(data)

    if not file.strays and file.has_uniform_line_ends:
        assert nacha.write(file) == data


MUTATIONS = st.lists(
    st.tuples(
        st.integers(0, 1200),
        st.sampled_from([b"", b"\n", b"\r\n", b"9", b"7", b"6", b"5", b"8", b" ", b"\xff", b"0"]),
        st.integers(0, 100),
    ),
    max_size=5,
)


@given(name=st.sampled_from(list(VALID)), mutations=MUTATIONS)
def test_a_damaged_file_is_written_as_it_was_read_or_refused(name, mutations):
    data = nacha.write(VALID[name])
    for at, value, removed in mutations:
        data = data[:at] + value + data[at + removed :]

    file = nacha.parse(data)

    assert nacha.validate(file) == nacha.validate(io.BytesIO(data))
    try:
        assert nacha.write(file) == data
    except nacha.NachaWriteError:
        assert file.strays or not file.has_uniform_line_ends
