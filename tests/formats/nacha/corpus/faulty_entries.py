"""Files with one fault in a forward entry or its addenda."""

from collections.abc import Iterator

from tests.formats.nacha.conftest import ALICE, BOB
from tests.formats.nacha.corpus.making import (
    Fault,
    batches_of,
    cut,
    edited,
    ppd,
    put,
    repeat,
    sample,
    settle,
    swap,
)

# Of a file of PPD debits: Alice's entry is on line 3.
PPD_FIELDS = (
    ("transaction-code-99", 2, "99", "entry.transaction-code", "transaction_code",
     "Transaction code 99"),
    ("transaction-code-letters", 2, "2X", "field.numeric", "transaction_code",
     "A letter in the transaction code"),
    ("credit-among-debits", 2, "22", "entry.service-class", "transaction_code",
     "A credit in a batch of debits"),
    ("loan-debit", 2, "55", "entry.loan-debit", "transaction_code", "A debit of a loan account"),
    ("advice-code", 2, "82", "entry.advice-code", "transaction_code", "An advice's code"),
    ("prenote-with-amount", 2, "28", "entry.amount-unexpected", "amount_cents",
     "A prenote of 1,200.00"),
    ("check-digit", 12, "1", "entry.check-digit", "check_digit", "A wrong check digit"),
    ("check-digit-letter", 12, "O", "field.numeric", "check_digit", "An O as check digit"),
    ("routing-number-of-no-district", 4, "990000000", "entry.routing-number",
     "rdfi_identification", "A routing number that starts with 99"),
    ("routing-number-zeros", 4, "000000000", "entry.routing-number", "rdfi_identification",
     "A routing number of zeros"),
    ("routing-number-blank-inside", 4, "1234 678", "field.digits", "rdfi_identification",
     "A blank in the routing number"),
    ("account-blank", 13, " " * 17, "entry.account-number", "dfi_account_number",
     "No account number"),
    ("account-zeros", 13, "0" * 17, "entry.account-number", "dfi_account_number",
     "An account number of zeros"),
    ("account-with-blanks", 13, "7445 6789", "entry.account-number-blanks",
     "dfi_account_number", "A blank in the account number"),
    ("account-indented", 13, "         74456789", "entry.account-number-blanks",
     "dfi_account_number", "An account number set to the right"),
    ("amount-zero", 30, "0" * 10, "entry.amount-missing", "amount_cents",
     "A live debit of nothing"),
    ("amount-letters", 30, "000012000A", "field.numeric", "amount_cents",
     "A letter in the amount"),
    ("amount-blanks-in-front", 30, "    120000", "field.numeric", "amount_cents",
     "An amount filled with blanks"),
    ("amount-negative", 30, "-000120000", "field.numeric", "amount_cents", "A minus sign"),
    ("amount-with-point", 30, "0001200.00", "field.numeric", "amount_cents",
     "A decimal point in the amount"),
    ("name-blank", 55, " " * 22, "field.required", "individual_name", "No name of the receiver"),
    ("name-zeros", 55, "0" * 22, "field.required", "individual_name",
     "A name of zeros"),
    ("name-indented", 55, "  ALICE RESIDENT", "field.justification", "individual_name",
     "A name that starts in the third column"),
    ("name-not-ascii", 55, "JOS\xc9 RESIDENT ", "file.characters", "individual_name",
     "An accent in the name"),
    ("name-with-control-character", 55, "ALICE\x07", "file.characters", "individual_name",
     "A control character in the name"),
    ("addenda-indicator-without-addenda", 79, "1", "entry.addenda-indicator",
     "addenda_indicator", "Addenda announced, none there"),
    ("addenda-indicator-two", 79, "2", "entry.addenda-indicator", "addenda_indicator",
     "An addenda indicator of 2"),
    ("trace-letters", 80, "07640125000000A", "field.digits", "trace_number",
     "A letter in the trace number"),
    ("trace-blank", 80, " " * 15, "field.mandatory", "trace_number", "No trace number"),
    ("trace-of-another-bank", 80, "056005070000001", "entry.trace-prefix", "trace_number",
     "A trace number that starts with another bank"),
)  # fmt: skip
# Of a file of one entry of a class: the sample, the line, and what is written there.
CLASS_FIELDS = (
    ("web-payment-type", "WEB", 3, 77, "X ", "entry.payment-type", "payment_type_code",
     "A WEB entry of payment type X"),
    ("web-payment-type-blank", "WEB", 3, 77, "  ", "field.required", "payment_type_code",
     "A WEB entry without payment type"),
    ("web-name-blank", "WEB", 3, 55, " " * 22, "field.mandatory", "individual_name",
     "A WEB entry without a name"),
    ("tel-payment-type", "TEL", 3, 77, "Q ", "entry.payment-type", "payment_type_code",
     "A TEL entry of payment type Q"),
    ("tel-name-zeros", "TEL", 3, 55, "0" * 22, "field.mandatory", "individual_name",
     "A TEL entry with a name of zeros"),
    ("cie-identification-blank", "CIE", 3, 55, " " * 22, "field.mandatory",
     "identification_number", "A CIE entry without the payer's number"),
    ("arc-serial-number-blank", "ARC", 3, 40, " " * 15, "field.mandatory",
     "check_serial_number", "An ARC entry without the check's serial number"),
    ("boc-serial-number-zeros", "BOC", 3, 40, "0" * 15, "field.mandatory",
     "check_serial_number", "A BOC entry with a serial number of zeros"),
    ("pop-city-blank", "POP", 3, 49, "    ", "field.mandatory", "terminal_city",
     "A POP entry without the terminal's city"),
    ("pop-state", "POP", 3, 53, "ZZ", "entry.terminal-state", "terminal_state",
     "A POP entry from the state ZZ"),
    ("rck-serial-number-blank", "RCK", 3, 40, " " * 15, "field.mandatory",
     "check_serial_number", "An RCK entry without the check's serial number"),
    ("xck-process-control-blank", "XCK", 3, 55, " " * 6, "field.required", "process_control",
     "An XCK entry without process control field"),
    ("trc-item-research-blank", "TRC", 3, 61, " " * 16, "field.required",
     "item_research_number", "A TRC entry without item research number"),
    ("pos-card-type", "POS", 3, 77, "77", "entry.card-transaction-type",
     "card_transaction_type_code", "A POS entry of card transaction type 77"),
    ("pos-terminal-date", "POS", 4, 26, "0230", "addenda.terminal-moment", "transaction_date",
     "A terminal on the 30th of February"),
    ("pos-terminal-state", "POS", 4, 78, "QQ", "entry.terminal-state", "terminal_state",
     "A terminal in the state QQ"),
    ("pos-addenda-trace", "POS", 4, 94, "9", "entry.addenda-trace", "trace_number",
     "An addenda 02 with another trace number"),
    ("shr-card-expiration", "SHR", 3, 40, "1328", "entry.card-expiration",
     "card_expiration_date", "A card that expires in month 13"),
    ("mte-time", "MTE", 4, 30, "246000", "addenda.terminal-moment", "transaction_time",
     "A machine at 24:60"),
    ("ctx-reserved", "CTX", 3, 75, "X", "field.reserved", "reserved",
     "Text in reserved columns of a CTX entry"),
    ("ctx-addenda-declared", "CTX", 3, 55, "0003", "entry.addenda-declared", "addenda_count",
     "A CTX entry that declares three addenda and has two"),
    ("ctx-addenda-sequence", "CTX", 5, 84, "0003", "entry.addenda-sequence",
     "addenda_sequence_number", "Addenda numbered 1 and 3"),
    ("ccd-addenda-trace", "CCD", 4, 88, "0000009", "entry.addenda-trace",
     "entry_detail_sequence_number", "An addenda of another entry"),
    ("ccd-addenda-type", "CCD", 4, 2, "07", "entry.addenda-type", "addenda_type_code",
     "An addenda of type 07"),
    ("ccd-addenda-indicator-zero", "CCD", 3, 79, "0", "entry.addenda-indicator",
     "addenda_indicator", "Addenda that the entry does not announce"),
    ("ccd-addenda-not-ascii", "CCD", 4, 4, "\xa3100", "file.characters",
     "payment_related_information", "A pound sign in the remittance"),
    ("ack-original-trace-zeros", "ACK", 3, 40, "0" * 15, "acknowledgment.original-trace",
     "original_entry_trace_number", "An acknowledgment of no entry"),
    ("ack-live-code", "ACK", 3, 2, "22", "entry.non-monetary-code", "transaction_code",
     "An acknowledgment with the code of a live credit"),
    ("dne-form", "DNE", 4, 4, "DIED*022026       ", "addenda.death-notice",
     "payment_related_information", "A death notification of another form"),
    ("dne-impossible-date", "DNE", 4, 18, "023026", "addenda.death-notice",
     "payment_related_information", "A death on the 30th of February"),
    ("enr-routing-number", "ENR", 4, 16, "2", "addenda.enrollment",
     "payment_related_information", "An enrollment whose routing number fails its check digit"),
    ("adv-code", "ADV", 3, 2, "27", "entry.advice-code", "transaction_code",
     "An advice with the code of a debit"),
    ("iat-exchange", "IAT", 2, 21, "FX", "iat.foreign-exchange", "foreign_exchange_indicator",
     "Foreign exchange indicator FX"),
    ("iat-exchange-reference", "IAT", 2, 23, "1", "iat.foreign-exchange",
     "foreign_exchange_reference_indicator", "A reference indicator that FF does not have"),
    ("iat-country", "IAT", 2, 39, "XX", "iat.country", "destination_country_code",
     "The country XX"),
    ("iat-currency", "IAT", 2, 67, "US$", "iat.currency", "destination_currency_code",
     "The currency US$"),
    ("iat-screening", "IAT", 3, 77, "Y", "iat.screening", "gateway_ofac_screening_indicator",
     "A screening indicator of Y"),
    ("iat-reserved", "IAT", 3, 17, "X", "field.reserved", "reserved",
     "Text in reserved columns of an IAT entry"),
    ("iat-declared", "IAT", 3, 13, "0008", "entry.addenda-declared", "addenda_count",
     "An IAT entry that declares eight addenda and has seven"),
    ("iat-transaction-type", "IAT", 4, 4, "RNT", "iat.transaction-type",
     "transaction_type_code", "Transaction type RNT"),
    ("iat-receiver-blank", "IAT", 4, 47, " " * 35, "field.mandatory", "receiver_name",
     "An IAT entry without a receiver"),
    ("iat-city-without-asterisk", "IAT", 6, 4, "SPRINGFIELD IL\\", "iat.address",
     "originator_city_and_state", "City and state without an asterisk"),
    ("iat-bank-qualifier", "IAT", 7, 39, "04", "iat.bank-qualifier",
     "odfi_identification_qualifier", "A bank's number of kind 04"),
    ("iat-bank-country", "IAT", 8, 75, "XX ", "iat.country", "rdfi_branch_country_code",
     "A bank in the country XX"),
)  # fmt: skip
SETTLED = (
    "amount-zero", "credit-among-debits", "routing-number", "loan-debit", "advice-code",
    "prenote-with", "ack-live", "adv-code",
)  # fmt: skip


