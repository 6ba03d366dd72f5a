"""What MRI's administrator must still allow: each right tried, the missing ones named (MRI-1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rentrail.accounting.models import MriConnection, MriProperty
from rentrail.accounting.mri import clients, configured, rows
from rentrail.accounting.mri.client import MriClient, ProbeOutcome
from rentrail.accounting.mri.errors import MriError, Refused
from rentrail.accounting.mri.outgoing import PAYMENT_API, ConfiguredOperation, PaymentPost
from rentrail.accounting.mri.refusals import Meaning, meaning_of

SIGN_IN = "sign-in"
PROPERTY_READS: tuple[tuple[str, str], ...] = (
    (rows.LeaseDetail.API, "RMPROPID"),
    (rows.Resident.API, "RMPROPID"),
    (rows.PendingMoveIn.API, "PropertyID"),
    (rows.RentRollLease.API, "PROPERTYID"),
    (rows.OpenCharge.API, "RMPROPID"),
    (rows.Unit.API, "PROPERTYID"),
)
TEST_CENTS = 1


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """What was tried, whether it went, and what is missing if it didn't."""

    name: str
    outcome: ProbeOutcome
    message: str


def check(connection: MriConnection) -> list[CheckResult]:
    """Try the sign-in, each read and the right to post; nothing is written into MRI.

    The right to post is tried with a payment that lacks resident and amount: whoever has the right
    is told so by MRI, whoever hasn't is turned away.
    """
    with clients.client_for(connection) as client:
        return [*_reads(client, connection), _right_to_post(client), *_operations(connection)]


def check_repeated_batch_id(
    *, connection: MriConnection, rmpropid: str, resident_id: str, now: datetime
) -> CheckResult:
    """Post two payments of a cent under one external batch id, and remember whether MRI takes both.

    It writes to the real ledger: only when a person asks for it, on a resident they name, and the
    two cents must then be voided in MRI (MRI-8).
    """
    with clients.client_for(connection) as client:
        batch_id = f"RR-TEST-{now:%y%m%d%H%M%S}"
        try:
            for place in (1, 2):
                client.post_payment(
                    _test_post(connection, rmpropid, resident_id, batch_id, place, now=now)
                )
        except Refused as refused:
            may_repeat = meaning_of(refused) is not Meaning.BATCH_ID_USED
            if may_repeat:
                return CheckResult(name="batch", outcome=ProbeOutcome.REFUSED, message=str(refused))
        except MriError as problem:
            return CheckResult(
                name="batch", outcome=ProbeOutcome.WRONG_ANSWER, message=str(problem)
            )
        else:
            may_repeat = True
    MriConnection.objects.filter(id=connection.id).update(repeats_external_batch_id=may_repeat)
    words = "may be repeated" if may_repeat else "may not be repeated: each payment has its own"
    return CheckResult(
        name="batch",
        outcome=ProbeOutcome.OK,
        message=f"An external batch id {words}. Void the test payments of batch {batch_id} in MRI.",
    )


def _reads(client: MriClient, connection: MriConnection) -> Iterator[CheckResult]:
    yield _tried(client, SIGN_IN, rows.MriProperty.API)
    mapped = MriProperty.objects.filter(connection=connection).order_by("id").first()
    for api, argument in PROPERTY_READS:
        if mapped is not None:
            yield _tried(client, api, api, {argument: mapped.rmpropid})
    yield _tried(client, rows.Bank.API, rows.Bank.API)


def _tried(
    client: MriClient, name: str, api: str, arguments: dict[str, str] | None = None
) -> CheckResult:
    probed = client.probe(api=api, arguments=arguments)
    return CheckResult(name=name, outcome=probed.outcome, message=probed.message)


def _right_to_post(client: MriClient) -> CheckResult:
    incomplete = ConfiguredOperation(
        name="right to post",
        api=PAYMENT_API,
        method="POST",
        constants={"PartnerName": "Rentrail"},
    )
    try:
        client.call_configured(incomplete, {})
    except Refused as refused:
        if meaning_of(refused) is Meaning.NO_RIGHT:
            outcome, message = ProbeOutcome.NO_RIGHT, str(refused)
        else:
            outcome, message = ProbeOutcome.OK, "MRI takes payments from us."
    except MriError as problem:
        outcome, message = ProbeOutcome.WRONG_ANSWER, str(problem)
    else:
        message = "MRI answered a payment without resident and amount as if it took it."
        outcome = ProbeOutcome.WRONG_ANSWER
    return CheckResult(name=PAYMENT_API, outcome=outcome, message=message)


def _operations(connection: MriConnection) -> Iterator[CheckResult]:
    """Name the operations that are work for staff because no call is configured."""
    for name in ("close", "void", "reversal", "deposit", "charge", "credit", "read_batch"):
        if configured.find(connection.operations, name) is None:
            yield CheckResult(
                name=name,
                outcome=ProbeOutcome.OK,
                message="No call is configured: staff are asked, and nothing is sent.",
            )


def _test_post(
    connection: MriConnection,
    rmpropid: str,
    resident_id: str,
    batch_id: str,
    place: int,
    *,
    now: datetime,
) -> PaymentPost:
    number = f"{now:%H%M%S}{place}"
    return PaymentPost(
        resident_id=resident_id,
        property_id=rmpropid,
        initiation_date=now.date(),
        amount_cents=TEST_CENTS,
        payment_type="C",
        check_number=number,
        external_transaction_number=number,
        external_batch_id=batch_id,
        partner_name=connection.partner_name,
        description=f"RR TEST {number}",
    )
