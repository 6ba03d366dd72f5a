"""What stories of paper share: a deposit, checks with both images, and their payments."""

from datetime import date
from itertools import count
from typing import Any

from tests.cast import NOW, TODAY

from rentrail.checks import operations
from rentrail.checks.models import CheckItem, RdcDeposit, Side
from rentrail.checks.operations import (
    DepositRequest,
    Description,
    ImageDraft,
    ItemDraft,
    LineDraft,
    LineReading,
)
from rentrail.checks.queries import evaluation
from rentrail.checks.queries.evaluation import Judged
from rentrail.checks.rules.classification import LineSource, ReceivedBy
from rentrail.checks.rules.kinds import ItemKind
from rentrail.portfolio.models import Lease, Property

LINE = "t076401251t 0012345678o {serial}"
NOTICED = {"arc_notice_from": date(2026, 1, 1), "boc_notice_from": date(2026, 1, 1)}
SIDES = (
    ImageDraft(side=Side.FRONT, content=b"front", content_type="image/png"),
    ImageDraft(side=Side.BACK, content=b"back", content_type="image/png"),
)
keys = count(1)


def give_notice(property_: Property) -> None:
    """Put the notices on file that let a property convert checks."""
    Property.objects.filter(id=property_.id).update(**NOTICED)


def start(property_: Property, *, checks: int = 1, cents: int = 120_000, **details: Any):
    """Start a deposit of what came in the drop box."""
    request = DepositRequest(
        **{
            "idempotency_key": f"deposit-{next(keys)}",
            "property_id": property_.id,
            "deposit_date": TODAY,
            "received_by": ReceivedBy.DROP_BOX,
            "control_count": checks,
            "control_cents": cents,
            **details,
        }
    )
    return operations.start_deposit(request, started_by="bob", now=NOW)


def reading(text: str = LINE.format(serial="0101"), **details: Any) -> LineReading:
    """Read a line by a device."""
    return LineReading(**{"text": text, "source": LineSource.DEVICE, **details})


def draft(**details: Any) -> ItemDraft:
    """Scan a personal check with the number 0101, both sides, a line read by a device."""
    serial = details.pop("serial", "0101")
    return ItemDraft(
        **{
            "upload_key": f"scan-{next(keys)}",
            "images": SIDES,
            "reading": reading(LINE.format(serial=serial)),
            **details,
        }
    )


def scan(deposit: RdcDeposit, **details: Any) -> CheckItem:
    """Scan a check into a deposit."""
    return operations.add_item(
        draft(**details), deposit_public_id=deposit.public_id, added_by="bob", now=NOW
    )


def pay_for(item: CheckItem, lease: Lease, *, amount_cents: int = 120_000) -> CheckItem:
    """Say that an item pays for the head of a household, and how much."""
    person = lease.members.get(role="head").person
    operations.describe_item(
        Description(amount_cents=amount_cents, kind=ItemKind(item.kind)),
        public_id=item.public_id,
        described_by="bob",
        now=NOW,
    )
    line = LineDraft(lease_id=lease.id, person_id=person.id, amount_cents=amount_cents)
    return operations.associate([line], public_id=item.public_id, associated_by="bob", now=NOW)


def finish(deposit: RdcDeposit) -> RdcDeposit:
    """Finish a deposit, and process it to its end."""
    operations.finish_deposit(public_id=deposit.public_id, finished_by="bob", now=NOW)
    return operations.process_deposit(public_id=deposit.public_id, now=NOW)


def judged(item: CheckItem) -> Judged:
    """Give an item's rail and statuses as they stand now."""
    item.refresh_from_db()
    [found] = evaluation.judge([item], now=NOW)
    return found


def statuses_of(item: CheckItem) -> list[str]:
    """Give the codes of the statuses that stand against an item."""
    return [against.status.value for against in judged(item).against]
