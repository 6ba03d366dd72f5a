"""This package as a Django app."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Tells Django the app's package and label."""

    name = "rentrail.identity"
    label = "identity"
