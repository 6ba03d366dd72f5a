from datetime import date

import pytest
from tests.cast import NOW, TODAY, charge_rent, make_household, make_property
from tests.checks.cast import (
    LINE,
    SIDES,
    draft,
    finish,
    give_notice,
    judged,
    pay_for,
    reading,
    scan,
    start,
    statuses_of,
)
from tests.database import refusal_of

from rentrail.checks import operations
from rentrail.checks.models import (
    CheckImage,
    CheckItem,
    CheckLine,
    ImageUse,
    MicrReading,
    Side,
)
from rentrail.checks.operations import Description, ImageDraft, LineDraft
from rentrail.checks.queries import deposits, evaluation
from rentrail.checks.rules.classification import LineSource, Rail, ReceivedBy, Why
from rentrail.checks.rules.kinds import ItemKind
from rentrail.formats.micr import NotMicr, SerialPlace
from rentrail.payments.rules.account_numbers import RoutingNumberNotValid


@pytest.fixture
def deposit(oak_court):
    give_notice(oak_court)
    return start(oak_court)


def test_deposits_are_numbered_in_their_property_and_described(oak_court):
    first, second = start(oak_court), start(oak_court, description="Drop box")

    assert (first.number, second.number) == (1, 2)
    assert first.description == "bob, deposit 1, 03/02/2026"
    assert second.description == "Drop box"


def test_a_deposit_started_twice_is_one(oak_court):
    first = start(oak_court, idempotency_key="key")

    assert start(oak_court, idempotency_key="key") == first
    with pytest.raises(operations.KeyUsedOtherwise, match=r"1 checks over 1,200\.00"):
        start(oak_court, idempotency_key="key", cents=100)


@pytest.mark.parametrize("totals", [{"checks": 0}, {"cents": 0}])
def test_control_totals_come_before_the_scan(oak_court, totals):
    with pytest.raises(operations.ControlTotalsMissing):
        start(oak_court, **totals)


def test_a_scan_is_kept_sealed_with_both_images_and_its_line(deposit):
    item = scan(deposit)

    assert (item.routing_number, item.serial_number, item.last_four) == (
        "076401251",
        "0101",
        "5678",
    )
    assert evaluation.line_of(item).account_number == "0012345678"
    assert b"12345678" not in bytes(item.line_sealed)
    images = deposits.images_of(item)
    front = images[Side.FRONT, ImageUse.SCANNED]
    assert deposits.content_of(front) == b"front"
    assert bytes(front.content_sealed) != b"front"
    assert MicrReading.objects.get(item=item).source == LineSource.DEVICE


def test_an_item_sent_again_under_its_key_is_the_one_that_was_added(deposit):
    first = scan(deposit, upload_key="the same")

    again = scan(deposit, upload_key="the same", serial="0999")

    assert again == first
    assert CheckItem.objects.count() == 1
    assert CheckImage.objects.count() == 2


def test_what_is_no_line_or_no_image_is_refused_whole(deposit):
    with pytest.raises(NotMicr):
        scan(deposit, reading=reading("hello"))
    for images in (
        [ImageDraft(side=Side.FRONT, content=b"x", content_type="text/html")],
        [ImageDraft(side=Side.FRONT, content=b"", content_type="image/png")],
    ):
        with pytest.raises(operations.ImageNotTaken):
            scan(deposit, images=images)

    assert not CheckItem.objects.exists()


def test_a_new_item_lacks_its_person_and_amount_and_nothing_else(deposit):
    item = scan(deposit)

    assert statuses_of(item) == ["amount_missing", "association_missing", "amount_missing"]
    assert CheckLine.objects.get(item=item).document == "0101"


def test_an_item_with_person_amount_number_and_images_can_be_processed(deposit, alices_lease):
    item = pay_for(scan(deposit), alices_lease)

    assert statuses_of(item) == []
    assert judged(item).classification.rail is Rail.ARC


def test_a_check_handed_over_is_boc(oak_court, alices_lease):
    give_notice(oak_court)

    item = scan(start(oak_court, received_by=ReceivedBy.IN_PERSON))

    assert judged(item).classification.rail is Rail.BOC


def test_without_notice_on_file_a_check_goes_as_its_image(oak_court):
    item = scan(start(oak_court))

    assert [because.why for because in judged(item).classification.because] == [Why.NOTICE_MISSING]


def test_a_line_read_from_the_image_goes_as_an_image(deposit):
    item = scan(deposit, reading=reading(LINE.format(serial="0101"), source=LineSource.IMAGE))

    assert judged(item).classification.rail is Rail.IRD


