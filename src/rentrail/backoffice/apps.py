"""This package as a Django app."""

from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    """Tells Django the app's package and label."""

    name = "rentrail.backoffice"
    label = "backoffice"
