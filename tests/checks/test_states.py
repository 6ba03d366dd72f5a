import pytest

from rentrail.checks import states
from rentrail.checks.states import DepositEvent, DepositState, ItemEvent, ItemState


def test_only_the_moves_of_the_tables_can_happen():
    for state in DepositState:
        for event in DepositEvent:
            if (state, event) not in states.DEPOSIT_MOVES:
                with pytest.raises(states.IllegalMove):
                    states.next_deposit_state(state, event)
    for state in ItemState:
        for event in ItemEvent:
            if (state, event) not in states.ITEM_MOVES:
                with pytest.raises(states.IllegalMove):
                    states.next_item_state(state, event)


@pytest.mark.parametrize("state", [ItemState.POSTED, ItemState.DELETED])
def test_what_is_posted_or_deleted_stays_so(state):
    assert not [event for before, event in states.ITEM_MOVES if before is state]


def test_a_deposit_that_is_completed_or_canceled_stays_so():
    over = {DepositState.COMPLETED, DepositState.CANCELED}

    assert not [event for before, event in states.DEPOSIT_MOVES if before in over]
