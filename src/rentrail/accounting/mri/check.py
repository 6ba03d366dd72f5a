"""What MRI's administrator must still allow: each right tried, the missing ones named (MRI-1)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice

from rentrail.accounting.models import (
    MriBatch,
    MriConnection,
    MriPosting,
    MriPostingKind,
    MriPostingState,
    MriProperty,
)
from rentrail.accounting.mri import clients, configured, rows
from rentrail.accounting.mri.client import PROBE_OUTCOMES, MriClient, ProbeOutcome
from rentrail.accounting.mri.errors import MriError, Refused, RequestRefusedError
from rentrail.accounting.mri.outgoing import PAYMENT_API, ConfiguredOperation, PaymentPost
from rentrail.accounting.mri.refusals import Meaning, meaning_of
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import LeaseRole, LedgerName, Person

SIGN_IN = "sign-in"
PICK_LIST_READS = (rows.MriProperty.API, rows.Bank.API)
PROPERTY_READS: tuple[tuple[str, str], ...] = (
    (rows.LeaseDetail.API, "RMPROPID"),
    (rows.Resident.API, "RMPROPID"),
    (rows.PendingMoveIn.API, "PropertyID"),
    (rows.OpenCharge.API, "RMPROPID"),
)
VISIBLE = "postings by the interface are visible"
DAYS_AROUND = timedelta(days=3)
TEST_CENTS = 1
TEST_POSTS = 2


class CheckOutcome(StrEnum):
    """What was found of one thing that was checked."""

    OK = "OK"
    NO_RIGHT = "NO RIGHT"
    NOT_REACHABLE = "NOT REACHABLE"
    REFUSED = "REFUSED"
    WRONG_ANSWER = "WRONG ANSWER"
    NOT_THERE = "NOT THERE"
    NOT_TRIED = "NOT TRIED"
    STAFF_TASK = "STAFF TASK"

    @property
    def is_good(self) -> bool:
        """Whether nothing needs to be done about it."""
        return self in {CheckOutcome.OK, CheckOutcome.NOT_TRIED, CheckOutcome.STAFF_TASK}


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """What was checked, how it went, and what is missing if it didn't go well."""

    name: str
    outcome: CheckOutcome
    message: str


def check(
    connection: MriConnection, properties: Sequence[MriProperty], *, now: datetime
) -> list[CheckResult]:
    """Try the sign-in, each read, the right to post and what is seen of it; nothing is written.

    The right to post is tried with a payment that lacks resident and amount: whoever has the right
    is told so by MRI, whoever hasn't is turned away. Configured operations that write are not
    tried: nobody knows what MRI would do with half a request.
    """
    with clients.client_for(connection) as client:
        found = [_probed(client, SIGN_IN, rows.MriProperty.API)]
        found += [_probed(client, api, api) for api in PICK_LIST_READS]
        for mri_property in properties:
            found += _reads(client, mri_property, now=now)
        found.append(_right_to_post(client, connection))
        found.append(_postings_visible(client))
        found += _operations(client, connection)
    return found


def check_repeated_batch_id(
    *, mri_property: MriProperty, resident_id: str, cash_type: str = "", now: datetime
) -> CheckResult:
    """Post two payments of a cent under one external batch id, and remember whether MRI takes both.

    It writes to the real ledger: only when a person asks for it, on a resident they name. What
    stands there of them must be voided in MRI; a task for it is raised before anything is sent
    (MRI-8).
    """
    connection = mri_property.connection
    batch_id = f"RR-TEST-{now:%y%m%d%H%M%S}"
    _ask_to_void(mri_property, resident_id, batch_id, now=now)
    posts = [
        _test_post(mri_property, resident_id, batch_id, place, cash_type=cash_type, now=now)
        for place in range(1, TEST_POSTS + 1)
    ]
    posted: list[str] = []
    with clients.client_for(connection) as client:
        try:
            for post in posts:
                posted.append(client.post_payment(post).transaction_id)
        except Refused as refused:
            if not posted or meaning_of(refused) is not Meaning.BATCH_ID_USED:
                return _batch_result(CheckOutcome.REFUSED, str(refused), posted, batch_id)
        except MriError as problem:
            return _batch_result(CheckOutcome.WRONG_ANSWER, str(problem), posted, batch_id)
    may_repeat = len(posted) == TEST_POSTS
    MriConnection.objects.filter(id=connection.id).update(repeats_external_batch_id=may_repeat)
    words = "may be repeated." if may_repeat else "may not be repeated: each payment has its own."
    return _batch_result(CheckOutcome.OK, f"An external batch id {words}", posted, batch_id)


