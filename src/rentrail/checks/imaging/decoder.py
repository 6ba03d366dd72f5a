"""Decoding in a process with limits: what a crafted picture breaks there, breaks nothing here.

The process has little memory, may write no file, and is given neither our environment nor our
secrets. It serves one picture after another, so that starting it is paid for once; when it fails,
or takes too long, it is ended, and the next picture gets a new one.
"""

import math
import os
import resource
import select
import struct
import subprocess
import sys
import threading
import time
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np

from rentrail.checks.imaging import pictures
from rentrail.checks.imaging.pictures import Picture, PictureRefused

MEMORY_BYTES_MAX = 1_500_000_000
SECONDS_MAX = 20.0

_REQUEST = struct.Struct(">cIQ")  # verb, page, length of the data that follow
_ANSWER = struct.Struct(">cQ")  # what it is, length of what follows
_PICTURE = struct.Struct(">IIdd")  # height, width, resolution across and down
_LOAD, _COUNT, _REFUSED, _DONE = b"L", b"C", b"R", b"D"
_CHUNK = 1 << 20


class LimitedDecoder:
    """Decodes pictures in a process of its own; for use in a `with` block, from any thread."""

    def __init__(self, *, seconds_max: float = SECONDS_MAX) -> None:
        self._seconds_max = seconds_max
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def load_picture(self, data: bytes, *, page: int = 0) -> Picture:
        """Decode one page, as `pictures.load_picture`.

        Raises:
            PictureRefused: as there, or it broke the decoder, or took too long.
        """
        answer = self._ask(_LOAD, page, data)
        height, width, across, down = _PICTURE.unpack_from(answer)
        grey = np.frombuffer(answer, np.uint8, offset=_PICTURE.size).reshape(height, width)
        return Picture(grey, None if math.isnan(across) else (across, down))

    def page_count(self, data: bytes) -> int:
        """Count pages, as `pictures.page_count`.

        Raises:
            PictureRefused: as there, or it broke the decoder, or took too long.
        """
        return int(self._ask(_COUNT, 0, data))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def _ask(self, verb: bytes, page: int, data: bytes) -> bytes:
        pictures.picture_type(data)
        with self._lock:
            try:
                kind, answer = self._exchange(verb, page, data)
            except TimeoutError as problem:
                self._end()
                raise PictureRefused("This picture takes too long to read.") from problem
            except (OSError, EOFError) as problem:
                self._end()
                raise PictureRefused("This file breaks what reads pictures.") from problem
        if kind == _REFUSED:
            raise PictureRefused(answer.decode())
        return answer

    def _exchange(self, verb: bytes, page: int, data: bytes) -> tuple[bytes, bytes]:
        process = self._process = self._process or _start()
        assert process.stdin is not None  # noqa: S101 # narrows the type
        process.stdin.write(_REQUEST.pack(verb, page, len(data)) + data)
        process.stdin.flush()
        until = time.monotonic() + self._seconds_max
        kind, length = _ANSWER.unpack(_read_until(process, _ANSWER.size, until))
        return kind, _read_until(process, length, until)

    def _end(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-W", "ignore", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"OPENBLAS_NUM_THREADS": "1"},
    )


def _read_until(process: subprocess.Popen[bytes], length: int, until: float) -> bytes:
    assert process.stdout is not None  # noqa: S101 # narrows the type
    descriptor = process.stdout.fileno()
    read = bytearray()
    while len(read) < length:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise TimeoutError
        part = os.read(descriptor, min(_CHUNK, length - len(read)))
        if not part:
            raise EOFError
        read += part
    return bytes(read)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more: what the process with limits does."""
    while head := requests.read(_REQUEST.size):
        verb, page, length = _REQUEST.unpack(head)
        data = requests.read(length)
        try:
            kind, answer = _DONE, _load(data, page) if verb == _LOAD else _count(data)
        except PictureRefused as refusal:
            kind, answer = _REFUSED, str(refusal).encode()
        answers.write(_ANSWER.pack(kind, len(answer)))
        answers.write(answer)
        answers.flush()


def _load(data: bytes, page: int) -> bytes:
    picture = pictures.load_picture(data, page=page)
    height, width = picture.grey.shape
    across, down = picture.dpi_told or (math.nan, math.nan)
    return _PICTURE.pack(height, width, across, down) + picture.grey.tobytes()


def _count(data: bytes) -> bytes:
    return str(pictures.page_count(data)).encode()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit()
    serve(sys.stdin.buffer, sys.stdout.buffer)
