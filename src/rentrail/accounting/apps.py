"""This package as a Django app."""

from django.apps import AppConfig


class AccountingConfig(AppConfig):
    """Tells Django the app's package and label."""

    name = "rentrail.accounting"
    label = "accounting"
