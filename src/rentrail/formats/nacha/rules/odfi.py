"""Rules that an originating bank adds: asked for with its name or its rule file."""

from rentrail.formats.nacha.rules.declaring import Pack, Rule, error, warning

_ODFI = Pack.ODFI
_GUIDE = "the bank's own file guide"

RULES: tuple[Rule, ...] = (
    error("odfi.sec-code", "Classes that the bank takes",
          "The bank takes some classes of entries from this originator, and no others.",
          pack=_ODFI, source=_GUIDE),
    error("odfi.service-class", "Service classes that the bank takes",
          "Some banks take only batches of one direction, or only mixed ones.",
          pack=_ODFI, source=_GUIDE),
    error("odfi.balance", "Balanced or unbalanced files",
          "A bank that asks for balanced files wants debits and credits equal in every batch; one "
          "that asks for unbalanced files makes the other side itself.",
          pack=_ODFI, source=_GUIDE),
    error("odfi.entry-amount", "Limit of an entry", "The bank limits the amount of one entry.",
          pack=_ODFI, source=_GUIDE),
    error("odfi.batch-amount", "Limit of a batch",
          "The bank limits the debits and the credits of one batch.", pack=_ODFI, source=_GUIDE),
    error("odfi.file-amount", "Limit of a file",
          "The bank limits the debits and the credits of one file.", pack=_ODFI, source=_GUIDE),
    error("odfi.file-header", "Values of the file header",
          "The bank asks for certain values in the file header: destination, origin, names.",
          pack=_ODFI, source=_GUIDE),
    error("odfi.company-identification", "Company identifications",
          "The bank knows the originator by certain company identifications.",
          pack=_ODFI, source=_GUIDE),
    error("odfi.odfi-identification", "ODFI identification",
          "The bank's own eight digits stand in every batch.", pack=_ODFI, source=_GUIDE),
    error("odfi.lead-time", "Banking days ahead",
          "The bank wants files so many banking days ahead of the effective date, and not more "
          "than so many.", pack=_ODFI, source=_GUIDE),
    error("odfi.same-day", "Same-day entries",
          "The bank takes same-day batches from this originator, or does not.",
          pack=_ODFI, source=_GUIDE,
          expected="a later effective date"),
    error("odfi.line-ends", "Line ends that the bank takes",
          "LF, CRLF, or none: the bank says which.", pack=_ODFI, source=_GUIDE),
    error("odfi.padding", "Padding that the bank asks for",
          "The bank wants the last block filled with records of 9s, or wants none of it.",
          pack=_ODFI, source=_GUIDE),
    error("odfi.file-size", "Size of a file", "The bank limits the records or batches of a file.",
          pack=_ODFI, source=_GUIDE),
    warning("odfi.lower-case", "Small letters",
            "The bank wants text in capitals.", pack=_ODFI, source=_GUIDE,
            expected="capitals"),
    error("odfi.prenote", "Prenotes",
          "The bank takes prenotes only, or not, in batches of their own.",
          pack=_ODFI, source=_GUIDE,
          expected="no prenotes here"),
    warning("odfi.description", "Entry descriptions",
            "The bank asks for one of certain company entry descriptions.",
            pack=_ODFI, source=_GUIDE),
)  # fmt: skip
