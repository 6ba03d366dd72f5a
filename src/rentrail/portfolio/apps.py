"""This package as a Django app."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """Tells Django the app's package and label."""

    name = "rentrail.portfolio"
    label = "portfolio"
