from datetime import date

import pytest

from rentrail.payments.rules import returned_item_fees

RETURNED = date(2026, 3, 3)  # Tuesday; 45 days later is Friday, April 17


@pytest.mark.parametrize(
    ("fee_cents", "gave_notice", "noticed_cents", "may_be"),
    [
        (2_500, True, 2_500, True),
        (2_000, True, 2_500, True),
        (3_000, True, 2_500, False),
        (2_500, False, 2_500, False),
        (0, True, 2_500, False),
    ],
)
def test_a_fee_is_debited_only_as_far_as_notice_was_given(
    fee_cents, gave_notice, noticed_cents, may_be
):
    assert may_be is returned_item_fees.may_be_collected(
        fee_cents=fee_cents, gave_notice=gave_notice, noticed_cents=noticed_cents
    )


@pytest.mark.parametrize(
    ("today", "in_time"), [(date(2026, 4, 9), True), (date(2026, 4, 10), False)]
)
def test_a_fee_settles_within_45_days_though_it_is_held_up_as_long_as_it_may(today, in_time):
    assert in_time is returned_item_fees.settles_in_time(returned_date=RETURNED, today=today)
