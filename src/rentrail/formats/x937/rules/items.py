"""Rules of items, their addenda and views."""

from rentrail.formats.x937.rules.declaring import Rule, error, warning

_TIFF = "[X9.100-181] [TIFF6]"

RULES: tuple[Rule, ...] = (
    error("item.routing", "Routing number of the bank that pays",
          "Nine digits whose last proves the others. One that does not is misread or mistyped: "
          "repair it before it is sent.", source="[ABA]"),
    error("item.amount", "Amount of an item", "An item is of more than nothing.",
          expected="more than zero"),
    error("item.sequence", "Item sequence number",
          "No two items of a cash letter have the same sequence number.",
          expected="a number of its own"),
    error("item.addendum-count", "Addenda of an item",
          "The item counts its addenda, and they follow it."),
    error("item.addendum-number", "Numbers of addenda",
          "Addenda of one type are numbered from 1."),
    warning("item.bofd", "Bank of first deposit",
            "A check that says its institution is the bank of first deposit has addendum A.",
          expected="addendum A"),
    error("item.view-missing", "Front and back",
          "In a cash letter with images every check and return has a view of its front and one of "
          "its back.",
          expected="front and back"),
    error("item.view-twice", "A view twice",
          "No item has two full views of one side in the same format.",
          expected="one view of each side"),
    error("view.data-missing", "Image of a view",
          "A view that is said to be there has its data; one that is not has none.",
          expected="data where a view is said to be"),
    error("view.item", "View against item",
          "A view's data bears the sequence number of its item."),
    warning("view.bundle", "View against bundle",
            "A view's data bears the institution, business date and cycle of its bundle."),
    error("view.image-length", "Length of an image",
          "The length of the image is that of the bytes that follow."),
    error("view.signature", "Digital signature",
          "The signature has the length that is said, and is there where the view's detail says "
          "so.",
          expected="what the bytes and the other record say"),
    warning("view.size", "Image size in the view's detail",
            "Where a view's detail gives the size of the image it is the image's length."),
    warning("view.format", "Format by agreement",
            "An image that is not a TIFF of Group 4 is taken only by agreement; what it holds is "
            "not looked at.", source=_TIFF),
    error("image.tiff", "A TIFF", "An image is a TIFF with the least significant byte first (II), "
          "and all that its directory points to lies within it.", source=_TIFF),
    error("image.pages", "One page", "An image is one page.", source=_TIFF),
    error("image.compression", "Group 4", "An image is CCITT Group 4.", source=_TIFF),
    error("image.photometric", "White is zero", "An image is black on white, white being zero.",
          source=_TIFF),
    error("image.bits", "One bit a pixel", "An image has one bit a pixel.", source=_TIFF),
    error("image.fill-order", "Order of bits", "The left pixel is the highest bit.", source=_TIFF),
    error("image.size", "Size of an image", "Width and height are there, and such as a check's.",
          source=_TIFF),
    error("image.strips", "One strip", "An image is one strip, and the strip is whole.",
          source=_TIFF),
    error("image.resolution", "Dots an inch", "An image has 200 or 240 dots an inch both ways.",
          source=_TIFF),
)  # fmt: skip