# --- reads ----------------------------------------------------------------------------------------


def _reads(client: MriClient, mri_property: MriProperty, *, now: datetime) -> Iterator[CheckResult]:
    code, rmpropid = mri_property.property.code, mri_property.rmpropid
    yield _offered(client, mri_property)
    for api, argument in PROPERTY_READS:
        yield _probed(client, f"{code}: {api}", api, {argument: rmpropid})
    yield _ledger_read(client, mri_property, now=now)


def _offered(client: MriClient, mri_property: MriProperty) -> CheckResult:
    """Tell whether MRI offers the property that ours is mapped to."""
    name = f"{mri_property.property.code}: property {mri_property.rmpropid}"
    return _told(name, lambda: _offered_words(client, mri_property.rmpropid))


def _offered_words(client: MriClient, rmpropid: str) -> tuple[CheckOutcome, str]:
    for row in client.properties():
        if isinstance(row, rows.MriProperty) and row.property_id == rmpropid:
            return CheckOutcome.OK, f"It is “{row.name}” there."
    return CheckOutcome.NOT_THERE, "MRI offers our user no property of this id."


def _ledger_read(client: MriClient, mri_property: MriProperty, *, now: datetime) -> CheckResult:
    name = f"{mri_property.property.code}: {rows.LedgerLine.API}"
    return _told(name, lambda: _ledger_words(client, mri_property, today=now.date()))


def _ledger_words(
    client: MriClient, mri_property: MriProperty, *, today: date
) -> tuple[CheckOutcome, str]:
    resident_id = _some_resident(client, mri_property)
    if not resident_id:
        return CheckOutcome.NOT_TRIED, "There is no resident whose ledger could be read."
    lines = client.resident_ledger(
        property_id=mri_property.rmpropid,
        resident_id=resident_id,
        start=today - DAYS_AROUND,
        end=today,
    )
    list(lines)
    return CheckOutcome.OK, "It answers."


def _some_resident(client: MriClient, mri_property: MriProperty) -> str:
    known = Person.objects.filter(
        property_id=mri_property.property_id, leases__role=LeaseRole.HEAD
    ).exclude(external_id="")
    found = known.order_by("id").values_list("external_id", flat=True).first()
    if found:
        return str(found)
    details = client.lease_details(property_id=mri_property.rmpropid)
    readable = (row.resident_id for row in details if isinstance(row, rows.LeaseDetail))
    return next(islice(readable, 1), "")


def _postings_visible(client: MriClient) -> CheckResult:
    """Look for a payment of ours that MRI confirmed: a user without the right doesn't see it."""
    posting = (
        MriPosting.objects.filter(
            kind=MriPostingKind.PAYMENT,
            state=MriPostingState.CONFIRMED,
            payment__ledger=LedgerName.RESIDENT,
        )
        .exclude(mri_transaction_id="")
        .select_related("mri_property", "payment")
        .order_by("-id")
        .first()
    )
    if posting is None:
        message = "Nothing was posted yet; try again after the first payment."
        return CheckResult(name=VISIBLE, outcome=CheckOutcome.NOT_TRIED, message=message)
    return _told(VISIBLE, lambda: _visible_words(client, posting))


def _visible_words(client: MriClient, posting: MriPosting) -> tuple[CheckOutcome, str]:
    lines = client.resident_ledger(
        property_id=posting.mri_property.rmpropid,
        resident_id=posting.resident_id,
        start=posting.posted_date - DAYS_AROUND,
        end=posting.posted_date + DAYS_AROUND,
    )
    wanted = posting.mri_transaction_id
    if any(isinstance(one, rows.LedgerLine) and one.transaction_id == wanted for one in lines):
        return CheckOutcome.OK, f"Payment {wanted} is on its resident's ledger."
    return CheckOutcome.NOT_THERE, (
        f"Payment {wanted} was posted and is not on the ledger that our user sees: the user may "
        "lack the privilege to see batches posted by the interface."
    )


# --- writes ---------------------------------------------------------------------------------------


def _right_to_post(client: MriClient, connection: MriConnection) -> CheckResult:
    incomplete = ConfiguredOperation(
        name="right to post",
        api=PAYMENT_API,
        method="POST",
        constants={"PartnerName": connection.partner_name},
    )
    try:
        client.call_configured(incomplete, {})
    except Refused as refused:
        if meaning_of(refused) is Meaning.NO_RIGHT:
            outcome, message = CheckOutcome.NO_RIGHT, str(refused)
        else:
            outcome, message = CheckOutcome.OK, "MRI takes payments from us."
    except MriError as problem:
        outcome, message = CheckOutcome.WRONG_ANSWER, str(problem)
    else:
        message = "MRI answered a payment without resident and amount as if it took it."
        outcome = CheckOutcome.WRONG_ANSWER
    return CheckResult(name=PAYMENT_API, outcome=outcome, message=message)


