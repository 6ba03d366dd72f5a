"""What the simulated MRI answers to one request, and what goes wrong on the way."""

import threading
from base64 import b64encode
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hmac import compare_digest
from urllib.parse import parse_qsl

from rentrail.simulators.mri import (
    batches,
    catalogue,
    corrections,
    paging,
    posting,
    reads,
    wire,
)
from rentrail.simulators.mri.arguments import ArgumentRefused
from rentrail.simulators.mri.entries import person_of
from rentrail.simulators.mri.faults import Fault, FaultKind, Faults
from rentrail.simulators.mri.office import Office
from rentrail.simulators.mri.throttle import Throttle
from rentrail.simulators.mri.validation import RowRefused
from rentrail.simulators.mri.wire import Row, Style, UnreadableBody

API_PATH = "/mriapiservices/api.asp"
REQUESTS_KEPT = 10_000

WRITES: dict[str, Callable[..., Row]] = {
    catalogue.PAYMENTS: posting.post_payment,
    catalogue.DEPOSIT_PAYMENT: posting.post_deposit_payment,
    catalogue.CLOSE_BATCH: batches.close_batch,
    catalogue.REVERSE_PAYMENT: corrections.reverse_payment,
    catalogue.VOID_PAYMENT: corrections.void_payment,
    catalogue.POST_CREDIT: corrections.post_credit,
    catalogue.POST_CHARGE: corrections.post_charge,
}


@dataclass(frozen=True, kw_only=True)
class Request:
    """One HTTP request; the sign-in is kept out of its picture."""

    method: str
    path: str
    query: str = ""
    host: str = "http://localhost"
    body: bytes = b""
    authorization: str = field(default="", repr=False)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The arguments in the order they came."""
        return parse_qsl(self.query, keep_blank_values=True)

    @property
    def arguments(self) -> dict[str, str]:
        """The arguments by name; of one that piled up, the first."""
        return dict(reversed(self.pairs))


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What goes back, and how badly."""

    status: int
    body: bytes
    content_type: str = "text/plain; charset=utf-8"
    retry_after_seconds: int | None = None
    delay_seconds: float = 0.0
    cut_place: float | None = None  # the connection is lost here, from 0 to 1 of all bytes
    cut_at_byte: int | None = None  # the same, exactly


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A request that has come in, as tests look at it. Without the sign-in."""

    method: str
    api: str
    arguments: dict[str, str]
    status: int
    fault: FaultKind | None


class Activity:
    """What has come in since the program started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.request_counts: Counter[str] = Counter()
        self.status_counts: Counter[int] = Counter()
        self.requests: deque[Seen] = deque(maxlen=REQUESTS_KEPT)
        self.personal_data_requests: list[str] = []  # APIs asked without IncludePII=N

    def note(self, seen: Seen) -> None:
        """Remember one request."""
        with self._lock:
            self.request_counts[seen.api] += 1
            self.status_counts[seen.status] += 1
            self.requests.append(seen)
            if seen.api == catalogue.RESIDENTS and seen.arguments.get("IncludePII") != "N":
                self.personal_data_requests.append(seen.api)


