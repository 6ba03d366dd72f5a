"""Rules of what banks send each other: international entries, returns, notifications, answers."""

from rentrail.formats.nacha.rules.declaring import Rule, error, warning

_IAT = "[NACHA] Appendix Three, IAT"
_RETURNS = "[NACHA] Appendix Four"
_NOTIFICATIONS = "[NACHA] Appendix Five"

RULES: tuple[Rule, ...] = (
    error("iat.addenda-order", "Order of IAT addenda",
          "The addenda 10 to 16 stand once each and in order; then up to two of 17 and five of "
          "18; then 98 or 99.", source=_IAT, return_code="R25",
          expected="10 to 16, then up to two of 17 and five of 18"),
    error("iat.foreign-exchange", "Foreign exchange indicator",
          "FF, FV or VF. With FF (the same currency throughout) the reference is blank and its "
          "indicator 3; else the indicator is 1 or 2.", source=_IAT),
    error("iat.country", "Country codes", "Two capital letters of ISO 3166.", source=_IAT),
    error("iat.currency", "Currency codes", "Three capital letters of ISO 4217.", source=_IAT),
    error("iat.transaction-type", "Transaction type code",
          "ANN, BUS, DEP, LOA, MIS, MOR, PEN, REM, RLS, SAL, TAX, or the class of a debit: ARC, "
          "BOC, MTE, POP, POS, RCK, SHR, TEL, WEB.", source=_IAT,
          expected="one of the rulebook's codes, as RLS"),
    error("iat.bank-qualifier", "Kind of a bank's number",
          "01 for a national system, 02 for BIC, 03 for IBAN.", source=_IAT),
    error("iat.screening", "OFAC screening indicators",
          "0 (not found), 1 (found) or blank, when nothing was screened.", source=_IAT),
    warning("iat.address", "Form of addresses",
            "City and state, and country and postal code, are parted by an asterisk and ended by "
            "a backslash.", source=_IAT),
    error("return.code", "Return reason code",
          "One of the codes R01 to R85 of the rulebook, or R90.",
          source=_RETURNS,
          expected="R01 to R85, or R90"),
    warning("return.code-obsolete", "Obsolete return codes",
            "R63 to R66 are told by R69 today.", source=_RETURNS,
            expected="R69"),
    warning("return.code-class", "Return code and class",
          "Some reasons fit some classes only: R05 corporate debits to consumers, R31 CCD and "
          "CTX, R33 XCK, R37 to R39 converted checks, R40 to R47 enrollments, R50 to R53 RCK, "
          "R80 to R84 IAT.", source=_RETURNS),
    warning("return.code-direction", "Return code and direction",
          "Some reasons are for debits only (R01, R05, R07 ...), one is for credits only (R23).",
          source=_RETURNS,
            expected="a reason for entries of this direction"),
    warning("return.date-of-death", "Date of death",
            "A date as YYMMDD, with R14 and R15 only, which should have one.", source=_RETURNS,
            expected="YYMMDD with R14 or R15, else blank"),
    error("return.original-trace", "Trace number of the original entry",
          "A return or notification says which entry it is about.", source=_RETURNS,
          return_code="R27",
          expected="the trace number that the entry was sent with"),
    error("return.original-rdfi", "Receiving bank of the original entry",
          "The eight digits of the bank that the entry went to, which is the one that answers.",
          source=_RETURNS,
          expected="eight digits of the bank that the entry went to"),
    error("return.settlement-date", "Settlement dates in a dishonor or contest",
          "Days of the year, 001 to 366.", source=_RETURNS),
    error("dishonor.return-code", "Return reason that is dishonored",
          "The two digits of a return code. R70 answers R06 and R31 only.", source=_RETURNS,
          expected="the digits of a return code that it answers"),
    error("dishonor.field-errors", "Field errors of R69",
          "With R69 the information lists what was wrong: 01 to 07, parted by asterisks.",
          source=_RETURNS),
    error("contest.dishonor-code", "Dishonor that is contested",
          "The two digits of a dishonor's code: 61, 62, 67 to 70.", source=_RETURNS),
    error("contest.return-date", "Date of the original return", "A date that exists, as YYMMDD.",
          source=_RETURNS),
    error("notification.code", "Change code",
          "One of C01 to C09, C13 and C14; C10 to C12 are retired.", source=_NOTIFICATIONS,
          expected="C01 to C09, C13 or C14"),
    warning("notification.code-class", "Change code and class",
            "C03, C04 and C07 are not for international entries, C08 is for them alone, and C14 "
            "asks for them.", source=_NOTIFICATIONS,
            expected="a change code for entries of this class"),
    error("notification.corrected-data", "Corrected data",
          "What the change code promises stands in its columns, and is right itself: a corrected "
          "routing number proves its check digit, a corrected transaction code exists.",
          source=_NOTIFICATIONS,
          expected="what the change code brings, in its columns"),
    error("notification.refused-trace", "Sequence of the refused notification",
          "The last seven digits of the notification's trace number, not zeros.",
          source=_NOTIFICATIONS,
          expected="seven digits, not all zeros"),
    error("acknowledgment.original-trace", "Entry that is acknowledged",
          "The trace number of the CCD or CTX credit that was received.",
          expected="the trace number of a CCD or CTX credit"),
)  # fmt: skip
