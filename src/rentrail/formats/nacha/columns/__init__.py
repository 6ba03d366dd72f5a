"""Whole files as columns: many lines at once, in chunks that stay in the processor's cache.

Only this package imports numpy, and nothing imports this package before there is a file to handle.
"""
