"""The proof against MRI: what it reads anew, and what of it only waits for a person."""

from datetime import timedelta

import pytest
from tests.accounting import cast
from tests.accounting.conftest import oak_court_in_mri, simulated_mri, synced  # noqa: F401 - fixtures
from tests.cast import NOW

from rentrail.accounting.models import MriProperty
from rentrail.cycle import verify
from rentrail.payments import operations as payments
from rentrail.primitives import problems
from rentrail.simulators.mri import RunningMri

pytestmark = pytest.mark.django_db


def test_a_move_that_staff_are_asked_to_repeat_in_mri_only_waits_for_them(
    simulated_mri: RunningMri,  # noqa: F811 - the fixture
    synced: MriProperty,  # noqa: F811 - the fixture
):
    before, after = (cast.household_of(simulated_mri, place=place) for place in (0, 1))
    payment = cast.pay(before)
    cast.post_all()
    payments.move_payment(
        public_id=payment.public_id,
        to_lease_id=after.id,
        reason="It was theirs.",
        moved_by="bob",
        now=NOW,
    )

    found = list(verify.problems_against_mri(now=NOW + timedelta(hours=1)))

    of_balances = [problem for problem in found if problem.rule == "mri-balance"]
    assert [problem.where for problem in of_balances] == [before.public_id, after.public_id]
    assert all("waits to be moved in MRI" in problem.message for problem in of_balances)
    assert not problems.has_errors(of_balances)
