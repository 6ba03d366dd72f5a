from dataclasses import replace
from datetime import date

import pytest

from rentrail.payments.rules import gate
from rentrail.payments.rules.gate import (
    Consent,
    GateFacts,
    Limit,
    Outcome,
    PropertyPolicy,
    Reason,
    Taken,
)

DAY = date(2026, 3, 2)
POLICY = PropertyPolicy(property_date=DAY)
CONSENT = Consent(
    amount_cents_min=1, amount_cents_max=200_000, first_date=DAY, last_date=DAY, is_single=True
)
FACTS = GateFacts(
    amount_cents=120_000,
    property_date=DAY,
    debit_date=DAY,
    is_preauthorized=False,
    is_deposit=False,
    is_prospect=False,
    is_of_household=True,
    has_route=True,
    open_balance_cents=120_000,
    closed_because=(),
    account_stopped_because="",
    is_business_account=False,
    sec_code="WEB",
    is_likely_duplicate=False,
    policy=POLICY,
    consent=CONSENT,
)


def test_a_payment_that_nothing_speaks_against_is_approved():
    assert gate.decide(FACTS) == gate.APPROVED


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"amount_cents": 0, "consent": replace(CONSENT, amount_cents_min=0)},
            Reason.AMOUNT_INVALID,
        ),
        (
            {
                "amount_cents": 10_000_000_000,
                "consent": replace(CONSENT, amount_cents_max=10_000_000_000),
            },
            Reason.AMOUNT_INVALID,
        ),
        ({"limit": Limit(single_cents_max=119_999)}, Reason.OVER_LIMIT),
        ({"policy": replace(POLICY, takes_rail=False)}, Reason.ACH_NOT_TAKEN),
        ({"policy": replace(POLICY, takes_rail=False), "rail": "IRD"}, Reason.IRD_NOT_TAKEN),
        (
            {"is_preauthorized": True, "policy": replace(POLICY, takes_preauthorized=False)},
            Reason.PREAUTHORIZED_NOT_TAKEN,
        ),
        (
            {"is_deposit": True, "policy": replace(POLICY, takes_deposits=False)},
            Reason.DEPOSITS_NOT_TAKEN,
        ),
        ({"is_prospect": True}, Reason.PROSPECTS_MAY_NOT_PAY),
        ({"has_route": False}, Reason.NO_DEPOSIT_ROUTE),
        ({"is_of_household": False}, Reason.NOT_OF_HOUSEHOLD),
        ({"closed_because": ("In collection.",)}, Reason.METHOD_CLOSED),
        (
            {
                "open_balance_cents": 120_001,
                "policy": replace(POLICY, takes_partial_payments=False),
            },
            Reason.PARTIAL_PAYMENT,
        ),
        ({"property_date": date(2026, 3, 3)}, Reason.DATE_AHEAD),
        (
            {
                "property_date": date(2026, 2, 27),
                "policy": replace(POLICY, earliest_date=date(2026, 2, 28)),
            },
            Reason.DATE_TOO_FAR_BACK,
        ),
        ({"policy": replace(POLICY, closed_through=202603)}, Reason.PERIOD_CLOSED),
        ({"account_stopped_because": "it is closed."}, Reason.ACCOUNT_STOPPED),
        ({"is_business_account": True}, Reason.BUSINESS_ACCOUNT),
        ({"sec_code": "CCD"}, Reason.PERSONAL_ACCOUNT),
        ({"consent": replace(CONSENT, is_revoked=True)}, Reason.AUTHORIZATION_REVOKED),
        ({"consent": replace(CONSENT, is_spent=True)}, Reason.AUTHORIZATION_SPENT),
        ({"consent": replace(CONSENT, is_of_payer=False)}, Reason.AUTHORIZATION_OTHER_PERSON),
        ({"consent": replace(CONSENT, amount_cents_max=119_999)}, Reason.AUTHORIZATION_AMOUNT),
        ({"consent": replace(CONSENT, amount_cents_min=120_001)}, Reason.AUTHORIZATION_AMOUNT),
        ({"debit_date": date(2026, 3, 3)}, Reason.AUTHORIZATION_DATE),
        ({"debit_date": date(2026, 3, 1)}, Reason.AUTHORIZATION_DATE),
        ({"consent": replace(CONSENT, is_single=False)}, Reason.AUTHORIZATION_DATE),
        ({"is_likely_duplicate": True}, Reason.DUPLICATE),
    ],
)
def test_one_reason_is_enough_to_refuse(changes, reason):
    decision = gate.decide(replace(FACTS, **changes))

    assert decision.outcome is Outcome.REFUSED
    assert [because.reason for because in decision.because] == [reason]


@pytest.mark.parametrize(
    ("limit", "taken"),
    [
        (Limit(daily_count_max=2), Taken(day_count=2)),
        (Limit(daily_cents_max=200_000), Taken(day_cents=80_001)),
        (Limit(monthly_count_max=5), Taken(month_count=5)),
        (Limit(monthly_cents_max=500_000), Taken(month_cents=380_001)),
    ],
)
def test_a_velocity_limit_suspends(limit, taken):
    decision = gate.decide(replace(FACTS, limit=limit, taken=taken))

    assert decision.outcome is Outcome.SUSPENDED
    assert [because.reason for because in decision.because] == [Reason.VELOCITY]


@pytest.mark.parametrize(("over_cents", "outcome"), [
    (119_999, Outcome.AWAITING_APPROVAL),
    (120_000, Outcome.APPROVED),
])  # fmt: skip
def test_a_large_amount_needs_a_second_person(over_cents, outcome):
    facts = replace(FACTS, policy=replace(POLICY, approval_over_cents=over_cents))

    assert gate.decide(facts).outcome is outcome


def test_a_refusal_names_every_reason():
    decision = gate.decide(replace(FACTS, has_route=False, is_likely_duplicate=True))

    assert decision.message == (
        "The property has no bank account for this kind of payment. "
        "The same amount was paid from this account today; confirm it to pay twice."
    )


def test_a_recurring_consent_is_not_spent_by_a_debit():
    consent = replace(CONSENT, is_single=False, is_due_by_schedule=True, is_spent=True)

    assert gate.decide(replace(FACTS, consent=consent)) == gate.APPROVED
