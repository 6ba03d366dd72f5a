r"""The Nacha file format: every record of every class, read, checked, explained and written.

    >>> from datetime import date
    >>> from rentrail.formats import nacha
    >>> header = nacha.FileHeader(
    ...     immediate_destination=" 076401251", immediate_origin=" 076401251",
    ...     file_creation_date="260227", file_creation_time="0930")
    >>> batch = nacha.BatchHeader(
    ...     service_class_code=225, company_name="MAPLE COURT", company_identification="1234567890",
    ...     standard_entry_class_code="PPD", company_entry_description="RENT",
    ...     effective_entry_date="260302", odfi_identification="07640125", batch_number=1)
    >>> alice = nacha.PpdEntry(
    ...     transaction_code=27, rdfi_identification="12345678", check_digit=0,
    ...     dfi_account_number="74456789", amount_cents=120_000,
    ...     individual_name="ALICE RESIDENT", trace_number="076401250000001")
    >>> file = nacha.file_of(header, [nacha.batch_of(batch, [nacha.Entry(alice)])])
    >>> data = nacha.write(file)
    >>> nacha.parse(data) == file, nacha.validate(data)
    (True, [])
    >>> [str(problem) for problem in nacha.validate(data.replace(b"0000120000", b"000012000A", 1))]
    ['line 3, columns 30-39: The amount must be a number of 10 digits, zeros in front.', ...]

`parse`, `iter_entries`, `validate`, `write` and `fix` do what they say; nothing is ever put right
without being asked. `records`, `entries` and `addenda` hold the layouts, `rules` what is checked,
`codes`, `sec_codes` and `transactions` the tables. Nothing here opens a file or reads the clock.
"""

from rentrail.formats.nacha.answering import (
    contest_for,
    dishonor_for,
    notification_for,
    refusal_for,
    return_for,
)
from rentrail.formats.nacha.assembling import batch_of, file_of
from rentrail.formats.nacha.bank_rules import BankRules, BankRulesNotValid
from rentrail.formats.nacha.csv_form import from_csv, iter_csv, to_csv
from rentrail.formats.nacha.entries import (
    ENTRY_CLASSES,
    AckEntry,
    AdvEntry,
    ArcEntry,
    AtxEntry,
    BocEntry,
    CcdEntry,
    CieEntry,
    CtxEntry,
    DneEntry,
    EnrEntry,
    EntryDetail,
    IatEntry,
    MteEntry,
    PopEntry,
    PosEntry,
    PpdEntry,
    RckEntry,
    ShrEntry,
    TelEntry,
    TrcEntry,
    TrxEntry,
    UnclassedEntry,
    WebEntry,
    XckEntry,
)
from rentrail.formats.nacha.errors import NachaReadError, NachaWriteError
from rentrail.formats.nacha.explaining import Explanation, UnknownCode, explain
from rentrail.formats.nacha.file import AchFile, Batch, Entry, FileKind
from rentrail.formats.nacha.fixing import Change, FileNotFixable, fix, iter_fixed
from rentrail.formats.nacha.json_form import NotAFile, from_json, iter_json, to_json
from rentrail.formats.nacha.json_schema import schema
from rentrail.formats.nacha.merging import FilesNotMergeable, iter_merged, merge
from rentrail.formats.nacha.parts import Outline, iter_parts, outline
from rentrail.formats.nacha.problems import Problem, Severity
from rentrail.formats.nacha.reader import (
    iter_entries,
    kind_of,
    notifications,
    parse,
    recognise,
    returns,
)
from rentrail.formats.nacha.records import BatchHeader, FileHeader, IatBatchHeader
from rentrail.formats.nacha.reversing import EntryNotReversible, reverse
from rentrail.formats.nacha.rules import RULES, Pack, Rule
from rentrail.formats.nacha.splitting import FileNotSplittable, iter_split, split
from rentrail.formats.nacha.validation import FileIdentity, identity_of, validate
from rentrail.formats.nacha.writer import EntryRow, FileWriter, write

__all__ = [
    "ENTRY_CLASSES", "RULES", "AchFile", "AckEntry", "AdvEntry", "ArcEntry", "AtxEntry",
    "BankRules", "BankRulesNotValid", "Batch", "BatchHeader", "BocEntry", "CcdEntry", "Change",
    "CieEntry", "CtxEntry", "DneEntry", "EnrEntry", "Entry", "EntryDetail", "EntryNotReversible",
    "EntryRow", "Explanation", "FileHeader", "FileIdentity", "FileKind", "FileNotFixable",
    "FileNotSplittable", "FileWriter", "FilesNotMergeable", "IatBatchHeader", "IatEntry",
    "MteEntry", "NachaReadError", "NachaWriteError", "NotAFile", "Outline", "Pack", "PopEntry",
    "PosEntry", "PpdEntry", "Problem", "RckEntry", "Rule", "Severity", "ShrEntry", "TelEntry",
    "TrcEntry", "TrxEntry", "UnclassedEntry", "UnknownCode", "WebEntry", "XckEntry", "batch_of",
    "contest_for", "dishonor_for", "explain", "file_of", "fix", "from_csv", "from_json",
    "identity_of", "iter_csv", "iter_entries", "iter_fixed", "iter_json", "iter_merged",
    "iter_parts", "iter_split", "kind_of", "merge", "notification_for", "notifications", "outline",
    "parse", "recognise", "refusal_for", "return_for", "returns", "reverse", "schema", "split",
    "to_csv", "to_json", "validate", "write",
]  # fmt: skip
