"""Whether a payer's bank account may be debited, after what came back on it (ACH-4)."""

from rentrail.payments.states import InstrumentStanding, PaymentEvent

NSF_CODES = frozenset({"R01", "R09"})
BAD_ACCOUNT_CODES = frozenset({"R02", "R03", "R04", "R20"})
DECEASED_CODES = frozenset({"R14", "R15"})
OF_THE_ACCOUNT_CODES = frozenset({"R02", "R03", "R04", "R16", "R20"})
UNAUTHORIZED_CODES = frozenset({"R05", "R07", "R10", "R11", "R29", "R51"})

STANDING_AFTER_RETURN: dict[str, InstrumentStanding] = {
    **dict.fromkeys(("R02", "R14", "R15", "R20"), InstrumentStanding.STOPPED_FOR_GOOD),
    **dict.fromkeys(("R03", "R04"), InstrumentStanding.UNTIL_CORRECTED),
    "R16": InstrumentStanding.UNTIL_RELEASED,
    **dict.fromkeys(("R05", "R07", "R10", "R29", "R51"), InstrumentStanding.UNTIL_AUTHORIZED),
}

WORDS: dict[InstrumentStanding, str] = {
    InstrumentStanding.STOPPED_FOR_GOOD: "it takes no more debits; use another account.",
    InstrumentStanding.UNTIL_CORRECTED: "its number is wrong; correct it first.",
    InstrumentStanding.UNTIL_RELEASED: "it is frozen until staff release it.",
    InstrumentStanding.UNTIL_AUTHORIZED: (
        "a debit was not authorized; it needs a new authorization."
    ),
}

SEVERITY = (
    InstrumentStanding.GOOD,
    InstrumentStanding.UNTIL_RELEASED,
    InstrumentStanding.UNTIL_CORRECTED,
    InstrumentStanding.UNTIL_AUTHORIZED,
    InstrumentStanding.STOPPED_FOR_GOOD,
)


def stopped_because(standing: InstrumentStanding) -> str:
    """Give in words why an account can't be debited; empty where it can."""
    return WORDS.get(standing, "")


def event_of_return(return_code: str) -> PaymentEvent:
    """Tell what a return code does to a payment.

    Source: [NACHA] return reason codes.
    """
    if return_code in NSF_CODES:
        return PaymentEvent.RETURNED_NSF
    if return_code in BAD_ACCOUNT_CODES:
        return PaymentEvent.RETURNED_BAD_ACCOUNT
    if return_code in UNAUTHORIZED_CODES:
        return PaymentEvent.RETURNED_UNAUTHORIZED
    return PaymentEvent.RETURNED_OTHER


def is_about_the_account(return_code: str) -> bool:
    """Tell whether a return holds for everyone who pays from the account, not for one payer only.

    That an account is closed, unknown, frozen or takes no debits is so for all; that a debit was
    not authorized, or that its holder died, is between the bank and one of them.

    Source: [NACHA] return reason codes.
    """
    return return_code in OF_THE_ACCOUNT_CODES


def standing_after(*, standing: InstrumentStanding, return_code: str) -> InstrumentStanding:
    """Give an account's standing after a return: the stricter of the old and the code's."""
    after = STANDING_AFTER_RETURN.get(return_code, InstrumentStanding.GOOD)
    return max(standing, after, key=SEVERITY.index)


def charges_nsf_fee(return_code: str) -> bool:
    """Tell whether a return earns the returned-item fee: only for want of funds (ACH-10)."""
    return return_code in NSF_CODES
