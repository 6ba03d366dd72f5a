"""Rules of the file as a whole, of its records, and of every field."""

from rentrail.formats.x937.rules.declaring import Pack, Rule, error, warning

_FORMAT = Pack.FORMAT

RULES: tuple[Rule, ...] = (
    error("file.unreadable", "What the file starts with",
          "A file starts with a file header: `01` in EBCDIC or ASCII, with or without four bytes "
          "of length before it. This one does not.", pack=_FORMAT,
          expected="a file header"),
    error("file.cut", "Whole records",
          "The file goes on with what is no whole record: it was cut off, or a length before a "
          "record is wrong. What follows cannot be told apart.", pack=_FORMAT,
          expected="a whole record"),
    error("record.length", "Length of a record",
          "Every record has 80 characters; a credit of type 62 has 100, and some say their own "
          "length.", pack=_FORMAT,
          expected="80 characters"),
    warning("record.type", "Unknown record",
            "A record of a type that the standard does not have, or that is not used here. It is "
            "kept as it came.", pack=_FORMAT,
          expected="a type of the standard"),
    error("file.order", "Order of records",
          "A file header; for each cash letter its header, bundles and control; in a bundle its "
          "header, items and control; with an item its addenda, then its views. Then the file "
          "control. Nothing else, and nowhere else.", pack=_FORMAT,
          expected="a record that may stand here"),
    error("file.header-missing", "File header", "A file starts with a file header (record 01).",
          pack=_FORMAT,
          expected="a file header"),
    error("file.control-missing", "File control",
          "A file ends with a file control (record 99). Without one it may have been cut off.",
          pack=_FORMAT,
          expected="a file control"),
    error("cash-letter.control-missing", "Cash letter control",
          "Every cash letter ends with its control (record 90).", pack=_FORMAT,
          expected="a cash letter control"),
    error("bundle.control-missing", "Bundle control",
          "Every bundle ends with its control (record 70).", pack=_FORMAT,
          expected="a bundle control"),
    error("field.characters", "Characters",
          "Only printable characters may stand in a record: no accents, no control characters.",
          pack=_FORMAT),
    error("field.mandatory", "Mandatory field", "The field must not be blank.", pack=_FORMAT),
    error("field.numeric", "Numbers",
          "A count or amount is digits only, with zeros in front.", pack=_FORMAT),
    error("field.form", "Form of a field",
          "The field holds what its type allows: digits, letters and digits, or what the MICR line "
          "has.", pack=_FORMAT),
    error("field.code", "Codes that must be known",
          "A mandatory code is one of its table.", pack=_FORMAT),
    warning("field.code-other", "Other codes",
            "The code is in no table of the standard; a bank may have its own.", pack=_FORMAT),
    error("field.date", "Dates", "A date that exists, as YYYYMMDD.", pack=_FORMAT),
    error("field.time", "Times", "A time of day as HHMM.", pack=_FORMAT),
    error("field.reserved", "Reserved columns",
          "These columns stay blank. Banks refuse files that have zeros in them.", pack=_FORMAT),
    warning("field.institution", "Number of an institution",
            "The number's check digit is wrong: no bank has it. It may be the number of an "
            "institution that is no bank.", source="[ABA]",
          expected="a routing number"),
    error("file.cash-letter-count", "Cash letters in the file",
          "The file control counts the cash letters."),
    error("file.record-count", "Records in the file",
          "The file control counts all records, itself and the file header too."),
    error("file.item-count", "Items in the file", "The file control counts all items."),
    error("file.total", "Total of the file",
          "The file control's total is the sum of all items."),
    warning("file.empty", "Empty file", "The file has no items, so it moves nothing.",
          expected="items"),
    warning("file.creation-date", "File creation date",
            "The file was made after the day on which it is read.",
          expected="no later than today"),
    error("file.duplicate", "A file sent twice",
          "A file with the same origin, destination, creation date, time and modifier was seen "
          "before, and this one does not say that it is sent again.",
          expected="a file not seen before"),
)  # fmt: skip
