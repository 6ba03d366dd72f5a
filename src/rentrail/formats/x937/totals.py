"""What control records must say: counted and added up from the items."""

from rentrail.formats.x937.file import Item
from rentrail.formats.x937.items import CheckDetail

GOOD_READ = "1"


class Totals:
    """Counts and sums of items, credits apart. What cannot be read counts as nothing."""

    __slots__ = (
        "credit_cents", "credit_count", "credit_image_count", "image_count", "item_count",
        "micr_valid_cents", "total_cents",
    )  # fmt: skip

    def __init__(self) -> None:
        """Start at nothing."""
        self.item_count = self.total_cents = self.micr_valid_cents = self.image_count = 0
        self.credit_count = self.credit_cents = self.credit_image_count = 0

    def add(self, item: Item) -> None:
        """Count in an item and its views."""
        cents = item.detail.number_of("amount_cents") or 0
        if item.is_credit:
            self.credit_count += 1
            self.credit_cents += cents
            self.credit_image_count += len(item.views)
            return
        self.item_count += 1
        self.total_cents += cents
        self.image_count += len(item.views)
        if isinstance(item.detail, CheckDetail) and item.detail.raw("micr_valid_indicator") == (
            GOOD_READ
        ):
            self.micr_valid_cents += cents

    def add_all(self, other: "Totals") -> None:
        """Count in a whole bundle or cash letter."""
        for name in Totals.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def items(self, *, with_credits: bool) -> int:
        """Count the items, as a control that has credits in its totals does, or one that hasn't."""
        return self.item_count + (self.credit_count if with_credits else 0)

    def cents(self, *, with_credits: bool) -> int:
        """Add up the items, with credits or without."""
        return self.total_cents + (self.credit_cents if with_credits else 0)

    def images(self, *, with_credits: bool) -> int:
        """Count the views, with those of credits or without."""
        return self.image_count + (self.credit_image_count if with_credits else 0)
