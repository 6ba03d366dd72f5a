from dataclasses import replace

import pytest

from rentrail.checks.rules.classification import Because, Classification, Rail, Why
from rentrail.checks.rules.kinds import ItemKind
from rentrail.checks.rules.statuses import (
    MEANINGS,
    NAMES,
    ItemStatus,
    LineFacts,
    StatusFacts,
    statuses,
    way_of,
)
from rentrail.portfolio.rules.eligibility import Reason, Way

LINE = LineFacts(is_associated=True, document="0101", amount_cents=120_000)
FACTS = StatusFacts(
    classification=Classification(Rail.ARC),
    takes_ach=True,
    takes_ird=True,
    takes_partial_payments=True,
    amount_cents=120_000,
    has_front=True,
    has_back=True,
    lines=(LINE,),
)


def classified(rail, why):
    return Classification(rail, (Because(why, rail, "Because of that."),))


def found(facts):
    return [against.status for against in statuses(facts)]


def with_line(**fields):
    return replace(FACTS, lines=(replace(LINE, **fields),))


def test_nothing_stands_against_a_complete_item():
    assert statuses(FACTS) == []


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (replace(FACTS, takes_ach=False), ItemStatus.ACH_NOT_ALLOWED),
        (
            replace(FACTS, takes_ird=False, classification=classified(Rail.IRD, Why.KIND)),
            ItemStatus.IRD_NOT_ALLOWED,
        ),
        (
            replace(FACTS, classification=classified(Rail.IRD, Why.ACH_OPT_OUT)),
            ItemStatus.ACH_OPT_OUT,
        ),
        (replace(FACTS, lines=()), ItemStatus.ASSOCIATION_MISSING),
        (with_line(is_associated=False), ItemStatus.ASSOCIATION_MISSING),
        (with_line(document=" "), ItemStatus.DOCUMENT_MISSING),
        (with_line(closed=(Reason.NO_CHECKS,)), ItemStatus.NO_CHECKS),
        (with_line(closed=(Reason.NO_MONEY_ORDERS,)), ItemStatus.NO_MONEY_ORDERS),
        (with_line(closed=(Reason.EVICTION,)), ItemStatus.EVICTION),
        (with_line(closed=(Reason.COLLECTION,)), ItemStatus.COLLECTION),
        (with_line(amount_cents=None), ItemStatus.AMOUNT_MISSING),
        (replace(FACTS, amount_cents=None), ItemStatus.AMOUNT_MISSING),
        (with_line(amount_cents=119_999), ItemStatus.AMOUNT_MISSING),
        (with_line(single_cents_max=100_000), ItemStatus.OVER_LIMIT),
        (
            replace(with_line(open_balance_cents=120_001), takes_partial_payments=False),
            ItemStatus.PARTIAL_PAYMENT,
        ),
        (
            replace(FACTS, classification=classified(Rail.REPAIR, Why.MICR_NOT_VALID)),
            ItemStatus.MICR_NOT_VALID,
        ),
        (
            replace(FACTS, classification=classified(Rail.BLOCK, Why.DUPLICATE)),
            ItemStatus.DUPLICATE,
        ),
        (
            replace(FACTS, classification=classified(Rail.BLOCK, Why.STALE)),
            ItemStatus.NOT_PAYABLE,
        ),
        (replace(FACTS, has_back=False), ItemStatus.IMAGE_QUALITY),
        (replace(FACTS, image_faults=("The front is too dark.",)), ItemStatus.IMAGE_QUALITY),
    ],
)
def test_each_status_stands_for_one_thing(facts, status):
    assert found(facts) == [status]


def test_every_status_has_a_name_and_a_meaning():
    assert set(NAMES) == set(MEANINGS) == set(ItemStatus)


def test_an_opt_out_is_shown_and_does_not_stop_the_item():
    [against] = statuses(replace(FACTS, classification=classified(Rail.IRD, Why.ACH_OPT_OUT)))

    assert not against.stops


def test_the_limit_s_words_name_its_rail_and_ledger():
    facts = with_line(single_cents_max=100_000, is_deposit=True)
    as_image = replace(facts, classification=classified(Rail.IRD, Why.KIND))

    assert "exceeds ACH deposit payment limit of 1,000.00" in statuses(facts)[0].text
    assert "exceeds IRD deposit payment limit of 1,000.00" in statuses(as_image)[0].text


def test_lines_of_several_people_are_told_apart():
    facts = replace(
        FACTS,
        lines=(
            replace(LINE, amount_cents=70_000),
            replace(LINE, amount_cents=50_000, document=""),
        ),
    )

    [against] = statuses(facts)
    assert (against.status, against.line) == (ItemStatus.DOCUMENT_MISSING, 2)


def test_what_is_missing_can_be_added_and_what_is_not_allowed_can_be_set_aside():
    [missing] = statuses(with_line(document=""))
    [not_allowed] = statuses(with_line(closed=(Reason.EVICTION,)))

    assert missing.is_incomplete
    assert not not_allowed.is_incomplete


def test_a_full_payment_of_the_balance_is_no_partial_one():
    facts = replace(with_line(open_balance_cents=120_000), takes_partial_payments=False)

    assert statuses(facts) == []


@pytest.mark.parametrize(
    ("kind", "is_ach", "way"),
    [
        (ItemKind.PERSONAL_CHECK, True, Way.CHECK_ACH),
        (ItemKind.PERSONAL_CHECK, False, Way.CHECK_IRD),
        (ItemKind.BUSINESS_CHECK, False, Way.CHECK_IRD),
        (ItemKind.CASHIERS_CHECK, False, Way.CASHIERS_CHECK),
        (ItemKind.MONEY_ORDER, False, Way.MONEY_ORDER),
    ],
)
def test_the_way_of_paying_follows_the_kind(kind, is_ach, way):
    assert way_of(kind, is_ach=is_ach) is way