def test_an_image_that_fails_stops_the_item_until_it_is_rescanned(deposit, alices_lease):
    item = pay_for(scan(deposit, image_faults=["The front is too dark."]), alices_lease)
    assert statuses_of(item) == ["image_quality"]

    operations.rescan_item(public_id=item.public_id, images=SIDES, rescanned_by="bob", now=NOW)

    assert statuses_of(item) == []
    assert sorted(CheckImage.objects.filter(item=item).values_list("side", "take")) == [
        ("back", 1),
        ("back", 2),
        ("front", 1),
        ("front", 2),
    ]


def test_a_missing_back_is_named(deposit):
    item = scan(deposit, images=SIDES[:1])

    assert "image of its back is missing" in judged(item).against[0].text


def test_the_issuer_table_makes_a_money_order_of_what_looks_like_a_check(deposit):
    operations.add_issuer(
        routing_number="091900533",
        issuer="An issuer",
        kind=ItemKind.MONEY_ORDER,
        source="an item in hand",
        verified_on=TODAY,
        added_by="bob",
        now=NOW,
    )
    item = scan(deposit, reading=reading("t091900533t 16012345678o 0101"))

    assert item.kind == ItemKind.MONEY_ORDER
    operations.describe_item(
        Description(kind=ItemKind.PERSONAL_CHECK),
        public_id=item.public_id,
        described_by="bob",
        now=NOW,
    )
    assert [because.why for because in judged(item).classification.because] == [Why.ISSUER]


def test_an_issuer_needs_a_valid_number_and_a_source(oak_court):
    known = {
        "issuer": "An issuer",
        "kind": ItemKind.MONEY_ORDER,
        "verified_on": TODAY,
        "added_by": "bob",
        "now": NOW,
    }
    with pytest.raises(RoutingNumberNotValid):
        operations.add_issuer(routing_number="000000800", source="a web page", **known)
    with pytest.raises(operations.ReasonMissing):
        operations.add_issuer(routing_number="091900533", source=" ", **known)


def test_where_a_bank_prints_the_number_first_it_is_told_once(deposit):
    operations.add_serial_exception(
        routing_number="091900533",
        place=SerialPlace.BEFORE_ACCOUNT,
        digit_count=11,
        source="an item in hand",
        added_by="bob",
        now=NOW,
    )

    item = scan(deposit, reading=reading("t091900533t 16012345678 5500o"))

    assert (item.serial_number, item.last_four) == ("16012345678", "5500")


def test_a_money_order_s_document_is_its_last_five(deposit):
    item = scan(deposit, reading=reading("o0009876543o t076401251t 5550001o"))

    operations.describe_item(
        Description(kind=ItemKind.MONEY_ORDER),
        public_id=item.public_id,
        described_by="bob",
        now=NOW,
    )

    assert CheckLine.objects.get(item=item).document == "76543"


def test_the_person_of_a_remembered_account_is_filled_in(oak_court, deposit, alices_lease):
    charge_rent(alices_lease)
    pay_for(scan(deposit), alices_lease)
    finish(deposit)

    item = scan(start(oak_court), serial="0102")

    line = CheckLine.objects.get(item=item)
    assert line.lease == alices_lease
    assert [link.person.last_name for link in deposits.remembered(item)] == ["Resident"]


def test_an_unlinked_account_is_forgotten_though_the_scan_is_canceled(
    oak_court, deposit, alices_lease, alice
):
    pay_for(scan(deposit), alices_lease)
    finish(deposit)
    second = start(oak_court)
    item = scan(second, serial="0102")

    count = operations.unlink_account(
        public_id=item.public_id, person_ids=[alice.id], unlinked_by="bob", now=NOW
    )
    operations.cancel_deposit(public_id=second.public_id, canceled_by="bob", now=NOW)

    assert count == 1
    third = scan(start(oak_court), serial="0103")
    assert CheckLine.objects.get(item=third).lease is None


def test_an_account_of_two_people_fills_in_neither(oak_court, deposit, alices_lease):
    danas_lease = make_household(oak_court, unit="205")
    pay_for(scan(deposit), alices_lease)
    finish(deposit)
    second = start(oak_court)
    pay_for(scan(second, serial="0102"), danas_lease)
    finish(second)

    item = scan(start(oak_court), serial="0103")

    assert CheckLine.objects.get(item=item).lease is None
    assert deposits.remembered(item).count() == 2


def test_a_check_may_pay_several_people_and_then_goes_whole_as_its_image(
    deposit, oak_court, alices_lease
):
    danas_lease = make_household(oak_court, unit="205")
    item = pay_for(scan(deposit), alices_lease)
    lines = [
        LineDraft(lease_id=lease.id, person_id=lease.members.get().person_id, amount_cents=cents)
        for lease, cents in ((alices_lease, 70_000), (danas_lease, 50_000))
    ]

    operations.associate(lines, public_id=item.public_id, associated_by="bob", now=NOW)

    assert statuses_of(item) == []
    assert [because.why for because in judged(item).classification.because] == [Why.SPLIT]


