"""A valid file of each kind, made in code: the starting points that tests damage."""

from collections.abc import Sequence

from tests.formats.nacha.conftest import BATCH, HEADER

from rentrail.formats import nacha
from rentrail.formats.nacha import addenda as layouts
from rentrail.formats.nacha.addenda import AddendaRecord, PaymentAddenda, PersonalAddenda
from rentrail.formats.nacha.records import IatBatchHeader

TRACE = "076401250000001"
COMMON = {
    "transaction_code": 27,
    "rdfi_identification": "12345678",
    "check_digit": 0,
    "dfi_account_number": "74456789",
    "amount_cents": 120_000,
    "trace_number": TRACE,
}
NAME = {"individual_name": "ALICE RESIDENT"}
COMPANY = {"receiving_company_name": "OAK LLC"}
CHECK = {"check_serial_number": "1042"}


def information(text: str, number: int = 1) -> PaymentAddenda:
    return PaymentAddenda(
        payment_related_information=text,
        addenda_sequence_number=number,
        entry_detail_sequence_number=1,
    )


def personal(text: str) -> PersonalAddenda:
    return PersonalAddenda(payment_related_information=text, entry_detail_sequence_number=1)


def terminal() -> layouts.TerminalAddenda:
    return layouts.TerminalAddenda(
        terminal_identification_code="T00001",
        transaction_serial_number="000042",
        transaction_date="0227",
        terminal_location="321 MAIN STREET",
        terminal_city="SPRINGFIELD",
        terminal_state="IL",
        trace_number=TRACE,
    )


def machine() -> layouts.MachineAddenda:
    return layouts.MachineAddenda(
        transaction_description="CHK-WDL",
        terminal_identification_code="T00001",
        transaction_serial_number="000042",
        transaction_date="0227",
        transaction_time="235959",
        terminal_location="321 MAIN STREET",
        terminal_city="SPRINGFIELD",
        terminal_state="IL",
        trace_number=TRACE,
    )


def iat_addenda(*more: AddendaRecord) -> tuple[AddendaRecord, ...]:
    return (
        layouts.IatTransactionAddenda(
            transaction_type_code="RLS",
            foreign_payment_amount="000000000000120000",
            receiver_name="ALICE RESIDENT",
            entry_detail_sequence_number=1,
        ),
        layouts.IatOriginatorAddenda(
            originator_name="MAPLE COURT",
            originator_street_address="1 MAPLE STREET",
            entry_detail_sequence_number=1,
        ),
        layouts.IatOriginatorCityAddenda(
            originator_city_and_state="SPRINGFIELD*IL\\",
            originator_country_and_postal_code="US*62701\\",
            entry_detail_sequence_number=1,
        ),
        layouts.IatOdfiAddenda(
            odfi_name="FIRST BANK",
            odfi_identification_qualifier="01",
            odfi_identification="076401251",
            odfi_branch_country_code="US",
            entry_detail_sequence_number=1,
        ),
        layouts.IatRdfiAddenda(
            rdfi_name="BANQUE DU NORD",
            rdfi_identification_qualifier="02",
            rdfi_identification="BDNFFRPP",
            rdfi_branch_country_code="FR",
            entry_detail_sequence_number=1,
        ),
        layouts.IatReceiverAddenda(
            receiver_identification_number="LEASE-0042",
            receiver_street_address="2 RUE DU PORT",
            entry_detail_sequence_number=1,
        ),
        layouts.IatReceiverCityAddenda(
            receiver_city_and_state="LILLE*NORD\\",
            receiver_country_and_postal_code="FR*59000\\",
            entry_detail_sequence_number=1,
        ),
        *more,
    )


def remittance(number: int = 1) -> layouts.IatRemittanceAddenda:
    return layouts.IatRemittanceAddenda(
        payment_related_information="RENT",
        addenda_sequence_number=number,
        entry_detail_sequence_number=1,
    )


def correspondent(number: int = 1) -> layouts.IatCorrespondentAddenda:
    return layouts.IatCorrespondentAddenda(
        correspondent_name="BANK BETWEEN",
        correspondent_identification_qualifier="03",
        correspondent_identification="GB29NWBK60161331926819",
        correspondent_branch_country_code="GB",
        addenda_sequence_number=number,
        entry_detail_sequence_number=1,
    )


