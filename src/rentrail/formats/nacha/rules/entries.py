"""Rules of a forward entry and of its addenda."""

from rentrail.formats.nacha.rules.declaring import Rule, error, warning

_EDITS = "[NACHA] Appendix Two"
_RETURNS = "[NACHA] Appendix Four"

RULES: tuple[Rule, ...] = (
    error("entry.transaction-code", "Transaction code",
          "Two digits of the rulebook's table: which account, debit or credit, and what for.",
          source=_EDITS),
    error("entry.service-class", "Direction and service class",
          "No debit stands in a batch of credits (220), and no credit in one of debits (225).",
          source=_EDITS),
    error("entry.class-debit", "Classes without debits",
          "Customer-initiated entries, acknowledgments and death notifications are never debits, "
          "but to reverse one.", source=_RETURNS, return_code="R35"),
    error("entry.class-credit", "Classes without credits",
          "Entries from checks (ARC, BOC, POP, RCK, XCK, TRC, TRX) and by telephone are never "
          "credits, but to reverse one.", source=_RETURNS, return_code="R36"),
    error("entry.loan-debit", "Debits of loan accounts",
          "A loan account is debited only to reverse a credit (code 55, description REVERSAL).",
          source=_RETURNS, return_code="R35"),
    error("entry.return-code-use", "Codes of returns",
          "Transaction codes that end in 1 or 6 are for returns and notifications, which have no "
          "others.", source=_RETURNS),
    error("entry.zero-dollar-class", "Zero-dollar entries",
          "Only CCD, CTX, ACK, ATX and IAT entries may move nothing and bring remittance alone."),
    warning("entry.prenote-class", "Prenotes",
          "Single entries that come from a check or a terminal have no prenote."),
    error("entry.advice-code", "Codes of accounting advices",
          "Codes 81 to 88 are for ADV batches, which have no others."),
    error("entry.non-monetary-code", "Codes of acknowledgments, enrollments and notifications",
          "Acknowledgments (ACK, ATX) have the codes of zero-dollar credits, death notifications "
          "those of credit prenotes, enrollments those of live entries or prenotes."),
    error("entry.routing-number", "Routing number",
          "Eight digits of a bank's routing number, of a district that there is.",
          source="[ABA]", return_code="R13"),
    error("entry.check-digit", "Check digit of the routing number",
          "The ninth digit of a routing number proves the other eight.", return_code="R28"),
    error("entry.account-number", "Account number",
          "It must not be blank: nothing can be posted without it."),
    warning("entry.account-number-blanks", "Blanks in an account number",
            "An account number starts in its first column and has no blanks; hyphens may stay."),
    error("entry.amount-missing", "Amount of a live entry",
          "An entry that moves money has an amount.", source=_EDITS, return_code="R19"),
    error("entry.amount-unexpected", "Amount of an entry that moves nothing",
          "Prenotes, zero-dollar entries, notifications of change, acknowledgments, enrollments "
          "and death notifications have an amount of zero.", source=_EDITS, return_code="R19"),
    error("entry.amount-limit", "Limits of the class",
          "Entries from checks end at 25,000.00 (ARC, BOC, POP) or below 2,500.00 (RCK, XCK).",
          source=_EDITS, return_code="R19"),
    error("entry.same-day-amount", "Limit of same-day entries",
          "A same-day entry has a limit, which rose over the years: 25,000.00 at first, 100,000.00 "
          "from March 2020, 1,000,000.00 from March 2022.", source="[FRB-FEDACH]"),
    error("entry.micro-amount", "Micro-entries",
          "A credit that verifies an account (ACCTVERIFY) is below one dollar, and the debits of "
          "the batch are not more than its credits.", source="[NACHA-PAGES]"),
    warning("entry.payment-type", "Payment type code",
            "A WEB entry says R (recurring) or S (single) in column 77; a TEL entry may."),
    error("entry.card-transaction-type", "Card transaction type",
          "POS and SHR entries say what was done with the card: 01, 02, 03, 11, 12, 13, 21, 23, "
          "31, 32, 33, 41, 42, 43 or 99."),
    warning("entry.card-expiration", "Card expiration date", "A month and a year, as MMYY."),
    error("entry.terminal-state", "State of a terminal",
          "The two letters of a state or territory of the United States.", source=_EDITS,
          return_code="R26"),
    error("entry.trace-order", "Order of trace numbers",
          "Trace numbers rise within a batch; gaps do not matter.", source=_EDITS),
    error("entry.trace-prefix", "Start of trace numbers",
          "A trace number starts with the eight digits of the batch's ODFI.", source=_EDITS),
    error("entry.trace-unique", "Unique trace numbers",
          "No two entries of a file have the same trace number."),
    error("entry.trace-known", "Trace numbers sent before",
          "An entry with this trace number went out before: this would be the same money twice."),
    warning("entry.duplicate", "Entries that look alike",
            "Another entry of the batch has the same receiver, account, amount and text. It may "
            "be meant twice, or be a slip.", source=_RETURNS, return_code="R24"),
    error("entry.addenda-indicator", "Addenda indicator",
          "1 when addenda follow, 0 when none do.", source=_EDITS, return_code="R25"),
    error("entry.addenda-missing", "Missing addenda",
          "This entry needs addenda: those of its class (POS, SHR, MTE, DNE, ENR, TRX, IAT), the "
          "remittance of a zero-dollar entry, the reason of a return or notification.",
          source=_EDITS, return_code="R25"),
    error("entry.addenda-count", "Number of addenda",
          "The class limits how many addenda an entry may have: none, one, or up to 9,999.",
          source=_EDITS, return_code="R25"),
    error("entry.addenda-declared", "Number of addenda that the entry tells",
          "CTX, TRX, ATX, ENR and IAT entries say how many addenda follow, and so many do.",
          source=_EDITS, return_code="R25"),
    error("entry.addenda-type", "Type of addenda",
          "05 with most classes; 02 with POS, SHR and MTE; 10 to 18 with IAT; 98 with "
          "notifications; 99 with returns.", source=_EDITS, return_code="R25"),
    error("entry.addenda-sequence", "Sequence of addenda",
          "The addenda of an entry are numbered from 1, without gaps.", source=_EDITS,
          return_code="R25"),
    error("entry.addenda-trace", "Trace numbers in addenda",
          "Addenda repeat the trace number of their entry, or its last seven digits.",
          source=_EDITS, return_code="R27"),
    warning("addenda.terminal-moment", "Moment at a terminal",
            "A date as MMDD and, with MTE, a time as HHMMSS."),
    error("addenda.death-notice", "Form of a death notification",
          "DATE OF DEATH*MMDDYY*CUSTOMERSSN*nine digits*AMOUNT*dollars.cents and a backslash."),
    error("addenda.enrollment", "Form of an enrollment",
          "Transaction code, routing number, check digit, account, Social Security or tax number, "
          "name and payee mark, parted by asterisks and ended by a backslash."),
)  # fmt: skip
