"""Files with one fault in their lines, their header, a batch, a sum, or a bank's own rule."""

from collections.abc import Iterator

from tests.formats.nacha.conftest import ALICE, BOB
from tests.formats.nacha.corpus.making import (
    Fault,
    batches_of,
    cut,
    edited,
    insert,
    line_ends,
    move,
    ppd,
    put,
    repeat,
    sample,
    settle,
)

NINES = "9" * 94
HEADER_FIELDS = (
    ("priority-code", 2, "02", "file.priority-code", "priority_code", "Priority 02"),
    ("destination-check-digit", 13, "2", "file.destination", "immediate_destination",
     "A destination that fails its check digit"),
    ("destination-blank", 4, " " * 10, "field.mandatory", "immediate_destination",
     "No destination"),
    ("origin-blank", 14, " " * 10, "field.mandatory", "immediate_origin", "No origin"),
    ("origin-zeros", 14, "0" * 10, "field.mandatory", "immediate_origin", "An origin of zeros"),
    ("creation-date-impossible", 24, "260230", "file.creation-date", "file_creation_date",
     "Created on a 30th of February"),
    ("creation-date-letters", 24, "26FEB7", "field.digits", "file_creation_date",
     "A month in letters"),
    ("creation-time-impossible", 30, "2460", "file.creation-time", "file_creation_time",
     "Created at 24:60"),
    ("id-modifier-small-letter", 34, "a", "file.id-modifier", "file_id_modifier",
     "A small letter as ID modifier"),
    ("id-modifier-blank", 34, " ", "field.mandatory", "file_id_modifier", "No ID modifier"),
    ("record-size", 35, "095", "file.record-size", "record_size", "Records of 95 characters"),
    ("blocking-factor", 38, "01", "file.blocking-factor", "blocking_factor", "Blocks of one"),
    ("format-code", 40, "2", "file.format-code", "format_code", "Format 2"),
    ("header-accent", 64, "\xc9", "file.characters", "immediate_origin_name",
     "A letter with an accent in the sender's name"),
)  # fmt: skip
BATCH_FIELDS = (
    ("service-class-unknown", 2, "210", "batch.service-class", "service_class_code",
     "Service class 210"),
    ("service-class-of-advices", 2, "280", "batch.service-class", "service_class_code",
     "The service class of advices on PPD entries"),
    ("company-name-blank", 5, " " * 16, "field.mandatory", "company_name", "No company name"),
    ("company-name-zeros", 5, "0" * 16, "batch.zeros", "company_name",
     "A company name of zeros"),
    ("company-identification-blank", 41, " " * 10, "field.mandatory", "company_identification",
     "No company identification"),
    ("description-blank", 54, " " * 10, "field.mandatory", "company_entry_description",
     "No entry description"),
    ("description-zeros", 54, "0" * 10, "batch.zeros", "company_entry_description",
     "An entry description of zeros"),
    ("description-small-letters", 54, "reversal  ", "batch.description-capitals",
     "company_entry_description", "REVERSAL in small letters"),
    ("description-payroll-on-debits", 54, "PAYROLL   ", "batch.description-unfit",
     "company_entry_description", "PAYROLL on debits"),
    ("description-purchase-on-ppd", 54, "PURCHASE  ", "batch.description-unfit",
     "company_entry_description", "PURCHASE on PPD debits"),
    ("company-name-indented", 5, " MAPLE COURT    ", "field.justification", "company_name",
     "A company name that starts in the second column"),
    ("effective-date-impossible", 70, "260230", "batch.effective-date", "effective_entry_date",
     "Effective on a 30th of February"),
    ("effective-date-letters", 70, "2603O2", "field.digits", "effective_entry_date",
     "An O for a zero in the effective date"),
    ("effective-date-blank", 70, " " * 6, "field.required", "effective_entry_date",
     "No effective date"),
    ("effective-date-weekend", 70, "260301", "batch.effective-date-weekend",
     "effective_entry_date", "Effective on a Sunday"),
    ("effective-date-holiday", 70, "260525", "batch.effective-date-holiday",
     "effective_entry_date", "Effective on Memorial Day"),
    ("settlement-date-filled-in", 76, "061", "batch.settlement-date-present", "settlement_date",
     "The originator put in the settlement date"),
    ("settlement-date-impossible", 76, "400", "batch.settlement-date", "settlement_date",
     "Settled on day 400 of the year"),
    ("originator-status", 79, "3", "batch.originator-status", "originator_status_code",
     "Originator status 3"),
    ("same-day-mark-without-time", 64, "SDNOON", "batch.same-day-mark",
     "company_descriptive_date", "A same-day mark whose time is no time"),
    ("batch-header-tab", 21, "\t", "file.characters", "company_discretionary_data",
     "A tab in the batch header"),
)  # fmt: skip
BATCH_CONTROL_FIELDS = (
    ("service-class", 2, "200", "batch.control-service-class", "service_class_code"),
    ("count", 5, "000003", "batch.entry-addenda-count", "entry_addenda_count"),
    ("hash", 11, "0000000001", "batch.entry-hash", "entry_hash"),
    ("debits", 21, "000000215051", "batch.total-debit", "total_debit_cents"),
    ("credits", 33, "000000000001", "batch.total-credit", "total_credit_cents"),
    ("company", 45, "9876543210", "batch.control-company-identification",
     "company_identification"),
    ("reserved", 74, "X", "field.reserved", "reserved"),
    ("odfi", 80, "12345678", "batch.control-odfi", "odfi_identification"),
    ("number", 88, "0000002", "batch.control-number", "batch_number"),
    ("count-letters", 5, "00000X", "field.numeric", "entry_addenda_count"),
)  # fmt: skip
FILE_CONTROL_FIELDS = (
    ("batches", 2, "000002", "file.batch-count", "batch_count"),
    ("blocks", 8, "000002", "file.block-count", "block_count"),
    ("count", 14, "00000003", "file.entry-addenda-count", "entry_addenda_count"),
    ("hash", 22, "0000000001", "file.entry-hash", "entry_hash"),
    ("debits", 32, "000000215051", "file.total-debit", "total_debit_cents"),
    ("credits", 44, "000000000001", "file.total-credit", "total_credit_cents"),
    ("reserved", 56, "X", "field.reserved", "reserved"),
    ("hash-blank", 22, " " * 10, "field.numeric", "entry_hash"),
)  # fmt: skip


