from datetime import date
from textwrap import dedent

import pytest
from django.db import IntegrityError, transaction
from tests.cast import NOW, TODAY, charge_rent, journal_of, make_household, make_property
from tests.checks.cast import (
    draft,
    finish,
    give_notice,
    pay_for,
    reading,
    scan,
    start,
    statuses_of,
)

from rentrail.checks import operations
from rentrail.checks.models import CheckItem, DepositedCheck
from rentrail.checks.operations import LineDraft, finishing
from rentrail.checks.rules.classification import ReceivedBy
from rentrail.payments import operations as payments
from rentrail.payments import verify
from rentrail.payments.models import Batch, Payment, Refusal
from rentrail.portfolio.models import LedgerName, PaymentLimit, Person, Property, StaffTask


@pytest.fixture
def deposit(oak_court):
    give_notice(oak_court)
    return start(oak_court)


def process(item):
    return operations.process_check(public_id=item.public_id, processed_by="bob", now=NOW)


def scan_single(property_, **details):
    """Scan one check by itself, that came by mail."""
    return operations.scan_check(
        draft(**details),
        property_id=property_.id,
        received_by=ReceivedBy.MAIL,
        received_on=TODAY,
        added_by="bob",
        now=NOW,
    )


def two_lines(item, first, second, *, cents=(70_000, 50_000)):
    """Let an item pay for two households."""
    lines = [
        LineDraft(lease_id=lease.id, person_id=lease.members.get().person_id, amount_cents=part)
        for lease, part in zip((first, second), cents, strict=True)
    ]
    return operations.associate(lines, public_id=item.public_id, associated_by="bob", now=NOW)


def test_a_converted_check_is_a_payment_on_the_ledger_in_the_ach_batch(deposit, alices_lease):
    charge_rent(alices_lease)
    item = pay_for(scan(deposit), alices_lease)

    done = finish(deposit)

    assert done.state == "completed"
    item.refresh_from_db()
    assert (item.state, item.rail, item.posted_by) == ("posted", "ARC", "bob")
    payment = item.lines.get().payment
    assert (payment.sec_code, payment.origin, payment.document) == ("ARC", "drop_box", "0101")
    assert payment.batch.batch_type == "ACH"
    assert payment.description == "Scan Check – Alice Resident"  # noqa: RUF001
    assert payment.authorization.evidence["check_item"] == item.public_id
    assert journal_of(alices_lease) == dedent("""\
        2026-03-01  resident-receivable   1,200.00 dr
        2026-03-01  rent-income           1,200.00 cr
        2026-03-02  ach-clearing          1,200.00 dr
        2026-03-02  resident-receivable   1,200.00 cr""")
    assert not list(verify.problems())


def test_what_is_not_converted_waits_as_an_image_in_a_batch_of_its_own(oak_court, alices_lease):
    give_notice(oak_court)
    deposit = start(oak_court, checks=2, cents=240_000)
    business = reading("o001234o t076401251t 12345678o")
    pay_for(scan(deposit), alices_lease)
    item = pay_for(scan(deposit, reading=business), alices_lease)

    finish(deposit)

    assert set(Batch.objects.values_list("batch_type", flat=True)) == {"ACH", "IRD"}
    item.refresh_from_db()
    assert item.rail == "IRD"
    assert item.rail_reasons
    assert item.lines.get().payment.sec_code == ""


def test_finish_names_what_is_missing(deposit, alices_lease):
    scan(deposit)

    with pytest.raises(operations.ItemIncomplete, match="Personal check 0101: Association missing"):
        operations.finish_deposit(public_id=deposit.public_id, finished_by="bob", now=NOW)


@pytest.mark.parametrize("totals", [{"checks": 2}, {"cents": 120_001}])
def test_finish_is_refused_while_the_control_totals_differ(oak_court, alices_lease, totals):
    deposit = start(oak_court, **totals)
    pay_for(scan(deposit), alices_lease)

    with pytest.raises(operations.DepositNotBalanced, match=r"1 over 1,200\.00"):
        operations.finish_deposit(public_id=deposit.public_id, finished_by="bob", now=NOW)

    operations.change_control_totals(
        public_id=deposit.public_id, control_count=1, control_cents=120_000
    )
    assert finish(deposit).state == "completed"


def test_finishing_and_processing_again_changes_nothing(deposit, alices_lease):
    pay_for(scan(deposit), alices_lease)
    finish(deposit)

    assert finish(deposit).state == "completed"
    assert Payment.objects.count() == 1


