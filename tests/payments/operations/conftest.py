"""Oak Court can be called and written to, as its authorizations must say."""

import pytest

from rentrail.portfolio.models import Property


@pytest.fixture(autouse=True)
def reachable(oak_court: Property) -> None:
    oak_court.phone, oak_court.address = "+1 312 555 0100", "1 Oak Street"
    oak_court.save(update_fields=["phone", "address"])