def faults() -> Iterator[Fault]:
    """Give them all."""
    for name, column, text, rule, field, shows in HEADER_FIELDS:
        yield Fault(f"file-{name}", shows, edited(ppd(), put(1, column, text)), rule, 1, field)
    for name, column, text, rule, field, shows in BATCH_FIELDS:
        settled = settle if name.startswith(("service", "company-i")) else bytes
        data = edited(ppd(), put(2, column, text), settled)
        also = "field.required" if name == "company-identification-blank" else ""
        yield Fault(f"batch-{name}", shows, data, rule, 2, field, also)
    for name, column, text, rule, field in BATCH_CONTROL_FIELDS:
        shows = f"A batch control with wrong {field.replace('_', ' ')}"
        data = edited(ppd(), put(5, column, text))
        yield Fault(f"batch-control-{name}", shows, data, rule, 5, field)
    for name, column, text, rule, field in FILE_CONTROL_FIELDS:
        shows = f"A file control with wrong {field.replace('_', ' ')}"
        data = edited(ppd(), put(6, column, text))
        yield Fault(f"file-control-{name}", shows, data, rule, 6, field)
    yield from _lines()
    yield from _batches()
    yield from _days()
    yield from _banks()


def _lines() -> Iterator[Fault]:
    short = ppd().replace(b"076401250000002\n", b"07640125000000\n")
    yield Fault("line-short", "An entry of 93 characters", short, "file.record-length", 4)
    long = ppd().replace(b"076401250000002\n", b"076401250000002 \n")
    yield Fault("line-long", "An entry of 95 characters", long, "file.record-length", 4)
    trimmed = ppd().replace(b" " * 39 + b"\n", b"\n", 1)
    yield Fault(
        "line-trimmed-by-an-editor", "The file control lost its blanks", trimmed,
        "file.record-length", 6,
    )  # fmt: skip
    padding = edited(ppd(), put(9, 94, ""), lambda data: data.replace(b"9" * 94, b"9" * 93, 1))
    yield Fault(
        "padding-short",
        "A line of 93 nines",
        padding,
        "file.record-length",
        7,
        also="file.blocking",
    )
    yield Fault(
        "line-ends-of-two-sorts", "CRLF behind the first line, LF behind the others",
        ppd().replace(b"\n", b"\r\n", 1), "file.line-ends", None,
    )  # fmt: skip
    yield Fault(
        "line-blank", "A blank line between two entries", edited(ppd(), insert(4, ""), cut(8)),
        "file.blank-line", 4,
    )  # fmt: skip
    yield Fault(
        "batch-control-company-indented", "A company identification that starts late in a control",
        edited(ppd(company_identification="123456789"), put(5, 45, " 123456789")),
        "field.justification", 5, "company_identification",
    )  # fmt: skip
    yield Fault(
        "line-blank-at-the-end", "A blank line behind the padding", ppd() + b"\n",
        "file.trailing-data", 11,
    )  # fmt: skip
    yield Fault(
        "end-of-file-mark", "Control-Z behind the padding", ppd() + b"\x1a",
        "file.trailing-data", 11,
    )  # fmt: skip
    yield Fault(
        "record-type-unknown", "A line that starts with 4",
        edited(ppd(), insert(4, "4" * 94), cut(8)),
        "file.record-type", 4,
    )  # fmt: skip
    yield Fault(
        "record-type-byte-order-mark", "A byte order mark before the file header",
        b"\xef\xbb\xbf" + ppd(), "file.record-type", 1, also="file.header-missing",
    )  # fmt: skip
    yield Fault(
        "file-header-missing",
        "No file header",
        edited(ppd(), cut(1), insert(6, NINES)),
        "file.header-missing",
        1,
    )
    yield Fault(
        "file-header-twice",
        "A second file header",
        edited(ppd(), repeat(1), cut(8)),
        "file.order",
        2,
    )
    yield Fault(
        "file-control-missing", "Cut off before the file control", edited(ppd(), cut(6, 5)),
        "file.control-missing", None,
    )  # fmt: skip
    yield Fault(
        "batch-control-missing", "A batch that does not end",
        edited(ppd(), cut(5), insert(6, NINES)),
        "batch.control-missing", 2,
    )  # fmt: skip
    yield Fault(
        "entry-outside-a-batch", "An entry before the batch header",
        edited(ppd(), move(3, 2)), "file.order", 2,
        also="batch.entry-addenda-count batch.entry-hash batch.total-debit "
        "file.entry-addenda-count file.entry-hash file.total-debit",
    )  # fmt: skip
    yield Fault(
        "addenda-before-its-entry", "An addenda that belongs to no entry",
        edited(ppd(ALICE._replace(payment_related_information="RENT")), move(4, 3)),
        "file.order", 3,
        also="entry.addenda-indicator batch.entry-addenda-count file.entry-addenda-count",
    )  # fmt: skip
    yield Fault(
        "record-behind-the-file-control", "An entry behind the file control",
        edited(ppd(), insert(7, ppd().decode().split("\n")[2])), "file.order", 7,
    )  # fmt: skip
    yield Fault(
        "padding-before-the-file-control", "A line of nines before the file control",
        edited(ppd(), move(7, 6)), "file.order", 6,
    )  # fmt: skip
    yield Fault(
        "padding-missing", "The last block is not filled", edited(ppd(), cut(7, 4)),
        "file.padding", 6,
    )  # fmt: skip
    yield Fault(
        "padding-one-line-short", "Three lines of nines where four fill the block",
        edited(ppd(), cut(7)), "file.blocking", 6,
    )  # fmt: skip
    yield Fault(
        "padding-of-a-whole-block", "Ten lines of nines more than needed",
        ppd() + f"{NINES}\n".encode() * 10, "file.blocking", 6,
    )  # fmt: skip
    yield Fault(
        "no-line-ends-and-cut-off", "A file without line ends whose end is missing",
        edited(ppd(), line_ends(""), lambda data: data[:-10]), "file.record-length", 10,
        also="file.blocking",
    )  # fmt: skip
    yield Fault(
        "batch-empty", "A batch without entries",
        edited(batches_of(({}, [ALICE]), ({}, [BOB])), cut(6), settle), "batch.empty", 5,
    )  # fmt: skip
    yield Fault(
        "file-empty", "A file that moves nothing", edited(ppd(), cut(2, 4), settle),
        "file.empty", None,
    )  # fmt: skip


