"""Rules of cash letters and bundles."""

from rentrail.formats.x937.rules.declaring import Rule, error, warning

RULES: tuple[Rule, ...] = (
    error("cash-letter.id", "Cash letter ID", "No two cash letters of a file have the same ID."),
    error("cash-letter.bundle-count", "Bundles in the cash letter",
          "The cash letter control counts the bundles."),
    error("cash-letter.item-count", "Items in the cash letter",
          "The cash letter control counts the items of all bundles; credits too where it says so."),
    error("cash-letter.total", "Total of the cash letter",
          "The cash letter control's total is the sum of its items."),
    error("cash-letter.image-count", "Images in the cash letter",
          "The cash letter control counts the views, or leaves it blank."),
    warning("cash-letter.empty", "Empty cash letter",
            "The cash letter has no items, and does not say so (record type indicator N)."),
    error("cash-letter.contents", "What the cash letter says it holds",
          "Its record type indicator says whether there are items (not N) and views (I or F)."),
    warning("cash-letter.returns", "Forward items and returns",
            "A cash letter of returns (collection types 03 to 06) holds returns, the others none."),
    warning("cash-letter.credit-total", "Credit against the checks",
            "The credits of a cash letter add up to its checks.", source="[X9.37-61]"),
    error("summary.routing-number", "Routing number summary",
          "A routing number summary counts and adds up the items of the cash letter on one bank."),
    error("bundle.item-count", "Items in the bundle",
          "The bundle control counts the items; credits too where it says so."),
    error("bundle.total", "Total of the bundle",
          "The bundle control's total is the sum of its items."),
    warning("bundle.micr-valid-total", "Total of good reads",
            "The bundle control's second total is the sum of the checks whose MICR line was read "
            "well (MICR valid indicator 1), or blank."),
    error("bundle.image-count", "Images in the bundle",
          "The bundle control counts the views, or leaves it blank."),
    error("bundle.empty", "Empty bundle", "A bundle has at least one item."),
    warning("bundle.sequence", "Bundle sequence number",
            "No two bundles of a cash letter have the same sequence number."),
    warning("bundle.header", "Bundle against cash letter",
            "A bundle says the same as its cash letter: destination, institution, business date "
            "and, unless that is 99, collection type."),
)  # fmt: skip
