"""Reading the magnetic line from a picture, without any service, font or trained model.

`ink` tells ink from light, `bands` where a line may stand, `strips` cuts it out, `matching` and
`zoning` each read it in a way of their own, `trust` says what of that stands. What is in doubt is
"?", for a person to repair: a character is rather not read than read wrongly.
"""

from rentrail.checks.reading.reader import read_line
from rentrail.checks.reading.trust import LineRead, ReadCharacter, confirmed

__all__ = ["LineRead", "ReadCharacter", "confirmed", "read_line"]