def _operations(client: MriClient, connection: MriConnection) -> Iterator[CheckResult]:
    """Try the configured reads; say which writes would be called, and which are left to staff."""
    for name in sorted(configured.NAMES):
        operation = configured.find(connection.operations, name)
        if operation is None:
            outcome, message = CheckOutcome.STAFF_TASK, "Not configured: staff do it by hand."
        elif name == "read_batch":
            yield _told(f"operation {name}", lambda: _batch_words(client, connection))
            continue
        else:
            outcome = CheckOutcome.NOT_TRIED
            message = f"{operation.api} is called when there is something to do."
        yield CheckResult(name=f"operation {name}", outcome=outcome, message=message)


def _batch_words(client: MriClient, connection: MriConnection) -> tuple[CheckOutcome, str]:
    operation = configured.find(connection.operations, "read_batch")
    batch = MriBatch.objects.exclude(mri_batch_id="").order_by("-id").first()
    if operation is None or batch is None:
        return CheckOutcome.NOT_TRIED, "There is no batch of ours in MRI yet."
    try:
        found = client.read_configured(operation, {"mri_batch_id": batch.mri_batch_id})
    except RequestRefusedError as refused:
        return CheckOutcome.NOT_THERE, f"Batch {batch.mri_batch_id} can't be seen: {refused}"
    if not found:
        return CheckOutcome.NOT_THERE, f"Batch {batch.mri_batch_id} can't be seen."
    return CheckOutcome.OK, f"Batch {batch.mri_batch_id} can be seen."


# --- the repeated batch id ------------------------------------------------------------------------


def _ask_to_void(
    mri_property: MriProperty, resident_id: str, batch_id: str, *, now: datetime
) -> None:
    portfolio.raise_task(
        kind="mri-test-payments",
        subject=batch_id,
        text=f"Test payments of {TEST_CENTS} cent each were sent to MRI for resident {resident_id} "
        f"under external batch id {batch_id}: void in MRI what stands of them.",
        property_id=mri_property.property_id,
        now=now,
    )


def _batch_result(
    outcome: CheckOutcome, words: str, posted: Sequence[str], batch_id: str
) -> CheckResult:
    stands = f"Posted: {', '.join(posted) or 'none that MRI confirmed'}."
    void = f"Look for batch {batch_id} in MRI, and void what stands of it."
    return CheckResult(
        name="repeated batch id", outcome=outcome, message=f"{words} {stands} {void}"
    )


def _test_post(
    mri_property: MriProperty,
    resident_id: str,
    batch_id: str,
    place: int,
    *,
    cash_type: str,
    now: datetime,
) -> PaymentPost:
    number = f"TST{now:%H%M%S}{place}"  # letters: no posting's number
    return PaymentPost(
        resident_id=resident_id,
        property_id=mri_property.rmpropid,
        initiation_date=now.date(),
        amount_cents=TEST_CENTS,
        payment_type=mri_property.payment_type,
        check_number=number,
        external_transaction_number=number,
        external_batch_id=batch_id,
        partner_name=mri_property.connection.partner_name,
        site_id=mri_property.site_id,
        description=f"RR TEST {number}",
        cash_type=cash_type,
    )


# --- how a thing is tried -------------------------------------------------------------------------


def _probed(
    client: MriClient, name: str, api: str, arguments: dict[str, str] | None = None
) -> CheckResult:
    probed = client.probe(api=api, arguments=arguments)
    return CheckResult(name=name, outcome=_OF_A_PROBE[probed.outcome], message=probed.message)


def _told(name: str, words: Callable[[], tuple[CheckOutcome, str]]) -> CheckResult:
    try:
        outcome, message = words()
    except MriError as problem:
        kinds = (found for kind, found in PROBE_OUTCOMES if isinstance(problem, kind))
        outcome, message = _OF_A_PROBE[next(kinds)], str(problem)
    return CheckResult(name=name, outcome=outcome, message=message)


_OF_A_PROBE = {
    ProbeOutcome.OK: CheckOutcome.OK,
    ProbeOutcome.NO_RIGHT: CheckOutcome.NO_RIGHT,
    ProbeOutcome.NOT_REACHABLE: CheckOutcome.NOT_REACHABLE,
    ProbeOutcome.REFUSED: CheckOutcome.REFUSED,
    ProbeOutcome.WRONG_ANSWER: CheckOutcome.WRONG_ANSWER,
}
