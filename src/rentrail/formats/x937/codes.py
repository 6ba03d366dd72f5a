"""The codes that fields of X9.37 records may hold, with what they mean.

Source: [X9.37] field descriptions; [X9-RETURNS] for the reasons of returns.
"""

from collections.abc import Mapping

Codes = Mapping[str, str]

STANDARD_LEVELS: Codes = {
    "03": "DSTU X9.37-2003",
    "30": "X9.100-187-2008",
    "35": "X9.100-187-2013 and 2016",
}
TEST_FILE: Codes = {"P": "production", "T": "test"}
RESEND: Codes = {"Y": "sent before", "N": "not sent before"}
COLLECTION_TYPES: Codes = {
    "00": "preliminary forward information",
    "01": "forward presentment",
    "02": "forward presentment, same-day settlement",
    "03": "return",
    "04": "return notification",
    "05": "preliminary return notification",
    "06": "final return notification",
    "10": "account totals",
    "20": "no detail",
    "99": "bundles of several collection types",
}
CASH_LETTER_CONTENTS: Codes = {
    "N": "no items",
    "E": "items without images",
    "I": "items with images",
    "F": "items with images, of a cash letter sent before without",
}
DOCUMENTATION_TYPES: Codes = {
    "A": "no image, paper apart",
    "B": "no image, paper apart, image on request",
    "C": "image apart, no paper",
    "D": "image apart, no paper, image on request",
    "E": "image and paper apart",
    "F": "image and paper apart, image on request",
    "G": "image included, no paper",
    "H": "image included, no paper, image on request",
    "I": "image included, paper apart",
    "J": "image included, paper apart, image on request",
    "K": "no image, no paper",
    "L": "no image, no paper, image on request",
    "M": "no image, electronic check apart",
}
CASH_LETTER_DOCUMENTATION_TYPES: Codes = {
    **DOCUMENTATION_TYPES,
    "Z": "not the same for all items",
}
RETURNS_INDICATORS: Codes = {
    "E": "administrative returns",
    "R": "customers' returns",
    "J": "rejected returns",
}
RETURN_ACCEPTANCE: Codes = {
    "0": "no electronic returns",
    "1": "preliminary notifications, returns and final notifications",
    "2": "preliminary notifications and returns",
    "3": "preliminary and final notifications",
    "4": "returns and final notifications",
    "5": "preliminary notifications only",
    "6": "returns only",
    "7": "final notifications only",
    "8": "preliminary notifications, returns, final notifications and image returns",
    "9": "preliminary notifications, returns and image returns",
    "A": "preliminary and final notifications and image returns",
    "B": "returns, final notifications and image returns",
    "C": "preliminary notifications and image returns",
    "D": "returns and image returns",
    "E": "final notifications and image returns",
    "F": "image returns only",
}
MICR_VALID: Codes = {
    "1": "good read",
    "2": "good read, a field is missing",
    "3": "read error",
    "4": "a field is missing, and a read error",
}
BOFD: Codes = {
    "Y": "this institution is the bank of first deposit",
    "N": "it is not",
    "U": "undetermined",
}
CORRECTIONS: Codes = {
    "0": "no repair",
    "1": "repaired, not known how",
    "2": "repaired without an operator",
    "3": "repaired by an operator",
    "4": "undetermined",
}
ARCHIVE_TYPES: Codes = {
    "A": "microfilm",
    "B": "image",
    "C": "paper",
    "D": "microfilm and image",
    "E": "microfilm and paper",
    "F": "image and paper",
    "G": "microfilm, image and paper",
    "H": "electronic check",
    "I": "none",
}
TRUNCATION: Codes = {"Y": "this institution truncated the check", "N": "it did not"}
CONVERSIONS: Codes = {
    "0": "not converted",
    "1": "paper to substitute check",
    "2": "paper to image",
    "3": "substitute check to another",
    "4": "substitute check to image",
    "5": "image to substitute check",
    "6": "image to another image",
    "7": "image not converted",
    "8": "undetermined",
}
REFERENCE_KEY: Codes = {"0": "a key of 34 characters", "1": "another key, or none"}
ENDORSING_BANKS: Codes = {
    "0": "bank of first deposit",
    "1": "other collecting bank",
    "2": "other returning bank",
    "3": "payor bank",
}
IMAGE_INDICATORS: Codes = {
    "0": "no view",
    "1": "a view of the check",
    "2": "a view, but not of the check",
    "3": "a view, not known of what",
}
IMAGE_FORMATS: Codes = {
    "00": "TIFF 6",
    "01": "IOCA FS 11",
    "20": "PNG",
    "21": "JFIF",
    "22": "SPIFF",
    "23": "JBIG",
    "24": "JPEG 2000",
}
IMAGE_COMPRESSIONS: Codes = {
    "00": "Group 4",
    "01": "JPEG baseline",
    "02": "ABIC",
    "21": "PNG",
    "22": "JBIG",
    "23": "JPEG 2000",
}
VIEW_SIDES: Codes = {"0": "front", "1": "back"}
VIEW_DESCRIPTORS: Codes = {
    "00": "full view",
    "01": "part",
    "02": "date",
    "03": "payee",
    "04": "amount in figures",
    "05": "amount in words",
    "06": "signature",
    "07": "payor's name and address",
    "08": "MICR line",
    "09": "memo line",
    "10": "payor bank's name and address",
    "11": "payee's endorsement",
    "12": "endorsement of the bank of first deposit",
    "13": "transit endorsement",
}
SIGNATURES: Codes = {"0": "no digital signature", "1": "a digital signature"}
RECREATION: Codes = {"0": "the sender can make the view again", "1": "the sender cannot"}
_TEST_OVERRIDDEN = [
    f"image test failed, view {seen}; {other}"
    for seen in ("usable", "unusable", "not reviewed")
    for other in (
        "no other format",
        "another format in this file",
        "another format in this file, and the original at hand",
        "another format at hand",
        "the original at hand",
        "the original and another format at hand",
    )
]
OVERRIDES: Codes = {
    "0": "nothing to override",
    "1": "imperfect image",
    # What is published ends with O.
    **dict(zip("ABCDEFGHIJKLMNO", _TEST_OVERRIDDEN, strict=False)),
}
TESTS: Codes = {"0": "not tested", "1": "fault found", "2": "no fault"}
USABILITY: Codes = {"0": "not tested", "1": "unusable", "2": "usable"}
BANK_SPECIFIC_TESTS: Codes = {
    "0": "no bank-specific test",
    "1": "done, see the user field",
    "2": "none",
}
ACCOUNT_TYPES: Codes = {
    "0": "unknown",
    "1": "demand deposit",
    "2": "general ledger",
    "3": "savings",
    "4": "money market",
    "5": "other",
}
WORK_SOURCES: Codes = {
    "00": "unknown",
    "01": "ATM",
    "02": "branch",
    "03": "other, internal",
    "04": "correspondent bank",
    "05": "business customer",
    "06": "business customer's remote capture",
    "07": "processor to bank",
    "08": "bank to processor",
    "09": "lockbox",
    "10": "international, internal",
    "11": "international, external",
    **{f"{number}": "as the bank says" for number in range(21, 51)},
}
CREDIT_TOTALS: Codes = {"0": "credits are not in the totals", "1": "credits are in the totals"}
NOTIFICATIONS: Codes = {"1": "preliminary notification", "2": "final notification"}
TIMES_RETURNED: Codes = {"0": "not known how often", "1": "once", "2": "twice", "3": "three times"}
CREDIT_SIGNS: Codes = {"1": "debit", "2": "credit", "C": "credit", "D": "debit"}
RETURN_REASONS: Codes = {
    "A": "Not sufficient funds",
    "B": "Uncollected funds hold",
    "C": "Stop payment",
    "D": "Closed account",
    "E": "Unable to locate account",
    "F": "Frozen or blocked account",
    "G": "Stale dated",
    "H": "Postdated",
    "I": "Endorsement missing",
    "J": "Endorsement irregular",
    "K": "Signature missing",
    "L": "Signature irregular, suspected forgery",
    "M": "Non-cash item",
    "N": "Altered or fictitious item, suspected counterfeit",
    "O": "Unable to process",
    "P": "Item exceeds the stated maximum",
    "Q": "Not authorized",
    "R": "Branch or account sold, wrong bank",
    "S": "Refer to maker",
    "T": "Item cannot be presented again",
    "U": "Unusable image",
    "V": "Image fails security check",
    "W": "Cannot determine amount",
    "X": "Refer to image",
    "Y": "Duplicate presentment",
    "Z": "Forgery",
    "1": "Image does not conform to X9.100-181",
    "2": "File does not conform to the companion document",
    "3": "Warranty breach",
    "4": "Warranty breach of a remotely created check",
    "5": "Forged and counterfeit warranty breach",
    "6": "Retired or ineligible routing number",
}
"""Source: [X9-RETURNS] X9.100-188 as banks publish it."""
