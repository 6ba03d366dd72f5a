"""This package as a Django app."""

from django.apps import AppConfig


class ChecksConfig(AppConfig):
    """Tells Django the app's package and label."""

    name = "rentrail.checks"
    label = "checks"