def _batches() -> Iterator[Fault]:
    two = batches_of(({}, [ALICE]), ({}, [BOB]))
    number = "batch_number"
    yield Fault(
        "batch-number-twice", "Two batches of one number",
        edited(two, put(5, 88, "0000001"), settle), "batch.number-unique", 5, number,
    )  # fmt: skip
    yield Fault(
        "batch-number-falls", "Batch 3 before batch 2",
        edited(two, put(2, 88, "0000003"), settle), "batch.number-order", 5, number,
    )  # fmt: skip
    yield Fault(
        "batch-class-unknown", "The class PPP", edited(ppd(), put(2, 51, "PPP")),
        "batch.sec-code", 2, "standard_entry_class_code",
    )  # fmt: skip
    yield Fault(
        "batch-class-small-letters", "The class ppd", edited(ppd(), put(2, 51, "ppd")),
        "batch.sec-code", 2, "standard_entry_class_code",
    )  # fmt: skip
    for name, sec_code, described in (
        ("rck", "RCK", "REDEPCHECK"), ("xck", "XCK", "NO CHECK"), ("enr", "ENR", "AUTOENROLL")
    ):  # fmt: skip
        yield Fault(
            f"batch-{name}-described-otherwise", f"{sec_code} not described as {described}",
            edited(sample(sec_code), put(2, 54, "RENT      ")), "batch.description-mandated", 2,
            "company_entry_description",
        )  # fmt: skip
    yield Fault(
        "batch-dne-of-a-bank", "A death notification that is not a federal agency's",
        edited(sample("DNE"), put(2, 79, "1")), "batch.originator-status", 2,
        "originator_status_code",
    )  # fmt: skip
    yield Fault(
        "batch-adv-of-an-originator", "Advices that are not the operator's",
        edited(sample("ADV"), put(2, 79, "1")), "batch.originator-status", 2,
        "originator_status_code",
    )  # fmt: skip
    yield Fault(
        "batch-odfi-of-no-district", "An ODFI whose number starts with 99",
        edited(ppd(), put(2, 80, "99640125"), put(3, 80, "99640125"),
               put(4, 80, "99640125"), settle),
        "batch.odfi", 2, "odfi_identification",
    )  # fmt: skip
    yield Fault(
        "batch-effective-date-000000", "An effective date of zeros",
        edited(ppd(), put(2, 70, "000000")),
        "batch.effective-date", 2, "effective_entry_date",
    )  # fmt: skip
    yield Fault(
        "batch-same-day-of-iat-class", "An enrollment that asks for a same-day window",
        edited(sample("ENR"), put(2, 64, "SD1300")), "batch.same-day-class", 2,
        "company_descriptive_date",
    )  # fmt: skip
    advices, entries = sample("ADV").split(b"\n"), ppd().split(b"\n")
    mixed = b"\n".join([*advices[:4], *entries[1:5], *advices[4:]])
    yield Fault(
        "file-advices-among-entries", "Advices and other entries in one file",
        edited(mixed, put(5, 88, "0000002"), settle), "file.control-layout", 9,
    )  # fmt: skip


