"""Decisions about payments: values in, values out."""