class _Refusal(Exception):
    """A request-level error on its way to becoming an answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Service:
    """Answers requests to MRI's one entry point."""

    def __init__(self, *, office: Office, faults: Faults) -> None:
        self.office = office
        self.faults = faults
        self.activity = Activity()
        self._throttle = Throttle(settings=office.settings)

    def answer(self, request: Request) -> Answer:
        """Answer one request, or let it go wrong."""
        arguments = request.arguments
        api = arguments.get("$api", "")
        fault = self.faults.next_fault(api=api, method=request.method)
        answer = self._answer(request=request, api=api, fault=fault)
        seen = Seen(
            method=request.method,
            api=api,
            arguments=arguments,
            status=answer.status,
            fault=fault.kind if fault else None,
        )
        self.activity.note(seen)
        return answer

    def _answer(self, *, request: Request, api: str, fault: Fault | None) -> Answer:
        style = wire.STYLES.get(request.arguments.get("$format", "xml"), wire.XML)
        try:
            self._admit(request=request, api=api, fault=fault)
            body = self._body(request=request, api=api, style=style, fault=fault)
            answer = Answer(status=200, body=body, content_type=style.content_type)
        except _Refusal as refusal:
            answer = self._refused(refusal=refusal, style=style)
        answer = replace(answer, delay_seconds=self.office.settings.latency_seconds)
        return self._spoiled(answer=answer, fault=fault) if fault else answer

    def _refused(self, *, refusal: _Refusal, style: Style) -> Answer:
        retry_after_seconds = self.office.settings.retry_after_seconds
        return Answer(
            status=refusal.status,
            body=wire.render_error(style=style, code=refusal.status, message=str(refusal)),
            content_type=style.content_type,
            retry_after_seconds=retry_after_seconds if refusal.status == 429 else None,
        )

    def _admit(self, *, request: Request, api: str, fault: Fault | None) -> None:
        kind = fault.kind if fault else None
        if kind is FaultKind.TOO_MANY_REQUESTS or not self._throttle.admits_request():
            raise _Refusal(429, "Too many requests.")
        if not _signed_in(request=request, office=self.office):
            raise _Refusal(401, "Unauthorized.")
        if api in self.office.settings.denied_apis:
            raise _Refusal(401, "Unauthorized.")
        if kind is FaultKind.ERROR_500:
            raise _Refusal(500, "The server has failed.")
        if kind is FaultKind.LOST_BEFORE_WORK:
            raise _Refusal(500, "This answer is never sent.")
        if request.arguments.get("$format", "xml") not in wire.STYLES:
            raise _Refusal(400, "$FORMAT: must be xml or json.")

    def _body(self, *, request: Request, api: str, style: Style, fault: Fault | None) -> bytes:
        kind = fault.kind if fault else None
        next_link = None
        if request.method == "GET" and api in reads.READS:
            rows, next_link = self._read(request=request, api=api, style=style, kind=kind)
        elif request.method == "POST" and api in WRITES:
            rows = self._write(request=request, api=api, style=style, kind=kind)
        elif request.method == "GET" and api == catalogue.PAYMENTS:
            rows = []
        else:
            raise _Refusal(400, f"$API: {request.method} {api} is not available.")
        return wire.render(
            style=style,
            api=api,
            host=request.host,
            rows=rows,
            next_link=next_link,
            lists_wrapped=self.office.settings.json_lists_wrapped,
            link_escaped_twice=self.office.settings.xml_link_escaped_twice,
        )

    def _read(
        self, *, request: Request, api: str, style: Style, kind: FaultKind | None
    ) -> tuple[list[Row], str | None]:
        by_cursor = reads.READS[api].by_cursor
        try:
            page = paging.page_wanted(
                settings=self.office.settings, pairs=request.pairs, by_cursor=by_cursor
            )
            rows = reads.answer(
                office=self.office, api=api, query=request.arguments, page=page, style=style
            )
        except (ArgumentRefused, paging.PageRefused) as problem:
            raise _Refusal(400, str(problem)) from problem
        address = f"{request.host}{request.path}"
        if kind is FaultKind.REPEATED_LINK:
            return rows, paging.same_link(address=address, pairs=request.pairs)
        if len(rows) < page.rows:
            return rows, None
        return rows, paging.next_link(
            address=address, pairs=request.pairs, page=page, by_cursor=by_cursor
        )

    def _write(
        self, *, request: Request, api: str, style: Style, kind: FaultKind | None
    ) -> list[Row]:
        try:
            rows = wire.read_rows(style=style, api=api, body=request.body)
        except UnreadableBody as problem:
            raise _Refusal(400, str(problem)) from problem
        return [
            self._write_row(api=api, row=row, place=place, style=style, kind=kind)
            for place, row in enumerate(rows, start=1)
        ]

    def _write_row(
        self, *, api: str, row: Row, place: int, style: Style, kind: FaultKind | None
    ) -> Row:
        try:
            if place > self.office.settings.rows_per_post_max:
                raise RowRefused("Only one row is taken in one request.")
            if kind is FaultKind.ROW_ERROR:
                raise RowRefused("The row could not be saved. Try again.")
            if kind is FaultKind.STAFF_CLOSED_BATCH:
                self._staff_close_batch(row)
            with self.office.storage.transaction():
                written = WRITES[api](office=self.office, row=row)
            if kind is FaultKind.STAFF_ADDED_PAYMENT:
                self._staff_add_payment(written)
        except RowRefused as refusal:
            return {"Error": {"Message": str(refusal)}, **row, **refusal.echo}
        return _with_dates(row=written, style=style)

    def _staff_close_batch(self, row: Row) -> None:
        batch_id = posting.batch_named_by(office=self.office, row=row)
        if batch_id:
            with self.office.storage.transaction():
                batches.close(office=self.office, batch_id=batch_id, closed_by="staff")

    def _staff_add_payment(self, row: Row) -> None:
        person = person_of(storage=self.office.storage, resident_id=str(row["ResidentNameID"]))
        if person:
            with self.office.storage.transaction():
                posting.enter_staff_payment(
                    office=self.office,
                    batch_id=str(row["BatchId"]),
                    person=person,
                    amount_cents=12_345,
                )

    def _spoiled(self, *, answer: Answer, fault: Fault) -> Answer:
        if fault.kind is FaultKind.LATE:
            return replace(answer, delay_seconds=answer.delay_seconds + self.faults.late_seconds)
        if fault.kind in {FaultKind.LOST_BEFORE_WORK, FaultKind.ANSWER_LOST}:
            return replace(answer, cut_at_byte=0)
        if fault.kind is FaultKind.CONNECTION_LOST:
            return replace(answer, cut_place=fault.place, cut_at_byte=fault.at_byte)
        if fault.kind is FaultKind.BLANK:
            return replace(answer, status=200, body=b"")
        if fault.kind is FaultKind.TRUNCATED:
            return replace(answer, body=answer.body[: int(fault.place * len(answer.body))])
        if fault.kind is FaultKind.MALFORMED:
            return replace(answer, body=_malformed(body=answer.body, place=fault.place))
        return answer


def _signed_in(*, request: Request, office: Office) -> bool:
    expected = office.settings.credentials.authorization
    return compare_digest(_same_case(request.authorization), _same_case(expected))


def _same_case(authorization: str) -> bytes:
    scheme, _, value = authorization.partition(" ")
    return b64encode(f"{scheme.lower()} {value.strip()}".encode())


def _with_dates(*, row: Row, style: Style) -> Row:
    """End the dates of a posted payment's answer as the format wants them."""
    for name in ("PaymentInitiationDatetime", "DepositDate"):
        value = row.get(name)
        if "TransactionID" in row and isinstance(value, str):
            row[name] = f"{value}{style.fraction}"
    return row


def _malformed(*, body: bytes, place: float) -> bytes:
    at = int(place * len(body))
    return body[:at] + b'<"{' + body[at:]
