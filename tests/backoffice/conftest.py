"""A filled property, and browsers of the people who look at it."""

from pathlib import Path

import pytest
from django.test import Client
from tests.backoffice import scenery

from rentrail.identity.models import User
from rentrail.payments.models import Payment
from rentrail.portfolio.models import Property


@pytest.fixture
def week(oak_court: Property, tmp_path: Path) -> list[Payment]:
    """Five households of Oak Court that paid; the last one's payment came back."""
    return scenery.fill(oak_court, root=tmp_path)


@pytest.fixture
def bobs_browser(bob: User) -> Client:
    return scenery.sign_in(bob)