def _days() -> Iterator[Fault]:
    name, data = "effective_entry_date", ppd()
    yield Fault(
        "day-past", "Effective the day before", data, "batch.effective-date-past", 2, name,
        today="2026-03-03",
    )  # fmt: skip
    yield Fault(
        "day-today", "Effective today, without a same-day mark", data,
        "batch.effective-date-today", 2, name, today="2026-03-02",
    )  # fmt: skip
    yield Fault(
        "day-far-for-debits", "Debits two banking days ahead", data,
        "batch.effective-date-far", 2, name, today="2026-02-26",
    )  # fmt: skip
    yield Fault(
        "day-far-for-credits", "Credits three banking days ahead",
        ppd(ALICE._replace(transaction_code=22), service_class_code=220),
        "batch.effective-date-far", 2, name, today="2026-02-25",
    )  # fmt: skip
    yield Fault(
        "day-same-day-mark-ahead", "A same-day mark on a batch for tomorrow",
        ppd(company_descriptive_date="SD1300"), "batch.same-day-mark", 2,
        "company_descriptive_date", today="2026-02-27",
    )  # fmt: skip
    yield Fault(
        "day-same-day-over-the-limit", "A same-day entry of more than a million",
        ppd(ALICE._replace(amount_cents=100_000_001), company_descriptive_date="SD1300"),
        "entry.same-day-amount", 3, "amount_cents", today="2026-03-02",
    )  # fmt: skip
    yield Fault(
        "file-sent-twice", "The same file once more",
        edited(ppd(), put(3, 88, "0000011"), put(4, 88, "0000012")),
        "file.duplicate", 1, sent_before="mixed-debits-and-credits.ach",
    )  # fmt: skip
    yield Fault(
        "entry-sent-before", "An entry that went out with another file",
        edited(ppd(BOB), put(1, 34, "C")), "entry.trace-known", 3, "trace_number",
        sent_before="mixed-debits-and-credits.ach",
    )  # fmt: skip


