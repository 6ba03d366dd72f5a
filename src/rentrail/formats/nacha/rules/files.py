"""Rules of the file as a whole, of its lines, and of every field."""

from rentrail.formats.nacha.rules.declaring import Pack, Rule, error, warning

_FORMAT = Pack.FORMAT
_EDITS = "[NACHA] Appendix Two"

RULES: tuple[Rule, ...] = (
    error("file.record-length", "Length of a record",
          "Every record has 94 characters, blanks at its end included. A shorter one lost some on "
          "the way (an editor that trims lines, for one); a longer one has a field too wide.",
          pack=_FORMAT),
    error("file.characters", "Characters",
          "Only printable ASCII may stand in a file: no accents, no tabs, no control characters. "
          "Spell names in plain letters before writing.", pack=_FORMAT),
    error("file.line-ends", "Line ends",
          "One file has one kind of line end throughout (LF, CRLF, CR) or none at all.",
          pack=_FORMAT),
    error("file.blank-line", "Blank line",
          "No blank line may stand between the records.", pack=_FORMAT),
    warning("file.trailing-data", "What follows the last record",
            "Blank lines or an end-of-file mark after the last record: most banks pass over it, "
            "some refuse.", pack=_FORMAT),
    error("file.record-type", "Record type",
          "A record starts with its type: 1, 5, 6, 7, 8 or 9.", pack=_FORMAT, source=_EDITS),
    error("file.order", "Order of records",
          "A file header; then for each batch its header, entries with their addenda, and control; "
          "then the file control and the padding. Nothing else, and nowhere else.",
          pack=_FORMAT, source=_EDITS),
    error("file.header-missing", "File header",
          "A file starts with a file header (record 1).", pack=_FORMAT, source=_EDITS),
    error("file.control-missing", "File control",
          "A file ends with a file control (record 9). Without one it may have been cut off.",
          pack=_FORMAT, source=_EDITS),
    error("batch.control-missing", "Batch control",
          "Every batch ends with a batch control (record 8).", pack=_FORMAT, source=_EDITS),
    error("batch.empty", "Empty batch", "A batch holds at least one entry.", source=_EDITS),
    warning("file.empty", "Empty file", "The file has no entries, so it moves nothing."),
    error("file.blocking", "Blocks of ten records",
          "With its padding of 9s a file fills whole blocks of ten records, and has no block of "
          "padding alone.", pack=_FORMAT, source=_EDITS),
    warning("file.padding", "Padding",
            "The last block is not filled with records of 9s. Some banks ask for it, some do not "
            "mind.", pack=_FORMAT, source=_EDITS),
    error("file.record-size", "Record size", "Columns 35 to 37 of the file header say 094.",
          pack=_FORMAT, source=_EDITS),
    error("file.blocking-factor", "Blocking factor",
          "Columns 38 and 39 of the file header say 10.", pack=_FORMAT, source=_EDITS),
    error("file.format-code", "Format code", "Column 40 of the file header says 1.",
          pack=_FORMAT, source=_EDITS),
    warning("file.priority-code", "Priority code", "Columns 2 and 3 of the file header say 01."),
    error("file.id-modifier", "File ID modifier",
          "A capital letter or a digit, which tells apart the files of one sender and minute.",
          source=_EDITS),
    error("file.creation-date", "File creation date", "A date that exists, as YYMMDD."),
    error("file.creation-time", "File creation time", "A time of day as HHMM, or blank."),
    warning("file.destination", "Immediate destination",
            "A blank and the routing number of the bank or operator that the file goes to. Some "
            "banks ask for another number; then it is their rule that counts."),
    error("file.duplicate", "A file sent twice",
          "No two files of one sender have the same origin, creation date, time and ID modifier: "
          "the operator rejects the later one.", source=_EDITS),
    error("file.batch-count", "Batch count", "The file control counts the batches.",
          source=_EDITS),
    error("file.block-count", "Block count",
          "The file control counts the blocks of ten records, file header and control included.",
          source=_EDITS),
    error("file.entry-addenda-count", "Entry and addenda count of the file",
          "The file control counts all entries and addenda.", source=_EDITS),
    error("file.entry-hash", "Entry hash of the file",
          "The sum of the batches' entry hashes, of which the last ten digits are kept.",
          source=_EDITS),
    error("file.total-debit", "Debits of the file", "The file control adds up all debits.",
          source=_EDITS),
    error("file.total-credit", "Credits of the file", "The file control adds up all credits.",
          source=_EDITS),
    error("file.control-layout", "Layout of the file control",
          "Accounting advices (ADV) have a file of their own, whose control has longer totals."),
    error("field.numeric", "Numbers",
          "A number fills its columns with digits, zeros in front; no blanks, signs or points.",
          source=_EDITS),
    error("field.digits", "Identifiers of digits",
          "These columns hold digits only, or (where the field may be left out) blanks only."),
    error("field.mandatory", "Mandatory fields",
          "The field must not be blank, and a name or serial number not zeros: the operator "
          "rejects it.", source=_EDITS, return_code="R26"),
    warning("field.required", "Required fields",
            "The field should not be blank: the receiving bank may send the entry back."),
    error("field.reserved", "Reserved columns", "These columns must be blank."),
    warning("field.justification", "Justification",
            "Text starts in the first column of its field; one that does not may be read wrong."),
)  # fmt: skip
