import pytest
from tests.cast import NOW, TODAY

from rentrail.identity import bulk
from rentrail.payments.models import Instrument
from rentrail.portfolio.models import Building, Lease, LeaseStatus, StaffTask, Unit


@pytest.fixture
def building(oak_court):
    return Building.objects.create(property=oak_court, code="A")


def test_ids_are_taken_once(oak_homes):
    first = bulk.next_ids(StaffTask, count=3)
    second = bulk.next_ids(StaffTask, count=2)

    assert len({*first, *second}) == 5


def test_columns_become_rows_of_the_company_in_scope(oak_court, oak_homes):
    bulk.insert(
        StaffTask,
        {
            "property": [oak_court.id, None],
            "kind": ["alert"] * 2,
            "subject": ["one", "two"],
            "text": ['a "quoted" \\ text', "NULL"],
            "created_at": [NOW] * 2,
            "done_at": [None, NOW],
            "done_by": ["", "bob"],
        },
    )

    one, two = StaffTask.objects.filter(kind="alert").order_by("id")
    assert (one.company, one.property, one.text) == (oak_homes, oak_court, 'a "quoted" \\ text')
    assert (two.property, two.text) == (None, "NULL")
    assert (one.done_at, two.done_at) == (None, NOW)


def test_more_rows_than_a_statement_takes_are_all_there(building, monkeypatch):
    monkeypatch.setattr(bulk, "ROWS_A_STATEMENT", 2)

    bulk.insert(Unit, {"building": [building.id] * 5, "code": list("12345")})

    assert "".join(Unit.objects.order_by("id").values_list("code", flat=True)) == "12345"


def test_rows_get_ids_and_keep_every_kind_of_value(oak_court):
    leases = [
        Lease(
            public_id=f"lease_{number}",
            property=oak_court,
            status=LeaseStatus.CURRENT,
            start_date=TODAY,
            month_to_month=True,
            imported_columns={"Note": 'said "yes"'},
            missing_since=NOW,
        )
        for number in range(2)
    ]

    bulk.insert_rows(leases)

    for lease in leases:
        stored = Lease.objects.get(id=lease.id)
        assert stored.public_id == lease.public_id
        assert (stored.start_date, stored.end_date, stored.missing_since) == (TODAY, None, NOW)
        assert stored.month_to_month
        assert stored.imported_columns == {"Note": 'said "yes"'}
        assert stored.status == LeaseStatus.CURRENT


def test_no_rows_are_no_work(oak_homes):
    bulk.insert_rows([])
    bulk.insert(Unit, {"building": [], "code": []})

    assert not Unit.objects.exists()


def test_sealed_values_are_kept_byte_for_byte(alice):
    sealed = bytes(range(256))
    bulk.insert(
        Instrument,
        {
            "public_id": ["ins_1"],
            "person": [alice.id],
            "kind": ["bank_account"],
            "holder_name": ["Alice"],
            "account_type": ["checking"],
            "holder_type": ["personal"],
            "routing_number": ["076401251"],
            "account_number_sealed": [sealed],
            "account_number_hash": [b"\x00\\"],
            "last_four": ["6789"],
            "nickname": [""],
            "standing": ["good"],
            "standing_reason": [""],
            "identification_number": [""],
            "created_at": [NOW],
        },
    )

    [instrument] = Instrument.objects.all()
    assert bytes(instrument.account_number_sealed) == sealed
    assert bytes(instrument.account_number_hash) == b"\x00\\"
