"""Decisions about charges and people: values in, values out."""
