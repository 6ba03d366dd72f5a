"""The transaction codes that every company starts with (LED-10)."""

from dataclasses import dataclass

from rentrail.portfolio.models import LedgerName, TransactionCodeKind

RESIDENT, DEPOSIT, MISCELLANEOUS = (
    LedgerName.RESIDENT,
    LedgerName.DEPOSIT,
    LedgerName.MISCELLANEOUS,
)
CHARGE, PAYMENT, SETTLEMENT = (
    TransactionCodeKind.CHARGE,
    TransactionCodeKind.PAYMENT,
    TransactionCodeKind.SETTLEMENT,
)
SECURITY_DEPOSITS_HELD = "security-deposits-held"
REFUND_CODES = {RESIDENT: "REFUND", DEPOSIT: "DEPREFUND"}


@dataclass(frozen=True)
class ShippedCode:
    """A transaction code as shipped: companies rename it and add their own.

    ``account_key`` names the ledger account that a charge credits or a settlement touches; a
    payment's, and a refund's, come from its bank account. ``limit_group`` is a payment's rail,
    which with the ledger gives the limit (ORG-4). Charges of lower ``priority`` are paid first.
    """

    code: str
    name: str
    ledger: LedgerName
    kind: TransactionCodeKind
    account_key: str = ""
    mri_code: str = ""
    limit_group: str = ""
    priority: int = 50


SHIPPED = (
    ShippedCode("RENT", "Rent", RESIDENT, CHARGE, "rent-income", "RNT", priority=10),
    ShippedCode("UTILITY", "Utilities", RESIDENT, CHARGE, "utility-income", "UTL", priority=20),
    ShippedCode("GAS", "Gas", RESIDENT, CHARGE, "gas-income", "GAS", priority=20),
    ShippedCode("WATER", "Water", RESIDENT, CHARGE, "water-income", "WTR", priority=20),
    ShippedCode("CABLE", "Cable", RESIDENT, CHARGE, "cable-income", "CBL", priority=30),
    ShippedCode(
        "APPFEE", "Application fee", RESIDENT, CHARGE, "application-fee-income", "APP", priority=40
    ),
    ShippedCode(
        "ADMINFEE", "Administration fee", RESIDENT, CHARGE, "admin-fee-income", "ADM", priority=40
    ),
    ShippedCode(
        "PETDEP", "Pet deposit", DEPOSIT, CHARGE, SECURITY_DEPOSITS_HELD, "PET", priority=20
    ),
    ShippedCode(
        "SECDEP", "Security deposit", DEPOSIT, CHARGE, SECURITY_DEPOSITS_HELD, "SEC", priority=10
    ),
    ShippedCode("LATE", "Late fee", RESIDENT, CHARGE, "late-fee-income", "LAT", priority=60),
    ShippedCode("NSF", "NSF fee", RESIDENT, CHARGE, "nsf-fee-income", "NSF", priority=60),
    ShippedCode(
        "OPSVCFEE", "Online service fee", RESIDENT, CHARGE, "service-fee-income", "SVC", priority=5
    ),
    ShippedCode(
        "CCFEE", "Card handling fee", RESIDENT, CHARGE, "card-fee-income", "CCF", priority=5
    ),
    ShippedCode(REFUND_CODES[RESIDENT], "Refund", RESIDENT, CHARGE, priority=5),
    ShippedCode(REFUND_CODES[DEPOSIT], "Deposit refund", DEPOSIT, CHARGE, priority=5),
    ShippedCode("PMTOPACH", "Online payment", RESIDENT, PAYMENT, limit_group="ACH"),
    ShippedCode("PMTACH", "ACH payment", RESIDENT, PAYMENT, limit_group="ACH"),
    ShippedCode("PMTARC", "Check converted to ACH", RESIDENT, PAYMENT, limit_group="ACH"),
    ShippedCode("PMTIRD", "Check image", RESIDENT, PAYMENT, limit_group="IRD"),
    ShippedCode("PMTCRED", "Card payment", RESIDENT, PAYMENT, limit_group="CARD"),
    ShippedCode("PMTHAND", "Receipt by hand", RESIDENT, PAYMENT),
    ShippedCode("PMTCCSETTLE", "Card settlement", MISCELLANEOUS, SETTLEMENT, "operating-cash"),
    ShippedCode("CCEXPENSE", "Card expense", MISCELLANEOUS, SETTLEMENT, "card-expense"),
    ShippedCode("CCTRANSIT", "Cards in transit", MISCELLANEOUS, SETTLEMENT, "cc-in-transit"),
    ShippedCode("RESERVE", "Reserve withheld", MISCELLANEOUS, SETTLEMENT, "reserve-receivable"),
    ShippedCode("RESRELEASE", "Reserve released", MISCELLANEOUS, SETTLEMENT, "reserve-receivable"),
)
