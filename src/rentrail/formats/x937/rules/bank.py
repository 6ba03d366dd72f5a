"""Rules that a bank adds: asked for with its profile."""

from rentrail.formats.x937.rules.declaring import Pack, Rule, error

_GUIDE = "the bank's own guide"


def _rule(rule_id: str, title: str, explanation: str) -> Rule:
    return error(rule_id, title, explanation, pack=Pack.BANK, source=_GUIDE)


RULES: tuple[Rule, ...] = (
    _rule("bank.form", "Encoding and framing",
          "The bank wants EBCDIC or ASCII, and lengths before the records, line ends, or neither."),
    _rule("bank.standard-level", "Standard level", "The bank takes one edition of the standard."),
    _rule("bank.file-header", "Destination and origin",
          "The bank asks for certain routing numbers and names in the file header."),
    _rule("bank.cash-letter-header", "Destination and institution",
          "The bank asks for certain routing numbers, collection and documentation types in cash "
          "letters."),
    _rule("bank.credit", "Deposit slip",
          "The bank wants the deposit as record 61, as record 62, or not at all, one for each cash "
          "letter."),
    _rule("bank.credit-placement", "Place of the deposit slip",
          "The bank wants the deposit before the first bundle, or first in it."),
    _rule("bank.credit-in-totals", "Credits in the totals",
          "The controls say of credits in their totals what the bank asks for."),
    _rule("bank.addendum-a", "Record of first deposit",
          "The bank wants addendum A with every check, or wants none."),
    _rule("bank.analysis", "Record of image tests",
          "The bank wants the tests of every view (record 54), or wants none."),
    _rule("bank.bundle-items", "Items of a bundle", "The bank limits the checks of a bundle."),
    _rule("bank.bundle-amount", "Amount of a bundle", "The bank limits the amount of a bundle."),
    _rule("bank.cash-letter-items", "Items of a cash letter",
          "The bank limits the checks of a cash letter."),
    _rule("bank.file-items", "Items of a file", "The bank limits the checks of a file."),
    _rule("bank.item-amount", "Amount of a check", "The bank limits the amount of one check."),
    _rule("bank.image-bytes", "Bytes of an image", "The bank limits the size of an image."),
)  # fmt: skip
