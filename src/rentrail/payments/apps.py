"""This package as a Django app."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Tells Django the app's package and label."""

    name = "rentrail.payments"
    label = "payments"
