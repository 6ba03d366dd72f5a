"""Reversals: the same amounts, the other way round."""

import pytest
from tests.formats.nacha.conftest import HEADER, rules_of
from tests.formats.nacha.samples import (
    CREDIT,
    CREDITS,
    FORWARD,
    VALID,
    batch_header,
    entry,
    file_of,
    forward,
)

from rentrail.formats import nacha

REVERSIBLE = [
    name
    for name, (detail, _, _) in FORWARD.items()
    if name != "ADV" and detail.text[29:39].strip("0")
]


def reversed_(file: nacha.AchFile, **changes: object) -> nacha.AchFile:
    told = {"header": HEADER.replace(file_id_modifier="R"), "effective_entry_date": "260304"}
    return nacha.reverse(file, **told | changes)


@pytest.mark.parametrize("sec_code", REVERSIBLE)
def test_every_class_can_be_reversed(sec_code):
    back = reversed_(forward(sec_code))

    allowed = {"batch.description-mandated"}
    assert set(rules_of(nacha.write(back))) - allowed == set()
    assert back.control.total_credit_cents == forward(sec_code).control.total_debit_cents
    assert back.control.total_debit_cents == forward(sec_code).control.total_credit_cents


def test_a_reversal_keeps_all_but_the_direction():
    [batch] = reversed_(forward("PPD")).batches

    header, [(detail, addenda)] = batch.header, batch.entries
    assert (header.service_class_code, header.company_entry_description) == (220, "REVERSAL")
    assert (header.effective_entry_date, header.company_name) == ("260304", "MAPLE COURT")
    assert (detail.transaction_code, detail.amount_cents) == (22, 120_000)
    assert (detail.individual_name, addenda) == ("ALICE RESIDENT", ())


def test_traces_go_on_from_the_one_that_is_told_through_all_batches():
    whole = nacha.merge(
        [forward("PPD"), file_of(batch_header("CCD"), entry("CCD", trace_number="076401250000002"))]
    )

    back = reversed_(whole, first_trace_sequence=500)

    assert [one.detail.trace_number for one in back.entries] == [
        "076401250000500",
        "076401250000501",
    ]
    assert [one.entry_detail_sequence_number for e in back.entries for one in e.addenda] == [501]
    assert [batch.header.batch_number for batch in back.batches] == [1, 2]


def test_the_trace_in_the_addenda_of_a_terminal_follows():
    [one] = reversed_(forward("POS"), first_trace_sequence=7).entries

    assert one.addenda[0].trace_number == "076401250000007"


def test_some_entries_can_be_chosen():
    entries = [entry("PPD", trace_number=f"07640125000000{n}", amount_cents=n) for n in (1, 2, 3)]

    back = reversed_(
        file_of(batch_header("PPD"), *entries), keep=lambda one: one.detail.amount_cents == 2
    )

    assert [one.detail.amount_cents for one in back.entries] == [2]


def test_a_batch_of_which_nothing_is_chosen_is_left_out():
    assert reversed_(forward("PPD"), keep=lambda one: False).batches == ()


def test_a_credit_of_a_loan_is_reversed_by_the_one_debit_there_is():
    file = file_of(batch_header("PPD", **CREDITS), entry("PPD", transaction_code=52))

    back = reversed_(file)

    assert next(back.entries).detail.transaction_code == 55
    assert rules_of(nacha.write(back)) == []
    again = reversed_(back)
    assert next(again.entries).detail.transaction_code == 52


def test_mixed_batches_stay_mixed():
    file = file_of(batch_header("PPD", service_class_code=200), entry("PPD", **CREDIT))

    assert reversed_(file).batches[0].header.service_class_code == 200


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (VALID["ADV"], "is of advices"),
        (VALID["PPD-returned"], "comes back from a bank"),
        (VALID["PPD-notified"], "comes back from a bank"),
        (VALID["ACK"], "moves no money"),
        (
            file_of(batch_header("PPD"), entry("PPD", transaction_code=28, amount_cents=0)),
            "moves no money",
        ),
        (file_of(batch_header("PPD"), entry("PPD", transaction_code=99)), "moves no money"),
    ],
)
def test_what_moved_nothing_cannot_be_reversed(file, reason):
    with pytest.raises(nacha.EntryNotReversible, match=reason):
        reversed_(nacha.parse(nacha.write(file)))
