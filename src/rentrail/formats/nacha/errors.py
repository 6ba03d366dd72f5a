"""What is refused when a Nacha file is read strictly, or written. The texts are fit to show."""


class NachaReadError(ValueError):
    """A record cannot be read as what it should be.

    `field` and `value` are empty when the whole record is meant; `line` counts from 1, and is 0
    when the record stood in no file.
    """

    def __init__(self, *, field: str = "", value: str = "", line: int = 0, message: str = ""):
        self.field = field
        self.value = value
        self.line = line
        start = f"Line {line}: " if line else ""
        super().__init__(f"{start}{message or f'{field} must be a number, not {value!r}.'}")


class NachaWriteError(ValueError):
    """A value does not fit the file, which is refused rather than cut.

    `row` counts the entries of the batch from 0; None when the value belongs to no entry.
    """

    def __init__(self, *, field: str, reason: str, value: object = "", row: int | None = None):
        self.field = field
        self.reason = reason
        self.value = value
        self.row = row
        entry = "" if row is None else f"Entry {row + 1}: "
        super().__init__(f"{entry}{field} {reason}")
