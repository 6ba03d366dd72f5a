"""The E-13B line at the foot of a check: what readers say of it, its fields, and its repair.

>>> line = parse("t076401251t 0012345678o 0101")
>>> line.routing_number, line.account_number, line.serial_number
('076401251', '0012345678', '0101')
>>> [problem.rule for problem in problems_of(parse("t076401252t 00123?5678o 0101"))]
['micr.unread', 'micr.routing_check_digit']
"""

from rentrail.formats.micr.items import ItemFields, item_fields, line_of_item
from rentrail.formats.micr.line import MicrLine, parse, problems_of
from rentrail.formats.micr.notation import Notation, NotMicr, canonical, written
from rentrail.formats.micr.positions import POSITIONS, DoesNotFit, laid_out
from rentrail.formats.micr.readers import CardTrackRead, Reading, read_keystrokes
from rentrail.formats.micr.repair import Correction, Repair, repair
from rentrail.formats.micr.routing import is_routing_number
from rentrail.formats.micr.serials import SerialException, SerialPlace

__all__ = [
    "POSITIONS",
    "CardTrackRead",
    "Correction",
    "DoesNotFit",
    "ItemFields",
    "MicrLine",
    "NotMicr",
    "Notation",
    "Reading",
    "Repair",
    "SerialException",
    "SerialPlace",
    "canonical",
    "is_routing_number",
    "item_fields",
    "laid_out",
    "line_of_item",
    "parse",
    "problems_of",
    "read_keystrokes",
    "repair",
    "written",
]
