"""Memory that is used again for each chunk: fresh memory costs more than what is done with it."""

import threading

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]


class _Scratch(threading.local):
    """The pieces of one thread, by what they are for."""

    def __init__(self) -> None:
        self.pieces: dict[str, Bytes] = {}


_scratch = _Scratch()


def scratch(purpose: str, size: int) -> Bytes:
    """Give memory with anything in it, until the same purpose asks for some again."""
    piece = _scratch.pieces.get(purpose)
    if piece is None or len(piece) < size:
        piece = _scratch.pieces[purpose] = np.empty(size, np.uint8)
    return piece[:size]
