"""Writing an X9.37 file: one that was parsed or made, or as a stream with flat memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from rentrail.formats.x937.errors import X937WriteError
from rentrail.formats.x937.fields import Record
from rentrail.formats.x937.file import Item, X937File
from rentrail.formats.x937.framing import Form, framed
from rentrail.formats.x937.items import BankCredit, CheckDetail, Credit, ReturnDetail
from rentrail.formats.x937.problems import Report, Severity
from rentrail.formats.x937.profiles import BankProfile, CreditKind, CreditPlacement
from rentrail.formats.x937.records import (
    AnyControl,
    BundleControl,
    BundleHeader,
    CashLetterControl,
    CashLetterHeader,
    FileControl,
    FileHeader,
)
from rentrail.formats.x937.rows import CheckRow, RowFacts, RowWriter
from rentrail.formats.x937.totals import Totals
from rentrail.formats.x937.validation import form
from rentrail.formats.x937.views import ImageViewData

CHUNK_SIZE = 1 << 16  # bytes of images; less than what the memory is given back for
BUNDLE_ITEMS_MAX = 9_999  # its control has four digits for them


def write(file: X937File, *, into: Form | None = None) -> bytes:
    """Write a file: byte for byte as it was read, if it was, unless it is to have another form.

    Raises:
        X937WriteError: it is to have another form, and has bytes at its end that are no record.
    """
    return b"".join(iter_write(file, into=into))


def iter_write(file: X937File, *, into: Form | None = None) -> Iterator[bytes]:
    """Give the bytes of a file in pieces.

    Raises:
        X937WriteError: it is to have another form, and has bytes at its end that are no record.
    """
    target = into or file.form
    if target != file.form and file.rest:
        raise X937WriteError(
            field=f"byte {file.rest_offset}", reason="starts what is no whole record"
        )
    data = (record.to_data(target.encoding) for record in file.records)
    ends_open = bool(target.line_end) and not file.ends_with_line_end and target == file.form
    if ends_open and file.records:
        *first, last = data
        yield from framed(first, target)
        yield last
    else:
        yield from framed(data, target)
    yield file.rest


class FileWriter:
    """Writes one file record by record, strictly: counts and totals are worked out on the way.

    `start`; then for each cash letter `open_cash_letter`, for each bundle `open_bundle`, `item` for
    each item, `close_bundle`, and `close_cash_letter`; then `finish`. Nothing is ever cut: what
    does not fit, or an exchange would refuse, is refused with its field and reason. The counts so
    far are attributes, for the caller's own books.
    """

    def __init__(
        self, header: FileHeader, form: Form | None = None, *, credit_in_totals: bool | None = None
    ):
        """Prepare a file; `credit_in_totals`: whether controls count credits (None: no word)."""
        self.header = header
        self.form = form or Form()
        self.credit_in_totals = credit_in_totals
        self.record_count = 0
        self.cash_letter_count = 0
        self.totals = Totals()
        self._letter: CashLetterHeader | None = None
        self._bundle: BundleHeader | None = None
        self._letter_totals, self._bundle_totals = Totals(), Totals()
        self._bundle_count = 0
        self._sequence_numbers: set[str] = set()
        self._letter_ids: set[str] = set()

    def start(self) -> bytes:
        """Give the file header."""
        return self._data([self.header])

    def open_cash_letter(self, header: CashLetterHeader) -> bytes:
        """Begin a cash letter."""
        if self._letter:
            raise X937WriteError(field="the cash letter", reason="before has no control yet")
        letter_id = header.cash_letter_id
        if letter_id in self._letter_ids:
            reason = "is that of a cash letter before it"
            raise X937WriteError(field="cash_letter_id", reason=reason, value=letter_id)
        self._letter_ids.add(letter_id)
        self._letter, self._letter_totals, self._bundle_count = header, Totals(), 0
        self._sequence_numbers.clear()
        return self._data([header])

    def open_bundle(self, header: BundleHeader) -> bytes:
        """Begin a bundle in the cash letter."""
        if not self._letter or self._bundle:
            raise X937WriteError(field="the bundle", reason="must stand in a cash letter, not in "
                                 "another bundle")  # fmt: skip
        self._bundle, self._bundle_totals = header, Totals()
        self._bundle_count += 1
        return self._data([header])

    def item(self, item: Item, *, row: int | None = None) -> bytes:
        """Give a check, return or credit with its addenda and views; its addenda are counted.

        Raises:
            X937WriteError: a value does not fit, or its sequence number was there before.
        """
        detail = item.detail
        if isinstance(detail, CheckDetail | ReturnDetail):
            if not self._bundle:
                raise X937WriteError(field="the item", reason="must stand in a bundle", row=row)
            counted: Any = detail.replace(addendum_count=len(item.addenda))
            item = item._replace(detail=counted)
            self.take_sequence_number(detail.item_sequence_number, row=row)
        elif not self._letter:
            raise X937WriteError(field="the credit", reason="must stand in a cash letter", row=row)
        (self._bundle_totals if self._bundle else self._letter_totals).add(item)
        return self._data(item.records(), row=row)

    def take_sequence_number(self, sequence_number: str, *, row: int | None = None) -> None:
        """Refuse a sequence number that the cash letter has already."""
        if not sequence_number:
            return
        before = len(self._sequence_numbers)
        self._sequence_numbers.add(sequence_number)
        if len(self._sequence_numbers) == before:
            reason = f"{sequence_number} was there before in this cash letter"
            raise X937WriteError(field="item_sequence_number", reason=reason, row=row)

    def checks(self, writer: RowWriter, rows: Iterable[CheckRow], *, first_row: int = 0) -> (
        Iterator[bytes]
    ):  # fmt: skip
        """Give the records of many checks of the open bundle, in chunks.

        Raises:
            X937WriteError: a value does not fit; what was given of the file is to be thrown away.
        """
        pieces: list[bytes] = []
        size = 0
        totals = self._bundle_totals
        records_each = 5 + writer.profile.addendum_a + 2 * writer.profile.analysis
        for number, row in enumerate(rows, first_row):
            self.take_sequence_number(f"{row.sequence_number:015d}", row=number)
            pieces += writer.data_of(row, number)
            size += len(row.front) + len(row.back)
            totals.item_count += 1
            totals.total_cents += row.amount_cents
            totals.image_count += 2
            if row.micr_valid_indicator == "1":
                totals.micr_valid_cents += row.amount_cents
            self.record_count += records_each
            if size >= CHUNK_SIZE:
                yield b"".join(pieces)
                pieces, size = [], 0
        yield b"".join(pieces)

    def close_bundle(self, *, user_field: str = "") -> bytes:
        """End the bundle with its counts and totals."""
        totals = self._bundle_totals
        if not self._bundle or not totals.items(with_credits=True):
            raise X937WriteError(field="the bundle", reason="has no items")
        if totals.item_count > BUNDLE_ITEMS_MAX:
            reason = f"has more than {BUNDLE_ITEMS_MAX:,} items"
            raise X937WriteError(field="the bundle", reason=reason)
        with_credits = bool(self.credit_in_totals)
        self._bundle = None
        self._letter_totals.add_all(totals)
        return self._control(
            BundleControl(
                item_count=totals.items(with_credits=with_credits),
                total_cents=totals.cents(with_credits=with_credits),
                micr_valid_total_cents=totals.micr_valid_cents,
                image_count=totals.images(with_credits=with_credits),
                user_field=user_field,
                credit_total_indicator=self._indicator,
            )
        )

    def close_cash_letter(self, *, institution_name: str = "", settlement_date: str = "") -> bytes:
        """End the cash letter with its counts and totals."""
        if not self._letter or self._bundle:
            raise X937WriteError(field="the cash letter", reason="is not open, or a bundle is")
        totals, with_credits = self._letter_totals, bool(self.credit_in_totals)
        self._letter = None
        self.cash_letter_count += 1
        self.totals.add_all(totals)
        return self._control(
            CashLetterControl(
                bundle_count=self._bundle_count,
                item_count=totals.items(with_credits=with_credits),
                total_cents=totals.cents(with_credits=with_credits),
                image_count=totals.images(with_credits=with_credits),
                ece_institution_name=institution_name,
                settlement_date=settlement_date,
                credit_total_indicator=self._indicator,
            )
        )

    def finish(self, *, contact_name: str = "", contact_phone_number: str = "") -> bytes:
        """Give the file control."""
        if self._letter or not self.cash_letter_count:
            raise X937WriteError(field="the file", reason="has no cash letter, or an open one")
        with_credits = bool(self.credit_in_totals)
        return self._control(
            FileControl(
                cash_letter_count=self.cash_letter_count,
                record_count=self.record_count + 1,
                item_count=self.totals.items(with_credits=with_credits),
                total_cents=self.totals.cents(with_credits=with_credits),
                immediate_origin_contact_name=contact_name,
                immediate_origin_contact_phone_number=contact_phone_number,
                credit_total_indicator=self._indicator,
            )
        )

    @property
    def _indicator(self) -> str:
        return "" if self.credit_in_totals is None else str(int(self.credit_in_totals))

    def _control(self, control: AnyControl) -> bytes:
        return self._data([control])

    def _data(self, records: Iterable[Record], *, row: int | None = None) -> bytes:
        kept = list(records)
        for record in kept:
            _refuse(record, row=row)
        self.record_count += len(kept)
        return b"".join(framed((one.to_data(self.form.encoding) for one in kept), self.form))


@dataclass(frozen=True, kw_only=True, slots=True)
class Deposit:
    """The checks that go to one bank account on one day: a cash letter of their own."""

    cash_letter_id: str
    business_date: date
    account_number: str  # that is credited, as on the deposit slip's MICR line
    account_routing_number: str = ""  # of its bank; else where the cash letter goes
    total_cents: int = 0  # of the checks, for the deposit slip; proven when all were written
    credit_sequence_number: int = 0  # unique among the items of the cash letter
    cycle_number: str = ""
    deposit_branch: str = ""
    contact_name: str = ""
    contact_phone_number: str = ""


class DepositWriter:
    """Writes deposits as cash letters, by a bank's profile: `start`, `deposit` for each, `finish`.

    Bundles are opened and closed as the bank limits them; the deposit slip stands where it wants
    it. `totals` and `record_count` of `file` are for the caller's own books.
    """

    def __init__(
        self, profile: BankProfile, *, created_at: datetime, file_id_modifier: str = "",
        is_test: bool = False, is_resent: bool = False,
    ):  # fmt: skip
        """Prepare a file; `created_at` is in the time that the bank wants (Eastern unless told)."""
        self.profile = profile
        self.created_at = created_at
        header = FileHeader(
            standard_level=profile.standard_level,
            test_file_indicator="T" if is_test else "P",
            immediate_destination_routing_number=profile.immediate_destination_routing_number,
            immediate_origin_routing_number=profile.immediate_origin_routing_number,
            file_creation_date=f"{created_at:%Y%m%d}",
            file_creation_time=f"{created_at:%H%M}",
            resend_indicator="Y" if is_resent else "N",
            immediate_destination_name=profile.immediate_destination_name,
            immediate_origin_name=profile.immediate_origin_name,
            file_id_modifier=file_id_modifier,
            country_code=profile.country_code,
            companion_document_indicator=profile.companion_document_indicator,
        )
        self.file = FileWriter(header, profile.form, credit_in_totals=profile.credit_in_totals)

    def start(self) -> bytes:
        """Give the file header."""
        return self.file.start()

    def deposit(self, deposit: Deposit, rows: Iterable[CheckRow]) -> Iterator[bytes]:
        """Give a cash letter, in chunks: header, deposit slip, bundles and control.

        Raises:
            X937WriteError: a value does not fit, or the deposit slip is not the sum of the checks;
                what was given of the file is to be thrown away.
        """
        writer = RowWriter(self.profile, self._facts(deposit))
        slip = self._slip(deposit)
        before = self.file.totals.total_cents
        yield self.file.open_cash_letter(self._letter_header(deposit))
        in_bundle = self.profile.credit_placement is CreditPlacement.BUNDLE
        if slip and not in_bundle:
            yield self.file.item(slip)
        source = _Bundles(rows, self.profile)
        for sequence in count(1):
            if source.is_done:
                break
            yield self.file.open_bundle(self._bundle_header(deposit, sequence))
            if slip and in_bundle and sequence == 1:
                yield self.file.item(slip)
            yield from self.file.checks(writer, source.bundle(), first_row=source.row_count)
            yield self.file.close_bundle()
        yield self.file.close_cash_letter(institution_name=self.profile.ece_institution_name)
        self._refuse_size(source.row_count)
        total = self.file.totals.total_cents - before
        if slip and total != deposit.total_cents:
            reason = f"is {deposit.total_cents}, but the checks add up to {total}"
            raise X937WriteError(field="total_cents", reason=reason)

    def finish(self) -> bytes:
        """Give the file control."""
        return self.file.finish()

    def _refuse_size(self, item_count: int) -> None:
        profile = self.profile
        for field, found, most in (
            ("the cash letter", item_count, profile.cash_letter_items_max),
            ("the file", self.file.totals.item_count, profile.file_items_max),
        ):
            if most is not None and found > most:
                reason = f"has {found} checks, more than the {most} that the bank takes"
                raise X937WriteError(field=field, reason=reason)

    @property
    def _institution(self) -> str:
        profile = self.profile
        return profile.ece_institution_routing_number or profile.immediate_origin_routing_number

    @property
    def _destination(self) -> str:
        profile = self.profile
        return profile.destination_routing_number or profile.immediate_destination_routing_number

    def _facts(self, deposit: Deposit) -> RowFacts:
        return RowFacts(
            institution=self._institution,
            return_location=self.profile.return_location_routing_number or self._institution,
            business_date=f"{deposit.business_date:%Y%m%d}",
            cycle_number=deposit.cycle_number,
            deposit_account_number=deposit.account_number,
            deposit_branch=deposit.deposit_branch,
        )

    def _slip(self, deposit: Deposit) -> Item | None:
        profile = self.profile
        shared: dict[str, Any] = {
            "posting_bank_routing_number": deposit.account_routing_number or self._destination,
            "on_us": f"{deposit.account_number}/",
            "amount_cents": deposit.total_cents,
            "item_sequence_number": f"{deposit.credit_sequence_number:015d}",
            "documentation_type_indicator": profile.documentation_type_indicator,
            "account_type_code": profile.credit_account_type,
            "source_of_work_code": profile.credit_source_of_work,
        }
        if profile.credit is CreditKind.STANDARD:
            return Item(Credit(**shared))
        return Item(BankCredit(**shared)) if profile.credit is CreditKind.BANK else None

    def _letter_header(self, deposit: Deposit) -> CashLetterHeader:
        return CashLetterHeader(
            collection_type_indicator=self.profile.collection_type_indicator,
            destination_routing_number=self._destination,
            ece_institution_routing_number=self._institution,
            cash_letter_business_date=f"{deposit.business_date:%Y%m%d}",
            cash_letter_creation_date=f"{self.created_at:%Y%m%d}",
            cash_letter_creation_time=f"{self.created_at:%H%M}",
            cash_letter_documentation_type_indicator=self.profile.documentation_type_indicator,
            cash_letter_id=deposit.cash_letter_id,
            originator_contact_name=deposit.contact_name,
            originator_contact_phone_number=deposit.contact_phone_number,
        )

    def _bundle_header(self, deposit: Deposit, sequence: int) -> BundleHeader:
        return BundleHeader(
            collection_type_indicator=self.profile.collection_type_indicator,
            destination_routing_number=self._destination,
            ece_institution_routing_number=self._institution,
            bundle_business_date=f"{deposit.business_date:%Y%m%d}",
            bundle_creation_date=f"{self.created_at:%Y%m%d}",
            bundle_id=f"{sequence}",
            bundle_sequence_number=f"{sequence:04d}",
            cycle_number=deposit.cycle_number,
        )


class _Bundles:
    """Cuts the checks of a deposit into bundles, as a bank limits them."""

    def __init__(self, rows: Iterable[CheckRow], profile: BankProfile):
        self.row_count = 0  # of the bundles given so far
        self._rows = iter(rows)
        self._next = next(self._rows, None)
        self._items_max = min(profile.bundle_items_max, BUNDLE_ITEMS_MAX)
        self._cents_max = profile.bundle_amount_max_cents

    @property
    def is_done(self) -> bool:
        """Tell whether there are no more checks."""
        return self._next is None

    def bundle(self) -> Iterator[CheckRow]:
        """Give the checks of the next bundle."""
        item_count = cents = 0
        while (row := self._next) is not None:
            if self._cents_max is not None:
                cents += row.amount_cents
            is_over = self._cents_max is not None and cents > self._cents_max
            if item_count >= self._items_max or (is_over and item_count):
                break
            yield row
            item_count += 1
            self.row_count += 1
            self._next = next(self._rows, None)


def _refuse(record: Record, *, row: int | None) -> None:
    """Refuse a record that an exchange would.

    Raises:
        X937WriteError: a field of it does not fit.
    """
    report = Report()
    form.check(record, report)
    for problem in report.problems:
        if problem.severity is Severity.ERROR:
            raise X937WriteError(
                field=problem.field or type(record).__name__,
                reason=f"is refused: {problem.message}",
                value=problem.value or "",
                row=row,
            )
    if isinstance(record, ImageViewData) and (
        record.number_of("image_length") != len(record.image)
        or (record.number_of("digital_signature_length") or 0) != len(record.digital_signature)
    ):
        reason = "is not that of the bytes that follow"
        raise X937WriteError(field="image_length", reason=reason, row=row)
