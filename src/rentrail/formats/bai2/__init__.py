"""The BAI2 file format, in which banks report balances and transactions."""

from rentrail.formats.bai2.reader import recognise

__all__ = ["recognise"]
