"""What operations on paper refuse; each text is fit to show a person."""


class ItemNotOpen(Exception):
    """The item is posted, deleted or in a deposit that is over."""


class DepositNotOpen(Exception):
    """The deposit is being processed, over or canceled."""


class ControlTotalsMissing(Exception):
    """A deposit needs the number of its checks and their total before it is scanned."""


class DepositNotBalanced(Exception):
    """Count or amount differ from the control totals."""


class ItemIncomplete(Exception):
    """Something is missing of an item, which is named."""


class ItemNotAllowed(Exception):
    """An item that is complete may not be processed: with every status against it."""


class ImageNotTaken(Exception):
    """The image is of no kind that is taken, empty, or too large."""


class LineNotRepairable(Exception):
    """There is nothing to repair, or the line typed is not valid."""


class DuplicateNotConfirmable(Exception):
    """The item is no duplicate, or the very same check with the same amount."""


class ReasonMissing(Exception):
    """A reason must be given."""


class KeyUsedOtherwise(Exception):
    """The key was used before for something else."""


class NotDestroyable(Exception):
    """The paper is not due, is held, or is gone already."""