def faults() -> Iterator[Fault]:
    """Give them all."""
    for name, column, text, rule, field, shows in PPD_FIELDS:
        settled = settle if name.startswith(SETTLED) and "blank" not in name else bytes
        data = edited(ppd(), put(3, column, text), settled)
        yield Fault(f"entry-{name}", shows, data, rule, 3, field, _also(rule, field, name))
    for name, sec_code, line, column, text, rule, field, shows in CLASS_FIELDS:
        settled = settle if name.startswith(SETTLED) else bytes
        data = edited(sample(sec_code), put(line, column, text), settled)
        yield Fault(f"entry-{name}", shows, data, rule, line, field)
    yield from _of_classes()
    yield from _among_others()
    yield from _addenda()


def _also(rule: str, field: str, name: str) -> str:
    """Name the sums that can't hold when a number can't be read."""
    if (rule, field) == ("field.digits", "rdfi_identification"):
        return "batch.entry-hash file.entry-hash"
    unread = {"amount_cents", "transaction_code"}
    if (rule == "field.numeric" and field in unread) or name == "transaction-code-99":
        return "batch.total-debit file.total-debit"
    return ""


def _of_classes() -> Iterator[Fault]:
    amount, code = "amount_cents", "transaction_code"
    for sec_code in ("ARC", "BOC", "POP"):
        yield Fault(
            f"entry-{sec_code.lower()}-over-the-limit", f"{sec_code} entry of 25,000.01",
            edited(sample(sec_code), put(3, 30, "0002500001"), settle),
            "entry.amount-limit", 3, amount,
        )  # fmt: skip
    for sec_code in ("RCK", "XCK"):
        yield Fault(
            f"entry-{sec_code.lower()}-over-the-limit", f"{sec_code} entry of 2,500.00",
            edited(sample(sec_code), put(3, 30, "0000250000"), settle),
            "entry.amount-limit", 3, amount,
        )  # fmt: skip
    for sec_code in ("TEL", "ARC", "RCK", "POP"):
        yield Fault(
            f"entry-{sec_code.lower()}-credit", f"A credit of class {sec_code}",
            edited(sample(sec_code), put(2, 2, "220"), put(3, 2, "22"), settle),
            "entry.class-credit", 3, code,
        )  # fmt: skip
    yield Fault(
        "entry-cie-debit", "A debit of class CIE",
        edited(sample("CIE"), put(2, 2, "225"), put(3, 2, "27"), settle),
        "entry.class-debit", 3, code,
    )  # fmt: skip
    yield Fault(
        "entry-pop-prenote", "A prenote of class POP",
        edited(sample("POP"), put(3, 2, "28"), put(3, 30, "0" * 10), settle),
        "entry.prenote-class", 3, code,
    )  # fmt: skip
    zero = ALICE._replace(transaction_code=24, amount_cents=0, payment_related_information="MAY")
    for sec_code, mark in (("PPD", ""), ("WEB", "S")):
        yield Fault(
            f"entry-{sec_code.lower()}-zero-dollar", f"A zero-dollar entry of class {sec_code}",
            ppd(zero._replace(discretionary_data=mark), service_class_code=220,
                standard_entry_class_code=sec_code),
            "entry.zero-dollar-class", 3, code,
        )  # fmt: skip
    yield Fault(
        "entry-transaction-code-of-a-return", "The code of a return among forward entries",
        ppd(ALICE, BOB._replace(transaction_code=36)), "entry.return-code-use", 4, code,
    )  # fmt: skip
    yield Fault(
        "entry-enr-with-amount", "An enrollment that moves money",
        edited(sample("ENR"), put(3, 30, "0000000001"), settle),
        "entry.amount-unexpected", 3, amount,
    )  # fmt: skip
    micro = ALICE._replace(transaction_code=22)
    yield Fault(
        "entry-micro-of-a-dollar", "A micro-entry of a dollar",
        ppd(micro._replace(amount_cents=100), service_class_code=220,
            company_entry_description="ACCTVERIFY"),
        "entry.micro-amount", 3, amount,
    )  # fmt: skip
    yield Fault(
        "entry-micro-debit-over-credits", "A micro-entry that takes back more than it gave",
        ppd(micro._replace(amount_cents=12), ALICE._replace(amount_cents=13, trace_sequence=2),
            service_class_code=200, company_entry_description="ACCTVERIFY"),
        "entry.micro-amount", 2,
    )  # fmt: skip


