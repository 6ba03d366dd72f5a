"""The client of MRI's HTTP interface: each read, the payment post, and configured operations.

Reads are generators: a page is fetched when its rows are asked for, and a row that can't be read
comes as a `RowProblem` among the others. Reads are retried; writes never are, because only the
caller can find out what became of one that was lost.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import TracebackType
from typing import Self, TypeVar

import httpx

from rentrail.accounting.mri import outgoing, paging, wire
from rentrail.accounting.mri.columns import Row, RowProblem, RowReader
from rentrail.accounting.mri.connection import MriConnection
from rentrail.accounting.mri.errors import (
    BareTextError,
    MriError,
    NoRightError,
    NotSent,
    RateLimitedError,
    Refused,
    RequestRefusedError,
    Unknown,
    UnreachableError,
    WrongAnswerError,
)
from rentrail.accounting.mri.exchange import Answer, Courier, Record
from rentrail.accounting.mri.limits import Backoff, RateLimiter, Seconds, Sleep, retry_after_seconds
from rentrail.accounting.mri.outgoing import ConfiguredOperation, PaymentPost, PostedPayment
from rentrail.accounting.mri.rows import (
    Bank,
    BankMapping,
    LeaseDetail,
    LedgerApply,
    LedgerLine,
    MriProperty,
    OpenCharge,
    PendingMoveIn,
    RentRollLease,
    Resident,
    Unit,
)

READ_ATTEMPTS_MAX = 4
RETRY_AFTER_SECONDS_MAX = 300.0

_NO_ROWS = re.compile(r"\bdoes not have any\b", re.IGNORECASE)
_ARGUMENT_ERROR = re.compile(r"[A-Za-z_$]+: ")

R = TypeVar("R", bound=Row)


class ProbeOutcome(StrEnum):
    """What a trial request found."""

    OK = "OK"
    NO_RIGHT = "NO_RIGHT"
    NOT_REACHABLE = "NOT_REACHABLE"
    REFUSED = "REFUSED"
    WRONG_ANSWER = "WRONG_ANSWER"


@dataclass(frozen=True, kw_only=True)
class ProbeResult:
    """How one API answered a trial request, with a sentence fit to show a person."""

    api: str
    outcome: ProbeOutcome
    message: str


class MriClient:
    """Speaks with one company's MRI.

    Give all clients of one connection the same `limiter`. `record` is told of every exchange before
    its answer is acted on. Several threads may share a client.
    """

    def __init__(
        self,
        *,
        connection: MriConnection,
        record: Record | None = None,
        limiter: RateLimiter | None = None,
        backoff: Backoff | None = None,
        sleep: Sleep = time.sleep,
        monotonic: Seconds = time.monotonic,
        read_attempts_max: int = READ_ATTEMPTS_MAX,
    ) -> None:
        self._connection = connection
        self._limiter = limiter or RateLimiter(
            requests_max=connection.requests_max,
            window_seconds=connection.window_seconds,
            monotonic=monotonic,
            sleep=sleep,
        )
        self._courier = Courier(
            connection=connection, limiter=self._limiter, record=record, monotonic=monotonic
        )
        self._backoff = backoff or Backoff()
        self._sleep = sleep
        self._read_attempts_max = read_attempts_max

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the kept connection go."""
        self._courier.close()

    # --- reads ----------------------------------------------------------------------------------

    def properties(self) -> Iterator[MriProperty | RowProblem]:
        """Give the properties that our user may see."""
        return self._read(MriProperty, {})

    def lease_details(
        self, *, property_id: str, changed_since: date | None = None
    ) -> Iterator[LeaseDetail | RowProblem]:
        """Give the people and leases of a property, all or those changed since a day.

        MRI takes either a property or a day of change. So with a day it is asked for the changes
        of all properties, of which those of this one are given.
        """
        if changed_since is None:
            return self._read(LeaseDetail, {"RMPROPID": property_id})
        changed = self._read(LeaseDetail, {"LastUpdateDate": changed_since.isoformat()})
        return (row for row in changed if _belongs_to(row, property_id=property_id))

    def residents(self, *, property_id: str) -> Iterator[Resident | RowProblem]:
        """Give the people of a property with their contact data."""
        return self._read(Resident, {"RMPROPID": property_id})

    def pending_move_ins(self, *, property_id: str) -> Iterator[PendingMoveIn | RowProblem]:
        """Give the people who are scheduled to move in."""
        return self._read(PendingMoveIn, {"PropertyID": property_id})

    def rent_roll(self, *, property_id: str) -> Iterator[RentRollLease | RowProblem]:
        """Give the leases of a property with their recurring charges."""
        return self._read(RentRollLease, {"PROPERTYID": property_id})

    def open_charges(
        self, *, property_id: str, resident_id: str | None = None
    ) -> Iterator[OpenCharge | RowProblem]:
        """Give what is owed at a property, or by one resident."""
        person = {} if resident_id is None else {"NameID": resident_id}
        return self._read(OpenCharge, {"RMPROPID": property_id, **person})

    def resident_ledger(
        self, *, property_id: str, resident_id: str, start: date, end: date
    ) -> Iterator[LedgerLine | RowProblem]:
        """Give a resident's ledger from one day to another, both included."""
        arguments = {
            "STARTDATE": start.isoformat(),
            "ENDDATE": end.isoformat(),
            "NAMEID": resident_id,
            "PROPERTYID": property_id,
        }
        return self._read(LedgerLine, arguments)

    def ledger_applies(
        self,
        *,
        property_id: str,
        resident_id: str,
        start: date | None = None,
        end: date | None = None,
    ) -> Iterator[LedgerApply | RowProblem]:
        """Give which credits of a resident paid which charges."""
        arguments = {"NAMEID": resident_id, "PROPERTYID": property_id}
        if start is not None and end is not None:
            arguments |= {"STARTDATE": start.isoformat(), "ENDDATE": end.isoformat()}
        return self._read(LedgerApply, arguments)

    def banks(self) -> Iterator[Bank | RowProblem]:
        """Give the bank accounts that MRI knows."""
        return self._read(Bank, {})

    def bank_mappings(self, *, entity_id: str) -> Iterator[BankMapping | RowProblem]:
        """Give the bank accounts of an entity."""
        return self._read(BankMapping, {"EntityId": entity_id})

    def units(self, *, property_id: str) -> Iterator[Unit | RowProblem]:
        """Give the units of a property."""
        return self._read(Unit, {"PROPERTYID": property_id})

    def read_configured(
        self, operation: ConfiguredOperation, values: Mapping[str, str]
    ) -> list[dict[str, str]]:
        """Read the rows of a read that the company has configured itself, under our names.

        Raises:
            InvalidPost: the configuration can't be sent, or needs a value that isn't given.
            RequestRefusedError: MRI gives an error in place of a row.
        """
        url = self._url(operation.api, operation.query(values))
        rows = []
        for page in paging.pages(first_url=url, fetch=self._fetcher(operation.api)):
            for raw in page.rows:
                found = wire.error_in(raw)
                if found is not None:
                    raise RequestRefusedError(found[1])
                rows.append(operation.translated(raw))
        return rows

    def probe(self, *, api: str, arguments: Mapping[str, str] | None = None) -> ProbeResult:
        """Try a read once, for one row, and say in words what came of it."""
        url = self._url(api, {"$top": "1", "IncludePII": "N", **(arguments or {})})
        try:
            page = self._page(api=api, url=url)
        except MriError as problem:
            outcome = next(found for kind, found in PROBE_OUTCOMES if isinstance(problem, kind))
            return ProbeResult(api=api, outcome=outcome, message=str(problem))
        return _probed(api=api, page=page)

    def wait_seconds(self) -> float:
        """Tell how long a request would now wait for room in MRI's request limit."""
        return self._limiter.wait_seconds()

    # --- writes ---------------------------------------------------------------------------------

    def post_payment(self, post: PaymentPost) -> PostedPayment:
        """Post a payment, once.

        Raises:
            InvalidPost: a value doesn't fit MRI's field; nothing was sent.
            NotSent: MRI cannot have taken it.
            Refused: MRI answered with an error; it is not posted.
            Unknown: whether it is posted can only be read back.
        """
        api = outgoing.PAYMENT_API
        columns = post.columns(form=self._connection.format)
        url = self._url(api, {"RMPROPID": post.property_id})
        page = self._write(method="POST", api=api, url=url, columns=columns, same_root=True)
        return outgoing.posted_payment(page.rows, post=post)

    def call_configured(
        self, operation: ConfiguredOperation, values: Mapping[str, str]
    ) -> dict[str, str]:
        """Call an operation as the company has configured it, once, and give its one row.

        It may do anything, so it ends as `post_payment` does, also where its method is GET.

        Raises:
            InvalidPost, NotSent, Refused, Unknown: as for `post_payment`.
        """
        url = self._url(operation.api, operation.query(values))
        columns = operation.columns(values)
        page = self._write(method=operation.method, api=operation.api, url=url, columns=columns)
        return operation.translated(outgoing.answered_row(page.rows))

    # --- how a read goes ------------------------------------------------------------------------

    def _read(self, row_class: type[R], arguments: Mapping[str, str]) -> Iterator[R | RowProblem]:
        api = row_class.API
        top = str(self._connection.page_size)
        url = self._url(api, {**arguments, "IncludePII": "N", "$top": top})
        reader = RowReader(row_class, api=api)
        for page in paging.pages(first_url=url, fetch=self._fetcher(api)):
            for raw in page.rows:
                row = reader.read(raw)
                if isinstance(row, list):
                    yield from row
                else:
                    yield row

    def _fetcher(self, api: str) -> Callable[[str], wire.Page]:
        def fetch(url: str) -> wire.Page:
            for attempt in range(self._read_attempts_max - 1):
                try:
                    return self._page(api=api, url=url)
                except (UnreachableError, RateLimitedError, WrongAnswerError) as failure:
                    self._wait(failure, attempt=attempt)
            return self._page(api=api, url=url)

        return fetch

    def _wait(self, failure: MriError, *, attempt: int) -> None:
        """Wait before a read's next attempt; after 429 all others wait as well."""
        if not isinstance(failure, RateLimitedError):
            self._sleep(self._backoff.seconds(attempt=attempt))
            return
        wished = failure.retry_after_seconds
        if wished is not None and wished > RETRY_AFTER_SECONDS_MAX:
            raise failure
        self._limiter.pause(self._backoff.seconds(attempt=attempt, retry_after_seconds=wished))

    def _page(self, *, api: str, url: str) -> wire.Page:
        try:
            answer = self._courier.send(method="GET", api=api, url=url)
        except (NotSent, Unknown) as failure:
            raise UnreachableError(str(failure)) from failure
        try:
            if answer.status != httpx.codes.OK:
                raise _read_failure(answer, api=api)
            return wire.read_page(answer.body, api=api)
        except RequestRefusedError as problem:
            if _NO_ROWS.search(str(problem)):
                return wire.Page(rows=[], next_link=None)
            raise

    # --- how a write goes -----------------------------------------------------------------------

    def _write(
        self,
        *,
        method: str,
        api: str,
        url: str,
        columns: Mapping[str, str],
        same_root: bool = False,
    ) -> wire.Page:
        body = b"" if method == "GET" else self._body(api, columns)
        answer = self._courier.send(method=method, api=api, url=url, body=body)
        if answer.status != httpx.codes.OK:
            raise self._write_failure(answer, api=api)
        try:
            return wire.read_page(answer.body, api=api if same_root else None)
        except BareTextError as problem:
            raise Unknown(f"MRI answered only: {problem}", status=200) from problem
        except RequestRefusedError as problem:
            raise outgoing.refusal(str(problem), status=200, code=problem.code) from problem
        except WrongAnswerError as problem:
            raise Unknown(str(problem), status=200) from problem

    def _body(self, api: str, columns: Mapping[str, str]) -> bytes:
        connection = self._connection
        return wire.write_rows(
            [columns], api=api, api_url=connection.api_url, form=connection.format
        )

    def _write_failure(self, answer: Answer, *, api: str) -> NotSent | Refused | Unknown:
        """Say what a status other than 200 means for a write."""
        status = answer.status
        if status == httpx.codes.TOO_MANY_REQUESTS:
            wished = retry_after_seconds(answer.headers)
            self._limiter.pause(
                min(
                    self._backoff.seconds(attempt=0, retry_after_seconds=wished),
                    RETRY_AFTER_SECONDS_MAX,
                )
            )
            return NotSent("MRI asks for fewer requests.", retry_after_seconds=wished)
        if not 400 <= status < 500 or status == httpx.codes.REQUEST_TIMEOUT:
            return Unknown(f"MRI answered {api} with status {status}.", status=status)
        if status in _NO_RIGHT_STATUSES:
            return Refused(_no_right(api, status=status), status=status)
        text = wire.error_text(answer.body) or f"MRI answered {api} with status {status}."
        return outgoing.refusal(text, status=status)

    def _url(self, api: str, arguments: Mapping[str, str]) -> str:
        query = {"$api": api, "$format": self._connection.format, **arguments}
        return str(httpx.URL(self._connection.api_url, params=query))


