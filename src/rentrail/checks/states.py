"""The life of an RDC deposit and of an item, each as one table of moves (CODE)."""

from typing import TypeVar

from django.db.models import TextChoices


class DepositState(TextChoices):
    """Where an RDC deposit stands."""

    IN_PROGRESS = "in_progress", "In progress"
    PROCESSING = "processing", "Processing"
    COMPLETED = "completed", "Completed"
    WITH_ERRORS = "with_errors", "Completed with errors"
    CANCELED = "canceled", "Canceled"


class DepositEvent(TextChoices):
    """What can happen to an RDC deposit."""

    FINISH = "finish", "Finish"
    COMPLETE = "complete", "All items are posted, set aside or deleted"
    FAIL = "fail", "Some items failed"
    CANCEL = "cancel", "Cancel"


class ItemState(TextChoices):
    """Where a check item stands."""

    WAITING = "waiting", "Waiting"
    POSTED = "posted", "Posted"
    FAILED = "failed", "Failed"
    SET_ASIDE = "set_aside", "Set aside"
    DELETED = "deleted", "Deleted"


class ItemEvent(TextChoices):
    """What can happen to a check item."""

    POST = "post", "Post"
    FAIL = "fail", "Fail"
    SET_ASIDE = "set_aside", "Set aside"
    TAKE_BACK = "take_back", "Take back"
    RETRY = "retry", "Rescan"
    DELETE = "delete", "Delete"


class IllegalMove(Exception):
    """The event can't happen to what stands so. The text is fit to show a person."""


State = TypeVar("State", DepositState, ItemState)

DEPOSIT_MOVES: dict[tuple[DepositState, DepositEvent], DepositState] = {
    (DepositState.IN_PROGRESS, DepositEvent.FINISH): DepositState.PROCESSING,
    (DepositState.IN_PROGRESS, DepositEvent.CANCEL): DepositState.CANCELED,
    (DepositState.PROCESSING, DepositEvent.COMPLETE): DepositState.COMPLETED,
    (DepositState.PROCESSING, DepositEvent.FAIL): DepositState.WITH_ERRORS,
    (DepositState.WITH_ERRORS, DepositEvent.FINISH): DepositState.PROCESSING,
    (DepositState.WITH_ERRORS, DepositEvent.COMPLETE): DepositState.COMPLETED,
}

ITEM_MOVES: dict[tuple[ItemState, ItemEvent], ItemState] = {
    (ItemState.WAITING, ItemEvent.POST): ItemState.POSTED,
    (ItemState.WAITING, ItemEvent.FAIL): ItemState.FAILED,
    (ItemState.WAITING, ItemEvent.SET_ASIDE): ItemState.SET_ASIDE,
    (ItemState.WAITING, ItemEvent.DELETE): ItemState.DELETED,
    (ItemState.FAILED, ItemEvent.RETRY): ItemState.WAITING,
    (ItemState.FAILED, ItemEvent.SET_ASIDE): ItemState.SET_ASIDE,
    (ItemState.FAILED, ItemEvent.DELETE): ItemState.DELETED,
    (ItemState.SET_ASIDE, ItemEvent.TAKE_BACK): ItemState.WAITING,
}


def next_deposit_state(state: DepositState, event: DepositEvent) -> DepositState:
    """Give where an RDC deposit stands after an event; nothing else decides it.

    Raises:
        IllegalMove: the table has no such move.
    """
    try:
        return DEPOSIT_MOVES[state, event]
    except KeyError:
        raise IllegalMove(f"This deposit is {state.label.lower()}.") from None


def next_item_state(state: ItemState, event: ItemEvent) -> ItemState:
    """Give where an item stands after an event; nothing else decides it.

    Raises:
        IllegalMove: the table has no such move.
    """
    try:
        return ITEM_MOVES[state, event]
    except KeyError:
        raise IllegalMove(f"This item is {state.label.lower()}.") from None
