"""This package as a Django app."""

from django.apps import AppConfig


class BankingConfig(AppConfig):
    """Tells Django the app's package and label."""

    name = "rentrail.banking"
    label = "banking"
