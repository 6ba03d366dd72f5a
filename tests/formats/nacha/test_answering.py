"""Answers to entries: what is turned round, what is kept, and what is said."""

import pytest
from tests.formats.nacha.conftest import BATCH, HEADER
from tests.formats.nacha.samples import VALID, batch_header, entry, forward, returned

from rentrail.formats import nacha
from rentrail.formats.nacha.addenda import ContestedReturnAddenda, DishonoredReturnAddenda

RETURN = {"return_code": "R01", "trace_number": "123456780000001"}


def test_a_return_is_a_copy_of_the_entry_turned_round(original):
    batch = nacha.return_for(BATCH, original, **RETURN, settlement_date="061", batch_number=7)

    [(detail, [addenda])] = batch.entries
    assert batch.header.odfi_identification == "12345678"
    assert (batch.header.settlement_date, batch.header.batch_number) == ("061", 7)
    assert (detail.transaction_code, detail.addenda_indicator) == (26, 1)
    assert (detail.rdfi_identification, detail.check_digit) == ("07640125", 1)
    assert detail.trace_number == addenda.trace_number == "123456780000001"
    assert (detail.amount_cents, detail.individual_name) == (120_000, "ALICE RESIDENT")
    assert addenda.original_entry_trace_number == "076401250000001"
    assert addenda.original_rdfi_identification == "12345678"
    assert (batch.control.total_debit_cents, batch.control.entry_addenda_count) == (120_000, 2)


def test_the_addenda_of_an_entry_do_not_come_back():
    batch = nacha.return_for(batch_header("CTX"), entry("CTX"), **RETURN)

    assert [one.addenda_type_code for one in batch.entries[0].addenda] == ["99"]


def test_the_addenda_of_an_international_entry_come_back_with_its_new_trace():
    batch = nacha.return_for(
        batch_header("IAT"), entry("IAT"), return_code="R03", trace_number="123456780000042"
    )

    addenda = batch.entries[0].addenda
    assert {one.entry_detail_sequence_number for one in addenda[:-1]} == {42}
    assert addenda[-1].original_forward_amount == "0000120000"


def test_a_return_says_what_its_reason_asks_for(original):
    batch = nacha.return_for(
        BATCH, original, return_code="R14", trace_number="123456780000001",
        date_of_death="260201", addenda_information="DECEASED",
    )  # fmt: skip

    addenda = batch.entries[0].addenda[0]
    assert (addenda.date_of_death, addenda.addenda_information) == ("260201", "DECEASED")


def test_a_notification_is_of_its_own_class_and_moves_nothing(original):
    batch = nacha.notification_for(
        BATCH, original, change_code="C01", corrected_data="99", trace_number="123456780000001"
    )

    assert batch.header.standard_entry_class_code == "COR"
    assert batch.entries[0].detail.amount_cents == 0
    assert batch.control.total_debit_cents == 0


def test_an_international_notification_is_marked():
    batch = nacha.notification_for(
        batch_header("IAT"), entry("IAT"), change_code="C01", corrected_data="99",
        trace_number="123456780000001",
    )  # fmt: skip

    assert (batch.header.iat_indicator, batch.header.standard_entry_class_code) == ("IATCOR", "COR")


def test_a_dishonor_goes_back_to_the_bank_that_returned():
    [back] = nacha.returns(returned(return_code="R01"))

    batch = nacha.dishonor_for(
        back, dishonor_code="R69", return_settlement_date="061", addenda_information="01*03",
        trace_number="076401250000009", batch_number=3,
    )  # fmt: skip

    [(detail, [addenda])] = batch.entries
    assert isinstance(addenda, DishonoredReturnAddenda)
    assert (batch.header.odfi_identification, detail.rdfi_identification) == (
        "07640125",
        "12345678",
    )
    assert batch.header.batch_number == 3
    assert detail.transaction_code == 26
    assert (addenda.return_trace_number, addenda.return_reason_code) == ("123456780000001", "01")
    assert addenda.original_entry_trace_number == "076401250000001"
    assert addenda.addenda_information == "01*03"


def test_a_contest_answers_a_dishonor():
    [dishonor] = VALID["dishonored"].batches

    batch = nacha.contest_for(
        dishonor, contest_code="R73", dishonor_settlement_date="063", return_date="260302",
        original_settlement_date="061", trace_number="123456780000005",
    )  # fmt: skip

    [(_, [addenda])] = batch.entries
    assert isinstance(addenda, ContestedReturnAddenda)
    assert addenda.dishonored_return_reason_code == "68"
    assert addenda.dishonored_return_trace_number == "076401250000009"
    assert (addenda.return_reason_code, addenda.return_settlement_date) == ("03", "061")
    assert addenda.original_entry_return_date == "260302"


@pytest.mark.parametrize("name", ["PPD", "PPD-returned", "contested"])
def test_only_a_dishonor_can_be_contested(name):
    with pytest.raises(ValueError, match="no batch of one dishonored return"):
        nacha.contest_for(
            VALID[name].batches[0],
            contest_code="R73",
            dishonor_settlement_date="063",
            trace_number="123456780000005",
        )


def test_a_refusal_repeats_what_it_refuses():
    [change] = nacha.notifications(VALID["PPD-notified"])

    batch = nacha.refusal_for(change, refusal_code="C65", trace_number="076401250000009")

    addenda = batch.entries[0].addenda[0]
    assert (addenda.refused_change_code, addenda.change_code) == ("C65", "C01")
    assert (addenda.corrected_data, addenda.trace_sequence_number) == ("1918171614", "0000001")


def test_an_advice_does_not_come_back():
    with pytest.raises(ValueError, match="There is no return_or_noc"):
        nacha.return_for(batch_header("ADV"), entry("ADV"), **RETURN)


def test_what_does_not_fit_an_answer_is_refused(original):
    with pytest.raises(nacha.NachaWriteError, match="addenda_information is longer"):
        nacha.return_for(BATCH, original, **RETURN, addenda_information="X" * 45)


def test_answers_of_many_kinds_make_a_file():
    batches = [
        batch
        for name in ("PPD-returned", "PPD-notified", "dishonored", "contested")
        for batch in VALID[name].batches
    ]

    file = nacha.file_of(HEADER, batches, renumbered=True)

    assert [batch.header.batch_number for batch in file.batches] == [1, 2, 3, 4]
    assert [batch.control.batch_number for batch in file.batches] == [1, 2, 3, 4]
    assert file.control.batch_count == 4


def test_a_sum_that_has_no_room_is_refused():
    entries = [
        entry("PPD", trace_number=f"07640125{n:07}", amount_cents=10**10 - 1) for n in range(1, 102)
    ]

    with pytest.raises(nacha.NachaWriteError, match="total_debit_cents"):
        nacha.batch_of(BATCH, entries)


def test_the_file_of_advices_has_a_control_of_its_own():
    assert type(forward("ADV").control).__name__ == "AdvFileControl"
    assert type(forward("PPD").control).__name__ == "FileControl"
