"""The Nacha file format: origination of PPD, WEB and CCD entries, returns and notifications.

`reader` and `writer` do what they say, `validation` says what an operator would reject, `records`
holds the layouts, `codes` the tables. Nothing here opens a file or reads the clock.
"""

from rentrail.formats.nacha.reader import kind_of, recognise

__all__ = ["kind_of", "recognise"]
