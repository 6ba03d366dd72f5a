"""Files with one fault in what banks send each other: returns, notifications, and answers."""

from collections.abc import Iterator

from tests.formats.nacha import samples
from tests.formats.nacha.corpus.making import (
    Fault,
    cut,
    edited,
    insert,
    ppd,
    put,
    sample,
    settle,
    swap,
)

from rentrail.formats import nacha

TRACE, RDFI = "original_entry_trace_number", "original_rdfi_identification"
DATA = "corrected_data"
# The sample, the line, the column, what is written there, and what is to be told.
FIELDS = (
    ("return-code-unknown", "PPD-returned", 4, 4, "R99", "return.code", "return_reason_code",
     "Return code R99"),
    ("return-code-blank", "PPD-returned", 4, 4, "   ", "field.mandatory", "return_reason_code",
     "No return code"),
    ("return-code-of-another-class", "PPD-returned", 4, 4, "R31", "return.code-class",
     "return_reason_code", "R31 on a PPD entry"),
    ("return-code-of-checks", "PPD-returned", 4, 4, "R37", "return.code-class",
     "return_reason_code", "R37 on an entry that is no converted check"),
    ("return-code-of-credits", "PPD-returned", 4, 4, "R23", "return.code-direction",
     "return_reason_code", "R23 on a debit"),
    ("return-code-of-debits", "CIE-returned", 4, 4, "R01", "return.code-direction",
     "return_reason_code", "R01 on a credit"),
    ("return-date-of-death-without-death", "PPD-returned", 4, 22, "260220",
     "return.date-of-death", "date_of_death", "A date of death with R03"),
    ("return-original-trace-zeros", "PPD-returned", 4, 7, "0" * 15, "return.original-trace",
     TRACE, "A return of no entry"),
    ("return-original-rdfi-zeros", "PPD-returned", 4, 28, "0" * 8, "return.original-rdfi", RDFI,
     "A return from no bank"),
    ("return-addenda-trace", "PPD-returned", 4, 94, "9", "entry.addenda-trace", "trace_number",
     "An addenda 99 with another trace number"),
    ("return-settlement-date", "PPD-returned", 2, 76, "367", "batch.settlement-date",
     "settlement_date", "A return that settled on day 367"),
    ("return-code-use", "PPD-returned", 3, 2, "27", "entry.return-code-use",
     "transaction_code", "A return with the code of a forward debit"),
    ("return-check-digit", "PPD-returned", 3, 12, "2", "entry.check-digit", "check_digit",
     "A return to a number that fails its check digit"),
    ("dishonor-obsolete-code", "dishonored", 4, 4, "R63", "return.code-obsolete",
     "dishonored_return_reason_code", "A dishonor with the obsolete R63"),
    ("dishonor-return-code", "dishonored", 4, 57, "99", "dishonor.return-code",
     "return_reason_code", "A dishonor of the return code 99"),
    ("dishonor-r70-of-r03", "dishonored", 4, 4, "R70", "dishonor.return-code",
     "return_reason_code", "R70 answers R03"),
    ("dishonor-r69-without-fields", "dishonored", 4, 4, "R69", "dishonor.field-errors",
     "addenda_information", "R69 that does not say what was wrong"),
    ("dishonor-settlement-date", "dishonored", 4, 54, "000", "return.settlement-date",
     "return_settlement_date", "A return that settled on day 0"),
    ("dishonor-reserved", "dishonored", 4, 22, "X", "field.reserved", "reserved",
     "Text in reserved columns of a dishonor"),
    ("dishonor-return-trace-blank", "dishonored", 4, 39, " " * 15, "field.mandatory",
     "return_trace_number", "A dishonor of no return"),
    ("contest-dishonor-code", "contested", 4, 77, "03", "contest.dishonor-code",
     "dishonored_return_reason_code", "A contest of the dishonor 03"),
    ("contest-return-date", "contested", 4, 22, "260230", "contest.return-date",
     "original_entry_return_date", "A return of the 30th of February"),
    ("contest-settlement-date", "contested", 4, 36, "399", "return.settlement-date",
     "original_settlement_date", "An entry that settled on day 399"),
    ("contest-return-code", "contested", 4, 57, "99", "dishonor.return-code",
     "return_reason_code", "A contest about the return code 99"),
    ("notification-code-unknown", "PPD-notified", 4, 4, "C99", "notification.code",
     "change_code", "Change code C99"),
    ("notification-code-retired", "PPD-notified", 4, 4, "C10", "notification.code",
     "change_code", "The retired change code C10"),
    ("notification-code-blank", "PPD-notified", 4, 4, "   ", "field.mandatory", "change_code",
     "No change code"),
    ("notification-code-of-iat", "PPD-notified", 4, 4, "C08", "notification.code-class",
     "change_code", "C08, which only international entries have, about a PPD entry"),
    ("iat-notification-code-of-others", "IAT-notified", 11, 4, "C04", "notification.code-class",
     "change_code", "C04, which international entries have not, about one"),
    ("notification-data-blank", "PPD-notified", 4, 36, " " * 29, "notification.corrected-data",
     DATA, "A correction that corrects nothing"),
    ("notification-data-out-of-place", "PPD-notified", 4, 60, "X", "notification.corrected-data",
     DATA, "Text behind the corrected account number"),
    ("notification-original-trace-zeros", "PPD-notified", 4, 7, "0" * 15,
     "return.original-trace", TRACE, "A notification about no entry"),
    ("notification-original-rdfi-zeros", "PPD-notified", 4, 28, "0" * 8,
     "return.original-rdfi", RDFI, "A notification from no bank"),
    ("notification-reserved", "PPD-notified", 4, 65, "X", "field.reserved", "reserved_2",
     "Text in reserved columns of a notification"),
    ("notification-class", "PPD-notified", 2, 51, "PPD", "batch.notification-class",
     "standard_entry_class_code", "A notification of change of class PPD"),
    ("notification-addenda-indicator", "PPD-notified", 3, 79, "0", "entry.addenda-indicator",
     "addenda_indicator", "A notification that does not announce its addenda"),
    ("refusal-change-code", "notification-refused", 4, 65, "C99", "notification.code",
     "change_code", "A refusal of the change code C99"),
    ("refusal-change-code-blank", "notification-refused", 4, 65, "   ", "field.mandatory",
     "change_code", "A refusal that does not say what is refused"),
    ("refusal-sequence-zeros", "notification-refused", 4, 68, "0" * 7,
     "notification.refused-trace", "trace_sequence_number", "A refusal of no notification"),
)  # fmt: skip


