"""Returned-item fees: debited from the payer where notice was given, else charged (ACH-10)."""

from datetime import date
from textwrap import dedent
from typing import Any

import pytest
from tests.cast import charge_rent, journal_of
from tests.payments.cast import add_account, consent, make_settled, moment_on, pay, standing_of

from rentrail.ledger import operations as ledger
from rentrail.ledger.models import JournalEntry
from rentrail.payments import operations, states, verify
from rentrail.payments.models import Notice, Payment, Step
from rentrail.payments.operations import Returned
from rentrail.payments.states import InstrumentStanding
from rentrail.portfolio.models import Charge, Lease, Person, Property

pytestmark = pytest.mark.django_db

TUESDAY, MONDAY = date(2026, 3, 3), date(2026, 3, 9)


@pytest.fixture(autouse=True)
def fee(oak_court: Property) -> None:
    """Oak Court's fee of 25.00, which it collects by ACH."""
    oak_court.nsf_fee_cents, oak_court.nsf_fee_collected_by_ach = 2_500, True
    oak_court.save()


def agree(person: Person, **details: Any) -> int:
    """Let a payer authorize a debit whose words gave notice of a fee of 25.00."""
    agreed = {"nsf_fee_notice": True, "terms": {"nsf_fee_cents": 2_500}, **details}
    return consent(person, **agreed).id


def send_back(payment: Payment, return_code: str = "R01", *, on: date = MONDAY) -> None:
    operations.return_payments(
        [
            Returned(
                payment_id=payment.id,
                return_code=return_code,
                received_date=on,
                came_from="returns.ach:7",
                credits_cash=True,
            )
        ],
        now=moment_on(on),
    )


def presented_again(item: Payment) -> Payment:
    """Present a returned item again, as what collects it will: a payment that names the first."""
    undone = JournalEntry.objects.get(reverses=item.journal_entry_id)
    [entry_id] = ledger.reverse(
        [undone.id], property_date=MONDAY, posted_by="bob", now=moment_on(MONDAY)
    )
    again = Payment.objects.get(id=item.id)
    again.pk, again.public_id, again.idempotency_key = None, "pay_again", "again"
    again.journal_entry_id, again.represents = entry_id, item
    again.status, again.settlement_status = states.SETTLED
    again.return_code = ""
    again.save(force_insert=True)
    Step.objects.create(
        payment=again,
        event=states.PaymentEvent.APPROVED,
        status=again.status,
        settlement_status=again.settlement_status,
        happened_at=moment_on(MONDAY),
        actor="bob",
        journal_entry_id=entry_id,
        came_from="",
        detail={},
    )
    return again


def fees() -> list[Payment]:
    return list(Payment.objects.filter(fee_of__isnull=False))


def test_the_fee_is_a_debit_of_its_own_that_pays_its_own_charge(
    alices_lease: Lease, alice: Person
) -> None:
    charge_rent(alices_lease)
    rent = make_settled(pay(alices_lease, authorization_id=agree(alice)))

    send_back(rent)

    [taken] = fees()
    assert (taken.fee_of, taken.amount_cents, taken.sec_code) == (rent, 2_500, "WEB")
    assert (taken.authorization, taken.instrument) == (rent.authorization, rent.instrument)
    assert standing_of(taken) == states.APPROVED
    assert Charge.objects.get(transaction_code__code="NSF").open_cents == 0
    assert Charge.objects.get(transaction_code__code="RENT").open_cents == 120_000
    assert journal_of(alices_lease).endswith(
        dedent("""\
        2026-03-09  resident-receivable      25.00 dr
        2026-03-09  nsf-fee-income           25.00 cr
        2026-03-09  ach-clearing             25.00 dr
        2026-03-09  resident-receivable      25.00 cr""")
    )
    told = Notice.objects.get(kind="payment-returned").text
    assert "fee of 25.00 is collected by a debit of the same account" in told
    assert not list(verify.problems())


@pytest.mark.parametrize(
    "details",
    [
        {"nsf_fee_notice": False},
        {"terms": {"nsf_fee_cents": 2_000}},
        {"terms": {}},
    ],
    ids=["no notice", "notice of less", "notice of no amount"],
)
def test_without_notice_of_it_the_fee_is_a_charge_and_no_debit(
    alices_lease: Lease, alice: Person, details: dict[str, Any]
) -> None:
    send_back(make_settled(pay(alices_lease, authorization_id=agree(alice, **details))))

    assert fees() == []
    assert Charge.objects.get(transaction_code__code="NSF").open_cents == 2_500


def test_a_property_that_does_not_collect_it_so_charges_it(
    alices_lease: Lease, alice: Person, oak_court: Property
) -> None:
    oak_court.nsf_fee_collected_by_ach = False
    oak_court.save()

    send_back(make_settled(pay(alices_lease, authorization_id=agree(alice))))

    assert fees() == []
    assert Charge.objects.get(transaction_code__code="NSF").open_cents == 2_500


def test_a_household_that_may_not_be_debited_is_charged(alices_lease: Lease, alice: Person) -> None:
    payment = make_settled(pay(alices_lease, authorization_id=agree(alice)))
    alice.eviction_started = True
    alice.save()

    send_back(payment)

    assert fees() == []


def test_a_revoked_authorization_or_a_stopped_account_is_not_debited(
    alices_lease: Lease, alice: Person
) -> None:
    payment = make_settled(pay(alices_lease, authorization_id=agree(alice)))
    payment.instrument.standing = InstrumentStanding.UNTIL_RELEASED
    payment.instrument.save()

    send_back(payment)

    assert fees() == []


def test_no_fee_is_taken_for_a_fee(alices_lease: Lease, alice: Person) -> None:
    send_back(make_settled(pay(alices_lease, authorization_id=agree(alice))))
    [taken] = fees()
    make_settled(taken)

    send_back(taken, on=date(2026, 3, 12))

    assert standing_of(taken) == states.UNCOLLECTED_NSF
    assert len(fees()) == 1
    assert [one.open_cents for one in Charge.objects.filter(transaction_code__code="NSF")] == [
        2_500
    ]


def test_an_item_costs_one_fee_however_often_it_is_presented(
    alices_lease: Lease, alice: Person
) -> None:
    item = make_settled(pay(alices_lease, authorization_id=agree(alice)))
    send_back(item)
    again = presented_again(item)

    send_back(again, on=date(2026, 3, 20))

    assert len(fees()) == 1
    assert Charge.objects.filter(transaction_code__code="NSF").count() == 1


def test_a_return_that_is_applied_too_late_costs_no_debit(
    alices_lease: Lease, alice: Person
) -> None:
    send_back(make_settled(pay(alices_lease, authorization_id=agree(alice))), on=date(2026, 4, 20))

    assert fees() == []
    assert Charge.objects.get(transaction_code__code="NSF").open_cents == 2_500


def test_no_fee_is_debited_from_an_account_that_a_return_beside_it_closes(
    alices_lease: Lease, alice: Person
) -> None:
    account = add_account(alice)
    poor, closed = (
        make_settled(
            pay(
                alices_lease,
                amount_cents=cents,
                authorization_id=agree(alice, instrument=account),
            )
        )
        for cents in (120_000, 5_000)
    )

    operations.return_payments(
        [
            Returned(
                payment_id=payment.id,
                return_code=return_code,
                received_date=MONDAY,
                came_from="returns.ach:7",
                credits_cash=True,
            )
            for payment, return_code in ((poor, "R01"), (closed, "R02"))
        ],
        now=moment_on(MONDAY),
    )

    assert not fees()
    assert Charge.objects.get(transaction_code__code="NSF").open_cents == 2_500
