import json

import pytest
from tests.cast import NOW
from tests.checks.cast import (
    LINE,
    finish,
    give_notice,
    judged,
    pay_for,
    reading,
    scan,
    start,
    statuses_of,
)

from rentrail.checks import operations, sealing
from rentrail.checks.models import DepositedCheck, MicrRepair
from rentrail.checks.queries import evaluation
from rentrail.checks.rules.classification import Rail
from rentrail.identity import vault


@pytest.fixture
def deposit(oak_court):
    give_notice(oak_court)
    return start(oak_court)


def repair(item, text):
    return operations.repair_line(public_id=item.public_id, text=text, repaired_by="bob", now=NOW)


def test_unread_characters_are_typed_and_the_check_is_converted(deposit, alices_lease):
    item = pay_for(scan(deposit, reading=reading("t0764?1251t 00123?5678o 01?1")), alices_lease)
    assert "micr_not_valid" in statuses_of(item)

    repair(item, "t076401251t 0012345678o 0101")

    assert judged(item).classification.rail is Rail.ARC
    assert statuses_of(item) == []


def test_the_record_says_who_changed_what_from_what(deposit):
    item = scan(deposit, reading=reading("t0764?1251t 0012345678o 0101"))

    repair(item, LINE.format(serial="0101"))

    record = MicrRepair.objects.get(item=item)
    context = sealing.line_context(item.public_id)
    assert record.repaired_by == "bob"
    assert json.loads(vault.open_text(record.corrections_sealed, context=context)) == [
        [6, "?", "0"]
    ]
    assert vault.open_text(record.reading.line_sealed, context=context).startswith("t0764?1251t")


def test_a_second_repair_is_compared_with_the_device_s_reading(deposit):
    item = scan(deposit, reading=reading("t0764?1251t 0012345678o 01?1"))

    repair(item, "t076401251t 0012345678o 01?1")
    repair(item, "t076401251t 0012345678o 0101")

    assert list(MicrRepair.objects.order_by("id").values_list("correction_count", flat=True)) == [
        1,
        2,
    ]


def test_a_line_typed_whole_is_an_image_and_no_entry(deposit, alices_lease):
    item = pay_for(scan(deposit, reading=None), alices_lease)

    repair(item, LINE.format(serial="0101"))

    assert judged(item).classification.rail is Rail.IRD
    assert evaluation.line_of(judged(item).item).serial_number == "0101"


def test_a_line_of_which_the_device_read_little_is_an_image(deposit, alices_lease):
    item = pay_for(scan(deposit, reading=reading("t?????????t ??????????o 0101")), alices_lease)

    repair(item, LINE.format(serial="0101"))

    assert judged(item).classification.rail is Rail.IRD


def test_another_check_of_the_same_number_is_confirmed_with_a_reason(
    oak_court, deposit, alices_lease
):
    pay_for(scan(deposit), alices_lease)
    finish(deposit)
    second = start(oak_court, cents=80_000)
    item = pay_for(scan(second), alices_lease, amount_cents=80_000)
    assert statuses_of(item) == ["duplicate"]

    with pytest.raises(operations.ReasonMissing):
        operations.confirm_duplicate(
            public_id=item.public_id, reason=" ", confirmed_by="bob", now=NOW
        )
    operations.confirm_duplicate(
        public_id=item.public_id, reason="A new checkbook", confirmed_by="bob", now=NOW
    )

    assert statuses_of(item) == []
    assert finish(second).state == "completed"
    assert DepositedCheck.objects.count() == 2


def test_the_very_same_check_is_never_confirmed(oak_court, deposit, alices_lease):
    pay_for(scan(deposit), alices_lease)
    finish(deposit)
    item = pay_for(scan(start(oak_court)), alices_lease)

    with pytest.raises(operations.DuplicateNotConfirmable, match="number and amount"):
        operations.confirm_duplicate(
            public_id=item.public_id, reason="It is another", confirmed_by="bob", now=NOW
        )


def test_what_is_no_duplicate_needs_no_confirmation(deposit):
    item = scan(deposit)

    with pytest.raises(operations.DuplicateNotConfirmable):
        operations.confirm_duplicate(
            public_id=item.public_id, reason="Just so", confirmed_by="bob", now=NOW
        )