def _among_others() -> Iterator[Fault]:
    trace = "trace_number"
    yield Fault(
        "entry-traces-out-of-order", "Trace 2 before trace 1", edited(ppd(), swap(3)),
        "entry.trace-order", 4, trace,
    )  # fmt: skip
    yield Fault(
        "entry-trace-twice-in-two-batches", "One trace number in two batches",
        edited(batches_of(({}, [ALICE]), ({}, [BOB])), put(6, 94, "1")),
        "entry.trace-unique", 6, trace,
    )  # fmt: skip
    yield Fault(
        "entry-twice", "The same debit with another trace number",
        ppd(ALICE, ALICE._replace(trace_sequence=2)), "entry.duplicate", 4,
    )  # fmt: skip
    yield Fault(
        "entry-twice-with-addenda", "The same debit and addenda with another trace number",
        ppd(*(ALICE._replace(trace_sequence=n, payment_related_information="MAY") for n in (1, 2))),
        "entry.duplicate", 5,
    )  # fmt: skip


def _addenda() -> Iterator[Fault]:
    for sec_code in ("POS", "MTE", "SHR", "DNE"):
        yield Fault(
            f"entry-{sec_code.lower()}-without-addenda", f"A {sec_code} entry without its addenda",
            edited(sample(sec_code), cut(4), settle), "entry.addenda-missing", 3,
        )  # fmt: skip
    yield Fault(
        "entry-trx-without-addenda", "A TRX entry without addenda",
        edited(sample("TRX"), cut(4), settle), "entry.addenda-missing", 3,
    )  # fmt: skip
    yield Fault(
        "entry-zero-dollar-without-remittance", "A zero-dollar CCD entry that says nothing",
        edited(sample("CCD"), put(2, 2, "220"), put(3, 2, "24"), put(3, 30, "0" * 10),
               cut(4), settle),
        "entry.addenda-missing", 3,
    )  # fmt: skip
    yield Fault(
        "entry-ppd-with-two-addenda", "A PPD entry with two addenda",
        edited(ppd(ALICE._replace(payment_related_information="MAY")), repeat(4), settle),
        "entry.addenda-count", 3,
    )  # fmt: skip
    yield Fault(
        "entry-arc-with-addenda", "An ARC entry with an addenda",
        edited(
            sample("ARC"),
            lambda data: data.replace(
                b"\n8", b"\n705" + b"MAY".ljust(80) + b"00010000001\n8", 1
            ),
            settle,
        ),
        "entry.addenda-count", 3,
    )  # fmt: skip
    yield Fault(
        "entry-pos-with-addenda-05", "A POS entry with an addenda 05",
        edited(sample("POS"), put(4, 2, "05" + "MAY".ljust(80) + "00010000001")),
        "entry.addenda-type", 4, "addenda_type_code",
    )  # fmt: skip
    yield Fault(
        "entry-iat-without-its-last-addenda", "An IAT entry without addenda 16",
        edited(sample("IAT"), cut(10), settle), "entry.addenda-missing", 3,
    )  # fmt: skip
    yield Fault(
        "entry-iat-addenda-out-of-order", "Addenda 12 before 11",
        edited(sample("IAT"), swap(5)), "iat.addenda-order", 3,
    )  # fmt: skip