def _banks() -> Iterator[Fault]:
    """Against each rule that a bank may add; banks.toml has them under the files' names."""
    data = ppd()
    for name, rule, line, field, shows in (
        ("class", "odfi.sec-code", 2, "standard_entry_class_code", "A bank takes CCD only"),
        ("service-class", "odfi.service-class", 2, "service_class_code",
         "A bank takes batches of both directions only"),
        ("balanced", "odfi.balance", 2, "", "A bank wants balanced batches"),
        ("entry-limit", "odfi.entry-amount", 3, "amount_cents", "A bank limits entries to 1,000"),
        ("batch-limit", "odfi.batch-amount", 2, "", "A bank limits batches to 2,000"),
        ("file-limit", "odfi.file-amount", 6, "", "A bank limits files to 2,000"),
        ("header", "odfi.file-header", 1, "immediate_origin", "A bank wants another origin"),
        ("company", "odfi.company-identification", 2, "company_identification",
         "A bank knows another company"),
        ("odfi", "odfi.odfi-identification", 2, "odfi_identification",
         "The bank has another number"),
        ("lead-time", "odfi.lead-time", 2, "effective_entry_date",
         "A bank wants files two banking days ahead"),
        ("line-ends", "odfi.line-ends", None, "", "A bank wants CRLF"),
        ("padding", "odfi.padding", 6, "", "A bank wants no padding"),
        ("file-size", "odfi.file-size", None, "", "A bank takes files of five records"),
        ("description", "odfi.description", 2, "company_entry_description",
         "A bank wants its own description"),
    ):  # fmt: skip
        today = "2026-02-27" if name == "lead-time" else ""
        yield Fault(
            f"bank-{name}", shows, data, rule, line, field, today=today, bank=f"bank-{name}"
        )
    yield Fault(
        "bank-unbalanced", "A bank makes the other side itself",
        ppd(ALICE, ALICE._replace(transaction_code=22, trace_sequence=2), service_class_code=200),
        "odfi.balance", 2, bank="bank-unbalanced",
    )  # fmt: skip
    yield Fault(
        "bank-capitals", "A bank wants capitals",
        ppd(ALICE._replace(individual_name="Alice Resident")), "odfi.lower-case", 3,
        "individual_name", bank="bank-capitals",
    )  # fmt: skip
    prenote = BOB._replace(transaction_code=38, amount_cents=0)
    yield Fault(
        "bank-prenotes", "A bank takes no prenotes", ppd(ALICE, prenote), "odfi.prenote", 4,
        "transaction_code", bank="bank-prenotes",
    )  # fmt: skip
    yield Fault(
        "bank-prenotes-apart", "A bank wants prenotes in batches of their own",
        ppd(ALICE, prenote), "odfi.prenote", 2, bank="bank-prenotes-apart",
    )  # fmt: skip
    yield Fault(
        "bank-same-day", "A bank takes no same-day batches",
        ppd(company_descriptive_date="SD1300"), "odfi.same-day", 2, "effective_entry_date",
        today="2026-03-02", bank="bank-same-day",
    )  # fmt: skip
