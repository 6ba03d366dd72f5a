r"""The X9.37 file format: image cash letters and returns, read, checked and written.

    >>> from datetime import date, datetime
    >>> from rentrail.formats import x937
    >>> profile = x937.BankProfile.from_data({
    ...     "name": "example", "credit": "61", "credit_placement": "bundle",
    ...     "immediate_destination_routing_number": "076401251",
    ...     "immediate_origin_routing_number": "123456780"})
    >>> writer = x937.DepositWriter(profile, created_at=datetime(2026, 11, 27, 9, 30))
    >>> deposit = x937.Deposit(
    ...     cash_letter_id="1", business_date=date(2026, 11, 27), account_number="74456789",
    ...     total_cents=120_000, credit_sequence_number=1)
    >>> front = back = x937.tiff.around(bytes.fromhex("ffff001001"), width=1200, height=16)
    >>> check = x937.CheckRow("076401251", "74456789/1042", 120_000, 2, front, back)
    >>> data = b"".join([writer.start(), *writer.deposit(deposit, [check]), writer.finish()])
    >>> file = x937.parse(data)
    >>> [item.detail.amount_cents for item in file.items], x937.write(file) == data
    ([120000], True)
    >>> x937.validate(data, profile=profile)
    []
    >>> [str(problem) for problem in x937.validate(data[:-4] + b"\xf0" * 4)]
    ['record 13, byte 1500, columns 66-80: These columns must be blank.']

`parse`, `iter_items`, `validate` and `write` do what they say; nothing is ever put right without
being asked. `records`, `items` and `views` hold the layouts, `rules` what is checked, `codes` the
tables, `profiles` what banks ask for. Nothing here opens a file or reads the clock.
"""

from rentrail.formats.x937 import tiff
from rentrail.formats.x937.encoding import Encoding
from rentrail.formats.x937.errors import X937ReadError, X937WriteError
from rentrail.formats.x937.file import Bundle, CashLetter, Item, View, X937File
from rentrail.formats.x937.framing import Form, Framing
from rentrail.formats.x937.items import (
    BankCredit,
    CheckAddendumA,
    CheckAddendumB,
    CheckAddendumC,
    CheckDetail,
    Credit,
    ReturnAddendumA,
    ReturnAddendumB,
    ReturnAddendumC,
    ReturnAddendumD,
    ReturnDetail,
    UserRecord,
)
from rentrail.formats.x937.json_form import NotAFile, from_json, to_json
from rentrail.formats.x937.problems import Problem, Severity
from rentrail.formats.x937.profiles import (
    BankProfile,
    CreditKind,
    CreditPlacement,
    ProfileNotValid,
    all_profiles,
    profile_on,
)
from rentrail.formats.x937.reader import Place, file_of, iter_items, parse, recognise
from rentrail.formats.x937.records import BundleHeader, CashLetterHeader, FileHeader
from rentrail.formats.x937.rows import CheckRow
from rentrail.formats.x937.rules import RULES, Pack, Rule
from rentrail.formats.x937.validation import FileIdentity, identity_of, validate
from rentrail.formats.x937.views import ImageViewAnalysis, ImageViewData, ImageViewDetail
from rentrail.formats.x937.writer import Deposit, DepositWriter, FileWriter, iter_write, write

__all__ = [
    "RULES", "BankCredit", "BankProfile", "Bundle", "BundleHeader", "CashLetter",
    "CashLetterHeader", "CheckAddendumA", "CheckAddendumB", "CheckAddendumC", "CheckDetail",
    "CheckRow", "Credit", "CreditKind", "CreditPlacement", "Deposit", "DepositWriter", "Encoding",
    "FileHeader", "FileIdentity", "FileWriter", "Form", "Framing", "ImageViewAnalysis",
    "ImageViewData", "ImageViewDetail", "Item", "NotAFile", "Pack", "Place", "Problem",
    "ProfileNotValid",
    "ReturnAddendumA", "ReturnAddendumB", "ReturnAddendumC", "ReturnAddendumD", "ReturnDetail",
    "Rule", "Severity", "UserRecord", "View", "X937File", "X937ReadError", "X937WriteError",
    "all_profiles", "file_of", "from_json", "identity_of", "iter_items", "iter_write", "parse",
    "profile_on",
    "recognise", "tiff", "to_json", "validate", "write",
]  # fmt: skip
