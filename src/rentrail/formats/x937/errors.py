"""What is refused when an X9.37 file is read strictly, or written. The texts are fit to show."""


class X937ReadError(ValueError):
    """A record cannot be read as what it should be.

    `field` and `value` are empty when the whole record is meant; `number` counts the records of
    the file from 1, and is 0 when the record stood in no file.
    """

    def __init__(self, *, field: str = "", value: str = "", number: int = 0, message: str = ""):
        self.field = field
        self.value = value
        self.number = number
        start = f"Record {number}: " if number else ""
        super().__init__(f"{start}{message or f'{field} must be a number, not {value!r}.'}")


class X937WriteError(ValueError):
    """A value does not fit the file, which is refused rather than cut.

    `row` counts the items of the bundle from 0; None when the value belongs to no item.
    """

    def __init__(self, *, field: str, reason: str, value: object = "", row: int | None = None):
        self.field = field
        self.reason = reason
        self.value = value
        self.row = row
        item = "" if row is None else f"Item {row + 1}: "
        super().__init__(f"{item}{field} {reason}")
