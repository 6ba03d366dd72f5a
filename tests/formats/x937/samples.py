"""Files of each sort, made of records: what the tests start from."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from tests.formats.x937.images import BACK, FRONT

from rentrail.formats import x937

BANK, OTHER_BANK, PAYOR_BANK = "076401251", "123456780", "021000021"
MADE_AT = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
DAY = date(2026, 11, 27)
DAY_TEXT = "20261127"


def profile(**settings: Any) -> x937.BankProfile:
    """Give the profile of a bank, with some settings."""
    return x937.BankProfile.from_data(
        {
            "name": "example",
            "immediate_destination_routing_number": BANK,
            "immediate_origin_routing_number": OTHER_BANK,
            **settings,
        }
    )


def check_rows(count: int, **values: Any) -> list[x937.CheckRow]:
    """Give checks of 100.01, 100.02 and so on."""
    row = x937.CheckRow(PAYOR_BANK, "74456789/1042", 10_000, 0, FRONT, BACK)
    return [
        row._replace(amount_cents=10_000 + number, sequence_number=number, **values)
        for number in range(1, 1 + count)
    ]


def deposit_of(rows: Iterable[x937.CheckRow], **values: Any) -> x937.Deposit:
    """Give the deposit of some checks."""
    made: dict[str, Any] = {
        "cash_letter_id": "1",
        "business_date": DAY,
        "account_number": "99887766",
        "total_cents": sum(row.amount_cents for row in rows),
        "credit_sequence_number": 999_999,
        **values,
    }
    return x937.Deposit(**made)


def deposit_file(count: int = 3, **settings: Any) -> bytes:
    """Give a file of one deposit, as a bank with such settings wants it."""
    rows = check_rows(count)
    writer = x937.DepositWriter(profile(**settings), created_at=MADE_AT)
    return b"".join([writer.start(), *writer.deposit(deposit_of(rows), rows), writer.finish()])


def view(side: str, image: bytes = FRONT, *, sequence: str = "1", **values: Any) -> x937.View:
    """Give a view of an item."""
    return x937.View(
        x937.ImageViewDetail(
            image_creator_routing_number=OTHER_BANK, image_creator_date=DAY_TEXT, view_side=side,
            **values,
        ),
        x937.ImageViewData(
            ece_institution_routing_number=OTHER_BANK, bundle_business_date=DAY_TEXT,
            item_sequence_number=sequence, image=image,
        ),
    )  # fmt: skip


def returned(sequence: str = "1", **values: Any) -> x937.Item:
    """Give a check that comes back for want of funds, with all its addenda."""
    return x937.Item(
        x937.ReturnDetail(
            payor_bank_routing_number=PAYOR_BANK[:8], payor_bank_check_digit=PAYOR_BANK[8],
            on_us="74456789/1042", amount_cents=10_001, return_reason="A",
            forward_bundle_date=DAY_TEXT, item_sequence_number=sequence, addendum_count=4,
            **values,
        ),
        (
            x937.ReturnAddendumA(
                return_location_routing_number=OTHER_BANK, endorsement_date=DAY_TEXT,
                bofd_item_sequence_number="1", payee_name="MAPLE COURT",
            ),
            x937.ReturnAddendumB(
                payor_bank_name="PAYOR BANK", payor_bank_business_date="20261130",
            ),
            x937.ReturnAddendumC(image_reference_key="ABC-123"),
            x937.ReturnAddendumD(
                endorsing_bank_routing_number=BANK, endorsement_date=DAY_TEXT,
                endorsing_bank_item_sequence_number="77",
            ),
        ),
        (view("0", sequence=sequence), view("1", BACK, sequence=sequence)),
    )  # fmt: skip


def check(sequence: str = "1", **values: Any) -> x937.Item:
    """Give a check with every addendum, and the tests of its front."""
    front, back = view("0", sequence=sequence), view("1", BACK, sequence=sequence)
    return x937.Item(
        x937.CheckDetail(
            **{
                "payor_bank_routing_number": PAYOR_BANK[:8],
                "payor_bank_check_digit": PAYOR_BANK[8],
                "on_us": "74456789/1042",
                "amount_cents": 10_001,
                "item_sequence_number": sequence,
                "micr_valid_indicator": "1",
                "addendum_count": 3,
                **values,
            }
        ),
        (
            x937.CheckAddendumA(
                return_location_routing_number=OTHER_BANK, endorsement_date=DAY_TEXT,
                payee_name="MAPLE COURT",
            ),
            x937.CheckAddendumB(image_reference_key="KEY-OF-THE-IMAGES"),
            x937.CheckAddendumC(
                endorsing_bank_routing_number=BANK, endorsement_date=DAY_TEXT,
                endorsing_bank_item_sequence_number="77",
            ),
        ),
        (front._replace(analysis=x937.ImageViewAnalysis(global_image_quality="2")), back),
    )  # fmt: skip


def file_of_items(
    items: Iterable[x937.Item],
    *,
    form: x937.Form | None = None,
    collection_type: str = "01",
    **letter: Any,
) -> bytes:
    """Give a file of one bundle with these items."""
    shared = {
        "collection_type_indicator": collection_type,
        "destination_routing_number": BANK,
        "ece_institution_routing_number": OTHER_BANK,
    }
    writer = x937.FileWriter(file_header(), form)
    pieces = [
        writer.start(),
        writer.open_cash_letter(
            x937.CashLetterHeader(
                **{
                    **shared,
                    "cash_letter_business_date": DAY_TEXT,
                    "cash_letter_creation_date": DAY_TEXT,
                    "cash_letter_creation_time": "0930",
                    "cash_letter_id": "1",
                    **letter,
                }
            )
        ),
        writer.open_bundle(
            x937.BundleHeader(
                **shared, bundle_business_date=DAY_TEXT, bundle_creation_date=DAY_TEXT
            )
        ),
        *(writer.item(item) for item in items),
        writer.close_bundle(),
        writer.close_cash_letter(),
        writer.finish(),
    ]
    return b"".join(pieces)


def file_header(**values: Any) -> x937.FileHeader:
    """Give the header of a file."""
    return x937.FileHeader(
        **{
            "immediate_destination_routing_number": BANK,
            "immediate_origin_routing_number": OTHER_BANK,
            "file_creation_date": DAY_TEXT,
            "file_creation_time": "0930",
            **values,
        }
    )
