from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.checks.rules.classification import (
    ItemFacts,
    LineSource,
    PaperPolicy,
    Rail,
    ReceivedBy,
    Why,
    classify,
)
from rentrail.checks.rules.kinds import IssuerFact, ItemKind, document_number, suggested_kind
from rentrail.formats import micr
from rentrail.portfolio.models import InPersonChecks

PERSONAL = "t076401251t 12345678o 0101"
BUSINESS = "o001234o t076401251t 12345678o"
RECEIVED = date(2026, 3, 2)
NOTICED = PaperPolicy(arc_notice_from=date(2026, 1, 1), boc_notice_from=date(2026, 1, 1))
MONEY_ORDERS = IssuerFact(
    routing_number="091900533",
    issuer="An issuer of money orders",
    kind=ItemKind.MONEY_ORDER,
    source="read from an item",
    verified_on=date(2026, 1, 5),
)


def item(text=PERSONAL, *, policy=NOTICED, **fields):
    """Make the facts of a consumer's check that came by mail, read by a device."""
    facts = ItemFacts(
        line=micr.parse(text),
        line_source=LineSource.DEVICE,
        is_read_by_device=True,
        kind=ItemKind.PERSONAL_CHECK,
        amount_cents=120_000,
        received_by=ReceivedBy.MAIL,
        received_on=RECEIVED,
        policy=policy,
    )
    return replace(facts, **fields)


def whys(facts):
    return {because.why for because in classify(facts).because}


@pytest.mark.parametrize(
    ("received_by", "in_person", "rail"),
    [
        (ReceivedBy.MAIL, InPersonChecks.BOC, Rail.ARC),
        (ReceivedBy.DROP_BOX, InPersonChecks.BOC, Rail.ARC),
        (ReceivedBy.IN_PERSON, InPersonChecks.BOC, Rail.BOC),
        (ReceivedBy.IN_PERSON, InPersonChecks.ARC, Rail.ARC),
        (ReceivedBy.IN_PERSON, InPersonChecks.IRD, Rail.IRD),
        (ReceivedBy.MAIL, InPersonChecks.IRD, Rail.ARC),
    ],
)
def test_a_consumer_s_check_is_converted_by_how_it_came(received_by, in_person, rail):
    facts = item(policy=replace(NOTICED, in_person=in_person), received_by=received_by)

    assert classify(facts).rail is rail


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (item(BUSINESS), Why.AUXILIARY_ON_US),
        (item(kind=ItemKind.BUSINESS_CHECK), Why.BUSINESS),
        (item(is_business_account=True), Why.BUSINESS),
        (item(kind=ItemKind.MONEY_ORDER), Why.KIND),
        (item(kind=ItemKind.CASHIERS_CHECK), Why.KIND),
        (item(kind=ItemKind.TREASURY_CHECK), Why.KIND),
        (item(kind=ItemKind.CONVENIENCE_CHECK), Why.KIND),
        (item("t091900533t 16012345o 0101", issuer=MONEY_ORDERS), Why.ISSUER),
        (item(amount_cents=2_500_001), Why.AMOUNT),
        (item("t076401251t 12345678o"), Why.SERIAL_MISSING),
        (item("t076401251t 12345678o 1234567890123456"), Why.SERIAL_TOO_LONG),
        (item("t076401251t 123456789012345678o 101"), Why.ACCOUNT_TOO_LONG),
        (item(ach_opt_out=True), Why.ACH_OPT_OUT),
        (item(is_account_stopped=True), Why.ACCOUNT_STOPPED),
        (item(line_source=LineSource.IMAGE), Why.NOT_READ_BY_DEVICE),
        (item(line_source=LineSource.TYPED), Why.NOT_READ_BY_DEVICE),
        (item(is_read_by_device=False), Why.NOT_READ_BY_DEVICE),
        (item(is_whole_line=False), Why.AUXILIARY_UNKNOWN),
        (item(line_count=2), Why.SPLIT),
        (item(policy=PaperPolicy()), Why.NOTICE_MISSING),
        (item(policy=replace(NOTICED, arc_notice_from=date(2026, 3, 3))), Why.NOTICE_MISSING),
        (item(policy=replace(NOTICED, converts_checks=False)), Why.IMAGES_ONLY),
        (item(policy=replace(NOTICED, takes_ach=False)), Why.ACH_NOT_TAKEN),
        (
            item(is_third_party=True, policy=replace(NOTICED, takes_third_party=True)),
            Why.THIRD_PARTY,
        ),
    ],
)
def test_what_may_not_be_converted_goes_as_an_image_for_one_reason(facts, why):
    found = classify(facts)

    assert found.rail is Rail.IRD
    assert [because.why for because in found.because] == [why]
    assert found.must_be_image