def test_a_deposit_stopped_half_way_goes_on_with_what_still_waits(
    oak_court, alices_lease, monkeypatch
):
    give_notice(oak_court)
    deposit = start(oak_court, checks=3, cents=360_000)
    for serial in ("0101", "0102", "0103"):
        pay_for(scan(deposit, serial=serial), alices_lease)
    operations.finish_deposit(public_id=deposit.public_id, finished_by="bob", now=NOW)
    monkeypatch.setattr(finishing, "ITEMS_AT_ONCE", 1)
    real, calls = payments.take, []

    def killed_at_the_second(*arguments, **options):
        calls.append(1)
        result = real(*arguments, **options)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return result

    monkeypatch.setattr(payments, "take", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        operations.process_deposit(public_id=deposit.public_id, now=NOW)
    assert Payment.objects.count() == 1
    assert DepositedCheck.objects.count() == 1

    done = operations.process_deposit(public_id=deposit.public_id, now=NOW)

    assert done.state == "completed"
    assert Payment.objects.count() == 3
    assert not list(verify.problems())


def test_an_item_that_is_not_allowed_fails_with_its_status_and_the_others_are_posted(
    oak_court, alices_lease
):
    give_notice(oak_court)
    danas_lease = make_household(oak_court, unit="205")
    Person.objects.filter(first_name="Dana").update(eviction_started=True)
    deposit = start(oak_court, checks=2, cents=240_000)
    pay_for(scan(deposit), alices_lease)
    item = pay_for(scan(deposit, serial="0102"), danas_lease)

    done = finish(deposit)

    assert done.state == "with_errors"
    item.refresh_from_db()
    assert item.state == "failed"
    assert "Invalid association: eviction" in item.state_reason
    assert Payment.objects.count() == 1


def test_a_failed_item_is_put_right_and_finished_again(oak_court, deposit, alices_lease):
    PaymentLimit.objects.create(
        property=oak_court, limit_group="ACH_RENT", single_cents_max=100_000
    )
    item = pay_for(scan(deposit), alices_lease)
    assert finish(deposit).state == "with_errors"
    PaymentLimit.objects.update(single_cents_max=200_000)

    operations.rescan_item(public_id=item.public_id, rescanned_by="bob", now=NOW)

    assert finish(deposit).state == "completed"
    item.refresh_from_db()
    assert item.state == "posted"


def test_what_only_the_gate_refuses_fails_too_and_is_recorded(oak_court, alices_lease):
    give_notice(oak_court)
    tomorrow = start(oak_court, deposit_date=date(2026, 3, 3))
    item = pay_for(scan(tomorrow), alices_lease)

    done = finish(tomorrow)

    item.refresh_from_db()
    assert (done.state, item.state) == ("with_errors", "failed")
    assert "lies ahead" in item.state_reason
    assert Refusal.objects.get().reasons == ["date_ahead"]
    assert not DepositedCheck.objects.filter(released_at__isnull=True).exists()


def test_a_check_paid_for_several_is_taken_whole_or_not_at_all(oak_court, deposit, alices_lease):
    danas_lease = make_household(oak_court, unit="205")
    item = two_lines(pay_for(scan(deposit), alices_lease), alices_lease, danas_lease)

    finish(deposit)

    item.refresh_from_db()
    assert (item.state, item.rail) == ("posted", "IRD")
    assert list(item.lines.order_by("number").values_list("payment__amount_cents", flat=True)) == [
        70_000,
        50_000,
    ]
    assert Batch.objects.get().payments.count() == 2


def test_where_one_line_is_refused_by_the_gate_none_is_taken(oak_court, deposit, alices_lease):
    person = alices_lease.members.get().person
    item = pay_for(scan(deposit), alices_lease)
    lines = [
        LineDraft(lease_id=alices_lease.id, person_id=person.id, amount_cents=cents, ledger=ledger)
        for cents, ledger in ((70_000, LedgerName.RESIDENT), (50_000, LedgerName.DEPOSIT))
    ]
    operations.associate(lines, public_id=item.public_id, associated_by="bob", now=NOW)
    Property.objects.update(takes_deposit_payments=False)

    assert finish(deposit).state == "with_errors"

    item.refresh_from_db()
    assert "takes no deposit payments" in item.state_reason
    assert not Payment.objects.exists()
    assert not DepositedCheck.objects.filter(released_at__isnull=True).exists()


def test_two_roommates_on_one_ledger_pay_it_in_full_together(oak_court, alices_lease):
    Property.objects.update(takes_partial_payments=False)
    charge_rent(alices_lease)
    deposit = start(oak_court)
    item = two_lines(pay_for(scan(deposit), alices_lease), alices_lease, alices_lease)

    assert statuses_of(item) == []
    assert finish(deposit).state == "completed"
    assert Payment.objects.count() == 2


def test_a_deposit_by_check_goes_to_the_deposit_ledger(deposit, alices_lease, trust):
    item = pay_for(scan(deposit), alices_lease)
    person = alices_lease.members.get().person
    operations.associate(
        [
            LineDraft(
                lease_id=alices_lease.id,
                person_id=person.id,
                amount_cents=120_000,
                ledger=LedgerName.DEPOSIT,
            )
        ],
        public_id=item.public_id,
        associated_by="bob",
        now=NOW,
    )

    finish(deposit)

    assert Payment.objects.get().bank_account == trust


def test_a_check_is_never_deposited_twice_in_any_property(oak_court, deposit, alices_lease):
    pay_for(scan(deposit), alices_lease)
    finish(deposit)
    oak_hill = make_property(code="OAK02", name="Oak Hill")
    elsewhere = make_household(oak_hill, unit="1")
    second = start(oak_hill)

    item = pay_for(scan(second), elsewhere)

    assert statuses_of(item) == ["duplicate"]
    assert finish(second).state == "with_errors"
    item.refresh_from_db()
    assert "deposited on 03/02/2026 at Oak Court" in item.state_reason
    assert Payment.objects.count() == 1


def test_postgresql_refuses_the_second_deposit_of_a_check_whoever_writes_it(deposit, alices_lease):
    pay_for(scan(deposit), alices_lease)
    finish(deposit)
    first = DepositedCheck.objects.get()
    other = scan_single(first.item.property, serial="0777")

    for is_confirmed in (False, True):
        with pytest.raises(IntegrityError, match="depositedcheck_once"), transaction.atomic():
            DepositedCheck.objects.create(
                item=other,
                check_hash=first.check_hash,
                item_hash=first.item_hash,
                is_confirmed=is_confirmed,
                rail="IRD",
                deposited_at=NOW,
            )


def test_a_check_whose_payment_was_voided_before_it_was_sent_may_come_again(
    oak_court, deposit, alices_lease
):
    pay_for(scan(deposit), alices_lease)
    finish(deposit)
    payments.void_payment(
        public_id=Payment.objects.get().public_id, reason="Wrong", voided_by="bob", now=NOW
    )
    second = start(oak_court)

    item = pay_for(scan(second), alices_lease)

    assert statuses_of(item) == []
    assert finish(second).state == "completed"


def test_a_single_check_is_processed_at_once_and_once(oak_court, alices_lease):
    give_notice(oak_court)
    item = pay_for(scan_single(oak_court), alices_lease)

    posted = process(item)

    assert process(item) == posted
    assert (posted.state, posted.rail) == ("posted", "ARC")
    assert Payment.objects.get().origin == "mailed_in"


def test_a_single_check_says_what_is_missing_and_what_is_not_allowed(oak_court, alices_lease):
    item = scan_single(oak_court)
    with pytest.raises(operations.ItemIncomplete, match="Transaction amount missing"):
        process(item)

    pay_for(item, alices_lease)
    Property.objects.update(takes_ird=False)
    with pytest.raises(operations.ItemNotAllowed, match="No ARC notice was on file"):
        process(item)
    assert CheckItem.objects.get().state == "waiting"


def test_an_amount_over_the_property_s_limit_for_one_person_awaits_the_second(
    oak_court, deposit, alices_lease
):
    Property.objects.update(approval_over_cents=100_000)
    item = pay_for(scan(deposit), alices_lease)

    finish(deposit)

    item.refresh_from_db()
    assert item.state == "posted"
    assert item.lines.get().payment.status == "awaiting_approval"


def test_a_posted_line_stays_as_it_was(deposit, alices_lease):
    item = pay_for(scan(deposit), alices_lease)
    finish(deposit)

    with pytest.raises(IntegrityError, match="a line that was paid stays"), transaction.atomic():
        item.lines.all().delete()
    with pytest.raises(operations.ItemNotOpen):
        pay_for(item, alices_lease)


def test_a_check_for_rent_and_deposit_is_deposited_whole_to_the_trust_account(
    deposit, alices_lease, trust
):
    person = alices_lease.members.get().person
    item = pay_for(scan(deposit), alices_lease)
    lines = [
        LineDraft(lease_id=alices_lease.id, person_id=person.id, amount_cents=cents, ledger=ledger)
        for cents, ledger in ((70_000, LedgerName.RESIDENT), (50_000, LedgerName.DEPOSIT))
    ]
    operations.associate(lines, public_id=item.public_id, associated_by="bob", now=NOW)

    assert finish(deposit).state == "completed"

    assert {payment.bank_account for payment in Payment.objects.all()} == {trust}
    assert Batch.objects.get().payments.count() == 2
    assert journal_of(alices_lease) == dedent("""\
        2026-03-02  trust-ach-clearing       700.00 dr
        2026-03-02  resident-receivable      700.00 cr
        2026-03-02  trust-ach-clearing       500.00 dr
        2026-03-02  security-deposits-held   500.00 cr""")
    task = StaffTask.objects.get(kind="operating-share-to-transfer")
    assert "move 700.00 to the operating account" in task.text
