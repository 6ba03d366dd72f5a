import pytest

from rentrail.formats.nacha.codes import return_codes
from rentrail.payments.rules import standing
from rentrail.payments.states import RETURN_EVENTS, InstrumentStanding, PaymentEvent

GOOD = InstrumentStanding.GOOD


@pytest.mark.parametrize(
    ("return_code", "event", "after"),
    [
        ("R01", PaymentEvent.RETURNED_NSF, GOOD),
        ("R09", PaymentEvent.RETURNED_NSF, GOOD),
        ("R02", PaymentEvent.RETURNED_BAD_ACCOUNT, InstrumentStanding.STOPPED_FOR_GOOD),
        ("R03", PaymentEvent.RETURNED_BAD_ACCOUNT, InstrumentStanding.UNTIL_CORRECTED),
        ("R08", PaymentEvent.RETURNED_OTHER, GOOD),
        ("R10", PaymentEvent.RETURNED_UNAUTHORIZED, InstrumentStanding.UNTIL_AUTHORIZED),
        ("R11", PaymentEvent.RETURNED_UNAUTHORIZED, GOOD),
        ("R14", PaymentEvent.RETURNED_OTHER, InstrumentStanding.STOPPED_FOR_GOOD),
        ("R16", PaymentEvent.RETURNED_OTHER, InstrumentStanding.UNTIL_RELEASED),
    ],
)
def test_a_return_code_says_what_happens_to_payment_and_account(return_code, event, after):
    assert standing.event_of_return(return_code) is event
    assert standing.standing_after(standing=GOOD, return_code=return_code) is after


def test_every_known_return_code_has_its_event():
    assert {standing.event_of_return(code) for code in return_codes()} == set(RETURN_EVENTS)


def test_a_milder_return_does_not_lift_a_stop():
    closed = InstrumentStanding.STOPPED_FOR_GOOD

    assert standing.standing_after(standing=closed, return_code="R03") is closed


def test_only_want_of_funds_earns_a_fee():
    charged = {code for code in return_codes() if standing.charges_nsf_fee(code)}

    assert charged == {"R01", "R09"}


@pytest.mark.parametrize("return_code", ["R02", "R14", "R15", "R20"])
def test_an_account_stopped_for_good_is_called_closed_by_nobody(return_code):
    after = standing.standing_after(standing=GOOD, return_code=return_code)

    assert standing.stopped_because(after) == "it takes no more debits; use another account."
