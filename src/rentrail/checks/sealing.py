"""How the vault names what is sealed of paper: each value is bound to its row."""


def line_context(item_public_id: str) -> str:
    """Name an item's line, its readings and repairs."""
    return f"check_item:{item_public_id}"


def image_context(image_public_id: str) -> str:
    """Name an image."""
    return f"check_image:{image_public_id}"
