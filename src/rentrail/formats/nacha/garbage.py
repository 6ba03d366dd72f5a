"""Making many objects that all stay: Python need not look for garbage among them meanwhile."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Let the garbage collector rest while a file is read.

    Records and problems hold no cycles, so it would find nothing, but look at all of them again and
    again: a third of the time of a large file. Afterwards it is as it was before.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
