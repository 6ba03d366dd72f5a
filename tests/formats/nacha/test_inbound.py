import pytest

from rentrail.formats import nacha
from rentrail.formats.nacha import building, reader
from rentrail.formats.nacha.codes import CorrectedData
from rentrail.formats.nacha.file import FileKind
from rentrail.formats.nacha.records import EntryDetail


@pytest.fixture
def original() -> EntryDetail:
    return EntryDetail(
        transaction_code=27,
        rdfi_identification="12345678",
        check_digit=0,
        dfi_account_number="74456789",
        amount_cents=120_000,
        identification_number="LEASE-0042",
        individual_name="ALICE RESIDENT",
        trace_number="076401250000001",
    )


@pytest.fixture
def returned(batch, original) -> building.Answer:
    return building.return_for(
        batch, original, return_code="R01", trace_number="123456780000001", settlement_date="062"
    )


@pytest.fixture
def notified(batch, original) -> building.Answer:
    return building.notification_for(
        batch,
        original,
        change_code="C03",
        corrected_data="056005075   00998877",
        trace_number="123456780000002",
    )


def test_a_return_leads_back_to_the_entry(header, returned):
    data = building.answer_file(header, [returned])

    [found] = reader.returns(reader.read(data))

    assert found.original_trace_number == "076401250000001"
    assert (found.return_code, found.amount_cents) == ("R01", 120_000)
    assert (found.transaction_code, found.individual_name) == (26, "ALICE RESIDENT")
    assert (found.original_rdfi_identification, found.trace_number) == (
        "12345678",
        "123456780000001",
    )
    assert (found.company_identification, found.sec_code) == ("1234567890", "PPD")
    assert (found.settlement_date, found.effective_entry_date) == ("062", "260302")
    assert found.line == 3


def test_a_notification_brings_the_corrected_data(header, notified):
    data = building.answer_file(header, [notified])

    [found] = reader.notifications(reader.read(data))

    assert found.corrected_data == CorrectedData(
        routing_number="056005075", account_number="00998877"
    )
    assert (found.change_code, found.original_trace_number) == ("C03", "076401250000001")
    assert found.refusal == ""


def test_a_wrong_correction_comes_with_its_refusal(header, batch, original):
    bad = building.notification_for(
        batch, original, change_code="C02", corrected_data="056005076", trace_number="1" * 15
    )

    [found] = reader.notifications(reader.read(building.answer_file(header, [bad])))

    assert (found.corrected_data, found.refusal_code) == (None, "C65")
    assert "'056005076'" in found.refusal


def test_the_kind_of_a_file_is_told_by_its_content(header, returned, notified):
    def kinds(*answers: building.Answer) -> tuple[FileKind, FileKind]:
        data = building.answer_file(header, answers)
        return nacha.kind_of(data), reader.read(data).kind

    assert kinds(returned) == (FileKind.RETURN, FileKind.RETURN)
    assert kinds(notified) == (FileKind.NOTIFICATION, FileKind.NOTIFICATION)
    assert kinds(returned, notified) == (FileKind.MIXED, FileKind.MIXED)
    assert kinds() == (FileKind.EMPTY, FileKind.EMPTY)


@pytest.mark.parametrize(("code", "kind"), [("R68", "Dishonored"), ("R73", "Contested")])
def test_dishonors_and_contests_are_not_taken_for_returns(header, returned, code, kind):
    data = building.answer_file(header, [returned]).replace(b"799R01", f"799{code}".encode())

    file = reader.read(data)

    assert reader.returns(file) == []
    assert type(next(file.entries).addenda[0].record).__name__ == f"{kind}ReturnAddenda"