_NO_RIGHT_STATUSES = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)

PROBE_OUTCOMES: tuple[tuple[type[MriError], ProbeOutcome], ...] = (
    (NoRightError, ProbeOutcome.NO_RIGHT),
    (UnreachableError, ProbeOutcome.NOT_REACHABLE),
    (WrongAnswerError, ProbeOutcome.WRONG_ANSWER),
    (MriError, ProbeOutcome.REFUSED),
)


def _read_failure(answer: Answer, *, api: str) -> MriError:
    """Say what a status other than 200 means for a read."""
    status = answer.status
    if status in _NO_RIGHT_STATUSES:
        return NoRightError(_no_right(api, status=status))
    if status == httpx.codes.TOO_MANY_REQUESTS:
        wished = retry_after_seconds(answer.headers)
        return RateLimitedError("MRI asks for fewer requests.", retry_after_seconds=wished)
    if status < 400:
        return WrongAnswerError(f"MRI answered {api} with status {status} in place of rows.")
    text = wire.error_text(answer.body)
    if status == httpx.codes.REQUEST_TIMEOUT or (status >= 500 and not _is_refusal(text)):
        return UnreachableError(f"MRI answered {api} with status {status}. {text}".strip())
    return RequestRefusedError(text or f"MRI answered {api} with status {status}.", status=status)


def _is_refusal(text: str) -> bool:
    """Tell MRI's own refusal, such as `RESIDENTID: …`, from a server that is down."""
    return _ARGUMENT_ERROR.match(text) is not None or _NO_ROWS.search(text) is not None


def _no_right(api: str, *, status: int) -> str:
    return (
        f"MRI turned us away ({status}): the sign-in is wrong, or the user's Web Services class or "
        f"our key has no right to {api}. MRI doesn't say which."
    )


def _probed(*, api: str, page: wire.Page) -> ProbeResult:
    found = next((error for row in page.rows if (error := wire.error_in(row))), None)
    if found is not None:
        return ProbeResult(api=api, outcome=ProbeOutcome.REFUSED, message=found[1])
    message = "It answers." if page.rows else "It answers, without rows."
    return ProbeResult(api=api, outcome=ProbeOutcome.OK, message=message)


def _belongs_to(row: LeaseDetail | RowProblem, *, property_id: str) -> bool:
    if isinstance(row, LeaseDetail):
        return row.property_id == property_id
    return row.ids.get("PropertyID", property_id) == property_id