IAT_BATCH = IatBatchHeader(
    service_class_code=225,
    foreign_exchange_indicator="FF",
    foreign_exchange_reference_indicator="3",
    destination_country_code="FR",
    company_identification="1234567890",
    company_entry_description="RENT",
    originating_currency_code="USD",
    destination_currency_code="USD",
    effective_entry_date="260302",
    odfi_identification="07640125",
    batch_number=1,
)
DEATH_NOTICE = "DATE OF DEATH*022026*CUSTOMERSSN*123456789*AMOUNT*1200.00\\"
ENROLLMENT = "22*07640125*1*74456789*123456789*RESIDENT*ALICE*0\\"

CREDIT = {"transaction_code": 22}
ZERO = {"transaction_code": 24, "amount_cents": 0}
CREDITS = {"service_class_code": 220}

# For each class: its entry, its addenda, and what its batch header has of its own.
FORWARD: dict[str, tuple[nacha.EntryDetail, Sequence[AddendaRecord], dict[str, object]]] = {
    "PPD": (nacha.PpdEntry(**COMMON, **NAME), (), {}),
    "WEB": (nacha.WebEntry(**COMMON, **NAME, payment_type_code="S"), (), {}),
    "TEL": (nacha.TelEntry(**COMMON, **NAME), (), {}),
    "CCD": (
        nacha.CcdEntry(**COMMON, **COMPANY, addenda_indicator=1), [information("RMR*IV*1\\")], {}
    ),
    "CTX": (
        nacha.CtxEntry(**COMMON, **COMPANY, addenda_indicator=1, addenda_count=2),
        [information("ISA*00\\"), information("IEA*1\\", 2)],
        {},
    ),
    "CIE": (
        nacha.CieEntry(**COMMON | CREDIT, **NAME, identification_number="LEASE-0042"), (), CREDITS
    ),
    "ARC": (nacha.ArcEntry(**COMMON, **CHECK), (), {}),
    "BOC": (nacha.BocEntry(**COMMON, **CHECK), (), {}),
    "POP": (nacha.PopEntry(**COMMON, **CHECK, terminal_city="SPRI", terminal_state="IL"), (), {}),
    "RCK": (
        nacha.RckEntry(**COMMON, **CHECK, **NAME), (), {"company_entry_description": "REDEPCHECK"}
    ),
    "XCK": (
        nacha.XckEntry(**COMMON, **CHECK, process_control="000001", item_research_number="42"),
        (),
        {"company_entry_description": "NO CHECK"},
    ),
    "TRC": (
        nacha.TrcEntry(**COMMON, **CHECK, process_control="000001", item_research_number="42"),
        (),
        {},
    ),
    "TRX": (
        nacha.TrxEntry(**COMMON, **COMPANY, addenda_indicator=1, addenda_count=1),
        [information("CHECKS")],
        {},
    ),
    "MTE": (nacha.MteEntry(**COMMON, **NAME, addenda_indicator=1), [machine()], {}),
    "POS": (
        nacha.PosEntry(**COMMON, **NAME, card_transaction_type_code="01", addenda_indicator=1),
        [terminal()],
        {},
    ),
    "SHR": (
        nacha.ShrEntry(
            **COMMON,
            card_expiration_date="1228",
            document_reference_number="42",
            individual_card_account_number="4111111111111111",
            card_transaction_type_code="01",
            addenda_indicator=1,
        ),
        [terminal()],
        {},
    ),
    "ACK": (
        nacha.AckEntry(**COMMON | ZERO, **COMPANY, original_entry_trace_number=TRACE), (), CREDITS
    ),
    "ATX": (
        nacha.AtxEntry(
            **COMMON | ZERO, **COMPANY, original_entry_trace_number=TRACE, addenda_count=0
        ),
        (),
        CREDITS,
    ),
    "DNE": (
        nacha.DneEntry(
            **COMMON | {"transaction_code": 23, "amount_cents": 0}, **NAME, addenda_indicator=1
        ),
        [personal(DEATH_NOTICE)],
        CREDITS | {"originator_status_code": "2"},
    ),
    "ENR": (
        nacha.EnrEntry(
            **COMMON | {"amount_cents": 0}, **COMPANY, addenda_indicator=1, addenda_count=1
        ),
        [personal(ENROLLMENT)],
        {"company_entry_description": "AUTOENROLL"},
    ),
    "ADV": (
        nacha.AdvEntry(
            transaction_code=82,
            rdfi_identification="12345678",
            check_digit=0,
            dfi_account_number="74456789",
            amount_cents=120_000,
            advice_routing_number="076401251",
            individual_name="FIRST BANK",
            operator_routing_number="09100001",
            advice_date="058",
            sequence_number=1,
        ),
        (),
        {"service_class_code": 280, "originator_status_code": "0"},
    ),
    "IAT": (
        nacha.IatEntry(**COMMON, addenda_count=7, addenda_indicator=1), iat_addenda(), {}
    ),
}  # fmt: skip


