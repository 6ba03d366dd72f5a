"""Paper to practise with: made-up checks and money orders, printed, signed and badly scanned.

One seed gives the same pictures again. Names, banks and numbers are made up; routing numbers have a
right check digit. What stands on each item is known, so that a reader can be measured against it.
"""

from rentrail.simulators.paper.folder import write_folder
from rentrail.simulators.paper.items import Kind, PaperItem
from rentrail.simulators.paper.making import (
    SyntheticCheck,
    make,
    make_front,
    make_many,
    wear_name_of,
)
from rentrail.simulators.paper.wear import WEARS, Wear

__all__ = [
    "WEARS",
    "Kind",
    "PaperItem",
    "SyntheticCheck",
    "Wear",
    "make",
    "make_front",
    "make_many",
    "wear_name_of",
    "write_folder",
]