def test_the_notice_that_counts_is_that_of_the_way_the_check_came():
    arc_only = replace(NOTICED, boc_notice_from=None)

    assert classify(item(policy=arc_only)).rail is Rail.ARC
    assert classify(item(policy=arc_only, received_by=ReceivedBy.IN_PERSON)).rail is Rail.IRD


@pytest.mark.parametrize(
    "facts",
    [
        item(amount_cents=2_500_000),
        item(kind=ItemKind.BUSINESS_CHECK, policy=replace(NOTICED, converts_business_checks=True)),
        item(line_source=LineSource.IMAGE, policy=replace(NOTICED, converts_image_reads=True)),
        item(is_whole_line=False, reader_says_personal=True),
    ],
)
def test_what_the_rules_and_the_property_allow_is_converted(facts):
    assert classify(facts).rail is Rail.ARC


def test_auxiliary_on_us_is_an_image_even_where_business_checks_are_converted():
    facts = item(
        BUSINESS,
        kind=ItemKind.BUSINESS_CHECK,
        policy=replace(NOTICED, converts_business_checks=True),
    )

    assert classify(facts).rail is Rail.IRD


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (item(is_duplicate=True), Why.DUPLICATE),
        (item("t12345d678t 12345678o 0101"), Why.FOREIGN),
        (item(is_foreign=True), Why.FOREIGN),
        (item(is_altered=True), Why.ALTERED),
        (item(is_third_party=True), Why.THIRD_PARTY),
        (item(dated=date(2026, 3, 3)), Why.POST_DATED),
        (item(dated=date(2025, 9, 1)), Why.STALE),
    ],
)
def test_what_no_rail_may_carry_is_blocked(facts, why):
    found = classify(facts)

    assert found.rail is Rail.BLOCK
    assert why in whys(facts)
    assert found.message


@pytest.mark.parametrize("text", ["t0764?1251t 12345678o 0101", "t076401252t 12345678o 0101", ""])
def test_a_line_that_is_not_valid_is_repaired_before_all_else(text):
    facts = item(text, is_duplicate=True, kind=ItemKind.MONEY_ORDER)

    assert classify(facts).rail is Rail.REPAIR
    assert {Why.MICR_NOT_VALID, Why.DUPLICATE, Why.KIND} <= whys(facts)


def test_every_reason_is_given():
    facts = item(BUSINESS, ach_opt_out=True, amount_cents=3_000_000)

    assert whys(facts) == {Why.AUXILIARY_ON_US, Why.ACH_OPT_OUT, Why.AMOUNT}


@given(
    kind=st.sampled_from(ItemKind),
    amount_cents=st.integers(1, 5_000_000),
    source=st.sampled_from(LineSource),
    flags=st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_only_a_check_read_by_a_device_within_the_limit_is_ever_converted(
    kind, amount_cents, source, flags
):
    opt_out, stopped, duplicate, third_party, business = flags
    found = classify(
        item(
            kind=kind,
            amount_cents=amount_cents,
            line_source=source,
            ach_opt_out=opt_out,
            is_account_stopped=stopped,
            is_duplicate=duplicate,
            is_third_party=third_party,
            is_business_account=business,
        )
    )

    if found.is_ach:
        assert kind is ItemKind.PERSONAL_CHECK
        assert amount_cents <= 2_500_000
        assert source is LineSource.DEVICE
        assert not any(flags)


def test_the_kind_is_suggested_by_issuer_line_and_account():
    issuers = {MONEY_ORDERS.routing_number: MONEY_ORDERS}

    def suggested(text, **known):
        return suggested_kind(micr.parse(text), issuers=issuers, **known)

    assert suggested("t091900533t 16012345o 01") is ItemKind.MONEY_ORDER
    assert suggested(BUSINESS) is ItemKind.BUSINESS_CHECK
    assert suggested(PERSONAL, is_business_account=True) is ItemKind.BUSINESS_CHECK
    assert suggested(PERSONAL) is ItemKind.PERSONAL_CHECK


def test_the_document_number_is_the_check_s_or_the_last_five_of_a_bank_s():
    assert document_number(ItemKind.PERSONAL_CHECK, serial_number="0101") == "0101"
    assert document_number(ItemKind.BUSINESS_CHECK, serial_number="001234567") == "001234567"
    assert document_number(ItemKind.CASHIERS_CHECK, serial_number="0009876543") == "76543"
    assert document_number(ItemKind.MONEY_ORDER, serial_number="") == ""