def faults() -> Iterator[Fault]:
    """Give them all."""
    for name, of, line, column, text, rule, field, shows in FIELDS:
        yield Fault(name, shows, edited(sample(of), put(line, column, text)), rule, line, field)
    for code, data, shows in (
        ("C02", "056005076", "A corrected routing number that fails its check digit"),
        (
            "C03",
            "056005076   1918171614",
            "A routing number with account that fails its check digit",
        ),
        ("C05", "99", "A corrected transaction code that there is not"),
        ("C07", "9900000001918171614       37", "A corrected routing number of no district"),
    ):
        made = nacha.write(samples.notified(change_code=code, corrected_data=data))
        yield Fault(
            f"notification-{code.lower()}-wrong", shows, made, "notification.corrected-data", 4,
            DATA,
        )  # fmt: skip
    yield Fault(
        "notification-with-amount", "A notification that moves money",
        edited(sample("PPD-notified"), put(3, 30, "0000000001"), settle),
        "entry.amount-unexpected", 3, "amount_cents",
    )  # fmt: skip
    yield Fault(
        "return-trace-of-another-bank", "A return whose trace starts with another bank",
        edited(sample("PPD-returned"), put(3, 80, "05600507"), put(4, 80, "05600507")),
        "entry.trace-prefix", 3, "trace_number",
    )  # fmt: skip
    yield Fault(
        "return-without-addenda", "A return that does not say why",
        edited(sample("PPD-returned"), cut(4), settle), "entry.addenda-missing", 3,
    )  # fmt: skip
    yield Fault(
        "iat-return-addenda-order", "A returned IAT entry whose addenda 11 stands before its 10",
        edited(sample("IAT-returned"), swap(4)), "iat.addenda-order", 3,
    )  # fmt: skip
    yield Fault(
        "iat-return-addenda-missing", "A returned IAT entry without its addenda 14",
        edited(sample("IAT-returned"), cut(8), settle), "iat.addenda-order", 3,
    )  # fmt: skip
    yield Fault(
        "return-addenda-before-others", "An addenda 99 before the remittance of a CTX entry",
        edited(
            sample("CTX"), cut(4), insert(4, sample("CTX-returned").decode().splitlines()[3]),
            settle,
        ),
        "entry.addenda-type", 4, "addenda_type_code",
    )  # fmt: skip
    forward = ppd().split(b"\n")[2].replace(b"076401250000001", b"123456780000002")
    mixed = sample("PPD-returned").split(b"\n")
    yield Fault(
        "return-among-forward-entries", "A forward entry in a batch of returns",
        edited(b"\n".join([*mixed[:4], forward, *mixed[4:]]), settle), "batch.mixed", 5,
    )  # fmt: skip
    yield Fault(
        "cor-without-notification", "A forward entry of class COR",
        edited(ppd(), put(2, 51, "COR")), "batch.notification-class", 2,
        "standard_entry_class_code",
    )  # fmt: skip
