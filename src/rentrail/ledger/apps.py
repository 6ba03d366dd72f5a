"""This package as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Tells Django the app's package and label."""

    name = "rentrail.ledger"
    label = "ledger"
