import pytest
from tests.cast import NOW, TODAY
from tests.payments.cast import pay, run_day, schedule_rent

from rentrail.payments import operations, verify
from rentrail.payments.models import Authorization, Batch, Occurrence, Payment
from rentrail.portfolio.models import Credit, Property


def test_sound_payments_have_no_problems(alices_lease):
    pay(alices_lease)
    operations.close_batches(banking_date=TODAY, now=NOW)

    assert not list(verify.problems())


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda: Payment.objects.update(amount_cents=1), "its journal entry of 1,200.00"),
        (lambda: Payment.objects.update(journal_entry=None), "its journal entry of 0.00"),
        (lambda: Payment.objects.update(status="processed"), "its last step says"),
        (lambda: Payment.objects.update(batch=None), "in no batch"),
        (lambda: Credit.objects.update(is_undone=True), "0 credits of it stand"),
        (lambda: Batch.objects.update(total_cents=7), "It closed with 1 payments of 0.07"),
        (lambda: Authorization.objects.update(amount_cents_max=5), "does not cover it"),
        (lambda: Authorization.objects.update(revoked_at="2026-01-01T00:00Z"), "does not cover it"),
    ],
)
def test_what_disagrees_is_said(alices_lease, behind_the_guards, spoil, words):
    pay(alices_lease)
    operations.close_batches(banking_date=TODAY, now=NOW)

    with behind_the_guards():
        spoil()

    assert words in " ".join(map(str, verify.problems()))


def test_a_journal_entry_without_its_payment_is_found(alices_lease, behind_the_guards):
    pay(alices_lease)

    with behind_the_guards():
        Payment.objects.update(journal_entry=None)

    assert "has no payment" in " ".join(map(str, verify.problems()))


def test_an_occurrence_without_its_payment_is_found(alices_lease, behind_the_guards):
    Property.objects.update(phone="+1 312 555 0100", address="1 Oak Street")
    schedule_rent(alices_lease, start_date=TODAY)
    run_day(TODAY)

    with behind_the_guards():
        Occurrence.objects.update(payment=None)

    assert "disagree" in " ".join(map(str, verify.problems()))
