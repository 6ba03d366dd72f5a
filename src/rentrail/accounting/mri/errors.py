"""What can go wrong between us and MRI, named by what the caller may do next.

Of a write there are three ways out beside success, and telling them apart is what keeps a payment
from standing in MRI twice: `Refused` and `NotSent` say that it surely isn't there, `Unknown` says
that only reading back will tell.
"""

import re

_TIMEOUT_WORDS = re.compile(r"time[- ]?out|timed out|deadlock", re.IGNORECASE)


class MriError(Exception):
    """MRI could not be asked, or did not do what it was asked. The text is fit to show a person."""


class UnreachableError(MriError):
    """A read found no MRI: no connection, no answer in time, or a server failure, also on retry."""


class NoRightError(MriError):
    """MRI turned the sign-in away (401, 403); it doesn't say which part of it is wrong."""


class RateLimitedError(MriError):
    """MRI asks for fewer requests (429), also after waiting."""

    def __init__(self, message: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class RequestRefusedError(MriError):
    """MRI answered a read with an error for the request as a whole."""

    def __init__(self, message: str, *, status: int | None = None, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class BareTextError(RequestRefusedError):
    """MRI answered with nothing but a text: an error by custom, though nothing marks it as one."""


class WrongAnswerError(MriError):
    """What came back is not an answer of MRI's interface: blank, cut off, a web page, too large."""


class Refused(MriError):
    """MRI answered a write with an error: it is certainly not posted."""

    def __init__(self, message: str, *, status: int | None = None, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class NotSent(MriError):
    """MRI cannot have taken the write, which may be sent again later.

    No connection came about, or MRI turned it away unread because of its request limit; then
    `retry_after_seconds` is MRI's own wish, where it has one.
    """

    def __init__(self, message: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class InvalidPost(NotSent):
    """A value of ours does not fit MRI's field; nothing was sent. Sending it again won't help."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class Unknown(MriError):
    """Whether MRI took the write is not known: read back before anything else."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


def speaks_of_timeout(message: str) -> bool:
    """Tell whether an error text means that MRI's database gave up waiting.

    Such a text says nothing about whether the work was done, so it is no refusal.
    """
    return _TIMEOUT_WORDS.search(message) is not None
