import pytest

from rentrail.portfolio.rules.eligibility import Reason, Standing, Way, closed_ways, table_of

# The columns of ORG-7's table: ACH opt-out, no check, no money order, eviction, block ePayment.
TABLE = {
    Way.PORTAL_BANK: "x..xx",
    Way.TELEPHONE: "x..xx",
    Way.PORTAL_CARD: "...xx",
    Way.SCHEDULE_BANK: "x..xx",
    Way.SCHEDULE_CARD: "...xx",
    Way.STAFF_CARD: "...x.",
    Way.STAFF_BANK: "x..xx",
    Way.CHECK_ACH: ".x.x.",  # on opt-out it goes as IRD
    Way.CHECK_IRD: ".x.x.",
    Way.CASHIERS_CHECK: "...x.",
    Way.MONEY_ORDER: "..xx.",
    Way.HAND_CHECK: ".x.x.",
    Way.HAND_MONEY_ORDER: "..xx.",
    Way.HAND_CASH: "...x.",
}
STATUSES = (
    Standing(ach_opt_out=True),
    Standing(no_checks=True),
    Standing(no_money_orders=True),
    Standing(household_eviction=True),
    Standing(block_epayment=True),
)


@pytest.mark.parametrize("way", Way)
def test_each_status_closes_what_the_table_says(way: Way):
    closed = "".join("x" if way in closed_ways(standing=status) else "." for status in STATUSES)

    assert closed == TABLE[way]


def test_collection_closes_what_eviction_closes():
    evicted = closed_ways(standing=Standing(household_eviction=True))
    collected = closed_ways(standing=Standing(household_collection=True))

    assert evicted.keys() == collected.keys() == set(Way)


def test_certified_funds_stay_open_where_the_property_takes_only_those():
    standing = Standing(household_eviction=True, certified_funds_only=True)

    assert set(Way) - closed_ways(standing=standing).keys() == {
        Way.CASHIERS_CHECK,
        Way.MONEY_ORDER,
        Way.HAND_MONEY_ORDER,
    }


def test_every_reason_is_named():
    standing = Standing(ach_opt_out=True, household_eviction=True, block_epayment=True)

    assert closed_ways(standing=standing)[Way.PORTAL_BANK] == (
        Reason.ACH_OPT_OUT,
        Reason.EVICTION,
        Reason.BLOCK_EPAYMENT,
    )


def test_a_companys_own_table_opens_and_closes_ways():
    own = table_of({"collection": ["portal_bank"], "ach_opt_out": [*Way]})

    assert set(closed_ways(standing=Standing(household_collection=True), closes=own)) == {
        Way.PORTAL_BANK
    }
    assert set(closed_ways(standing=Standing(ach_opt_out=True), closes=own)) == set(Way)
    assert closed_ways(standing=Standing(household_eviction=True), closes=own).keys() == set(Way)


@pytest.mark.parametrize(
    ("status", "standing"),
    [("block_epayment", Standing(block_epayment=True)), ("no_checks", Standing(no_checks=True))],
)
def test_no_table_opens_what_the_accounting_system_closes(status: str, standing: Standing):
    shipped = closed_ways(standing=standing).keys()

    assert closed_ways(standing=standing, closes=table_of({status: []})).keys() == shipped
    added = closed_ways(standing=standing, closes=table_of({status: ["hand_cash"]})).keys()
    assert added == shipped | {Way.HAND_CASH}
