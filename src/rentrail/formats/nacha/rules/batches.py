"""Rules of a batch: its header, its control, its dates, and that its entries belong together."""

from rentrail.formats.nacha.rules.declaring import Rule, error, warning

_EDITS = "[NACHA] Appendix Two"
_DATES = "[NACHA] Appendix Two, effective entry date; [FRB-FEDACH]"

RULES: tuple[Rule, ...] = (
    error("batch.service-class", "Service class",
          "200 for debits and credits, 220 for credits, 225 for debits, 280 for accounting advices "
          "(ADV), and for these alone.", source=_EDITS),
    error("batch.sec-code", "Standard Entry Class",
          "One of the codes of the rulebook, in capitals.", source=_EDITS),
    error("batch.zeros", "Company name, identification and description",
          "Neither blank nor zeros: they tell the receiver whose entry it is and what for.",
          source=_EDITS),
    error("batch.originator-status", "Originator status code",
          "1 for a bank's batch, 2 for a federal agency's, 0 for an operator's advices. Death "
          "notifications (DNE) come from agencies only."),
    warning("batch.settlement-date-present", "Settlement date of a forward batch",
            "The operator puts it in; the originator leaves these columns blank."),
    error("batch.settlement-date", "Settlement date", "A day of the year, 001 to 366, or blank."),
    error("batch.odfi", "ODFI identification",
          "The first eight digits of a bank's routing number, of a district that there is."),
    error("batch.mixed", "Returns among forward entries",
          "Returns, notifications of change and forward entries each have batches of their own.",
          source=_EDITS),
    error("batch.notification-class", "COR and notifications of change",
          "Notifications of change have the class COR, and nothing else has.",
          source="[NACHA] Appendix Five"),
    error("batch.number-unique", "Batch numbers", "No two batches of a file have the same number."),
    warning("batch.number-order", "Order of batch numbers",
            "Batch numbers rise within the file."),
    error("batch.control-service-class", "Service class of the control",
          "The batch control repeats the header's service class.", source=_EDITS),
    error("batch.control-company-identification", "Company identification of the control",
          "The batch control repeats the header's company identification."),
    error("batch.control-odfi", "ODFI of the control",
          "The batch control repeats the header's ODFI.", source=_EDITS),
    error("batch.control-number", "Batch number of the control",
          "The batch control repeats the header's batch number.", source=_EDITS),
    error("batch.entry-addenda-count", "Entry and addenda count of the batch",
          "The batch control counts its entries and addenda.", source=_EDITS),
    error("batch.entry-hash", "Entry hash of the batch",
          "The sum of the first eight digits of all receiving banks' numbers; the last ten digits "
          "of it are kept. Addenda are not counted.", source=_EDITS),
    error("batch.total-debit", "Debits of the batch", "The batch control adds up its debits.",
          source=_EDITS),
    error("batch.total-credit", "Credits of the batch", "The batch control adds up its credits.",
          source=_EDITS),
    error("batch.description-capitals", "Reserved descriptions in capitals",
          "A company entry description that the rulebook reserves (REVERSAL, RETRY PYMT ...) "
          "stands in capitals."),
    error("batch.description-mandated", "Mandated descriptions",
          "Re-presented checks are described as REDEPCHECK, destroyed ones as NO CHECK, "
          "enrollments as AUTOENROLL."),
    warning("batch.description-unfit", "Reserved descriptions out of place",
            "A reserved description stands on entries that it is not for: PAYROLL is for PPD "
            "credits, PURCHASE for WEB and TEL debits of goods, RETRY PYMT and RETURN FEE for "
            "debits, HCCLAIMPMT for CCD credits, and so on.",
            source="[NACHA] Appendix Three; [NACHA-PAGES]"),
    error("batch.effective-date", "Effective entry date",
          "A date that exists, as YYMMDD; the operator would choose one of its own.",
          source=_DATES, return_code="R18"),
    warning("batch.effective-date-weekend", "Effective date on a weekend",
            "Nothing settles on a weekend: it would settle on the next banking day.",
            source=_DATES),
    warning("batch.effective-date-holiday", "Effective date on a holiday",
            "The Reserve Banks are closed that day: it would settle on the next banking day.",
            source=_DATES),
    error("batch.effective-date-past", "Stale effective date",
          "The day is past, so that the batch would settle the same day, at a fee, where it may.",
          source=_DATES),
    warning("batch.effective-date-today", "Effective date today",
            "The day is today and the batch has no same-day mark: it would settle today, at a fee.",
            source=_DATES),
    warning("batch.effective-date-far", "Effective date far ahead",
            "Operators take debits one banking day ahead of processing, and credits two.",
            source=_DATES, return_code="R18"),
    warning("batch.same-day-mark", "Same-day mark",
            "SD and a time (SD1300) in the company descriptive date asks for a same-day window; "
            "it is four digits of time, and goes with today as the effective date."),
    error("batch.same-day-class", "Classes that cannot go same day",
          "International entries, automated enrollments and death notifications do not settle "
          "the same day.",
          source="[FRB-FEDACH]"),
)  # fmt: skip
