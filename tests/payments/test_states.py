import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.payments import states
from rentrail.payments.states import IllegalMove, PaymentEvent, SettlementStatus

BEGINNINGS = (states.APPROVED, states.AWAITING_APPROVAL, states.SUSPENDED)
MONEY_IS_OUT = {
    SettlementStatus.ORIGINATING,
    SettlementStatus.PENDING,
    SettlementStatus.HELD,
    SettlementStatus.SETTLED,
    SettlementStatus.DISBURSED,
}


@given(
    standing=st.sampled_from(BEGINNINGS),
    events=st.lists(st.sampled_from(PaymentEvent), max_size=30),
)
def test_no_walk_leaves_the_table_or_takes_money_back_that_never_went_out(standing, events):
    was_out = False
    for event in events:
        try:
            standing = states.next_standing(standing, event)
        except IllegalMove:
            continue
        was_out |= standing.settlement in MONEY_IS_OUT
        if standing.settlement == SettlementStatus.CHARGED_BACK:
            assert was_out
        if standing == states.VOIDED:
            assert all((standing, event) not in states.MOVES for event in PaymentEvent)


def test_every_standing_can_be_reached():
    reached = set(BEGINNINGS)
    while (
        more := {after for (before, _), after in states.MOVES.items() if before in reached}
        - reached
    ):
        reached |= more

    assert reached == {*states.MOVES.values(), *BEGINNINGS}
    assert {before for before, _ in states.MOVES} <= reached


def test_a_move_that_is_not_in_the_table_is_refused_in_words():
    with pytest.raises(IllegalMove, match="processed can't be voided"):
        states.next_standing(states.SETTLED, PaymentEvent.VOIDED)
