"""When Python looks for garbage: seldom, and not among what was loaded at the start.

Writing ten thousand payments makes some million short-lived values, none of them in cycles. With
Python's own settings every few thousand of them have all of the program's modules and models looked
through again: a third of the time of a day's debits.
"""

import gc

NEW_VALUES = 50_000  # more new containers than freed ones, before a look at the youngest


def settle() -> None:
    """Leave what is loaded out of every later collection, and collect less often.

    To be called once in each process, when it has loaded what it needs.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_VALUES, *gc.get_threshold()[1:])