def test_lines_of_another_property_are_refused(deposit, oak_homes, alices_lease):
    elsewhere = make_household(make_property(code="OAK02", name="Oak Hill"), unit="1")
    item = scan(deposit)

    with pytest.raises(operations.ItemNotAllowed, match="the property where it is deposited"):
        operations.associate(
            [LineDraft(lease_id=elsewhere.id, person_id=None, amount_cents=1)],
            public_id=item.public_id,
            associated_by="bob",
            now=NOW,
        )


def test_the_same_check_scanned_twice_is_a_duplicate_of_the_first(deposit):
    first, second = scan(deposit), scan(deposit)

    assert "duplicate" not in statuses_of(first)
    assert "duplicate" in statuses_of(second)


def test_an_item_deleted_leaves_no_image_and_its_row_stays(deposit):
    item = scan(deposit)

    operations.delete_item(
        public_id=item.public_id, reason="Scanned twice", deleted_by="bob", now=NOW
    )

    item.refresh_from_db()
    assert (item.state, item.state_reason) == ("deleted", "Scanned twice (bob)")
    assert not CheckImage.objects.exists()
    with pytest.raises(operations.ItemNotOpen):
        operations.rescan_item(public_id=item.public_id, rescanned_by="bob", now=NOW)


def test_an_item_set_aside_leaves_the_control_totals_with_a_note(oak_court, alices_lease):
    deposit = start(oak_court, checks=2, cents=200_000)
    kept = pay_for(scan(deposit), alices_lease)
    aside = pay_for(scan(deposit, serial="0102"), alices_lease, amount_cents=80_000)

    with pytest.raises(operations.ReasonMissing):
        operations.set_aside(public_id=aside.public_id, note=" ", set_aside_by="bob", now=NOW)
    operations.set_aside(public_id=aside.public_id, note="Not signed", set_aside_by="bob", now=NOW)

    totals = deposits.totals_of(deposit)
    assert totals.is_balanced
    assert (totals.control_count, totals.control_cents) == (1, 120_000)
    assert judged(kept).item.state == "waiting"
    operations.take_back(public_id=aside.public_id, taken_back_by="bob", now=NOW)
    assert deposits.totals_of(deposit).item_count == 2


def test_a_canceled_deposit_discards_what_was_scanned(deposit):
    item = scan(deposit)

    operations.cancel_deposit(public_id=deposit.public_id, canceled_by="bob", now=NOW)

    item.refresh_from_db()
    assert item.state == "deleted"
    assert not CheckImage.objects.exists()
    with pytest.raises(operations.DepositNotOpen):
        scan(deposit)


@pytest.mark.parametrize(
    ("description", "why"),
    [
        (Description(is_foreign=True), Why.FOREIGN),
        (Description(is_altered=True), Why.ALTERED),
        (Description(is_third_party=True), Why.THIRD_PARTY),
        (Description(dated=date(2026, 3, 3)), Why.POST_DATED),
        (Description(as_image=True), Why.CHOSEN),
    ],
)
def test_what_staff_see_on_the_paper_decides_its_rail(deposit, description, why):
    item = scan(deposit)

    operations.describe_item(description, public_id=item.public_id, described_by="bob", now=NOW)

    assert why in [because.why for because in judged(item).classification.because]


def test_readings_and_repairs_are_never_changed(deposit):
    scan(deposit)

    refusal = refusal_of("UPDATE checks_micrreading SET read_by = 'somebody'")

    assert "permission denied" in refusal


def test_the_draft_s_amount_is_that_of_the_line_too(deposit):
    item = scan(deposit, amount_cents=95_000)

    assert CheckLine.objects.get(item=item).amount_cents == 95_000
    assert draft(amount_cents=1).amount_cents == 1


def test_the_amount_is_suggested_as_encoded_or_by_what_is_owed(deposit, alices_lease):
    charge_rent(alices_lease, amount_cents=110_000)
    encoded = scan(deposit, reading=reading("t076401251t 12345678o 0104 a0000095000a"))
    plain = scan(deposit)
    assert deposits.suggested_cents(judged(encoded)) == 95_000
    assert deposits.suggested_cents(judged(plain)) is None

    person = alices_lease.members.get().person
    line = LineDraft(lease_id=alices_lease.id, person_id=person.id, amount_cents=None)
    operations.associate([line], public_id=plain.public_id, associated_by="bob", now=NOW)

    assert deposits.suggested_cents(judged(plain)) == 110_000
