"""Accounting systems: what comes in from them and what is posted to them."""
