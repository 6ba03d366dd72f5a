"""Decisions about paper items: values in, values out."""
