"""The two alphabets of X9.37 files: EBCDIC (code page 037) and ASCII.

Both give one character a byte and back, whatever the bytes are, so nothing is lost on the way.
"""

from enum import Enum


class Encoding(Enum):
    """How the characters of a file are written."""

    EBCDIC = "EBCDIC"  # IBM code page 037; usual among banks
    ASCII = "ASCII"

    def decode(self, data: bytes) -> str:
        """Give the characters of bytes.

        >>> Encoding.EBCDIC.decode(bytes.fromhex("f0f1")), Encoding.ASCII.decode(b"01")
        ('01', '01')
        """
        return str(data.translate(_FROM_EBCDIC) if self is Encoding.EBCDIC else data, "latin-1")

    def encode(self, text: str) -> bytes:
        """Give the bytes of characters; each must be one that a byte can hold."""
        data = text.encode("latin-1")
        return data.translate(_TO_EBCDIC) if self is Encoding.EBCDIC else data


_FROM_EBCDIC = bytes(range(256)).decode("cp037").encode("latin-1")
_TO_EBCDIC = bytes(range(256)).decode("latin-1").encode("cp037")
