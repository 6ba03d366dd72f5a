"""One request to MRI and its answer over HTTP, and what is kept of them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

import httpx

from rentrail.accounting.mri import wire
from rentrail.accounting.mri.connection import MriConnection
from rentrail.accounting.mri.errors import NotSent, Unknown
from rentrail.accounting.mri.limits import RateLimiter, Seconds

ANSWER_BYTES_MAX = 64 * 1024 * 1024

_BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """What was asked and answered, without credentials, to be stored and shown to staff.

    Where no whole answer came, `status` is None and `failure` says why.
    """

    method: str
    api: str
    query: str
    request_body: bytes = field(repr=False)
    status: int | None
    response_body: bytes = field(repr=False)
    failure: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A whole answer: status, headers (names in lower case) and body."""

    status: int
    headers: dict[str, str]
    body: bytes


Record = Callable[[Exchange], None]


class Courier:
    """Carries requests to MRI over one kept connection, each once, within the request limit."""

    def __init__(
        self,
        *,
        connection: MriConnection,
        limiter: RateLimiter,
        record: Record | None = None,
        monotonic: Seconds = time.monotonic,
    ) -> None:
        self._connection = connection
        self._limiter = limiter
        self._record = record
        self._monotonic = monotonic
        self._http = httpx.Client(
            headers={"User-Agent": "Rentrail", "Accept": wire.MEDIA_TYPES[connection.format]},
            timeout=connection.timeout_seconds,
            follow_redirects=False,
        )

    def close(self) -> None:
        """Let the kept connection go."""
        self._http.close()

    def send(self, *, method: str, api: str, url: str, body: bytes = b"") -> Answer:
        """Send one request and wait for its whole answer, whatever that says.

        Raises:
            NotSent: no connection came about, so MRI has read nothing.
            Unknown: the connection or the answer was lost after that.
        """
        self._limiter.acquire()
        try:
            answer = self._carried(method=method, url=url, body=body)
        except (NotSent, Unknown) as failure:
            self._keep(method=method, api=api, url=url, body=body, failure=str(failure))
            raise
        self._keep(method=method, api=api, url=url, body=body, answer=answer)
        return answer

    def _carried(self, *, method: str, url: str, body: bytes) -> Answer:
        try:
            return self._stream(method=method, url=url, body=body)
        except _BEFORE_SENDING as problem:
            raise NotSent(f"MRI could not be reached ({type(problem).__name__}).") from problem
        except httpx.TimeoutException as problem:
            raise Unknown("MRI did not answer in time.") from problem
        except httpx.HTTPError as problem:
            name = type(problem).__name__
            raise Unknown(f"The connection to MRI broke before its answer ({name}).") from problem

    def _stream(self, *, method: str, url: str, body: bytes) -> Answer:
        deadline = self._monotonic() + self._connection.timeout_seconds
        with self._http.stream(method, url, content=body, headers=self._headers(body)) as response:
            content = self._within_limits(response, deadline=deadline)
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Answer(status=response.status_code, headers=headers, body=content)

    def _headers(self, body: bytes) -> dict[str, str]:
        headers = {"Authorization": self._connection.authorization}
        if body:
            headers["Content-Type"] = wire.MEDIA_TYPES[self._connection.format]
        return headers

    def _within_limits(self, response: httpx.Response, *, deadline: float) -> bytes:
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > ANSWER_BYTES_MAX:
                raise Unknown("MRI's answer is larger than 64 MB.", status=response.status_code)
            if self._monotonic() > deadline:
                raise Unknown("MRI's answer took too long.", status=response.status_code)
        return bytes(content)

    def _keep(
        self,
        *,
        method: str,
        api: str,
        url: str,
        body: bytes,
        answer: Answer | None = None,
        failure: str = "",
    ) -> None:
        if self._record is None:
            return
        self._record(
            Exchange(
                method=method,
                api=api,
                query=unquote(url.partition("?")[2]),
                request_body=body,
                status=answer.status if answer else None,
                response_body=answer.body if answer else b"",
                failure=failure,
            )
        )