def batch_header(sec_code: str, **changes: object) -> nacha.BatchHeader | IatBatchHeader:
    """Give the batch header of a class."""
    own = FORWARD[sec_code][2]
    base = IAT_BATCH if sec_code == "IAT" else BATCH
    return base.replace(**{"standard_entry_class_code": sec_code, **own, **changes})


def entry(sec_code: str, *more: AddendaRecord, **changes: object) -> nacha.Entry:
    """Give an entry of a class, with addenda more than it needs."""
    detail, addenda, _ = FORWARD[sec_code]
    return nacha.Entry(detail.replace(**changes), (*addenda, *more))


def file_of(header: nacha.BatchHeader | IatBatchHeader, *entries: nacha.Entry) -> nacha.AchFile:
    """Put a file of one batch together."""
    return nacha.file_of(HEADER, [nacha.batch_of(header, entries)])


def forward(sec_code: str, **changes: object) -> nacha.AchFile:
    """Give a file of one entry of a class; keywords change the batch header."""
    return file_of(batch_header(sec_code, **changes), entry(sec_code))


def returned(sec_code: str = "PPD", **changes: object) -> nacha.AchFile:
    """Give a file of one return."""
    told = {"return_code": "R03", "trace_number": "123456780000001", "settlement_date": "061"}
    batch = nacha.return_for(batch_header(sec_code), entry(sec_code), **told | changes)
    return nacha.file_of(HEADER, [batch])


def notified(sec_code: str = "PPD", **changes: object) -> nacha.AchFile:
    """Give a file of one notification of change."""
    told = {
        "change_code": "C01",
        "corrected_data": "1918171614",
        "trace_number": "123456780000001",
    }
    batch = nacha.notification_for(batch_header(sec_code), entry(sec_code), **told | changes)
    return nacha.file_of(HEADER, [batch])


def dishonored(**changes: object) -> nacha.AchFile:
    """Give a file of one dishonored return."""
    [back] = nacha.returns(returned())
    told = {
        "dishonor_code": "R68",
        "return_settlement_date": "061",
        "trace_number": "076401250000009",
    }
    return nacha.file_of(HEADER, [nacha.dishonor_for(back, **told | changes)])


def contested(**changes: object) -> nacha.AchFile:
    """Give a file of one contested dishonor."""
    [dishonor] = dishonored().batches
    told = {
        "contest_code": "R73",
        "dishonor_settlement_date": "063",
        "return_date": "260302",
        "original_settlement_date": "061",
        "trace_number": "123456780000005",
    }
    return nacha.file_of(HEADER, [nacha.contest_for(dishonor, **told | changes)])


def refused(**changes: object) -> nacha.AchFile:
    """Give a file of one refused notification of change."""
    [change] = nacha.notifications(notified())
    told = {"refusal_code": "C65", "trace_number": "076401250000009"}
    return nacha.file_of(HEADER, [nacha.refusal_for(change, **told | changes)])


RETURNABLE = [sec_code for sec_code in FORWARD if sec_code != "ADV"]
VALID: dict[str, nacha.AchFile] = {
    **{sec_code: forward(sec_code) for sec_code in FORWARD},
    **{f"{sec_code}-returned": returned(sec_code) for sec_code in RETURNABLE if sec_code != "XCK"},
    "XCK-returned": returned("XCK", return_code="R33"),
    **{f"{sec_code}-notified": notified(sec_code) for sec_code in RETURNABLE},
    "dishonored": dishonored(),
    "contested": contested(),
    "notification-refused": refused(),
    "no-batches": nacha.file_of(HEADER, []),
}
