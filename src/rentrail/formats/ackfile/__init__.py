"""Acknowledgements: a bank's word on a file we sent, accepted or rejected.

Every bank has its own form. `records` is what we make of any of them; `reader` reads the plain
one described there. Another bank's form gets a reader of its own with the same result.
"""

from rentrail.formats.ackfile.reader import recognise

__all__ = ["recognise"]
