"""This package as a Django app."""

from django.apps import AppConfig


class CycleConfig(AppConfig):
    """Tells Django the app's package and label."""

    name = "rentrail.cycle"
    label = "cycle"
