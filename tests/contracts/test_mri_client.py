"""What the MRI client and the simulated MRI understand of each other, in both formats."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from rentrail.accounting.mri import rows
from rentrail.accounting.mri.client import MriClient, ProbeOutcome
from rentrail.accounting.mri.columns import RowProblem
from rentrail.accounting.mri.connection import Format, MriConnection
from rentrail.accounting.mri.errors import (
    NoRightError,
    NotSent,
    Refused,
    RequestRefusedError,
    Unknown,
)
from rentrail.accounting.mri.limits import Backoff
from rentrail.accounting.mri.outgoing import PAYMENT_API, ConfiguredOperation, PaymentPost
from rentrail.accounting.mri.rows import BlockReading, LedgerLine
from rentrail.simulators.mri import FaultKind, Plan, Resident, RunningMri

PROPERTY = "DEMO01"
YEAR = {"start": date(2026, 1, 1), "end": date(2026, 12, 31)}


@pytest.fixture
def mri() -> Iterator[RunningMri]:
    with RunningMri(plan=Plan(lease_count=20)) as running:
        yield running


@pytest.fixture
def client_of() -> Iterator[Callable[..., MriClient]]:
    """Make clients of a simulated MRI, whose waits are too short to notice."""
    clients: list[MriClient] = []

    def make(mri: RunningMri, *, form: Format, **settings: Any) -> MriClient:
        connection = MriConnection(
            base_url=mri.base_url,
            client_id=mri.credentials.client_id,
            database=mri.credentials.database,
            user=mri.credentials.user,
            key=mri.credentials.key,
            password=settings.pop("password", mri.credentials.password),
            format=form,
            **{"page_size": 7, "timeout_seconds": 5.0, **settings},
        )
        clients.append(
            MriClient(connection=connection, backoff=Backoff(longest_seconds=0.001, chance=float))
        )
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture(params=["json", "xml"])
def client(
    mri: RunningMri, client_of: Callable[..., MriClient], request: pytest.FixtureRequest
) -> MriClient:
    return client_of(mri, form=request.param)


def all_read(answer: Iterator[Any]) -> list[Any]:
    found = list(answer)
    assert not [row for row in found if isinstance(row, RowProblem)]
    return found


def resident_of(mri: RunningMri) -> Resident:
    return next(
        one
        for one in mri.world.residents(property_id=PROPERTY)
        if one.is_current and one.resident_id == one.name_group
    )


def payment(resident: Resident, **changes: Any) -> PaymentPost:
    usual: dict[str, Any] = {
        "resident_id": resident.resident_id,
        "property_id": resident.property_id,
        "initiation_date": date(2026, 3, 2),
        "amount_cents": 125_000,
        "payment_type": "C",
        "check_number": "7001",
        "external_transaction_number": "7001",
        "external_batch_id": "D20260302-OP",
        "partner_name": "Rentrail",
        "description": "RR T#7001 B#D0302",
        "batch_description": "Rentrail 2026-03-02",
        "deposit_date": date(2026, 3, 3),
    }
    return PaymentPost(**(usual | changes))


def ledger_of(client: MriClient, resident: Resident) -> list[LedgerLine]:
    lines = client.resident_ledger(property_id=PROPERTY, resident_id=resident.resident_id, **YEAR)
    return all_read(lines)


# --- reads


def test_leases_arrive_page_by_page_and_whole(mri: RunningMri, client: MriClient):
    mri.settings.xml_link_escaped_twice = True

    leases = all_read(client.lease_details(property_id=PROPERTY))

    theirs = {
        one.resident_id: one
        for one in mri.world.residents(property_id=PROPERTY)
        if not one.is_future
    }
    assert {lease.resident_id for lease in leases} == theirs.keys()
    assert len(leases) == len(theirs) > 14
    for lease in leases:
        one = theirs[lease.resident_id]
        assert (lease.unit_id, lease.name_group) == (one.unit_id, one.name_group)
        assert (lease.rent_cents, lease.balance_cents) == (one.rent_cents, one.balance_cents)
        assert rows.person_status(lease.resident_status) is not None
        assert "SimulatorExtraColumn" in lease.extra
        assert "Birthday" not in lease.extra


def test_the_other_reads_of_a_property_can_be_read(mri: RunningMri, client: MriClient):
    mri.settings.json_lists_wrapped = True
    mri.world.post_month_charges(property_id=PROPERTY, year=2026, month=4)

    assert [one.property_id for one in all_read(client.properties())] == [PROPERTY]
    assert all_read(client.residents(property_id=PROPERTY))
    assert all_read(client.pending_move_ins(property_id=PROPERTY))
    assert all_read(client.units(property_id=PROPERTY))
    assert all_read(client.banks())
    entity_id = all_read(client.properties())[0].entity_id
    assert all_read(client.bank_mappings(entity_id=entity_id))
    charges = all_read(client.open_charges(property_id=PROPERTY))
    assert len(charges) > 7
    assert all(0 < one.unpaid_cents <= one.original_cents for one in charges)
    rent_roll = all_read(client.rent_roll(property_id=PROPERTY))
    assert len(rent_roll) == 20
    assert all(lease.charges and lease.residents for lease in rent_roll)


def test_charges_can_be_asked_of_one_resident(mri: RunningMri, client: MriClient):
    resident = resident_of(mri)
    mri.world.post_month_charges(property_id=PROPERTY, year=2026, month=4)

    charges = client.open_charges(property_id=PROPERTY, resident_id=resident.resident_id)

    assert {one.resident_id for one in all_read(charges)} == {resident.resident_id}


def test_only_what_changed_since_a_day_is_read(mri: RunningMri, client: MriClient):
    resident = resident_of(mri)
    mri.world.block(resident_id=resident.resident_id)
    today = mri.world.office.stamp()[:10]

    changed = all_read(
        client.lease_details(property_id=PROPERTY, changed_since=date.fromisoformat(today))
    )

    blocks = {one.resident_id: rows.block_reading(one.block_epayments) for one in changed}
    assert blocks[resident.resident_id] is BlockReading.BLOCKED


def test_a_dirty_mri_gives_problems_and_all_the_other_rows(client_of: Callable[..., MriClient]):
    with RunningMri(plan=Plan(lease_count=60, dirty=True)) as mri:
        client = client_of(mri, form="json")

        found = list(client.lease_details(property_id=PROPERTY))

        known = [one for one in mri.world.residents(property_id=PROPERTY) if not one.is_future]
        bad_rows = {row.row_number for row in found if isinstance(row, RowProblem)}
        good = [row for row in found if not isinstance(row, RowProblem)]
        assert len(good) + len(bad_rows) == len(known)
        assert bad_rows


# --- a payment


def test_a_posted_payment_stands_in_the_ledger_and_its_batch(mri: RunningMri, client: MriClient):
    resident = resident_of(mri)

    posted = client.post_payment(payment(resident))

    line = next(
        line for line in ledger_of(client, resident) if line.transaction_id == posted.transaction_id
    )
    assert (line.signed_amount_cents, line.description) == (-125_000, "RR T#7001 B#D0302")
    assert [(batch.batch_id, batch.total_cents) for batch in mri.world.batches()] == [
        (posted.batch_id, 125_000)
    ]


def test_a_refused_payment_stands_nowhere(mri: RunningMri, client: MriClient):
    stranger = payment(resident_of(mri), resident_id="0000000000")

    with pytest.raises(Refused):
        client.post_payment(stranger)

    assert mri.world.payments() == []


@pytest.mark.parametrize(
    ("kind", "outcome", "stands"),
    [
        (FaultKind.ANSWER_LOST, Unknown, True),
        (FaultKind.BLANK, Unknown, True),
        (FaultKind.TRUNCATED, Unknown, True),
        (FaultKind.MALFORMED, Unknown, True),
        (FaultKind.LOST_BEFORE_WORK, Unknown, False),
        (FaultKind.ERROR_500, Unknown, False),
        (FaultKind.ROW_ERROR, Refused, False),
        (FaultKind.TOO_MANY_REQUESTS, NotSent, False),
    ],
)
def test_no_fault_makes_a_payment_look_posted_or_not_when_it_is_the_other(
    mri: RunningMri, client: MriClient, kind: FaultKind, outcome: type[Exception], stands: bool
):
    mri.faults.inject(kind=kind, api=PAYMENT_API)

    with pytest.raises(outcome):
        client.post_payment(payment(resident_of(mri)))

    assert bool(mri.world.payments()) is stands


@pytest.mark.parametrize("at_byte", [0, 1, 20, 150, 250, 400])
def test_an_answer_cut_at_any_byte_leaves_a_payment_unknown(
    mri: RunningMri, client: MriClient, at_byte: int
):
    mri.faults.cut_answer(at_byte=at_byte, api=PAYMENT_API)

    with pytest.raises(Unknown):
        client.post_payment(payment(resident_of(mri)))

    assert len(mri.world.payments()) == 1


def test_a_payment_answered_late_is_unknown(mri: RunningMri, client_of: Callable[..., MriClient]):
    mri.faults.answer_late(seconds=0.6, api=PAYMENT_API)

    with pytest.raises(Unknown):
        client_of(mri, form="json", timeout_seconds=0.3).post_payment(payment(resident_of(mri)))

    assert len(mri.world.payments()) == 1


# --- trouble while reading


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.CONNECTION_LOST,
        FaultKind.LOST_BEFORE_WORK,
        FaultKind.ERROR_500,
        FaultKind.BLANK,
        FaultKind.TRUNCATED,
        FaultKind.MALFORMED,
        FaultKind.TOO_MANY_REQUESTS,
        FaultKind.REPEATED_LINK,
    ],
)
def test_no_fault_costs_a_read_a_row(mri: RunningMri, client: MriClient, kind: FaultKind):
    whole = all_read(client.lease_details(property_id=PROPERTY))
    mri.faults.inject(kind=kind)

    assert all_read(client.lease_details(property_id=PROPERTY)) == whole
    assert mri.faults.happened[kind]


def test_a_missing_right_and_a_wrong_password_are_named(
    mri: RunningMri, client_of: Callable[..., MriClient]
):
    mri.settings.denied_apis.add(rows.Bank.API)
    client = client_of(mri, form="json")

    assert client.probe(api=rows.MriProperty.API).outcome is ProbeOutcome.OK
    assert client.probe(api=rows.Bank.API).outcome is ProbeOutcome.NO_RIGHT
    with pytest.raises(NoRightError):
        list(client_of(mri, form="json", password="wrong").properties())


def test_an_unknown_property_is_refused_not_empty(client: MriClient):
    with pytest.raises(RequestRefusedError):
        list(client.lease_details(property_id="NOWHERE"))


# --- operations that MRI doesn't document

CLOSE = ConfiguredOperation(
    name="close batch",
    api="SIMULATOR_CloseBatch",
    method="POST",
    fields={"batch_id": "BatchId", "total": "ExpectedTotal", "count": "ExpectedCount"},
)


def test_a_batch_is_closed_as_configured_and_only_once(mri: RunningMri, client: MriClient):
    posted = client.post_payment(payment(resident_of(mri)))
    values = {"batch_id": posted.batch_id, "total": "1250.00", "count": "1"}

    client.call_configured(CLOSE, values)

    assert [batch.state for batch in mri.world.batches()] == ["closed"]
    with pytest.raises(Refused):
        client.call_configured(CLOSE, values)
