from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.cast import NOW, TODAY
from tests.checks.cast import finish, give_notice, pay_for, reading, scan, start

from rentrail.checks import operations
from rentrail.checks.models import CheckImage, CheckItem
from rentrail.checks.queries import keeping
from rentrail.payments import operations as payments
from rentrail.payments.models import Payment
from rentrail.payments.operations import Returned

DUE = date(2026, 3, 16)
SETTLED = date(2026, 3, 4)


@pytest.fixture
def item(oak_court, alices_lease):
    give_notice(oak_court)
    deposit = start(oak_court)
    found = pay_for(scan(deposit), alices_lease)
    finish(deposit)
    found.refresh_from_db()
    return found


def due_on(item, day):
    return list(keeping.paper_due(property_ids=[item.property_id], today=day))


def destroy(item, **details):
    return operations.record_destruction(
        **{
            "property_id": item.property_id,
            "item_public_ids": [item.public_id],
            "destroyed_on": DUE,
            "method": "Shredder",
            "recorded_by": "bob",
            "now": NOW,
            **details,
        }
    )


def settle(item):
    payment_ids = [item.lines.get().payment_id]
    payments.close_batches(banking_date=TODAY, now=NOW)
    came_from = {"now": NOW, "came_from": "file"}
    payments.originate(payment_ids, **came_from)
    payments.accept(payment_ids, **came_from)
    payments.settle(payment_ids, settlement_date=SETTLED, **came_from)


def test_paper_is_due_for_destruction_after_the_property_s_days(item):
    assert due_on(item, date(2026, 3, 15)) == []
    assert due_on(item, DUE) == [item]


def test_a_destruction_is_recorded_once_with_its_items(item):
    recorded = destroy(item)

    item.refresh_from_db()
    assert (item.destruction, recorded.item_count, recorded.method) == (recorded, 1, "Shredder")
    assert due_on(item, DUE) == []
    with pytest.raises(operations.NotDestroyable):
        destroy(item)


def test_what_is_not_due_or_held_is_not_destroyed(item):
    with pytest.raises(operations.NotDestroyable):
        destroy(item, destroyed_on=date(2026, 3, 15))
    with pytest.raises(operations.ReasonMissing):
        destroy(item, method=" ")
    operations.place_hold(public_id=item.public_id, reason="A claim", placed_by="bob", now=NOW)
    with pytest.raises(operations.NotDestroyable):
        destroy(item)

    assert operations.lift_hold(public_id=item.public_id, lifted_by="bob", now=NOW) == 1
    destroy(item)


def test_paper_of_a_returned_payment_is_kept(item):
    settle(item)
    payments.return_payments(
        [
            Returned(
                payment_id=item.lines.get().payment_id,
                return_code="R10",
                received_date=SETTLED,
                came_from="file",
                credits_cash=True,
            )
        ],
        now=NOW,
    )

    assert due_on(item, DUE) == []


def test_images_of_an_entry_are_kept_by_the_property_s_years_from_settlement(item):
    settle(item)

    assert operations.delete_expired_images(today=date(2033, 3, 3)) == 0
    assert operations.delete_expired_images(today=date(2033, 3, 4)) == 1
    assert not CheckImage.objects.exists()
    assert CheckItem.objects.get().images_deleted_on == date(2033, 3, 4)
    assert operations.delete_expired_images(today=date(2033, 3, 5)) == 0


def test_images_of_an_entry_that_never_settled_are_kept(item):
    assert operations.delete_expired_images(today=date(2040, 1, 1)) == 0


def test_images_that_were_cleared_are_kept_from_posting(oak_court, alices_lease):
    deposit = start(oak_court)
    pay_for(scan(deposit, reading=reading("o001234o t076401251t 12345678o")), alices_lease)
    finish(deposit)

    assert operations.delete_expired_images(today=date(2033, 3, 1)) == 0
    assert operations.delete_expired_images(today=date(2033, 3, 2)) == 1


def test_held_images_stay_whoever_deletes_them(item):
    settle(item)
    operations.place_hold(public_id=item.public_id, reason="A claim", placed_by="bob", now=NOW)

    assert operations.delete_expired_images(today=date(2040, 1, 1)) == 0
    with pytest.raises(IntegrityError, match="its item is held"), transaction.atomic():
        CheckImage.objects.all().delete()


def test_a_hold_placed_twice_is_one(item):
    first = operations.place_hold(
        public_id=item.public_id, reason="A claim", placed_by="bob", now=NOW
    )

    again = operations.place_hold(
        public_id=item.public_id, reason="Another", placed_by="bob", now=NOW
    )

    assert again == first
    assert Payment.objects.count() == 1
